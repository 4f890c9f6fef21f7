import { decodeInteger, decodeOid } from '../bytes/der.ts'
import { isSelfIssued, type Certificate } from './certificate.ts'
import { malformedExtension, readWhole } from './extension.ts'
import { OID_ANY_POLICY, OID_CERTIFICATE_POLICIES, OID_INHIBIT_ANY_POLICY, OID_POLICY_CONSTRAINTS, OID_POLICY_MAPPINGS } from './oids.ts'

/** Outcome of policy processing for one path. */
export interface PolicyOutcome {
  readonly passed: boolean
  /** Policies valid for the whole path, in the words of the topmost authority and among those accepted; anyPolicy when nothing narrowed it. */
  readonly policies: readonly string[]
}

export interface PolicyParameters {
  /** user-initial-policy-set; any when absent. */
  readonly accepted?: readonly string[]
  /** initial-explicit-policy. */
  readonly isExplicit?: boolean
  /** initial-policy-mapping-inhibit. */
  readonly isMappingInhibited?: boolean
  /** initial-any-policy-inhibit. */
  readonly isAnyInhibited?: boolean
}

/** A node of the valid policy tree (RFC 5280 §6.1.2(a)); its depth is the level that holds it. */
interface PolicyNode {
  readonly policy: string
  expected: readonly string[]
  readonly parent: PolicyNode | null
}

const MAX_NODES = 4096

const find = (certificate: Certificate, oid: string) => certificate.extensions.find((extension) => extension.oid === oid) ?? null

function readCounter(content: Uint8Array): number {
  const value = decodeInteger(content)
  return value < 0n ? 0 : Number(value > 1000n ? 1000n : value)
}

function readConstraint(certificate: Certificate, tag: number): number | null {
  const extension = find(certificate, OID_POLICY_CONSTRAINTS)
  const field = extension && readWhole(extension.value, 0x30).children().find((node) => node.tag === tag)
  return field ? readCounter(field.content) : null
}

function readInhibitAny(certificate: Certificate): number | null {
  const extension = find(certificate, OID_INHIBIT_ANY_POLICY)
  return extension ? readCounter(readWhole(extension.value, 0x02).content) : null
}

/** issuerDomainPolicy to its subjectDomainPolicies (§4.2.1.5); null when anyPolicy is mapped, which is not allowed. */
function readMappings(certificate: Certificate): Map<string, string[]> | null {
  const mappings = new Map<string, string[]>()
  const extension = find(certificate, OID_POLICY_MAPPINGS)
  for (const pair of extension ? readWhole(extension.value, 0x30).children() : []) {
    const [from, to] = pair.children()
    if (from?.tag !== 0x06 || to?.tag !== 0x06) return malformedExtension('not a policy mapping', pair.start)
    const [issuer, subject] = [decodeOid(from.content), decodeOid(to.content)]
    if (issuer === OID_ANY_POLICY || subject === OID_ANY_POLICY) return null
    mappings.set(issuer, [...(mappings.get(issuer) ?? []), subject])
  }
  return mappings
}

/** The tree level by level; a level without nodes makes it NULL for good. */
class PolicyTree {
  levels: PolicyNode[][] = [[{ policy: OID_ANY_POLICY, expected: [OID_ANY_POLICY], parent: null }]]
  #count = 1

  get isNull(): boolean {
    return this.levels.at(-1)!.length === 0
  }

  #make(policy: string, expected: readonly string[], parent: PolicyNode): PolicyNode {
    if (++this.#count > MAX_NODES) malformedExtension('policy tree grows too large')
    return { policy, expected, parent }
  }

