import { encodeOctetString, encodeSequence, encodeUtf8String, readDer } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { encodeHex } from '../bytes/hex.ts'
import { decodeUtf8 } from '../bytes/text.ts'
import type { NoteKey } from '../log/note.ts'
import { verifyProofFile } from '../log/proof-file.ts'
import type { Checkpoint } from '../log/checkpoint.ts'
import { LOG_START_SCHEMA, parseEntry, type EntryKind } from './entry.ts'
import { commitRecord } from './record.ts'

/** What shows that a record or certificate is in the log: the entry, the salt of its commitment, and a `.tlog-proof`. */
export interface LogProof {
  readonly entry: Uint8Array
  /** 32 bytes. */
  readonly salt: Uint8Array
  readonly proof: string
}

const MAX_PROOF = 64 * 1024

function malformed(): never {
  throw new CodedError('LOG_PROOF_MALFORMED', 'not a log proof')
}

/** DER of the value that a signature carries under OID_CERTIFICATE_LOG_PROOF: SEQUENCE { entry OCTET STRING, salt OCTET STRING, proof UTF8String }. */
export function encodeLogProof({ entry, salt, proof }: LogProof): Uint8Array<ArrayBuffer> {
  return encodeSequence(encodeOctetString(entry), encodeOctetString(salt), encodeUtf8String(proof))
}

/** Throws LOG_PROOF_MALFORMED. */
export function decodeLogProof(der: Uint8Array): LogProof {
  if (der.length > MAX_PROOF) malformed()
  try {
    const node = readDer(der)
    const [entry, salt, proof, surplus] = node.children()
    if (node.tag === 0x30 && node.end === der.length && entry?.tag === 0x04 && salt?.tag === 0x04 && salt.content.length === 32 && proof?.tag === 0x0c && !surplus) {
      return { entry: entry.content, salt: salt.content, proof: decodeUtf8(proof.content) }
    }
  } catch {
    // Said below.
  }
  return malformed()
}

/**
 * Where in the log the thing with this hash stands: the entry is of one of these kinds, commits to hash and salt, and is in a tree that the
 * log's key signed. Throws LOG_PROOF_MISMATCH when the entry is about something else, and what verifying a proof file throws.
 */
export async function verifyLogProof({ entry, salt, proof }: LogProof, hash: string, kinds: readonly EntryKind[], key: NoteKey): Promise<{ readonly index: number; readonly head: Checkpoint }> {
  const parsed = parseEntry(entry)
  if (parsed.schema === LOG_START_SCHEMA || !kinds.includes(parsed.kind) || parsed.commitment !== commitRecord(encodeHex(salt), hash)) {
    throw new CodedError('LOG_PROOF_MISMATCH', 'the entry is about something else')
  }
  return verifyProofFile(proof, entry, key)
}
