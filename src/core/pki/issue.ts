import 'reflect-metadata'
import {
  AuthorityInfoAccessExtension, AuthorityKeyIdentifierExtension, CRLDistributionPointsExtension, Extension, Name, PublicKey, SubjectKeyIdentifierExtension,
  X509CertificateGenerator, type AuthorityInfoAccessParams,
} from '@peculiar/x509'
import { encodeBitString, encodeOid, encodeSequence, readDer } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { encodeHex } from '../bytes/hex.ts'
import type { SignatureAlgorithm } from './algorithms.ts'
import { parseCertificate } from './certificate.ts'
import type { PkiErrorCode } from './error.ts'
import { computeKeyIdentifier } from './key-identifier.ts'
import { OID_CERTIFICATE_POLICIES } from './oids.ts'
import type { Signer } from './signer.ts'

/** Where a relying party finds what belongs to the issuer; absolute http(s) addresses, fixed for the certificate's life. */
export interface Addresses {
  readonly ocsp: string
  readonly crl: string
  readonly ca: string
}

/** When a certificate holds, and its number. */
export interface Validity {
  /** 16 random bytes; made positive and non-zero here (RFC 5280 §4.1.2.2). */
  readonly serialNumber: Uint8Array
  /** Epoch milliseconds; whole seconds are kept. */
  readonly notBefore: number
  readonly notAfter: number
}

interface Draft extends Validity {
  readonly spki: Uint8Array
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  readonly extensions: Extension[]
  readonly algorithm: SignatureAlgorithm
  readonly sign: (data: Uint8Array) => Promise<Uint8Array>
}

function encodeSerialNumber(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new CodedError<PkiErrorCode>('SERIAL_NUMBER_MALFORMED', 'a serial number is made of 16 random bytes')
  const positive = bytes.slice()
  positive[0] = (positive[0]! & 0x7f) | 0x40 // positive, and always 16 octets long
  return encodeHex(positive)
}

/** The library writes the part to be signed; our Signer signs exactly those bytes. */
export async function issueCertificate(draft: Draft): Promise<Uint8Array> {
  if (draft.notAfter < draft.notBefore) throw new CodedError<PkiErrorCode>('VALIDITY_MALFORMED', 'ends before it begins')
  const { webCryptoImport, hash } = draft.algorithm
  const unsigned = await X509CertificateGenerator.create({
    serialNumber: encodeSerialNumber(draft.serialNumber),
    issuer: new Name(draft.issuer.slice()),
    subject: new Name(draft.subject.slice()),
    notBefore: new Date(Math.floor(draft.notBefore / 1000) * 1000),
    notAfter: new Date(Math.floor(draft.notAfter / 1000) * 1000),
    publicKey: new PublicKey(draft.spki.slice()),
    extensions: draft.extensions,
    signingAlgorithm: { name: webCryptoImport.name, hash },
    signature: new Uint8Array(64).fill(1),
  })
  const [toBeSigned, algorithm] = readDer(new Uint8Array(unsigned.rawData)).children()
  const signature = await draft.sign(toBeSigned!.bytes)
  const der = encodeSequence(toBeSigned!.bytes, algorithm!.bytes, encodeBitString(signature))
  parseCertificate(der)
  return der
}

/** What follows from the issuer. */
export function signedBy(issuer: Signer): Pick<Draft, 'issuer' | 'algorithm' | 'sign'> {
  return { issuer: parseCertificate(issuer.certificate).subject.der, algorithm: issuer.algorithm, sign: (data) => issuer.sign(data) }
}

/** certificatePolicies, without qualifiers. */
export const policies = (...oids: readonly string[]) =>
  new Extension(OID_CERTIFICATE_POLICIES, false, encodeSequence(...oids.map((oid) => encodeSequence(encodeOid(oid)))))

export const subjectKeyIdentifier = (spki: Uint8Array) => new SubjectKeyIdentifierExtension(encodeHex(computeKeyIdentifier(spki)))

export function authorityKeyIdentifier(issuer: Signer): Extension {
  const certificate = parseCertificate(issuer.certificate)
  return new AuthorityKeyIdentifierExtension(encodeHex(certificate.subjectKeyIdentifier ?? computeKeyIdentifier(certificate.spki)))
}

/** Where status is found. Neither OCSP nor CRL addresses may stand beside noRevAvail (RFC 9608 §3). */
export function access(addresses: Addresses, isRevocable: boolean): Extension[] {
  const places: AuthorityInfoAccessParams = isRevocable ? { ocsp: addresses.ocsp, caIssuers: addresses.ca } : { caIssuers: addresses.ca }
  return [new AuthorityInfoAccessExtension(places), ...(isRevocable ? [new CRLDistributionPointsExtension([addresses.crl])] : [])]
}

/** What every certificate below the root is issued from. */
export interface IssueParameters extends Validity {
  readonly spki: Uint8Array
  readonly issuer: Signer
  readonly addresses: Addresses
}
