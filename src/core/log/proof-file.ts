import { decodeBase64, encodeBase64 } from '../bytes/base64.ts'
import { openCheckpoint, parseCheckpoint, type Checkpoint } from './checkpoint.ts'
import { refuse } from './error.ts'
import { HASH_SIZE, hashLeaf } from './merkle.ts'
import type { NoteKey } from './note.ts'
import { verifyInclusion } from './tree.ts'

const HEADER = 'c2sp.org/tlog-proof@v1'
const MAX_LENGTH = 200_000
const MAX_HASHES = 63

/** What a `.tlog-proof` file says (C2SP tlog-proof). Nothing of it is verified, `extra` never is. */
export interface ProofFile {
  readonly extra: Uint8Array | null
  readonly index: number
  readonly hashes: readonly Uint8Array[]
  /** The checkpoint's text with its signatures, as it was given. */
  readonly checkpoint: string
}

export function encodeProofFile({ extra, index, hashes, checkpoint }: ProofFile): string {
  const lines = [HEADER, ...(extra === null ? [] : [`extra ${encodeBase64(extra)}`]), `index ${index}`, ...hashes.map(encodeBase64), '', checkpoint]
  return lines.join('\n')
}

function decode(text: string, length: number | null): Uint8Array {
  try {
    const bytes = decodeBase64(text)
    if (length === null || bytes.length === length) return bytes
  } catch {
    // Said below.
  }
  return refuse('LOG_PROOF_MALFORMED', 'not base64 of the right length')
}

/** Throws LOG_PROOF_MALFORMED, and what parsing a checkpoint throws. */
export function parseProofFile(text: string): ProofFile & { readonly head: Checkpoint } {
  if (text.length > MAX_LENGTH) refuse('LOG_PROOF_MALFORMED', 'too long')
  const split = text.indexOf('\n\n')
  if (split < 0) refuse('LOG_PROOF_MALFORMED', 'no checkpoint')
  const [header, ...lines] = text.slice(0, split).split('\n')
  if (header !== HEADER) refuse('LOG_PROOF_MALFORMED', 'not a proof of the first version')
  const extra = lines[0]?.startsWith('extra ') ? decode(lines.shift()!.slice(6), null) : null
  const index = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? '')?.[1]
  if (index === undefined || !Number.isSafeInteger(Number(index)) || lines.length > MAX_HASHES) refuse('LOG_PROOF_MALFORMED', 'no index, or too many hashes')
  const checkpoint = text.slice(split + 2)
  return { extra, index: Number(index), hashes: lines.map((line) => decode(line, HASH_SIZE)), checkpoint, head: parseCheckpoint(checkpoint) }
}

/** Where the entry stands and in which signed tree. Throws LOG_PROOF_…, LOG_NOTE_…, LOG_RANGE_REFUSED: then nothing is proven. */
export async function verifyProofFile(text: string, entry: Uint8Array, key: NoteKey): Promise<{ readonly index: number; readonly head: Checkpoint }> {
  const { index, hashes, checkpoint } = parseProofFile(text)
  const head = await openCheckpoint(checkpoint, key)
  verifyInclusion({ index, size: head.size, root: head.root, leaf: hashLeaf(entry), proof: hashes })
  return { index, head }
}
