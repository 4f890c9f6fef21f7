import { decodeOid, type DerNode } from '../bytes/der.ts'
import { decodeLatin1 } from '../bytes/text.ts'
import { isSelfIssued, type Certificate } from './certificate.ts'
import { malformedExtension, readWhole } from './extension.ts'
import { foldName } from './name.ts'
import { OID_EMAIL_ADDRESS, OID_NAME_CONSTRAINTS, OID_SUBJECT_ALT_NAME } from './oids.ts'

/** GeneralName kinds by their context tag (RFC 5280 §4.2.1.6). */
type NameKind = 'other' | 'mail' | 'host' | 'x400' | 'directory' | 'ediParty' | 'address' | 'ip' | 'id'
const KINDS: readonly NameKind[] = ['other', 'mail', 'host', 'x400', 'directory', 'ediParty', 'address', 'ip', 'id']

/** A name or a subtree's base in comparable form. */
interface GeneralName {
  readonly kind: NameKind
  readonly text: string
  readonly octets: Uint8Array
  /** Folded relative names of a directory name. */
  readonly parts: readonly string[]
}

interface NameConstraints {
  readonly permitted: readonly GeneralName[]
  readonly excluded: readonly GeneralName[]
}

const MAX_NAMES = 2048

function partsOf(der: Uint8Array): string[] {
  const folded = foldName(der)
  return folded === '' ? [] : readWhole(der, 0x30).children().map((relative) => foldName(wrap(relative.bytes)))
}

/** A Name of one relative name. */
function wrap(relative: Uint8Array): Uint8Array {
  const { length } = relative
  const head = length < 0x80 ? [0x30, length] : length < 0x100 ? [0x30, 0x81, length] : [0x30, 0x82, length >> 8, length & 0xff]
  return new Uint8Array([...head, ...relative])
}

function readGeneralName(node: DerNode): GeneralName {
  const kind = KINDS[node.tag & 0x1f]
  if ((node.tag & 0xc0) !== 0x80 || kind === undefined) return malformedExtension('not a general name', node.start)
  const parts = kind === 'directory' ? partsOf(readWhole(node.content, 0x30).bytes) : []
  const text = kind === 'mail' || kind === 'host' || kind === 'address' ? decodeLatin1(node.content).toLowerCase() : kind === 'id' ? decodeOid(node.content) : ''
  return { kind, text, octets: node.content, parts }
}

function readSubtrees(node: DerNode | undefined): GeneralName[] {
  return (node?.children() ?? []).map((subtree) => {
    const [base, ...rest] = subtree.children()
    // minimum and maximum are not used in this profile (§4.2.1.10); a subtree that has them says what cannot be judged
    if (!base || rest.some((field) => !(field.tag === 0x80 && field.content.length === 1 && field.content[0] === 0))) return malformedExtension('subtree with distances', subtree.start)
    return readGeneralName(base)
  })
}

function readConstraints(certificate: Certificate): NameConstraints | null {
  const extension = certificate.extensions.find((one) => one.oid === OID_NAME_CONSTRAINTS)
  if (!extension) return null
  const fields = readWhole(extension.value, 0x30).children()
  if (fields.length === 0 || fields.some((node) => (node.tag !== 0xa0 && node.tag !== 0xa1) || node.content.length === 0)) return malformedExtension('empty name constraints')
  return { permitted: readSubtrees(fields.find((node) => node.tag === 0xa0)), excluded: readSubtrees(fields.find((node) => node.tag === 0xa1)) }
}

