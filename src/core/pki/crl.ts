import { equalBytes } from '../bytes/compare.ts'
import { decodeInteger, readDer, type DerNode } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { decodeLatin1 } from '../bytes/text.ts'
import { readSignatureIdentifier, type SignatureAlgorithm } from './algorithms.ts'
import { parseCertificate, readSerialNumber, type Certificate } from './certificate.ts'
import type { PkiErrorCode } from './error.ts'
import { readAuthorityKeyIdentifier, readExtensions, readWhole, type Extension } from './extension.ts'
import { readInstant } from './instant.ts'
import { ALL_REASONS, readPointName, readReasons, type DistributionPoint } from './distribution-point.ts'
import { equalNames, foldName, readName, type Name } from './name.ts'
import {
  OID_AUTHORITY_KEY_IDENTIFIER, OID_CERTIFICATE_ISSUER, OID_CRL_NUMBER, OID_CRL_REASON, OID_DELTA_CRL_INDICATOR, OID_EXPIRED_CERTS_ON_CRL, OID_FRESHEST_CRL, OID_INVALIDITY_DATE,
  OID_ISSUER_ALT_NAME, OID_ISSUING_DISTRIBUTION_POINT,
} from './oids.ts'
import { readReason, type RevocationReason } from './revocation.ts'
import { verifySignature } from './signer.ts'

export interface CrlEntry {
  /** Lower-case hex. */
  readonly serialNumber: string
  /** Epoch milliseconds. */
  readonly revokedAt: number
  readonly reason: RevocationReason
  readonly invalidityDate: number | null
  /** Folded name of the certificate's issuer in an indirect list; null for the list's own. */
  readonly certificateIssuer: string | null
  readonly hasUnknownCritical: boolean
}

/** issuingDistributionPoint (RFC 5280 §5.2.5). */
export interface CrlScope {
  readonly addresses: readonly string[]
  readonly onlyUsers: boolean
  readonly onlyAuthorities: boolean
  readonly onlyAttributes: boolean
  readonly onlySomeReasons: boolean
  /** As bits; all when not limited. */
  readonly reasons: number
  readonly point: Pick<DistributionPoint, 'names' | 'relative'>
  readonly isIndirect: boolean
}

/** The facts of a CertificateList (RFC 5280 §5.1). */
export interface Crl {
  readonly der: Uint8Array
  readonly toBeSigned: Uint8Array
  readonly issuer: Name
  readonly thisUpdate: number
  readonly nextUpdate: number | null
  readonly entries: readonly CrlEntry[]
  /** Since when certificates stay on the list after they expire (X.509 expiredCertsOnCRL); null when not said. */
  readonly keepsExpiredSince: number | null
  readonly extensions: readonly Extension[]
  readonly crlNumber: bigint | null
  /** Number of the list this one is a delta to; null for a full list. */
  readonly baseCrlNumber: bigint | null
  readonly scope: CrlScope | null
  readonly authorityKeyIdentifier: Uint8Array | null
  readonly hasUnknownCritical: boolean
  readonly signatureAlgorithm: SignatureAlgorithm | null
  readonly isAlgorithmConsistent: boolean
  readonly signature: Uint8Array
}

const MAX_CRL_OCTETS = 33_554_432
const MAX_CRL_ENTRIES = 1_000_000

function malformed(message: string, offset = 0): never {
  throw new CodedError<PkiErrorCode>('CRL_MALFORMED', message, { offset })
}

const find = (extensions: readonly Extension[], oid: string) => extensions.find((extension) => extension.oid === oid)?.value ?? null
const readNumber = (value: Uint8Array | null) => (value ? decodeInteger(readWhole(value, 0x02).content) : null)

function readScope(value: Uint8Array): CrlScope {
  const fields = readWhole(value, 0x30).children()
  const has = (tag: number) => fields.some((field) => field.tag === tag && field.content[0] !== 0)
  const reasons = fields.find((field) => field.tag === 0x83)
  const full = fields.find((field) => field.tag === 0xa0)?.children().find((field) => field.tag === 0xa0)
  return {
    addresses: full?.children().filter((name) => name.tag === 0x86).map((name) => decodeLatin1(name.content)) ?? [],
    onlyUsers: has(0x81),
    onlyAuthorities: has(0x82),
    onlySomeReasons: fields.some((field) => field.tag === 0x83),
    reasons: reasons ? readReasons(reasons) : ALL_REASONS,
    point: readPointName(fields.find((field) => field.tag === 0xa0)),
    isIndirect: has(0x84),
    onlyAttributes: has(0x85),
  }
}