  /** §6.1.3(d). */
  grow(policies: readonly string[], acceptsAny: boolean): void {
    const above = this.levels.at(-1)!
    const level: PolicyNode[] = []
    const anyAbove = above.find((node) => node.policy === OID_ANY_POLICY)
    for (const policy of new Set(policies)) {
      if (policy === OID_ANY_POLICY) continue
      const parents = above.filter((node) => node.expected.includes(policy))
      for (const parent of parents) level.push(this.#make(policy, [policy], parent))
      if (parents.length === 0 && anyAbove) level.push(this.#make(policy, [policy], anyAbove))
    }
    if (acceptsAny && policies.includes(OID_ANY_POLICY)) {
      for (const parent of above) {
        for (const expected of parent.expected) if (!level.some((node) => node.parent === parent && node.policy === expected)) level.push(this.#make(expected, [expected], parent))
      }
    }
    this.levels.push(level)
    this.prune()
  }

  empty(): void {
    this.levels.push([])
    this.prune()
  }

  /** §6.1.4(b): mappings where they are allowed, else the mapped policies go. */
  map(mappings: ReadonlyMap<string, readonly string[]>, isAllowed: boolean): void {
    const level = this.levels.at(-1)!
    for (const [policy, expected] of mappings) {
      const nodes = level.filter((node) => node.policy === policy)
      if (!isAllowed) {
        this.levels[this.levels.length - 1] = this.levels.at(-1)!.filter((node) => node.policy !== policy)
        continue
      }
      for (const node of nodes) node.expected = expected
      const anyNode = level.find((node) => node.policy === OID_ANY_POLICY)
      if (nodes.length === 0 && anyNode?.parent) level.push(this.#make(policy, expected, anyNode.parent))
    }
    this.prune()
  }

  /** Nodes without children go, from the bottom up. */
  prune(): void {
    for (let depth = this.levels.length - 2; depth >= 0; depth--) {
      const parents = new Set(this.levels[depth + 1]!.map(({ parent }) => parent))
      this.levels[depth] = this.levels[depth]!.filter((node) => parents.has(node))
    }
  }

  /** Policies in the words of the authority that the anchor's certificates speak in (§6.1.5(g)(iii)(1)): children of anyPolicy. */
  authorityPolicies(): string[] {
    if (this.isNull) return []
    const found = new Set<string>()
    for (const leaf of this.levels.at(-1)!) {
      let node = leaf
      while (node.parent !== null && node.parent.policy !== OID_ANY_POLICY) node = node.parent
      found.add(node.policy)
    }
    return [...found]
  }
}

/**
 * Policy processing (RFC 5280 §6.1.3(d)–(f), §6.1.4(a)–(b), (h)–(j), §6.1.5(a)–(b), (g)) for the certificates below the anchor, topmost first.
 * Throws EXTENSION_MALFORMED.
 */
export function processPolicies(certificates: readonly Certificate[], { accepted = [], isExplicit = false, isMappingInhibited = false, isAnyInhibited = false }: PolicyParameters = {}): PolicyOutcome {
  const tree = new PolicyTree()
  const never = certificates.length + 1
  let explicitPolicy = isExplicit ? 0 : never
  let anyPolicy = isAnyInhibited ? 0 : never
  let mapping = isMappingInhibited ? 0 : never
  let passed = true
  for (const [index, certificate] of certificates.entries()) {
    const isLast = index === certificates.length - 1
    const selfIssued = isSelfIssued(certificate)
    if (find(certificate, OID_CERTIFICATE_POLICIES) && !tree.isNull) tree.grow(certificate.policies, anyPolicy > 0 || (!isLast && selfIssued))
    else tree.empty()
    if (explicitPolicy === 0 && tree.isNull) passed = false
    const explicit = readConstraint(certificate, 0x80)
    if (isLast) {
      if (explicitPolicy > 0) explicitPolicy--
      if (explicit === 0) explicitPolicy = 0
      break
    }
    const mappings = readMappings(certificate)
    if (mappings === null) passed = false
    else if (mappings.size > 0 && !tree.isNull) tree.map(mappings, mapping > 0)
    if (!selfIssued) {
      explicitPolicy = Math.max(0, explicitPolicy - 1)
      mapping = Math.max(0, mapping - 1)
      anyPolicy = Math.max(0, anyPolicy - 1)
    }
    explicitPolicy = Math.min(explicitPolicy, explicit ?? explicitPolicy)
    mapping = Math.min(mapping, readConstraint(certificate, 0x81) ?? mapping)
    anyPolicy = Math.min(anyPolicy, readInhibitAny(certificate) ?? anyPolicy)
  }
  const valid = tree.authorityPolicies()
  const isAny = accepted.length === 0 || accepted.includes(OID_ANY_POLICY)
  const policies = isAny ? valid : valid.includes(OID_ANY_POLICY) ? [...accepted] : valid.filter((policy) => accepted.includes(policy))
  if (explicitPolicy === 0 && policies.length === 0) passed = false
  return { passed, policies }
}
