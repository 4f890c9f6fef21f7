import { concatBytes, equalBytes } from '../bytes/compare.ts'
import { encodeNull, encodeOctetString, encodeOid, encodeSequence } from '../bytes/der.ts'
import { hashBytes, hashLength, hashOid, type HashName } from './algorithms.ts'
import { raise, toNumber } from './modular.ts'

/** An RSA public key: big-endian, no leading zero. */
export interface RsaKey {
  readonly modulus: Uint8Array
  readonly exponent: Uint8Array
  /** Of the modulus. */
  readonly bits: number
}

/** s^e mod n as octets of the modulus' length, or null when the value is out of range (RFC 8017 §5.2.2, §8.2.2). */
function recover(key: RsaKey, signature: Uint8Array): Uint8Array | null {
  const modulus = toNumber(key.modulus)
  const base = toNumber(signature)
  if (signature.length !== key.modulus.length || base >= modulus) return null
  const text = raise(base, toNumber(key.exponent), modulus).toString(16).padStart(key.modulus.length * 2, '0')
  return Uint8Array.from({ length: key.modulus.length }, (_, index) => Number.parseInt(text.slice(index * 2, index * 2 + 2), 16))
}

/**
 * RSASSA-PKCS1-v1_5 over a digest already made (RFC 8017 §8.2.2), for hashes and uses that WebCrypto lacks. The whole encoded message is
 * compared, so that nothing can hide behind the hash; parameters of the hash NULL or absent.
 */
export function verifyPkcs1(key: RsaKey, signature: Uint8Array, hash: HashName, digest: Uint8Array): boolean {
  const encoded = recover(key, signature)
  if (encoded === null) return false
  return [[encodeNull()], []].some((parameters) => {
    const info = encodeSequence(encodeSequence(encodeOid(hashOid(hash)), ...parameters), encodeOctetString(digest))
    const padding = key.modulus.length - info.length - 3
    return padding >= 8 && equalBytes(encoded, concatBytes(Uint8Array.of(0, 1), new Uint8Array(padding).fill(0xff), Uint8Array.of(0), info))
  })
}

async function mask(hash: HashName, seed: Uint8Array, length: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (let counter = 0, made = 0; made < length; counter++, made += hashLength(hash)) {
    parts.push(await hashBytes(hash, concatBytes(seed, Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8, counter))))
  }
  return concatBytes(...parts).subarray(0, length)
}

/** RSASSA-PSS over a digest already made (RFC 8017 §9.1.2), with any mask hash and salt length. */
export async function verifyPss(key: RsaKey, signature: Uint8Array, hash: HashName, maskHash: HashName, saltLength: number, digest: Uint8Array): Promise<boolean> {
  const whole = recover(key, signature)
  if (whole === null) return false
  const bits = key.bits - 1
  const encoded = bits % 8 === 0 ? whole.subarray(1) : whole
  if (bits % 8 === 0 && whole[0] !== 0) return false
  const length = hashLength(hash)
  if (encoded.length < length + saltLength + 2 || encoded[encoded.length - 1] !== 0xbc) return false
  const masked = encoded.subarray(0, encoded.length - length - 1)
  const value = encoded.subarray(masked.length, encoded.length - 1)
  const unused = 8 * encoded.length - bits
  if (masked[0]! >> (8 - unused)) return false
  const over = await mask(maskHash, value, masked.length)
  const data = masked.map((octet, index) => octet ^ over[index]!)
  data[0]! &= 0xff >> unused
  const start = data.length - saltLength - 1
  if (data[start] !== 1 || data.subarray(0, start).some((octet) => octet !== 0)) return false
  return equalBytes(value, await hashBytes(hash, concatBytes(new Uint8Array(8), digest, data.subarray(start + 1))))
}

