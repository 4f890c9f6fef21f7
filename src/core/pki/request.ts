import 'reflect-metadata'
import { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } from '@peculiar/x509'
import { decodeOid, readDer, type DerNode } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { encodeHex } from '../bytes/hex.ts'
import { algorithmOfKey, readSignatureIdentifier } from './algorithms.ts'
import type { PkiErrorCode } from './error.ts'
import { readEmails, readExtensions, readWhole } from './extension.ts'
import { OID_EXTENSION_REQUEST, OID_SUBJECT_ALT_NAME } from './oids.ts'
import { parsePublicKey, type PublicKey } from './public-key.ts'
import { verifySignature } from './signer.ts'
import { computeKeyThumbprint } from './thumbprint.ts'

export interface CertificateRequest {
  /** DER of the SubjectPublicKeyInfo, exactly as sent. */
  readonly spki: Uint8Array
  /** The one address asked for, as written. */
  readonly email: string
  /** RFC 7638 thumbprint of the key. */
  readonly thumbprint: string
}

const MAX_REQUEST_OCTETS = 8192
const MAX_EMAIL_LENGTH = 254
const EMAIL = /^[!#-'*+\-./0-9=?A-Z^-~]{1,64}@[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?$/

function refuse(code: 'REQUEST_MALFORMED' | 'REQUEST_KEY_UNSUPPORTED' | 'REQUEST_SIGNATURE_INVALID' | 'REQUEST_EMAIL_UNSUPPORTED', message: string): never {
  throw new CodedError<PkiErrorCode>(code, message)
}

/** Whether an address can stand in a certificate as rfc822Name: ASCII, dot-atom, at most 254 letters (RFC 5280 §4.2.1.6). */
export function isCertifiableEmail(email: string): boolean {
  return email.length <= MAX_EMAIL_LENGTH && EMAIL.test(email)
}

/**
 * A PKCS#10 request (RFC 2986) for `email`, signed by the key it asks a certificate for; the private key may be non-extractable.
 * Throws REQUEST_EMAIL_UNSUPPORTED, KEY_UNSUPPORTED.
 */
export async function createCertificateRequest(keys: CryptoKeyPair, email: string): Promise<Uint8Array> {
  if (!isCertifiableEmail(email)) refuse('REQUEST_EMAIL_UNSUPPORTED', 'address cannot stand in a certificate')
  const { hash } = algorithmOfKey(keys.privateKey)
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [email.slice(0, 64)] }], // the most a common name holds; the address asked for is in subjectAltName
    keys,
    signingAlgorithm: { name: keys.privateKey.algorithm.name, hash },
    extensions: [new SubjectAlternativeNameExtension([{ type: 'email', value: email }])],
  })
  return new Uint8Array(request.rawData)
}

function readEmail(attributes: DerNode): string {
  const requests = attributes.children().filter((attribute) => {
    const type = attribute.children()[0]
    return type?.tag === 0x06 && decodeOid(type.content) === OID_EXTENSION_REQUEST
  })
  const [request, second] = requests
  const values = request?.children()[1]?.children() ?? []
  if (!request || second || values.length !== 1) refuse('REQUEST_MALFORMED', 'not exactly one extension request')
  const alternative = readExtensions(values[0]!).find((extension) => extension.oid === OID_SUBJECT_ALT_NAME)
  const names = alternative ? readWhole(alternative.value, 0x30).children() : []
  if (names.length !== 1 || names[0]!.tag !== 0x81) refuse('REQUEST_MALFORMED', 'not exactly one mail address')
  return readEmails(alternative!.value)[0]!
}

function isSupportedKey(key: PublicKey): boolean {
  if (key.kind === 'EC') return key.curve === 'P-256'
  return key.kind === 'RSA' && key.bits >= 2048 && key.bits <= 8192 && encodeHex(key.exponent) === '010001'
}

async function readRequest(der: Uint8Array): Promise<CertificateRequest> {
  const whole = readDer(der)
  if (whole.tag !== 0x30 || whole.end !== der.length) refuse('REQUEST_MALFORMED', 'not one request')
  const [info, algorithmNode, signature, surplus] = whole.children()
  if (info?.tag !== 0x30 || !algorithmNode || signature?.tag !== 0x03 || signature.content[0] !== 0 || surplus) refuse('REQUEST_MALFORMED', 'not a request')
  const [version, subject, spki, attributes, extra] = info.children()
  if (version?.tag !== 0x02 || subject?.tag !== 0x30 || !spki || attributes?.tag !== 0xa0 || extra) refuse('REQUEST_MALFORMED', 'not a request')
  const key = parsePublicKey(spki.bytes)
  if (!isSupportedKey(key)) refuse('REQUEST_KEY_UNSUPPORTED', 'only P-256 and RSA from 2048 bits')
  const algorithm = readSignatureIdentifier(algorithmNode)
  if (!algorithm?.isSound || !(await verifySignature(algorithm, spki.bytes, signature.content.subarray(1), info.bytes))) {
    refuse('REQUEST_SIGNATURE_INVALID', 'not signed by the key it names')
  }
  const email = readEmail(attributes)
  if (!isCertifiableEmail(email)) refuse('REQUEST_EMAIL_UNSUPPORTED', 'address cannot stand in a certificate')
  return { spki: spki.bytes.slice(), email, thumbprint: computeKeyThumbprint(spki.bytes) }
}

/**
 * Reads a request and proves possession of its key. Only P-256 and RSA ≥ 2048 with exponent 65537; exactly one mail address.
 * Throws REQUEST_MALFORMED, REQUEST_KEY_UNSUPPORTED, REQUEST_SIGNATURE_INVALID, REQUEST_EMAIL_UNSUPPORTED.
 */
export async function parseCertificateRequest(der: Uint8Array): Promise<CertificateRequest> {
  if (der.length > MAX_REQUEST_OCTETS) refuse('REQUEST_MALFORMED', 'larger than any request')
  try {
    return await readRequest(der)
  } catch (error) {
    if (!(error instanceof CodedError) || error.code.startsWith('REQUEST_')) throw error
    if (error.code === 'KEY_UNSUPPORTED') refuse('REQUEST_KEY_UNSUPPORTED', error.message)
    throw new CodedError<PkiErrorCode>('REQUEST_MALFORMED', error.message, { ...error.details, cause: error.code })
  }
}