/** Every name that a certificate speaks of: subject, alternative names, and addresses in the subject where there are no others (§4.2.1.10). */
function namesOf(certificate: Certificate): GeneralName[] {
  const names: GeneralName[] = []
  const subject = partsOf(certificate.subject.der)
  if (subject.length > 0) names.push({ kind: 'directory', text: '', octets: certificate.subject.der, parts: subject })
  const extension = certificate.extensions.find((one) => one.oid === OID_SUBJECT_ALT_NAME)
  const alternative = extension ? readWhole(extension.value, 0x30).children().map(readGeneralName) : []
  if (!alternative.some(({ kind }) => kind === 'mail')) {
    for (const relative of readWhole(certificate.subject.der, 0x30).children()) {
      for (const pair of relative.children()) {
        const [type, value] = pair.children()
        if (type?.tag === 0x06 && value && decodeOid(type.content) === OID_EMAIL_ADDRESS) names.push({ kind: 'mail', text: decodeLatin1(value.content).toLowerCase(), octets: value.content, parts: [] })
      }
    }
  }
  const all = [...names, ...alternative]
  return all.length > MAX_NAMES ? malformedExtension('more names than allowed') : all
}

function isHostWithin(host: string, base: string): boolean {
  if (base === '') return true
  return base.startsWith('.') ? host.endsWith(base) && host.length > base.length : host === base || host.endsWith(`.${base}`)
}

/** For mail and addresses a base without a leading point means that host alone. */
const isHostNamed = (host: string, base: string): boolean => (base.startsWith('.') ? host.endsWith(base) && host.length > base.length : host === base)

function hostOfAddress(text: string): string | null {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/.exec(text)?.[1]
  return authority?.replace(/^.*@/, '').replace(/:\d*$/, '') || null
}

function isWithin(name: GeneralName, base: GeneralName): boolean {
  switch (name.kind) {
    case 'directory': return base.parts.length <= name.parts.length && base.parts.every((part, index) => part === name.parts[index])
    case 'host': return isHostWithin(name.text, base.text)
    case 'mail': {
      const host = name.text.slice(name.text.lastIndexOf('@') + 1)
      return base.text.includes('@') ? name.text === base.text : isHostNamed(host, base.text)
    }
    case 'address': {
      const host = hostOfAddress(name.text)
      return host !== null && isHostNamed(host, base.text)
    }
    case 'ip': {
      const { length } = name.octets
      return base.octets.length === 2 * length && name.octets.every((octet, at) => (octet & base.octets[length + at]!) === (base.octets[at]! & base.octets[length + at]!))
    }
    // an exact repetition is all that can be recognized
    case 'id': return name.text === base.text
    default: return name.octets.length === base.octets.length && name.octets.every((octet, at) => octet === base.octets[at])
  }
}

/** Kinds for which containment is more than equality of octets, so that an exclusion can be judged. */
const UNJUDGED: ReadonlySet<NameKind> = new Set(['other', 'x400', 'ediParty'])

function keeps(name: GeneralName, { permitted, excluded }: NameConstraints): boolean {
  const bases = permitted.filter((base) => base.kind === name.kind)
  const outs = excluded.filter((base) => base.kind === name.kind)
  if (UNJUDGED.has(name.kind)) return bases.length + outs.length === 0
  // an address without a host is outside every permission, and inside none that excludes (§4.2.1.10)
  if (name.kind === 'address' && bases.length + outs.length > 0 && hostOfAddress(name.text) === null) return false
  return (bases.length === 0 || bases.some((base) => isWithin(name, base))) && !outs.some((base) => isWithin(name, base))
}

/**
 * Which certificates of a chain (the end certificate first) break a name constraint of one above them (RFC 5280 §6.1.3(b)–(c),
 * §6.1.4(g)): their places in the chain. Self-issued certificates other than the last are exempt. Throws EXTENSION_MALFORMED, DER_MALFORMED.
 */
export function findNameViolations(chain: readonly Certificate[]): Set<number> {
  const broken = new Set<number>()
  for (let place = chain.length - 1; place > 0; place--) {
    const constraints = readConstraints(chain[place]!)
    if (constraints === null) continue
    for (let below = place - 1; below >= 0; below--) {
      const certificate = chain[below]!
      if (below > 0 && isSelfIssued(certificate)) continue
      if (!namesOf(certificate).every((name) => keeps(name, constraints))) broken.add(below)
    }
  }
  return broken
}
