import { Unzlib, zlibSync } from 'fflate'
import { concatBytes } from './compare.ts'
import { CodedError, type BytesErrorCode } from './error.ts'

let nothing: Uint8Array<ArrayBuffer> | null = null

const INPUT_STEP = 16_384

/** A zlib stream (RFC 1950). One implementation on every side, so that the output is the same byte for byte. */
export function deflate(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  // the tables for it are larger than most files' appearances: an empty field wants none
  if (bytes.length === 0) return (nothing ??= zlibSync(bytes, { level: 6 })).slice()
  return zlibSync(bytes, { level: 6 })
}

/**
 * The bytes of a zlib stream, at most `maxBytes` of them.
 * Throws INFLATE_TOO_LARGE past the bound (checked while inflating) and INFLATE_MALFORMED on a damaged structure or truncation.
 * The checksum at the end is not compared.
 */
export function inflate(bytes: Uint8Array, bounds: { readonly maxBytes: number }): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = []
  let length = 0
  let finished = false
  const stream = new Unzlib((part, final) => {
    length += part.length
    if (length > bounds.maxBytes) throw new CodedError<BytesErrorCode>('INFLATE_TOO_LARGE', 'inflates past its bound', { maxBytes: bounds.maxBytes })
    parts.push(part)
    finished = final
  })
  try {
    for (let at = 0; at < bytes.length; at += INPUT_STEP) {
      stream.push(bytes.slice(at, at + INPUT_STEP), at + INPUT_STEP >= bytes.length)
    }
  } catch (error) {
    if (error instanceof CodedError) throw error
    throw new CodedError<BytesErrorCode>('INFLATE_MALFORMED', 'not a zlib stream')
  }
  if (!finished) throw new CodedError<BytesErrorCode>('INFLATE_MALFORMED', 'zlib stream ends early')
  return concatBytes(...parts)
}
