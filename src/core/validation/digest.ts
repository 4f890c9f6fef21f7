import { concatBytes } from '../bytes/compare.ts'
import { hashBytes } from '../pki/algorithms.ts'
import type { HashName } from '../pki/algorithms.ts'
import type { ByteRange } from '../pdf/signature.ts'

/** Hash of what a well-formed /ByteRange names. */
export function hashRange(bytes: Uint8Array, range: ByteRange, hash: HashName): Promise<Uint8Array> {
  const [first, firstLength, second, secondLength] = range
  return hashBytes(hash, concatBytes(bytes.subarray(first, first + firstLength), bytes.subarray(second, second + secondLength)))
}