const KNOWN_ENTRY = [OID_CRL_REASON, OID_INVALIDITY_DATE, OID_CERTIFICATE_ISSUER]
const KNOWN_LIST = [OID_CRL_NUMBER, OID_FRESHEST_CRL, OID_ISSUER_ALT_NAME, OID_EXPIRED_CERTS_ON_CRL, OID_DELTA_CRL_INDICATOR, OID_ISSUING_DISTRIBUTION_POINT, OID_AUTHORITY_KEY_IDENTIFIER]
const unknownCritical = (extensions: readonly Extension[], known: readonly string[]) => extensions.some((one) => one.critical && !known.includes(one.oid))

/** The directory name among certificateIssuer's general names (§5.3.3). */
function readCertificateIssuer(value: Uint8Array): string | null {
  const name = readWhole(value, 0x30).children().find((node) => node.tag === 0xa4)
  return name ? foldName(readWhole(name.content, 0x30).bytes) : null
}

/** `issuer` is that of the entry before: it stands until another is named (§5.3.3). */
function readEntry(node: DerNode, issuer: string | null): CrlEntry {
  const [serial, revokedAt, extensionsNode, surplus] = node.children()
  if (surplus) malformed('unknown field in an entry', surplus.start)
  const extensions = extensionsNode ? readExtensions(extensionsNode) : []
  const reason = find(extensions, OID_CRL_REASON)
  const invalidity = find(extensions, OID_INVALIDITY_DATE)
  const named = find(extensions, OID_CERTIFICATE_ISSUER)
  return {
    serialNumber: readSerialNumber(serial),
    revokedAt: readInstant(revokedAt),
    reason: reason ? readReason(readDer(reason)) : 'unspecified',
    invalidityDate: invalidity ? readInstant(readDer(invalidity)) : null,
    certificateIssuer: named ? readCertificateIssuer(named) : issuer,
    hasUnknownCritical: unknownCritical(extensions, KNOWN_ENTRY),
  }
}

function readEntries(nodes: Iterable<DerNode>): CrlEntry[] {
  const entries: CrlEntry[] = []
  let issuer: string | null = null
  for (const node of nodes) {
    if (entries.length >= MAX_CRL_ENTRIES) malformed('more entries than allowed', node.start)
    const entry = readEntry(node, issuer)
    issuer = entry.certificateIssuer
    entries.push(entry)
  }
  return entries
}

function readCrl(der: Uint8Array): Crl {
  const whole = readDer(der)
  if (whole.tag !== 0x30 || whole.end !== der.length) malformed('not one list')
  const [signed, outerAlgorithm, signature, surplus] = whole.children()
  if (signed?.tag !== 0x30 || outerAlgorithm?.tag !== 0x30 || signature?.tag !== 0x03 || signature.content[0] !== 0 || surplus) malformed('not a list')
  const fields = signed.children()
  if (fields[0]?.tag === 0x02) fields.shift()
  const [algorithm, issuer, thisUpdate, ...rest] = fields
  if (!algorithm || !issuer) malformed('a field is missing')
  const nextUpdate = rest[0]?.tag === 0x17 || rest[0]?.tag === 0x18 ? rest.shift()! : null
  const list = rest[0]?.tag === 0x30 ? readEntries(rest.shift()!.elements()) : []
  const wrapper = rest[0]?.tag === 0xa0 ? rest.shift()! : null
  if (rest.length > 0) malformed('unknown field', rest[0]!.start)
  const extensions = wrapper ? readExtensions(readWhole(wrapper.content, 0x30)) : []
  const scope = find(extensions, OID_ISSUING_DISTRIBUTION_POINT)
  const authority = find(extensions, OID_AUTHORITY_KEY_IDENTIFIER)
  const keepsExpired = find(extensions, OID_EXPIRED_CERTS_ON_CRL)
  return {
    der: whole.bytes,
    toBeSigned: signed.bytes,
    issuer: readName(issuer),
    thisUpdate: readInstant(thisUpdate),
    nextUpdate: nextUpdate ? readInstant(nextUpdate) : null,
    entries: list,
    keepsExpiredSince: keepsExpired ? readInstant(readDer(keepsExpired)) : null,
    extensions,
    crlNumber: readNumber(find(extensions, OID_CRL_NUMBER)),
    baseCrlNumber: readNumber(find(extensions, OID_DELTA_CRL_INDICATOR)),
    scope: scope ? readScope(scope) : null,
    authorityKeyIdentifier: authority ? readAuthorityKeyIdentifier(authority) : null,
    hasUnknownCritical: unknownCritical(extensions, KNOWN_LIST) || list.some((item) => item.hasUnknownCritical),
    signatureAlgorithm: readSignatureIdentifier(outerAlgorithm),
    isAlgorithmConsistent: equalBytes(algorithm.bytes, outerAlgorithm.bytes),
    signature: signature.content.subarray(1),
  }
}

/** What was read from these very bytes before. */
const parsed = new WeakMap<Uint8Array, Crl>()

