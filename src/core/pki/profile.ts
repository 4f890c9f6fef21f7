import 'reflect-metadata'
import {
  AuthorityInfoAccessExtension, AuthorityKeyIdentifierExtension, BasicConstraintsExtension, CRLDistributionPointsExtension, ExtendedKeyUsageExtension, Extension,
  KeyUsageFlags, KeyUsagesExtension, Name, PublicKey, SubjectKeyIdentifierExtension, X509CertificateGenerator, type AuthorityInfoAccessParams,
} from '@peculiar/x509'
import { encodeBitString, encodeContext, encodeNull, encodeOid, encodeSequence, readDer } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { encodeHex } from '../bytes/hex.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { algorithmOfKey, type SignatureAlgorithm } from './algorithms.ts'
import { parseCertificate } from './certificate.ts'
import type { PkiErrorCode } from './error.ts'
import { computeKeyIdentifier } from './key-identifier.ts'
import { encodeName, type NameParts } from './name.ts'
import {
  OID_ANY_POLICY, OID_CERTIFICATE_POLICIES, OID_EKU_DOCUMENT_SIGNING, OID_EKU_EMAIL_PROTECTION, OID_EKU_OCSP_SIGNING, OID_EKU_TIME_STAMPING, OID_NO_REV_AVAIL,
  OID_OCSP_NOCHECK, OID_POLICY_DEMO_IDENTITY, OID_POLICY_MAIL_PROVEN, OID_POLICY_TIMESTAMP, OID_SUBJECT_ALT_NAME, OID_VALASSURED_ST_CERTS,
} from './oids.ts'
import { isCertifiableEmail } from './request.ts'
import { signWithKey, type Signer } from './signer.ts'

/** Where a relying party finds what belongs to the issuer; absolute http(s) addresses, fixed for the certificate's life. */
export interface Addresses {
  readonly ocsp: string
  readonly crl: string
  readonly ca: string
}

interface Validity {
  /** 16 random bytes; made positive and non-zero here (RFC 5280 §4.1.2.2). */
  readonly serialNumber: Uint8Array
  /** Epoch milliseconds; whole seconds are kept. */
  readonly notBefore: number
  readonly notAfter: number
}

/** Organization of every mail-proven certificate: what was checked, and nothing more. */
export const MAIL_PROVEN_ORGANIZATION = 'Only control of this mailbox was checked'

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

/** The address, or its beginning: a common name holds 64 letters (RFC 5280 appendix A.1); subjectAltName always has all of it. */
const commonNameOf = (email: string) => (email.length <= 64 ? email : `${email.slice(0, 63)}…`)

