import { equalBytes } from '../../core/bytes/compare.ts'
import { decodeHex } from '../../core/bytes/hex.ts'
import { decodeLatin1 } from '../../core/bytes/text.ts'
import type { PreparedSignature } from '../../core/signing/revision.ts'
import { refuse } from '../refusal.ts'

const HEADER = Uint8Array.of(0x25, 0x50, 0x44, 0x46, 0x2d)

/**
 * Holds an upload against the file this server derived: every byte outside /Contents must be equal (invariant 3). Returns what /Contents
 * holds. Throws NOT_A_PDF, BASE_REVISION_DIFFERS, SIGNATURE_REVISION_DIFFERS.
 */
export function readContents(upload: Uint8Array, base: Uint8Array, expected: PreparedSignature): Uint8Array {
  if (!equalBytes(upload.subarray(0, HEADER.length), HEADER)) refuse('NOT_A_PDF')
  if (!equalBytes(upload.subarray(0, base.length), base)) refuse('BASE_REVISION_DIFFERS')
  const { bytes, contentsStart, contentsEnd } = expected
  const isEqual = (from: number, to: number): boolean => equalBytes(upload.subarray(from, to), bytes.subarray(from, to))
  if (upload.length !== bytes.length || !isEqual(base.length, contentsStart + 1) || !isEqual(contentsEnd - 1, bytes.length)) refuse('SIGNATURE_REVISION_DIFFERS')
  try {
    return decodeHex(decodeLatin1(upload.subarray(contentsStart + 1, contentsEnd - 1)))
  } catch {
    return refuse('SIGNATURE_REVISION_DIFFERS', { problem: 'CONTENTS' })
  }
}