/** Reads a list. Throws CRL_MALFORMED whatever is wrong with it. */
export function parseCrl(der: Uint8Array): Crl {
  const known = parsed.get(der)
  if (known !== undefined) return known
  if (der.length > MAX_CRL_OCTETS) malformed('larger than allowed')
  try {
    const crl = readCrl(der)
    parsed.set(der, crl)
    return crl
  } catch (error) {
    if (!(error instanceof CodedError) || error.code === 'CRL_MALFORMED') throw error
    throw new CodedError<PkiErrorCode>('CRL_MALFORMED', error.message, { ...error.details, cause: error.code })
  }
}

export type CrlCheckCode = 'CRL_ISSUER' | 'CRL_SIGNATURE' | 'CRL_ALGORITHM' | 'CRL_KEY_USAGE' | 'CRL_SCOPE' | 'CRL_CRITICAL_EXTENSIONS' | 'CRL_FRESH'

export interface CrlResult {
  readonly isValid: boolean
  readonly checks: readonly { readonly code: CrlCheckCode; readonly clause: string; readonly passed: boolean }[]
  readonly crl: Crl
  /** The certificate's entry, when a certificate was given and it is listed. */
  readonly entry: CrlEntry | null
}

/** A full, direct list for every reason whose scope holds this certificate. */
function coversScope(crl: Crl, certificate: Certificate | null): boolean {
  const { scope } = crl
  if (crl.baseCrlNumber !== null) return false
  if (!scope) return true
  if (scope.isIndirect || scope.onlySomeReasons || scope.onlyAttributes) return false
  if (!certificate) return true
  const isAuthority = certificate.basicConstraints?.isAuthority ?? false
  if ((scope.onlyUsers && isAuthority) || (scope.onlyAuthorities && !isAuthority)) return false
  return scope.addresses.length === 0 || scope.addresses.some((address) => certificate.crlAddresses.includes(address))
}

/** The entry for a serial number that counts as revoked or suspended, or null. */
export function findRevocation(crl: Crl, serialNumber: string): CrlEntry | null {
  return crl.entries.find((entry) => entry.serialNumber === serialNumber && entry.reason !== 'removeFromCRL') ?? null
}

/**
 * Whether a list may be relied on at `time` (RFC 5280 §6.3.3), and what it says of `certificate`. `issuer` is the DER of the authority
 * that signs both. Throws CRL_MALFORMED, CERTIFICATE_MALFORMED.
 */
export async function verifyCrl(parameters: {
  readonly crl: Uint8Array
  readonly issuer: Uint8Array
  readonly certificate?: Uint8Array
  readonly time: number
}): Promise<CrlResult> {
  const crl = parseCrl(parameters.crl)
  const issuer = parseCertificate(parameters.issuer)
  const certificate = parameters.certificate ? parseCertificate(parameters.certificate) : null
  const { signatureAlgorithm: algorithm, authorityKeyIdentifier: named } = crl
  const isKeyNamed = !named || !issuer.subjectKeyIdentifier || equalBytes(named, issuer.subjectKeyIdentifier)
  const isOurs = !certificate || equalNames(certificate.issuer.der, crl.issuer.der)
  const isSigned = algorithm !== null && crl.isAlgorithmConsistent && (await verifySignature(algorithm, issuer.spki, crl.signature, crl.toBeSigned))
  const checks: CrlResult['checks'] = [
    { code: 'CRL_ISSUER', clause: 'RFC 5280 §6.3.3(b)(1), (c)', passed: equalNames(crl.issuer.der, issuer.subject.der) && isKeyNamed && isOurs },
    { code: 'CRL_SIGNATURE', clause: 'RFC 5280 §6.3.3(g)', passed: isSigned },
    { code: 'CRL_ALGORITHM', clause: 'EN 319 102-1 §5.2.8', passed: algorithm?.isSound ?? false },
    { code: 'CRL_KEY_USAGE', clause: 'RFC 5280 §6.3.3(f)', passed: issuer.keyUsage === null || issuer.keyUsage.includes('cRLSign') },
    { code: 'CRL_SCOPE', clause: 'RFC 5280 §6.3.3(b)(2)', passed: coversScope(crl, certificate) },
    { code: 'CRL_CRITICAL_EXTENSIONS', clause: 'RFC 5280 §5.2, §5.3', passed: !crl.hasUnknownCritical },
    { code: 'CRL_FRESH', clause: 'RFC 5280 §6.3.3(a)', passed: crl.thisUpdate <= parameters.time && crl.nextUpdate !== null && parameters.time <= crl.nextUpdate + 999 },
  ]
  return { isValid: checks.every((check) => check.passed), checks, crl, entry: certificate ? findRevocation(crl, certificate.serialNumber) : null }
}
