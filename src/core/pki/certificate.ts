import { decodeInteger, readDer, type DerNode, type LengthRule } from '../bytes/der.ts'
import { equalBytes } from '../bytes/compare.ts'
import { encodeHex } from '../bytes/hex.ts'
import { CodedError, isCodedError } from '../bytes/error.ts'
import { readSignatureIdentifier, type SignatureAlgorithm } from './algorithms.ts'
import type { PkiErrorCode } from './error.ts'
import {
  readAccessAddresses, readAuthorityKeyIdentifier, readBasicConstraints, readCrlAddresses, readEmails, readExtensions, readKeyUsage, readOidList, readPolicies,
  readWhole, type BasicConstraints, type Extension, type KeyUsage,
} from './extension.ts'
import { readInstant } from './instant.ts'
import { equalNames, readName, type Name } from './name.ts'
import {
  OID_AUTHORITY_INFO_ACCESS, OID_AUTHORITY_KEY_IDENTIFIER, OID_BASIC_CONSTRAINTS, OID_CERTIFICATE_POLICIES, OID_CRL_DISTRIBUTION_POINTS, OID_EXTENDED_KEY_USAGE,
  OID_KEY_USAGE, OID_NO_REV_AVAIL, OID_OCSP_NOCHECK, OID_POLICY_DEMO_IDENTITY, OID_POLICY_MAIL_PROVEN, OID_SUBJECT_ALT_NAME, OID_SUBJECT_KEY_IDENTIFIER,
  OID_VALASSURED_ST_CERTS,
} from './oids.ts'
import { readOrganisationProof, type OrganisationProof } from './organisation-proof.ts'

/** The facts of an X.509 certificate (RFC 5280 §4.1). Nothing here is judged. */
export interface Certificate {
  readonly der: Uint8Array
  /** Exact bytes that are signed. */
  readonly toBeSigned: Uint8Array
  /** 1 or 3 in practice. */
  readonly version: number
  /** Lower-case hex of the magnitude, with '-' before a negative one. */
  readonly serialNumber: string
  /** The INTEGER as it stands. */
  readonly serialNumberDer: Uint8Array
  readonly issuer: Name
  readonly subject: Name
  /** Epoch milliseconds, inclusive on both ends. */
  readonly notBefore: number
  readonly notAfter: number
  readonly spki: Uint8Array
  /** Null when the algorithm is not known here. */
  readonly signatureAlgorithm: SignatureAlgorithm | null
  /** Whether the algorithm inside the signed part equals the one beside the signature (§4.1.1.2). */
  readonly isAlgorithmConsistent: boolean
  readonly signature: Uint8Array
  readonly extensions: readonly Extension[]
  /** OIDs of extensions known here whose content cannot be read. */
  readonly damagedExtensions: readonly string[]
  readonly keyUsage: readonly KeyUsage[] | null
  /** OIDs, or null when the extension is absent. */
  readonly extendedKeyUsage: readonly string[] | null
  readonly basicConstraints: BasicConstraints | null
  readonly policies: readonly string[]
  readonly subjectAlternativeEmails: readonly string[]
  readonly authorityKeyIdentifier: Uint8Array | null
  readonly subjectKeyIdentifier: Uint8Array | null
  readonly crlAddresses: readonly string[]
  readonly ocspAddresses: readonly string[]
  readonly issuerAddresses: readonly string[]
  /** ext-etsi-valassured-ST-certs (EN 319 412-1): validity assured for the short term, so no revocation is needed. */
  readonly isValidityAssured: boolean
  /** noRevAvail (RFC 9608): no revocation information will ever exist. */
  readonly hasNoRevocation: boolean
  /** id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1). */
  readonly hasOcspNoCheck: boolean
  readonly isDemoIdentity: boolean
  readonly identityProof: 'mail' | 'none'
  /** The organisation that was shown besides the mailbox, and by whom; null when none was. */
  readonly attestedOrganisation: { readonly name: string; readonly identifier: string; readonly by: OrganisationProof } | null
}

const MAX_CERTIFICATE_OCTETS = 262_144
const MAX_SERIAL_OCTETS = 64

function malformed(message: string, offset = 0): never {
  throw new CodedError<PkiErrorCode>('CERTIFICATE_MALFORMED', message, { offset })
}

/** Serial number as text, for comparing: lower-case hex of the magnitude. */
export function readSerialNumber(node: DerNode | undefined): string {
  if (node?.tag !== 0x02 || node.content.length > MAX_SERIAL_OCTETS) malformed('not a serial number', node?.start ?? 0)
  const first = node.content.findIndex((octet) => octet !== 0)
  // nearly all are positive, and lists hold hundreds of thousands of them
  if (first >= 0 && node.content[0]! < 0x80) return encodeHex(node.content.subarray(first))
  const text = decodeInteger(node.content).toString(16)
  const digits = text.replace('-', '')
  return `${text.startsWith('-') ? '-' : ''}${digits.length % 2 === 0 ? digits : `0${digits}`}`
}

function readVersion(node: DerNode): number {
  const version = readDer(node.content)
  if (version.tag !== 0x02 || version.content.length !== 1 || version.content[0]! > 2) malformed('not a version', node.start)
  return version.content[0]! + 1
}

