import { CodedError } from '../bytes/error.ts'
import { certificateKeyUntil as keyUntil, DEFAULT_ALGORITHM_POLICY, reliableUntil, type AlgorithmPolicy } from './algorithm-policy.ts'
import { isSelfIssued, type Certificate } from './certificate.ts'
import { findNameViolations } from './name-constraints.ts'
import * as oids from './oids.ts'
import { processPolicies, type PolicyParameters } from './policy.ts'
import { verifySignature } from './signer.ts'

/** What the end certificate must be good for. */
export type PathPurpose = 'document-signing' | 'timestamping' | 'ocsp-signing' | 'any'

export type PathCheckCode =
  | 'PATH_TO_ANCHOR' | 'PATH_SIGNATURE' | 'PATH_VALIDITY' | 'PATH_ALGORITHM' | 'PATH_AUTHORITY' | 'PATH_LENGTH' | 'PATH_KEY_USAGE' | 'PATH_EXTENDED_KEY_USAGE'
  | 'PATH_CRITICAL_EXTENSIONS' | 'PATH_NAME_CONSTRAINTS' | 'PATH_REVOCATION_ABSENT' | 'PATH_POLICIES' | 'PATH_PURPOSE'

export interface PathCheck {
  readonly code: PathCheckCode
  readonly clause: string
  readonly passed: boolean
  /** Place in the chain of the certificate that was checked; 0 is the end certificate. */
  readonly certificate: number
}

const CLAUSES: Readonly<Record<PathCheckCode, string>> = {
  PATH_TO_ANCHOR: 'RFC 5280 §6.1',
  PATH_SIGNATURE: 'RFC 5280 §6.1.3(a)(1)',
  PATH_VALIDITY: 'RFC 5280 §6.1.3(a)(2)',
  PATH_ALGORITHM: 'EN 319 102-1 §5.2.8',
  PATH_AUTHORITY: 'RFC 5280 §6.1.4(k)',
  PATH_LENGTH: 'RFC 5280 §6.1.4(m)',
  PATH_KEY_USAGE: 'RFC 5280 §6.1.4(n)',
  PATH_EXTENDED_KEY_USAGE: 'RFC 5280 §4.2.1.12',
  PATH_CRITICAL_EXTENSIONS: 'RFC 5280 §6.1.4(o), §6.1.5(f)',
  PATH_NAME_CONSTRAINTS: 'RFC 5280 §6.1.3(b)–(c)',
  PATH_REVOCATION_ABSENT: 'RFC 9608 §2, §3',
  PATH_POLICIES: 'RFC 5280 §6.1.5(g)',
  PATH_PURPOSE: 'RFC 5280 §4.2.1.3, §4.2.1.12',
}

/** Critical extensions outside this list make a path fail. */
const PROCESSED = new Set([
  oids.OID_BASIC_CONSTRAINTS, oids.OID_KEY_USAGE, oids.OID_EXTENDED_KEY_USAGE, oids.OID_SUBJECT_ALT_NAME, oids.OID_CERTIFICATE_POLICIES, oids.OID_POLICY_CONSTRAINTS,
  oids.OID_POLICY_MAPPINGS, oids.OID_INHIBIT_ANY_POLICY, oids.OID_NAME_CONSTRAINTS, oids.OID_AUTHORITY_KEY_IDENTIFIER, oids.OID_SUBJECT_KEY_IDENTIFIER,
  oids.OID_CRL_DISTRIBUTION_POINTS, oids.OID_FRESHEST_CRL, oids.OID_ISSUER_ALT_NAME, oids.OID_QC_STATEMENTS, oids.OID_AUTHORITY_INFO_ACCESS, oids.OID_NO_REV_AVAIL, oids.OID_VALASSURED_ST_CERTS, oids.OID_OCSP_NOCHECK,
])

