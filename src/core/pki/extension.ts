import { decodeInteger, decodeOid, readDer, type DerNode } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { decodeLatin1 } from '../bytes/text.ts'
import type { PkiErrorCode } from './error.ts'
import { OID_ACCESS_CA_ISSUERS, OID_ACCESS_OCSP } from './oids.ts'

/** One extension as it was read; `value` is the content of extnValue. */
export interface Extension {
  readonly oid: string
  readonly critical: boolean
  readonly value: Uint8Array
}

const KEY_USAGES = [
  'digitalSignature', 'nonRepudiation', 'keyEncipherment', 'dataEncipherment', 'keyAgreement', 'keyCertSign', 'cRLSign', 'encipherOnly', 'decipherOnly',
] as const
export type KeyUsage = (typeof KEY_USAGES)[number]

const MAX_EXTENSIONS = 64

export function malformedExtension(message: string, offset = 0): never {
  throw new CodedError<PkiErrorCode>('EXTENSION_MALFORMED', message, { offset })
}

/** The single element that fills `value`. */
export function readWhole(value: Uint8Array, tag: number): DerNode {
  const node = readDer(value)
  if (node.tag !== tag || node.end !== value.length) malformedExtension('not the element expected')
  return node
}

/** Extensions ::= SEQUENCE OF Extension; one of each kind (RFC 5280 §4.2). Throws EXTENSION_MALFORMED, DER_MALFORMED. */
export function readExtensions(node: DerNode): Extension[] {
  const children = node.children()
  if (node.tag !== 0x30 || children.length > MAX_EXTENSIONS) malformedExtension('not a list of extensions', node.start)
  const seen = new Set<string>()
  return children.map((child) => {
    const fields = child.children()
    const critical = fields[1]?.tag === 0x01 && fields[1].content.length === 1 && fields[1].content[0] !== 0
    const [oidNode, valueNode] = [fields[0], fields[fields.length - 1]]
    const expected = fields[1]?.tag === 0x01 ? 3 : 2
    if (oidNode?.tag !== 0x06 || valueNode?.tag !== 0x04 || fields.length !== expected) malformedExtension('not an extension', child.start)
    const oid = decodeOid(oidNode.content)
    if (seen.has(oid)) malformedExtension('the same extension twice', child.start)
    seen.add(oid)
    return { oid, critical, value: valueNode.content }
  })
}

/** keyUsage (§4.2.1.3). */
export function readKeyUsage(value: Uint8Array): KeyUsage[] {
  const bits = readWhole(value, 0x03).content.subarray(1)
  return KEY_USAGES.filter((_, index) => ((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0)
}

/** A SEQUENCE OF OBJECT IDENTIFIER, as extendedKeyUsage is (§4.2.1.12). */
export function readOidList(value: Uint8Array): string[] {
  return readWhole(value, 0x30).children().map((node) => (node.tag === 0x06 ? decodeOid(node.content) : malformedExtension('not an object identifier', node.start)))
}

export interface BasicConstraints {
  readonly isAuthority: boolean
  readonly pathLength: number | null
}

/** basicConstraints (§4.2.1.9). */
export function readBasicConstraints(value: Uint8Array): BasicConstraints {
  const fields = readWhole(value, 0x30).children()
  const isAuthority = fields[0]?.tag === 0x01 && fields[0].content[0] !== 0
  const length = fields.find((field) => field.tag === 0x02)
  const pathLength = length ? decodeInteger(length.content) : null
  if (pathLength !== null && (pathLength < 0n || pathLength > 1000n)) malformedExtension('path length out of range')
  return { isAuthority, pathLength: pathLength === null ? null : Number(pathLength) }
}

/** Policy identifiers of certificatePolicies (§4.2.1.4), qualifiers left aside. */
export function readPolicies(value: Uint8Array): string[] {
  return readWhole(value, 0x30).children().map((node) => {
    const oid = node.children()[0]
    return oid?.tag === 0x06 ? decodeOid(oid.content) : malformedExtension('not a policy', node.start)
  })
}

/** rfc822Name entries of GeneralNames (§4.2.1.6). */
export function readEmails(value: Uint8Array): string[] {
  return readWhole(value, 0x30).children().filter((node) => node.tag === 0x81).map((node) => decodeLatin1(node.content))
}

/** keyIdentifier of authorityKeyIdentifier (§4.2.1.1), or null when it names the issuer in another way. */
export function readAuthorityKeyIdentifier(value: Uint8Array): Uint8Array | null {
  return readWhole(value, 0x30).children().find((node) => node.tag === 0x80)?.content ?? null
}

const address = (node: DerNode) => (node.tag === 0x86 ? [decodeLatin1(node.content)] : [])

/** URIs of the full names in cRLDistributionPoints (§4.2.1.13). */
export function readCrlAddresses(value: Uint8Array): string[] {
  return readWhole(value, 0x30).children().flatMap((point) => {
    const name = point.children().find((node) => node.tag === 0xa0)
    const full = name?.children().find((node) => node.tag === 0xa0)
    return full ? full.children().flatMap(address) : []
  })
}

/** URIs of authorityInfoAccess (§4.2.2.1), by access method. */
export function readAccessAddresses(value: Uint8Array): { readonly ocsp: string[]; readonly issuers: string[] } {
  const found = readWhole(value, 0x30).children().map((node) => {
    const [method, location] = node.children()
    if (method?.tag !== 0x06 || !location) malformedExtension('not an access description', node.start)
    return { method: decodeOid(method.content), addresses: address(location) }
  })
  const by = (method: string) => found.filter((entry) => entry.method === method).flatMap((entry) => entry.addresses)
  return { ocsp: by(OID_ACCESS_OCSP), issuers: by(OID_ACCESS_CA_ISSUERS) }
}
