import { CodedError } from '../bytes/error.ts'
import { isSelfIssued, type Certificate } from './certificate.ts'
import * as oids from './oids.ts'
import { processPolicies } from './policy.ts'
import { parsePublicKey } from './public-key.ts'
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
  oids.OID_CRL_DISTRIBUTION_POINTS, oids.OID_AUTHORITY_INFO_ACCESS, oids.OID_NO_REV_AVAIL, oids.OID_VALASSURED_ST_CERTS, oids.OID_OCSP_NOCHECK,
])

/** Purposes under which people sign documents: RFC 9336, S/MIME, and two vendors' older ones. */
const DOCUMENT_PURPOSES = [oids.OID_EKU_DOCUMENT_SIGNING, oids.OID_EKU_EMAIL_PROTECTION, '1.2.840.113583.1.1.5', '1.3.6.1.4.1.311.10.3.12', oids.OID_EKU_ANY]
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

function keyBits(certificate: Certificate): number {
  try {
    return parsePublicKey(certificate.spki).bits
  } catch (error) {
    if (error instanceof CodedError) return 0
    throw error
  }
}

/** Whether `issuer`'s key made `certificate`'s signature, over exactly the bytes read. */
export async function verifyCertificateSignature(certificate: Certificate, issuer: Certificate): Promise<boolean> {
  const algorithm = certificate.signatureAlgorithm
  if (!algorithm || !certificate.isAlgorithmConsistent) return false
  return verifySignature(algorithm, issuer.spki, certificate.signature, certificate.toBeSigned)
}

function isInstantWithin(certificate: Certificate, time: number): boolean {
  const second = Math.floor(time / 1000) * 1000
  return second >= certificate.notBefore && second <= certificate.notAfter
}

function isAlgorithmSound(certificate: Certificate, issuer: Certificate): boolean {
  const algorithm = certificate.signatureAlgorithm
  return algorithm !== null && algorithm.isSound && keyBits(issuer) >= algorithm.minimumBits
}

function isKeySound(certificate: Certificate): boolean {
  const bits = keyBits(certificate)
  return bits >= (bits > 600 ? 2048 : 256)
}

/** Whether the end certificate may do what it is used for. timeStamping must be critical and alone (RFC 3161 §2.3). */
function fitsPurpose(certificate: Certificate, purpose: PathPurpose): boolean {
  if (purpose === 'any') return true
  const { keyUsage, extendedKeyUsage } = certificate
  if (keyUsage && !keyUsage.includes('digitalSignature') && !keyUsage.includes('nonRepudiation')) return false
  if (purpose === 'document-signing') return extendedKeyUsage === null || extendedKeyUsage.some((oid) => DOCUMENT_PURPOSES.includes(oid))
  if (purpose === 'ocsp-signing') return extendedKeyUsage?.includes(oids.OID_EKU_OCSP_SIGNING) ?? false
  const extension = certificate.extensions.find((candidate) => candidate.oid === oids.OID_EXTENDED_KEY_USAGE)
  return extension?.critical === true && extendedKeyUsage?.length === 1 && extendedKeyUsage[0] === oids.OID_EKU_TIME_STAMPING
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
    pathCheck('PATH_NAME_CONSTRAINTS', !authority.extensions.some((extension) => extension.oid === oids.OID_NAME_CONSTRAINTS), index),
  ]
}

/** Every check on one chain, the end certificate first and the anchor, if `isComplete`, last; with the policies valid for it. */
export async function checkChain(
  chain: readonly Certificate[], time: number, purpose: PathPurpose, isComplete: boolean,
): Promise<{ checks: readonly PathCheck[]; policies: readonly string[] }> {
  const last = chain.length - 1
  const checks = [pathCheck('PATH_TO_ANCHOR', isComplete, last)]
  for (const [index, certificate] of chain.entries()) {
    const issuer = chain[index + 1]
    checks.push(pathCheck('PATH_VALIDITY', isInstantWithin(certificate, time), index))
    if (issuer) {
      checks.push(pathCheck('PATH_SIGNATURE', await verifyCertificateSignature(certificate, issuer), index))
      checks.push(pathCheck('PATH_ALGORITHM', isAlgorithmSound(certificate, issuer) && isKeySound(certificate), index))
    }
    const critical = certificate.extensions.filter((extension) => extension.critical)
    checks.push(pathCheck('PATH_CRITICAL_EXTENSIONS', critical.every((extension) => PROCESSED.has(extension.oid)), index))
    checks.push(pathCheck('PATH_REVOCATION_ABSENT', isRevocationAbsenceConsistent(certificate), index))
    if (index > 0) checks.push(...checkAuthority(chain, index, purpose))
  }
  checks.push(pathCheck('PATH_PURPOSE', fitsPurpose(chain[0]!, purpose), 0))
  let outcome = { passed: false, policies: [] as readonly string[] }
  try {
    outcome = processPolicies(chain.slice(0, isComplete && chain.length > 1 ? -1 : undefined).toReversed())
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
  }
  checks.push(pathCheck('PATH_POLICIES', outcome.passed, 0))
  return { checks, policies: outcome.policies }
}
