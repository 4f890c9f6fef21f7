import { raise, toNumber } from './modular.ts'

/** A DSA public key and its domain (FIPS 186-4 §4.1), big-endian. */
export interface DsaKey {
  readonly p: Uint8Array
  readonly q: Uint8Array
  readonly g: Uint8Array
  readonly y: Uint8Array
}

/** DSA over a digest already made (FIPS 186-4 §4.7); `value` is r‖s. Read in old signatures, never made; WebCrypto lacks it. */
export function verifyDsa(key: DsaKey, value: Uint8Array, digest: Uint8Array): boolean {
  const [p, q, g, y] = [toNumber(key.p), toNumber(key.q), toNumber(key.g), toNumber(key.y)]
  const [r, s] = [toNumber(value.subarray(0, value.length / 2)), toNumber(value.subarray(value.length / 2))]
  // a generator or a key of another order than q would let anybody sign
  const isOfOrder = (one: bigint): boolean => one > 1n && one < p && raise(one, q, p) === 1n
  if (r <= 0n || s <= 0n || r >= q || s >= q || !isOfOrder(g) || !isOfOrder(y)) return false
  const hash = toNumber(digest) >> BigInt(Math.max(0, digest.length * 8 - q.toString(2).length))
  const w = raise(s, q - 2n, q)
  return ((raise(g, (hash * w) % q, p) * raise(y, (r * w) % q, p)) % p) % q === r
}
