import { concatBytes } from '../bytes/compare.ts'
import { CodedError } from '../bytes/error.ts'
import { sha1, sha384, sha512 } from '../bytes/old-hash.ts'
import { sha256 } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import type { HashName } from './algorithms.ts'
import type { PkiErrorCode } from './error.ts'

/** What a derived value is for (RFC 7292 appendix B.3). */
const PURPOSES = { key: 1, iv: 2, mac: 3 } as const

const HASHES: Readonly<Partial<Record<HashName, { readonly hash: (bytes: Uint8Array) => Uint8Array; readonly block: number }>>> = {
  'SHA-1': { hash: sha1, block: 64 },
  'SHA-256': { hash: sha256, block: 64 },
  'SHA-384': { hash: sha384, block: 128 },
  'SHA-512': { hash: sha512, block: 128 },
}

/** How much deriving one file may ask for, all its parts together: a second or two, whoever made the file. */
export class DerivationBudget {
  #rest: number

  constructor(iterations: number) {
    this.#rest = iterations
  }

  /** `weight` is what one iteration costs against one of WebCrypto's. Throws PKCS12_ITERATIONS_EXCESSIVE before anything is derived. */
  spend(iterations: number, weight: number): void {
    this.#rest -= iterations * weight
    if (!(iterations >= 1) || this.#rest < 0) throw new CodedError<PkiErrorCode>('PKCS12_ITERATIONS_EXCESSIVE', 'asks for more work than any honest file', { iterations })
  }
}

/** 16-bit units, big-endian, with a null character at the end (RFC 7292 appendix B.1). */
function encodeUnits(units: readonly number[]): Uint8Array {
  return Uint8Array.from([...units, 0].flatMap((unit) => [unit >>> 8, unit & 0xff]))
}

/** A passphrase as PKCS#12's own derivation takes it: UTF-16. */
export function encodeBmp(passphrase: string): Uint8Array {
  return encodeUnits(Array.from({ length: passphrase.length }, (_, at) => passphrase.charCodeAt(at)))
}

/** A passphrase as a program may have written it: `text` goes into PBES2 as UTF-8, `bmp` into PKCS#12's own derivation. */
export interface Spelling {
  readonly text: string
  readonly bmp: Uint8Array
}

/**
 * How programs spell one passphrase, the standard's way first: accents composed or apart; its UTF-8 octets taken for characters (LibreSSL,
 * OpenSSL before 1.1); and none at all where it is empty (a null passphrase is not an empty one).
 */
export function spellPassphrase(passphrase: string): Spelling[] {
  if (passphrase === '') return [{ text: '', bmp: encodeBmp('') }, { text: '', bmp: new Uint8Array(0) }]
  const texts = [...new Set([passphrase, passphrase.normalize('NFC'), passphrase.normalize('NFD')])]
  const standard = texts.map((text) => ({ text, bmp: encodeBmp(text) }))
  const isPlain = /^[\x20-\x7e]*$/.test(passphrase)
  return isPlain ? standard : [...standard, ...texts.map((text) => ({ text, bmp: encodeUnits([...encodeUtf8(text)]) }))]
}

function fill(bytes: Uint8Array, block: number): Uint8Array {
  if (bytes.length === 0) return bytes
  const length = block * Math.ceil(bytes.length / block)
  return Uint8Array.from({ length }, (_, at) => bytes[at % bytes.length]!)
}

/** I_j = I_j + B + 1 modulo 2^v, in place. */
function addOne(block: Uint8Array, addend: Uint8Array): void {
  let carry = 1
  for (let at = block.length - 1; at >= 0; at--) {
    const sum = block[at]! + addend[at]! + carry
    block[at] = sum & 0xff
    carry = sum >>> 8
  }
}

interface Derivation {
  readonly hash: HashName
  readonly salt: Uint8Array
  readonly iterations: number
  readonly length: number
}

export interface Pkcs12Derivation extends Derivation {
  readonly bmp: Uint8Array
  readonly purpose: keyof typeof PURPOSES
}

/** PKCS#12's own key derivation (RFC 7292 appendix B.2). Throws PKCS12_ITERATIONS_EXCESSIVE. */
export function derivePkcs12({ hash: name, bmp, salt, iterations, purpose, length }: Pkcs12Derivation, budget: DerivationBudget): Uint8Array<ArrayBuffer> {
  const known = HASHES[name]
  if (!known) throw new CodedError<PkiErrorCode>('PKCS12_CIPHER_UNSUPPORTED', 'hash')
  const { hash, block } = known
  const diversifier = new Uint8Array(block).fill(PURPOSES[purpose])
  const input = concatBytes(fill(salt, block), fill(bmp, block))
  const result = new Uint8Array(length)
  for (let at = 0; at < length; ) {
    budget.spend(iterations, 10)
    let value = hash(concatBytes(diversifier, input))
    for (let round = 1; round < iterations; round++) value = hash(value)
    result.set(value.subarray(0, length - at), at)
    at += value.length
    const addend = fill(value, block).subarray(0, block)
    for (let part = 0; part < input.length; part += block) addOne(input.subarray(part, part + block), addend)
  }
  return result
}

/** PBKDF2 (RFC 8018 §5.2) with the passphrase in UTF-8. Throws PKCS12_ITERATIONS_EXCESSIVE. */
export async function derivePbkdf2(parameters: Derivation & { readonly passphrase: string }, budget: DerivationBudget): Promise<Uint8Array<ArrayBuffer>> {
  const { hash, passphrase, salt, iterations, length } = parameters
  budget.spend(iterations, 1)
  const key = await crypto.subtle.importKey('raw', encodeUtf8(passphrase) as BufferSource, 'PBKDF2', false, ['deriveBits'])
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash, salt: salt as BufferSource, iterations }, key, length * 8))
}
