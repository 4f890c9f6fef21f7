import { equalBytes } from '../bytes/compare.ts'
import { encodeOctetString, encodeSequence, readDer, type DerNode } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { encodeHashIdentifier, hashBytes, readHashIdentifier, type HashName } from './algorithms.ts'
import { parseCertificate, readSerialNumber } from './certificate.ts'
import type { PkiErrorCode } from './error.ts'

/** CertID (RFC 6960 §4.1.1): a certificate by hashes of its issuer's name and key, and its serial number. */
export interface OcspCertificateId {
  /** Null when the hash is not known here. */
  readonly hash: HashName | null
  readonly issuerNameHash: Uint8Array
  readonly issuerKeyHash: Uint8Array
  /** Lower-case hex. */
  readonly serialNumber: string
  /** As it stands, for answering with the same. */
  readonly der: Uint8Array
}

const keyBits = (spki: Uint8Array) => readDer(spki).children()[1]!.content.subarray(1)

/** Reads a CertID. Throws OCSP_MALFORMED, DER_MALFORMED. */
export function readCertificateId(node: DerNode | undefined): OcspCertificateId {
  const [hash, name, key, serial, surplus] = node?.tag === 0x30 ? node.children() : []
  if (!node || hash?.tag !== 0x30 || name?.tag !== 0x04 || key?.tag !== 0x04 || surplus) throw new CodedError<PkiErrorCode>('OCSP_MALFORMED', 'not a certificate id')
  return { hash: readHashIdentifier(hash), issuerNameHash: name.content, issuerKeyHash: key.content, serialNumber: readSerialNumber(serial), der: node.bytes }
}

/** The CertID of a certificate; SHA-1 is what every responder knows, and nothing rests on its strength here (RFC 5019 §2.1.1). */
export async function computeCertificateId(certificate: Uint8Array, issuer: Uint8Array, hash: HashName = 'SHA-1'): Promise<OcspCertificateId> {
  const authority = parseCertificate(issuer)
  const { serialNumber, serialNumberDer } = parseCertificate(certificate)
  const issuerNameHash = await hashBytes(hash, authority.subject.der)
  const issuerKeyHash = await hashBytes(hash, keyBits(authority.spki))
  const der = encodeSequence(encodeHashIdentifier(hash, true), encodeOctetString(issuerNameHash), encodeOctetString(issuerKeyHash), serialNumberDer)
  return { hash, issuerNameHash, issuerKeyHash, serialNumber, der }
}

interface IssuerHashes {
  readonly name: Uint8Array
  readonly key: Uint8Array
}

/** A responder is asked about the same few authorities all day. */
const hashed = new WeakMap<Uint8Array, Map<HashName, Promise<IssuerHashes>>>()

async function hashIssuer(hash: HashName, issuer: Uint8Array): Promise<IssuerHashes> {
  const { subject, spki } = parseCertificate(issuer)
  return { name: await hashBytes(hash, subject.der), key: await hashBytes(hash, keyBits(spki)) }
}

/** Whether a CertID's issuer is this authority. */
export async function namesIssuer(id: OcspCertificateId, issuer: Uint8Array): Promise<boolean> {
  if (!id.hash) return false
  const known = hashed.get(issuer) ?? new Map<HashName, Promise<IssuerHashes>>()
  hashed.set(issuer, known)
  const hashes = known.get(id.hash) ?? hashIssuer(id.hash, issuer)
  known.set(id.hash, hashes)
  const { name, key } = await hashes
  return equalBytes(id.issuerNameHash, name) && equalBytes(id.issuerKeyHash, key)
}