/** The library writes the part to be signed; our Signer signs exactly those bytes. */
async function issue(draft: Draft): Promise<Uint8Array> {
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

function signedBy(issuer: Signer): Pick<Draft, 'issuer' | 'algorithm' | 'sign'> {
  return { issuer: parseCertificate(issuer.certificate).subject.der, algorithm: issuer.algorithm, sign: (data) => issuer.sign(data) }
}

const policies = (...oids: readonly string[]) =>
  new Extension(OID_CERTIFICATE_POLICIES, false, encodeSequence(...oids.map((oid) => encodeSequence(encodeOid(oid)))))

const subjectKeyIdentifier = (spki: Uint8Array) => new SubjectKeyIdentifierExtension(encodeHex(computeKeyIdentifier(spki)))

function authorityKeyIdentifier(issuer: Signer): Extension {
  const certificate = parseCertificate(issuer.certificate)
  return new AuthorityKeyIdentifierExtension(encodeHex(certificate.subjectKeyIdentifier ?? computeKeyIdentifier(certificate.spki)))
}

/** Where status is found. Neither OCSP nor CRL addresses may stand beside noRevAvail (RFC 9608 §3). */
function access(addresses: Addresses, isRevocable: boolean): Extension[] {
  const places: AuthorityInfoAccessParams = isRevocable ? { ocsp: addresses.ocsp, caIssuers: addresses.ca } : { caIssuers: addresses.ca }
  return [new AuthorityInfoAccessExtension(places), ...(isRevocable ? [new CRLDistributionPointsExtension([addresses.crl])] : [])]
}

/** A self-signed root, P-256, one authority level below it (RFC 5280 §4.2.1.9 pathLen 1). Throws KEY_UNSUPPORTED. */
export async function issueRoot(root: Validity & { readonly keys: CryptoKeyPair; readonly name: NameParts }): Promise<Uint8Array> {
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', root.keys.publicKey))
  const name = encodeName(root.name)
  return issue({
    ...root,
    spki,
    issuer: name,
    subject: name,
    algorithm: algorithmOfKey(root.keys.privateKey),
    sign: (data) => signWithKey(root.keys.privateKey, data),
    extensions: [
      new BasicConstraintsExtension(true, 1, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      subjectKeyIdentifier(spki),
    ],
  })
}

/** What every certificate below the root is issued from. */
export interface IssueParameters extends Validity {
  readonly spki: Uint8Array
  readonly issuer: Signer
  readonly addresses: Addresses
}

/** The issuing authority: pathLen 0, any policy, revocable. */
export async function issueIssuing(parameters: IssueParameters & { readonly name: NameParts }): Promise<Uint8Array> {
  const { spki, issuer, addresses } = parameters
  return issue({
    ...parameters,
    ...signedBy(issuer),
    subject: encodeName(parameters.name),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      policies(OID_ANY_POLICY),
      subjectKeyIdentifier(spki),
      authorityKeyIdentifier(issuer),
      ...access(addresses, true),
    ],
  })
}

/** A delegated OCSP responder (RFC 6960 §4.2.2.2): short-lived and never itself checked. */
export async function issueOcspResponder(parameters: IssueParameters & { readonly name: NameParts }): Promise<Uint8Array> {
  const { spki, issuer, addresses } = parameters
  return issue({
    ...parameters,
    ...signedBy(issuer),
    subject: encodeName(parameters.name),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([OID_EKU_OCSP_SIGNING], false),
      new Extension(OID_OCSP_NOCHECK, false, encodeNull()),
      subjectKeyIdentifier(spki),
      authorityKeyIdentifier(issuer),
      ...access(addresses, false),
    ],
  })
}

/** A timestamp unit (RFC 3161 §2.3, EN 319 422): the critical sole purpose timeStamping; revocable. */
export async function issueTimestampUnit(parameters: IssueParameters & { readonly name: NameParts }): Promise<Uint8Array> {
  const { spki, issuer, addresses } = parameters
  return issue({
    ...parameters,
    ...signedBy(issuer),
    subject: encodeName(parameters.name),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([OID_EKU_TIME_STAMPING], true),
      policies(OID_POLICY_TIMESTAMP),
      subjectKeyIdentifier(spki),
      authorityKeyIdentifier(issuer),
      ...access(addresses, true),
    ],
  })
}

/**
 * A mail-proven signatory certificate. One-time (the default): validity assured (EN 319 412-1) and no revocation by design (RFC 9608),
 * hence no CRL or OCSP address. With `revocable`, for a kept key: both addresses and neither of those two extensions.
 * Throws REQUEST_EMAIL_UNSUPPORTED.
 */
export async function issueSignatory(
  parameters: IssueParameters & { readonly email: string; readonly demo: boolean; readonly revocable?: boolean },
): Promise<Uint8Array> {
  const { spki, issuer, addresses, email, demo, revocable = false } = parameters
  if (!isCertifiableEmail(email)) throw new CodedError<PkiErrorCode>('REQUEST_EMAIL_UNSUPPORTED', 'address cannot stand in a certificate')
  const shortTerm = [new Extension(OID_VALASSURED_ST_CERTS, false, encodeNull()), new Extension(OID_NO_REV_AVAIL, false, encodeNull())]
  return issue({
    ...parameters,
    ...signedBy(issuer),
    subject: encodeName({ commonName: commonNameOf(email), organization: MAIL_PROVEN_ORGANIZATION }),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.nonRepudiation, true),
      new ExtendedKeyUsageExtension([OID_EKU_DOCUMENT_SIGNING, OID_EKU_EMAIL_PROTECTION], false),
      new Extension(OID_SUBJECT_ALT_NAME, false, encodeSequence(encodeContext(1, false, encodeLatin1(email)))),
      policies(OID_POLICY_MAIL_PROVEN, ...(demo ? [OID_POLICY_DEMO_IDENTITY] : [])),
      subjectKeyIdentifier(spki),
      authorityKeyIdentifier(issuer),
      ...access(addresses, revocable),
      ...(revocable ? [] : shortTerm),
    ],
  })
}
