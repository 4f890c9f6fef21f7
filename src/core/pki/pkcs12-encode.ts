import { encryptCbc } from '../bytes/aes.ts'
import { concatBytes } from '../bytes/compare.ts'
import { encodeContext, encodeDer, encodeInteger, encodeNull, encodeOctetString, encodeOid, encodeSequence, encodeSet } from '../bytes/der.ts'
import { sha256 } from '../bytes/sha256.ts'
import { encodeHashIdentifier } from './algorithms.ts'
import { OID_DATA, OID_ENCRYPTED_DATA, OID_PBES2, OID_PBKDF2 } from './oids.ts'
import { DerivationBudget, derivePbkdf2, derivePkcs12, encodeBmp } from './pkcs12-kdf.ts'

/** OWASP's figure for PBKDF2 with HMAC-SHA-256 (2026-11-25). */
export const BACKUP_ITERATIONS = 600_000
/** The authentication code has a slower derivation in every program, and needs no secrecy beyond that of the keys. */
const MAC_ITERATIONS = 20_000

export interface Pkcs12Backup {
  readonly pkcs8: Uint8Array
  /** The key's own first. */
  readonly certificates: readonly Uint8Array[]
  readonly friendlyName: string
  readonly passphrase: string
  readonly random: (length: number) => Uint8Array
  readonly iterations?: number
}

const algorithm = (oid: string, parameters: Uint8Array): Uint8Array => encodeSequence(encodeOid(oid), parameters)

function pad(bytes: Uint8Array): Uint8Array {
  const count = 16 - (bytes.length % 16)
  return concatBytes(bytes, new Uint8Array(count).fill(count))
}

/** PBES2 with AES-256-CBC and PBKDF2-HMAC-SHA-256 (RFC 8018 §6.2). */
async function encrypt(clear: Uint8Array, { passphrase, random, iterations = BACKUP_ITERATIONS }: Pkcs12Backup): Promise<{ readonly identifier: Uint8Array; readonly data: Uint8Array }> {
  const [salt, iv] = [random(16), random(16)]
  const key = await derivePbkdf2({ hash: 'SHA-256', passphrase, salt, iterations, length: 32 }, new DerivationBudget(iterations))
  const derivation = algorithm(OID_PBKDF2, encodeSequence(encodeOctetString(salt), encodeInteger(iterations), encodeSequence(encodeOid('1.2.840.113549.2.9'), encodeNull())))
  const identifier = algorithm(OID_PBES2, encodeSequence(derivation, algorithm('2.16.840.1.101.3.4.1.42', encodeOctetString(iv))))
  return { identifier, data: encryptCbc(key, iv, pad(clear)) }
}

const attribute = (oid: string, value: Uint8Array): Uint8Array => encodeSequence(encodeOid(oid), encodeSet(value))

function bmpString(text: string): Uint8Array {
  return encodeDer(0x1e, Uint8Array.from({ length: text.length * 2 }, (_, at) => (at % 2 === 0 ? text.charCodeAt(at >> 1) >>> 8 : text.charCodeAt(at >> 1) & 0xff)))
}

const bag = (kind: number, value: Uint8Array, ...attributes: readonly Uint8Array[]): Uint8Array =>
  encodeSequence(encodeOid(`1.2.840.113549.1.12.10.1.${kind}`), encodeContext(0, true, value), ...(attributes.length > 0 ? [encodeSet(...attributes)] : []))

const data = (content: Uint8Array): Uint8Array => encodeSequence(encodeOid(OID_DATA), encodeContext(0, true, encodeOctetString(content)))

/** A PKCS#12 file (RFC 7292) of one key and its certificates, all encrypted, that OpenSSL, Java and the operating systems read. */
export async function encodePkcs12(backup: Pkcs12Backup): Promise<Uint8Array<ArrayBuffer>> {
  const { pkcs8, certificates, friendlyName, passphrase, random } = backup
  const labels = [attribute('1.2.840.113549.1.9.20', bmpString(friendlyName)), attribute('1.2.840.113549.1.9.21', encodeOctetString(sha256(certificates[0] ?? pkcs8).subarray(0, 20)))]
  const key = await encrypt(pkcs8, backup)
  const keys = encodeSequence(bag(2, encodeSequence(key.identifier, encodeOctetString(key.data)), ...labels))
  const held = certificates.map((der, index) => bag(3, encodeSequence(encodeOid('1.2.840.113549.1.9.22.1'), encodeContext(0, true, encodeOctetString(der))), ...(index === 0 ? labels : [])))
  const closed = await encrypt(encodeSequence(...held), backup)
  const encrypted = encodeSequence(encodeInteger(0), encodeSequence(encodeOid(OID_DATA), closed.identifier, encodeContext(0, false, closed.data)))
  const content = encodeSequence(encodeSequence(encodeOid(OID_ENCRYPTED_DATA), encodeContext(0, true, encrypted)), data(keys))
  const salt = random(16)
  const macKey = derivePkcs12({ hash: 'SHA-256', bmp: encodeBmp(passphrase), salt, iterations: MAC_ITERATIONS, purpose: 'mac', length: 32 }, new DerivationBudget(MAC_ITERATIONS * 10))
  const imported = await crypto.subtle.importKey('raw', macKey as BufferSource, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', imported, content))
  return encodeSequence(encodeInteger(3), data(content), encodeSequence(encodeSequence(encodeHashIdentifier('SHA-256', true), encodeOctetString(mac)), encodeOctetString(salt), encodeInteger(MAC_ITERATIONS)))
}
