import { createHash } from 'node:crypto'
import { equalBytes } from '../../core/bytes/compare.ts'
import { decodeHex } from '../../core/bytes/hex.ts'
import { findAttribute } from '../../core/cms/attribute.ts'
import { parseSignedData } from '../../core/cms/signed-data.ts'
import { OID_MESSAGE_DIGEST } from '../../core/pki/oids.ts'

/** Throws unless the file is signed over the whole of itself: a contender that does nothing is no contender. */
export function checkSigned(file: Uint8Array, originalSize: number): void {
  const text = Buffer.from(file.buffer, file.byteOffset, file.length).subarray(originalSize).toString('latin1')
  const ranges = [...text.matchAll(/\/ByteRange ?\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)/g)].map((match) => match.slice(1).map(Number))
  const [start, length, next, rest] = ranges.at(-1) ?? []
  if (start !== 0 || length === undefined || next === undefined || rest === undefined || next + rest !== file.length) throw new Error('the signature does not cover its file')
  const digest = createHash('sha256').update(file.subarray(0, length)).update(file.subarray(next)).digest()
  const contents = decodeHex(Buffer.from(file.subarray(length + 1, next - 1)).toString('latin1').toLowerCase())
  const [signer] = parseSignedData(contents, { allowZeroPadding: true }).signers
  const stated = signer ? findAttribute(signer.signedAttributes, OID_MESSAGE_DIGEST)?.values[0] : undefined
  if (!stated || !equalBytes(stated.subarray(2), digest)) throw new Error('the signature is over something else')
}
