import * as z from 'zod/mini'
import { encodeCanonicalJson } from '../bytes/canonical-json.ts'
import { CodedError } from '../bytes/error.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { decodeUtf8, encodeUtf8 } from '../bytes/text.ts'
import { hashSchema } from '../consent/fact.ts'
import type { Checkpoint } from '../log/checkpoint.ts'
import type { NoteKey } from '../log/note.ts'
import { encodeProofFile, parseProofFile } from '../log/proof-file.ts'
import { ENTRY_KINDS } from './entry.ts'
import { verifyLogProof, type LogProof } from './log-proof.ts'

/** What stands in a proof file's `extra`, so that the file alone says what it proves: entry, salt and the hash of the record or certificate. */
const extraSchema = z.object({ entry: z.string().check(z.maxLength(65_535)), hash: hashSchema, salt: hashSchema })

/** The proof as one `.tlog-proof` file that any program of the format reads and that needs nothing beside it. */
export function encodeRecordProof({ entry, salt, proof }: LogProof, hash: string): string {
  const extra = encodeUtf8(encodeCanonicalJson({ entry: decodeUtf8(entry), hash, salt: encodeHex(salt) }))
  return encodeProofFile({ ...parseProofFile(proof), extra })
}

/** Reads such a file. Nothing is verified. Throws LOG_PROOF_MALFORMED. */
export function parseRecordProof(text: string): LogProof & { readonly hash: string; readonly origin: string; readonly index: number; readonly size: number } {
  const { extra, index, head } = parseProofFile(text)
  try {
    const { entry, hash, salt } = extraSchema.parse(JSON.parse(decodeUtf8(extra ?? new Uint8Array(0))))
    return { entry: encodeUtf8(entry), salt: decodeHex(salt), hash, proof: text, origin: head.origin, index, size: head.size }
  } catch {
    throw new CodedError('LOG_PROOF_MALFORMED', 'the proof does not say what it is about')
  }
}

/** Whether the file holds, for what its `extra` says: that is not authenticated, so compare `hash` with the record's own. Throws what `verifyLogProof` throws. */
export async function verifyRecordProof(text: string, key: NoteKey): Promise<{ readonly hash: string; readonly index: number; readonly head: Checkpoint }> {
  const given = parseRecordProof(text)
  return { hash: given.hash, ...(await verifyLogProof(given, given.hash, ENTRY_KINDS, key)) }
}
