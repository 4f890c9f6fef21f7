import { decryptCbc } from '../bytes/aes.ts'
import { concatBytes } from '../bytes/compare.ts'
import { decodeInteger, decodeOid, type DerNode } from '../bytes/der.ts'
import { decryptTripleDesCbc } from '../bytes/des.ts'
import { CodedError } from '../bytes/error.ts'
import { decryptRc2Cbc } from '../bytes/rc2.ts'
import type { HashName } from './algorithms.ts'
import type { PkiErrorCode } from './error.ts'
import { OID_PBES2, OID_PBKDF2 } from './oids.ts'
import { derivePbkdf2, derivePkcs12, type DerivationBudget, type Spelling } from './pkcs12-kdf.ts'

const HMACS: Readonly<Record<string, HashName>> = {
  '1.2.840.113549.2.7': 'SHA-1', '1.2.840.113549.2.9': 'SHA-256', '1.2.840.113549.2.10': 'SHA-384', '1.2.840.113549.2.11': 'SHA-512',
}

interface Cipher {
  readonly keyLength: number
  readonly block: number
  decrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array
}

const aes = (keyLength: number): Cipher => ({ keyLength, block: 16, decrypt: decryptCbc })
const TRIPLE_DES: Cipher = { keyLength: 24, block: 8, decrypt: decryptTripleDesCbc }

/** Ciphers of PBES2 (RFC 8018 appendix B.2). */
const MODERN: Readonly<Record<string, Cipher>> = {
  '2.16.840.1.101.3.4.1.2': aes(16), '2.16.840.1.101.3.4.1.22': aes(24), '2.16.840.1.101.3.4.1.42': aes(32), '1.2.840.113549.3.7': TRIPLE_DES,
}

/** The old password-based schemes, all with SHA-1 (RFC 7292 appendix C). */
const OLD: Readonly<Record<string, Cipher>> = {
  '1.2.840.113549.1.12.1.3': TRIPLE_DES,
  '1.2.840.113549.1.12.1.4': { keyLength: 16, block: 8, decrypt: (key, iv, data) => decryptTripleDesCbc(concatBytes(key, key.subarray(0, 8)), iv, data) },
  '1.2.840.113549.1.12.1.5': { keyLength: 16, block: 8, decrypt: decryptRc2Cbc },
  '1.2.840.113549.1.12.1.6': { keyLength: 5, block: 8, decrypt: decryptRc2Cbc },
}

const MAX_SALT_OCTETS = 1024
/** The old ciphers are slow here on purpose: nobody hides a book behind them. */
const MAX_OLD_OCTETS = 131_072

function unsupported(message: string): never {
  throw new CodedError<PkiErrorCode>('PKCS12_CIPHER_UNSUPPORTED', message)
}

function malformed(message: string): never {
  throw new CodedError<PkiErrorCode>('PKCS12_MALFORMED', message)
}

const oidOf = (node: DerNode | undefined): string => (node?.tag === 0x06 ? decodeOid(node.content) : malformed('no algorithm'))

export function readIterations(node: DerNode | undefined): number {
  if (node?.tag !== 0x02 || node.content.length > 8) malformed('no number of iterations')
  return Number(decodeInteger(node.content))
}

export function readSalt(node: DerNode | undefined): Uint8Array {
  if (node?.tag !== 0x04 || node.content.length > MAX_SALT_OCTETS) malformed('no salt')
  return node.content
}

/** PKCS#7 padding off. With the wrong key it is nearly always wrong: PKCS12_PASSPHRASE_WRONG. */
function unpad(bytes: Uint8Array, block: number): Uint8Array {
  const count = bytes[bytes.length - 1] ?? 0
  const isRight = count >= 1 && count <= block && bytes.subarray(bytes.length - count).every((octet) => octet === count)
  if (!isRight) throw new CodedError<PkiErrorCode>('PKCS12_PASSPHRASE_WRONG', 'does not open with this passphrase')
  return bytes.subarray(0, bytes.length - count)
}

/** PBKDF2-params (RFC 8018 appendix A.2). */
export async function derivePbkdf2Key(node: DerNode | undefined, passphrase: string, keyLength: number | null, budget: DerivationBudget): Promise<Uint8Array<ArrayBuffer>> {
  const [name, parameters] = node?.children() ?? []
  if (oidOf(name) !== OID_PBKDF2) unsupported('key derivation')
  const [salt, iterations, ...rest] = parameters?.children() ?? []
  const length = rest[0]?.tag === 0x02 ? Number(decodeInteger(rest[0].content)) : null
  const prf = rest.find(({ tag }) => tag === 0x30)
  const hash = prf ? HMACS[oidOf(prf.children()[0])] : 'SHA-1'
  if (!hash) unsupported('hash')
  const wanted = keyLength ?? length
  if (wanted === null || (length !== null && length !== wanted) || wanted < 1 || wanted > 64) malformed('key length')
  return derivePbkdf2({ hash, passphrase, salt: readSalt(salt), iterations: readIterations(iterations), length: wanted }, budget)
}

async function decryptModern(parameters: DerNode, data: Uint8Array, passphrase: string, budget: DerivationBudget): Promise<Uint8Array> {
  const [derivation, scheme] = parameters.children()
  const [name, iv] = scheme?.children() ?? []
  const cipher = MODERN[oidOf(name)]
  if (!cipher) unsupported('cipher')
  if (iv?.tag !== 0x04 || iv.content.length !== cipher.block) malformed('no initialization vector')
  check(cipher, data)
  const key = await derivePbkdf2Key(derivation, passphrase, cipher.keyLength, budget)
  return unpad(cipher.decrypt(key, iv.content, data), cipher.block)
}

function check(cipher: Cipher, data: Uint8Array): void {
  if (data.length === 0 || data.length % cipher.block !== 0 || (cipher.block === 8 && data.length > MAX_OLD_OCTETS)) malformed('not whole blocks, or too many')
}

function decryptOld(cipher: Cipher, parameters: DerNode, data: Uint8Array, bmp: Uint8Array, budget: DerivationBudget): Uint8Array {
  const [saltNode, iterationsNode] = parameters.children()
  check(cipher, data)
  const common = { hash: 'SHA-1', bmp, salt: readSalt(saltNode), iterations: readIterations(iterationsNode) } as const
  const key = derivePkcs12({ ...common, purpose: 'key', length: cipher.keyLength }, budget)
  const iv = derivePkcs12({ ...common, purpose: 'iv', length: cipher.block }, budget)
  return unpad(cipher.decrypt(key, iv, data), cipher.block)
}

/** Opens what an AlgorithmIdentifier of PBES2 or of an old password-based scheme has closed. Throws PKCS12_…, DER_MALFORMED. */
export async function decryptWithPassphrase(algorithm: DerNode | undefined, data: Uint8Array, { text, bmp }: Spelling, budget: DerivationBudget): Promise<Uint8Array> {
  const [name, parameters, surplus] = algorithm?.tag === 0x30 ? algorithm.children() : []
  if (parameters?.tag !== 0x30 || surplus) malformed('no algorithm')
  const oid = oidOf(name)
  if (oid === OID_PBES2) return decryptModern(parameters, data, text, budget)
  const cipher = OLD[oid]
  return cipher ? decryptOld(cipher, parameters, data, bmp, budget) : unsupported('scheme')
}