/** Extensions that narrow what a certificate may do: one that cannot be read fails, critical or not. */
const CONSTRAINING = new Set([
  oids.OID_BASIC_CONSTRAINTS, oids.OID_KEY_USAGE, oids.OID_EXTENDED_KEY_USAGE, oids.OID_CERTIFICATE_POLICIES, oids.OID_NAME_CONSTRAINTS, oids.OID_POLICY_CONSTRAINTS, oids.OID_INHIBIT_ANY_POLICY,
])

/** Purposes under which people sign documents: RFC 9336, S/MIME, code signing as viewers accept it, and two vendors' older ones. */
const DOCUMENT_PURPOSES = [oids.OID_EKU_DOCUMENT_SIGNING, oids.OID_EKU_EMAIL_PROTECTION, oids.OID_EKU_CODE_SIGNING, '1.2.840.113583.1.1.5', '1.3.6.1.4.1.311.10.3.12', oids.OID_EKU_ANY]
const PURPOSES: Readonly<Record<PathPurpose, readonly string[]>> = {
  'document-signing': DOCUMENT_PURPOSES,
  timestamping: [oids.OID_EKU_TIME_STAMPING],
  'ocsp-signing': [oids.OID_EKU_OCSP_SIGNING],
  any: [],
}

/** One check's outcome. */
export function pathCheck(code: PathCheckCode, passed: boolean, certificate: number): PathCheck {
  return { code, clause: CLAUSES[code], passed, certificate }
}

/** Outcomes by certificate and issuer: the same pair stands in many paths. */
const verified = new WeakMap<Certificate, WeakMap<Certificate, Promise<boolean>>>()

/** Whether `issuer`'s key made `certificate`'s signature, over exactly the bytes read. */
export function verifyCertificateSignature(certificate: Certificate, issuer: Certificate): Promise<boolean> {
  const algorithm = certificate.signatureAlgorithm
  if (!algorithm || !certificate.isAlgorithmConsistent) return Promise.resolve(false)
  const known = verified.get(certificate) ?? new WeakMap<Certificate, Promise<boolean>>()
  verified.set(certificate, known)
  const outcome = known.get(issuer) ?? verifySignature(algorithm, issuer.spki, certificate.signature, certificate.toBeSigned)
  known.set(issuer, outcome)
  return outcome
}

function isInstantWithin(certificate: Certificate, time: number): boolean {
  const second = Math.floor(time / 1000) * 1000
  return second >= certificate.notBefore && second <= certificate.notAfter
}

/** Whether the end certificate may do what it is used for. timeStamping must be alone (RFC 3161 §2.3); that it be critical, many authorities overlook. */
function fitsPurpose(certificate: Certificate, purpose: PathPurpose): boolean {
  if (purpose === 'any') return true
  const { keyUsage, extendedKeyUsage } = certificate
  if (keyUsage && !keyUsage.includes('digitalSignature') && !keyUsage.includes('nonRepudiation')) return false
  if (purpose === 'document-signing') return extendedKeyUsage === null || extendedKeyUsage.some((oid) => DOCUMENT_PURPOSES.includes(oid))
  if (purpose === 'ocsp-signing') return extendedKeyUsage?.includes(oids.OID_EKU_OCSP_SIGNING) ?? false
  return extendedKeyUsage?.length === 1 && extendedKeyUsage[0] === oids.OID_EKU_TIME_STAMPING
}

function allowsPurpose(authority: Certificate, purpose: PathPurpose): boolean {
  const listed = authority.extendedKeyUsage
  return listed === null || purpose === 'any' || listed.includes(oids.OID_EKU_ANY) || PURPOSES[purpose].some((oid) => listed.includes(oid))
}

/** noRevAvail belongs to end certificates only and excludes every pointer to revocation information (RFC 9608 §2, §3). */
function isRevocationAbsenceConsistent(certificate: Certificate): boolean {
  if (!certificate.hasNoRevocation) return true
  return !certificate.basicConstraints?.isAuthority && certificate.crlAddresses.length === 0 && certificate.ocspAddresses.length === 0
}

