import { encodeBase64 } from '../bytes/base64.ts'
import { CodedError } from '../bytes/error.ts'
import { claimedTime } from '../log/cosignature.ts'
import { parseNote, parseNoteKey } from '../log/note.ts'
import { parseProofFile } from '../log/proof-file.ts'
import { parseRecordProof, verifyRecordProof } from './record-proof.ts'

/** What a bare `.tlog-proof` shows by itself. */
export interface ProofReport {
  /** Of the record or certificate, as the file says; the entry commits to it. */
  readonly hash: string
  readonly index: number
  readonly size: number
  /** Base64. */
  readonly root: string
  readonly origin: string
  /** The verifier key that it holds against. */
  readonly verifier: string
  /** What witnesses' lines on the checkpoint say of when they saw it; their keys are not known here, so nothing of it is verified. */
  readonly witnesses: readonly { readonly name: string; readonly at: string }[]
}

const HEADER = 'c2sp.org/tlog-proof@v1'

/** Whether a file is such a proof, told from its first line. */
export function isProofFile(bytes: Uint8Array): boolean {
  return bytes.length > HEADER.length && String.fromCharCode(...bytes.subarray(0, HEADER.length)) === HEADER
}

/** Verifies a proof against the keys of the logs that the reader knows. Throws LOG_UNKNOWN when it is another log's, and what verifying throws. */
export async function examineProof(text: string, verifiers: readonly string[]): Promise<ProofReport> {
  const { origin } = parseRecordProof(text)
  const verifier = verifiers.find((one) => parseNoteKey(one).name === origin)
  if (verifier === undefined) throw new CodedError('LOG_UNKNOWN', 'the proof is of a log that is not known here', { origin })
  const { hash, index, head } = await verifyRecordProof(text, parseNoteKey(verifier))
  const { signatures } = parseNote(parseProofFile(text).checkpoint)
  const witnesses = signatures.flatMap((line) => {
    const at = line.name === origin ? null : claimedTime(line)
    return at === null ? [] : [{ name: line.name, at: new Date(at).toISOString() }]
  })
  return { hash, index, size: head.size, root: encodeBase64(head.root), origin, verifier, witnesses }
}