function readCertificate(der: Uint8Array, rule: LengthRule): Certificate {
  const whole = readDer(der, 0, rule)
  if (whole.tag !== 0x30 || whole.end !== der.length) malformed('not one certificate')
  const [signed, outerAlgorithm, signatureNode, surplus] = whole.children()
  if (signed?.tag !== 0x30 || outerAlgorithm?.tag !== 0x30 || signatureNode?.tag !== 0x03 || surplus) malformed('not a certificate')
  if (signatureNode.content[0] !== 0) malformed('signature is not whole octets', signatureNode.start)
  const fields = signed.children()
  const version = fields[0]?.tag === 0xa0 ? readVersion(fields.shift()!) : 1
  const [serial, algorithm, issuer, validity, subject, spki, ...optional] = fields
  if (!algorithm || !issuer || validity?.tag !== 0x30 || !subject || spki?.tag !== 0x30) malformed('a field is missing')
  const [notBefore, notAfter] = validity.children()
  const wrapper = optional.find((node) => node.tag === 0xa3)
  const extensions = wrapper ? readExtensions(readWhole(wrapper.content, 0x30)) : []
  const damagedExtensions: string[] = []
  const read = <T>(oid: string, reader: (value: Uint8Array) => T): T | null => {
    const extension = extensions.find((candidate) => candidate.oid === oid)
    try {
      return extension ? reader(extension.value) : null
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      damagedExtensions.push(oid)
      return null
    }
  }
  const has = (oid: string) => extensions.some((extension) => extension.oid === oid)
  const policies = read(OID_CERTIFICATE_POLICIES, readPolicies) ?? []
  const access = read(OID_AUTHORITY_INFO_ACCESS, readAccessAddresses)
  const named = readName(subject)
  const { organization: name, organizationIdentifier: identifier } = named
  const by = readOrganisationProof(policies)
  const certificate: Certificate = {
    der: whole.bytes,
    toBeSigned: signed.bytes,
    version,
    serialNumber: readSerialNumber(serial),
    serialNumberDer: serial!.bytes,
    issuer: readName(issuer),
    subject: named,
    notBefore: readInstant(notBefore),
    notAfter: readInstant(notAfter),
    spki: spki.bytes,
    signatureAlgorithm: readSignatureIdentifier(outerAlgorithm),
    isAlgorithmConsistent: equalBytes(algorithm.bytes, outerAlgorithm.bytes),
    signature: signatureNode.content.subarray(1),
    extensions,
    damagedExtensions,
    keyUsage: read(OID_KEY_USAGE, readKeyUsage),
    extendedKeyUsage: read(OID_EXTENDED_KEY_USAGE, readOidList),
    basicConstraints: read(OID_BASIC_CONSTRAINTS, readBasicConstraints),
    policies,
    subjectAlternativeEmails: read(OID_SUBJECT_ALT_NAME, readEmails) ?? [],
    authorityKeyIdentifier: read(OID_AUTHORITY_KEY_IDENTIFIER, readAuthorityKeyIdentifier),
    subjectKeyIdentifier: read(OID_SUBJECT_KEY_IDENTIFIER, (value) => readWhole(value, 0x04).content),
    crlAddresses: read(OID_CRL_DISTRIBUTION_POINTS, readCrlAddresses) ?? [],
    ocspAddresses: access?.ocsp ?? [],
    issuerAddresses: access?.issuers ?? [],
    isValidityAssured: has(OID_VALASSURED_ST_CERTS),
    hasNoRevocation: has(OID_NO_REV_AVAIL),
    hasOcspNoCheck: has(OID_OCSP_NOCHECK),
    isDemoIdentity: policies.includes(OID_POLICY_DEMO_IDENTITY),
    identityProof: policies.includes(OID_POLICY_MAIL_PROVEN) ? 'mail' : 'none',
    attestedOrganisation: by !== null && name !== null && identifier !== null ? { name, identifier, by } : null,
  }
  return certificate
}

/** What was read from these very bytes before: paths ask for the same certificates again and again. */
const parsed = new WeakMap<Uint8Array, Certificate>()

function readEither(der: Uint8Array): Certificate {
  try {
    return readCertificate(der, 'DER')
  } catch (error) {
    if (isCodedError(error, 'DER_MALFORMED')) return readCertificate(der, 'BER')
    throw error
  }
}

/** Reads one certificate, all of `der`, which nobody may change afterwards. Throws CERTIFICATE_MALFORMED whatever is wrong with it; `details.cause` says which part. */
export function parseCertificate(der: Uint8Array): Certificate {
  const known = parsed.get(der)
  if (known !== undefined) return known
  if (der.length > MAX_CERTIFICATE_OCTETS) malformed('larger than any certificate')
  try {
    const certificate = readEither(der)
    parsed.set(der, certificate)
    return certificate
  } catch (error) {
    if (!(error instanceof CodedError) || error.code === 'CERTIFICATE_MALFORMED') throw error
    throw new CodedError<PkiErrorCode>('CERTIFICATE_MALFORMED', error.message, { ...error.details, cause: error.code })
  }
}

/** The same for bytes somebody else supplied as a hint, where a damaged one is simply no help: null instead of an error. */
export function parseCertificateOrNull(der: Uint8Array): Certificate | null {
  try {
    return parseCertificate(der)
  } catch (error) {
    if (error instanceof CodedError) return null
    throw error
  }
}

/** Whether subject and issuer are the same name (RFC 5280 §3.2: self-issued). */
export function isSelfIssued(certificate: Certificate): boolean {
  return equalNames(certificate.subject.der, certificate.issuer.der)
}