function checkAuthority(chain: readonly Certificate[], index: number, purpose: PathPurpose): PathCheck[] {
  const authority = chain[index]!
  const { basicConstraints, keyUsage } = authority
  const isOldAnchor = index === chain.length - 1 && authority.version === 1
  const below = chain.slice(1, index).filter((certificate) => !isSelfIssued(certificate)).length
  return [
    pathCheck('PATH_AUTHORITY', basicConstraints?.isAuthority ?? isOldAnchor, index),
    pathCheck('PATH_LENGTH', (basicConstraints?.pathLength ?? below) >= below, index),
    pathCheck('PATH_KEY_USAGE', keyUsage === null || keyUsage.includes('keyCertSign'), index),
    pathCheck('PATH_EXTENDED_KEY_USAGE', allowsPurpose(authority, purpose), index),
  ]
}

function checkNames(chain: readonly Certificate[]): PathCheck[] {
  try {
    const broken = findNameViolations(chain)
    return broken.size === 0 ? [pathCheck('PATH_NAME_CONSTRAINTS', true, 0)] : [...broken].map((place) => pathCheck('PATH_NAME_CONSTRAINTS', false, place))
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return [pathCheck('PATH_NAME_CONSTRAINTS', false, 0)]
  }
}

function areExtensionsUnderstood(certificate: Certificate): boolean {
  const isUnreadable = (oid: string, critical: boolean) => certificate.damagedExtensions.includes(oid) && (critical || CONSTRAINING.has(oid))
  return certificate.extensions.every(({ oid, critical }) => (!critical || PROCESSED.has(oid)) && !isUnreadable(oid, critical))
}

/** What a path is held against besides time and purpose. */
export interface PathPolicy {
  readonly algorithms?: AlgorithmPolicy
  /** The instant to judge algorithms at: when the certificates are proven to have existed; `time` when absent. */
  readonly algorithmTime?: number
  readonly policies?: PolicyParameters
}

/** Every check on one chain, the end certificate first and the anchor, if `isComplete`, last; with the policies valid for it. */
export async function checkChain(
  chain: readonly Certificate[], time: number, purpose: PathPurpose, isComplete: boolean, { algorithms = DEFAULT_ALGORITHM_POLICY, algorithmTime = time, policies }: PathPolicy = {},
): Promise<{ checks: readonly PathCheck[]; policies: readonly string[] }> {
  const last = chain.length - 1
  const checks = [pathCheck('PATH_TO_ANCHOR', isComplete, last)]
  for (const [index, certificate] of chain.entries()) {
    const issuer = chain[index + 1]
    // an anchor is a name and a key (§6.1.1(d)): its own dates say nothing, unless it is the end certificate too
    const isDateless = isComplete && index === last && index > 0
    checks.push(pathCheck('PATH_VALIDITY', isDateless || isInstantWithin(certificate, time), index))
    if (issuer) {
      checks.push(pathCheck('PATH_SIGNATURE', await verifyCertificateSignature(certificate, issuer), index))
      checks.push(pathCheck('PATH_ALGORITHM', Math.min(reliableUntil(algorithms, certificate.signatureAlgorithm, issuer.spki), keyUntil(algorithms, certificate)) > algorithmTime, index))
    }
    checks.push(pathCheck('PATH_CRITICAL_EXTENSIONS', areExtensionsUnderstood(certificate), index))
    checks.push(pathCheck('PATH_REVOCATION_ABSENT', isRevocationAbsenceConsistent(certificate), index))
    if (index > 0) checks.push(...checkAuthority(chain, index, purpose))
  }
  checks.push(...checkNames(chain))
  checks.push(pathCheck('PATH_PURPOSE', fitsPurpose(chain[0]!, purpose), 0))
  let outcome = { passed: false, policies: [] as readonly string[] }
  try {
    outcome = processPolicies(chain.slice(0, isComplete && chain.length > 1 ? -1 : undefined).toReversed(), policies)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
  }
  checks.push(pathCheck('PATH_POLICIES', outcome.passed, 0))
  return { checks, policies: outcome.policies }
}
