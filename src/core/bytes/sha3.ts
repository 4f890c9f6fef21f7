import { sha3_224, sha3_256, sha3_384, sha3_512, shake256 } from '@noble/hashes/sha3.js'

/** Hashes of FIPS 202, which WebCrypto lacks: for reading what others signed, never for making anything. Fetched when first met. */
const HASHES = {
  'SHA3-224': sha3_224,
  'SHA3-256': sha3_256,
  'SHA3-384': sha3_384,
  'SHA3-512': sha3_512,
  /** 512 bits of it, as RFC 8419 §2.3 takes for Ed448. */
  SHAKE256: (bytes: Uint8Array) => shake256(bytes, { dkLen: 64 }),
} as const

export type Sha3Name = keyof typeof HASHES

export const sha3 = (name: Sha3Name, bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(HASHES[name](bytes))

/** SHAKE256 of any length. */
export const shake = (bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> => new Uint8Array(shake256(bytes, { dkLen: length }))
