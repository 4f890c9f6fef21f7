import { decodeInteger } from '../bytes/der.ts'
import { isSelfIssued, type Certificate } from './certificate.ts'
import { readWhole } from './extension.ts'
import { OID_ANY_POLICY, OID_CERTIFICATE_POLICIES, OID_INHIBIT_ANY_POLICY, OID_POLICY_CONSTRAINTS, OID_POLICY_MAPPINGS } from './oids.ts'

/** Outcome of policy processing for one path. */
export interface PolicyOutcome {
  readonly passed: boolean
  /** Policies valid for the whole path; anyPolicy when nothing narrowed it. */
  readonly policies: readonly string[]
}

type PolicySet = 'any' | ReadonlySet<string>

const find = (certificate: Certificate, oid: string) => certificate.extensions.find((extension) => extension.oid === oid) ?? null

function readCounter(content: Uint8Array): number {
  const value = decodeInteger(content)
  return value < 0n ? 0 : Number(value > 1000n ? 1000n : value)
}

function requireExplicit(certificate: Certificate): number | null {
  const extension = find(certificate, OID_POLICY_CONSTRAINTS)
  const field = extension && readWhole(extension.value, 0x30).children().find((node) => node.tag === 0x80)
  return field ? readCounter(field.content) : null
}

function inhibitAny(certificate: Certificate): number | null {
  const extension = find(certificate, OID_INHIBIT_ANY_POLICY)
  return extension ? readCounter(readWhole(extension.value, 0x02).content) : null
}

function narrow(valid: PolicySet, certificate: Certificate, acceptsAny: boolean): PolicySet {
  if (!find(certificate, OID_CERTIFICATE_POLICIES)) return new Set<string>()
  if (acceptsAny && certificate.policies.includes(OID_ANY_POLICY)) return valid
  return new Set(certificate.policies.filter((policy) => policy !== OID_ANY_POLICY && (valid === 'any' || valid.has(policy))))
}

/**
 * Policy processing (RFC 5280 §6.1.3(d)–(f), §6.1.4, §6.1.5) for the certificates below the anchor, topmost first, any policy acceptable.
 * Mappings are not supported: a path through a certificate that has them fails. Throws EXTENSION_MALFORMED.
 */
export function processPolicies(certificates: readonly Certificate[]): PolicyOutcome {
  let valid: PolicySet = 'any'
  let explicitPolicy = certificates.length + 1
  let anyPolicy = certificates.length + 1
  let passed = true
  for (const [index, certificate] of certificates.entries()) {
    const isLast = index === certificates.length - 1
    const selfIssued = isSelfIssued(certificate)
    if (find(certificate, OID_POLICY_MAPPINGS)) passed = false
    valid = narrow(valid, certificate, anyPolicy > 0 || (!isLast && selfIssued))
    if (explicitPolicy === 0 && valid !== 'any' && valid.size === 0) passed = false
    if (isLast || !selfIssued) {
      explicitPolicy = Math.max(0, explicitPolicy - 1)
      anyPolicy = Math.max(0, anyPolicy - 1)
    }
    const explicit = requireExplicit(certificate)
    if (explicit !== null && (!isLast || explicit === 0)) explicitPolicy = Math.min(explicitPolicy, explicit)
    anyPolicy = Math.min(anyPolicy, inhibitAny(certificate) ?? anyPolicy)
  }
  if (explicitPolicy === 0 && valid !== 'any' && valid.size === 0) passed = false
  return { passed, policies: valid === 'any' ? [OID_ANY_POLICY] : [...valid] }
}
