import { encodeHex } from '../bytes/hex.ts'

/** An unsigned big-endian number; none of no octets. */
export const toNumber = (bytes: Uint8Array): bigint => (bytes.length === 0 ? 0n : BigInt(`0x${encodeHex(bytes)}`))

/** The remainder that is not negative. */
export const modulo = (value: bigint, by: bigint): bigint => ((value % by) + by) % by

/** base^exponent mod by, by squaring; the time depends on the exponent, so only what is public comes here. */
export function raise(base: bigint, exponent: bigint, by: bigint): bigint {
  let [power, square] = [1n, modulo(base, by)]
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) power = (power * square) % by
    square = (square * square) % by
  }
  return power
}
