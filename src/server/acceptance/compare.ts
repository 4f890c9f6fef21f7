import type { PreparedSignature } from '../../core/signing/revision.ts'
import { refuse } from '../refusal.ts'

const HEADER = '%PDF-'
const view = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

/**
 * Holds a whole file against the one this server derived, as `readContents` does for what is appended. Throws NOT_A_PDF,
 * BASE_REVISION_DIFFERS, SIGNATURE_REVISION_DIFFERS.
 */
export function readUpload(upload: Uint8Array, base: Uint8Array, expected: PreparedSignature): Uint8Array {
  const sent = view(upload)
  if (sent.toString('latin1', 0, HEADER.length) !== HEADER) refuse('NOT_A_PDF')
  if (!sent.subarray(0, base.length).equals(base)) refuse('BASE_REVISION_DIFFERS')
  return readContents(upload.subarray(base.length), expected, base.length)
}

/**
 * Holds what was appended after `start` against the revision this server derived: every byte outside /Contents must be equal
 * (invariant 3). Returns what /Contents holds. Throws SIGNATURE_REVISION_DIFFERS.
 */
export function readContents(appended: Uint8Array, expected: PreparedSignature, start: number): Uint8Array {
  const [sent, derived] = [view(appended), view(expected.bytes.subarray(start))]
  const [contentsStart, contentsEnd] = [expected.contentsStart - start, expected.contentsEnd - start]
  const isEqual = (from: number, to: number): boolean => sent.subarray(from, to).equals(derived.subarray(from, to))
  if (sent.length !== derived.length || !isEqual(0, contentsStart + 1) || !isEqual(contentsEnd - 1, derived.length)) refuse('SIGNATURE_REVISION_DIFFERS')
  const digits = sent.toString('latin1', contentsStart + 1, contentsEnd - 1)
  if (digits.length % 2 !== 0 || !/^[0-9A-Fa-f]*$/.test(digits)) refuse('SIGNATURE_REVISION_DIFFERS', { problem: 'CONTENTS' })
  return new Uint8Array(Buffer.from(digits, 'hex'))
}
