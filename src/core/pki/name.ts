import { encodeHex } from '../bytes/hex.ts'
import { equalBytes } from '../bytes/compare.ts'
import { decodeOid, encodeDer, encodeOid, encodeSequence, encodeSet, encodeUtf8String, readDer, type DerNode } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { decodeLatin1, decodeUtf8, encodeLatin1 } from '../bytes/text.ts'
import type { PkiErrorCode } from './error.ts'
import { OID_COMMON_NAME, OID_COUNTRY_NAME, OID_EMAIL_ADDRESS, OID_ORGANIZATION_IDENTIFIER, OID_ORGANIZATION_NAME } from './oids.ts'

/** A distinguished name as it was read; `text` is RFC 4514 order (last attribute first), for people only, never for comparing. */
export interface Name {
  readonly der: Uint8Array
  readonly text: string
  readonly commonName: string | null
  readonly organization: string | null
  /** organizationIdentifier (EN 319 412-1 §5.1.4), for example `VATVN-0101234567`. */
  readonly organizationIdentifier: string | null
}

/** What a name is made of when we issue. */
export interface NameParts {
  readonly commonName: string
  readonly organization?: string
  /** Scheme, country, hyphen, number (EN 319 412-1 §5.1.4); its country is written too (EN 319 412-3 §4.2.1). */
  readonly organizationIdentifier?: string
}

const LABELS: Readonly<Record<string, string>> = {
  [OID_COMMON_NAME]: 'CN', '2.5.4.4': 'SN', '2.5.4.5': 'serialNumber', '2.5.4.6': 'C', '2.5.4.7': 'L', '2.5.4.8': 'ST', '2.5.4.9': 'street',
  [OID_ORGANIZATION_NAME]: 'O', '2.5.4.11': 'OU', '2.5.4.12': 'title', '2.5.4.42': 'GN', '2.5.4.97': 'organizationIdentifier', [OID_EMAIL_ADDRESS]: 'E',
  '0.9.2342.19200300.100.1.25': 'DC', '0.9.2342.19200300.100.1.1': 'UID',
}

function decodeUtf16(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i + 1 < bytes.length; i += 2) text += String.fromCharCode((bytes[i]! << 8) | bytes[i + 1]!)
  return text.toWellFormed()
}

function decodeUtf32(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i + 3 < bytes.length; i += 4) {
    const code = bytes[i]! * 0x1000000 + ((bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!)
    text += String.fromCodePoint(code <= 0x10ffff ? code : 0xfffd)
  }
  return text.toWellFormed()
}

/** Some authorities wrote Latin-1 where they say UTF-8: a name for people is no reason to refuse a certificate. */
function decodeAnyUtf8(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes)
  } catch (error) {
    if (error instanceof CodedError) return decodeLatin1(bytes)
    throw error
  }
}

/** Text of a directory string (UTF8, Printable, IA5, Teletex, BMP, Universal), or null for another kind. */
export function readDirectoryString(node: DerNode): string | null {
  switch (node.tag) {
    case 0x0c:
      return decodeAnyUtf8(node.content)
    case 0x1c:
      return decodeUtf32(node.content)
    case 0x12:
    case 0x13:
    case 0x14:
    case 0x16:
    case 0x1a:
      return decodeLatin1(node.content)
    case 0x1e:
      return decodeUtf16(node.content)
    default:
      return null
  }
}

interface Attribute {
  readonly oid: string
  readonly value: DerNode
  readonly text: string | null
}

function readAttributes(node: DerNode): Attribute[][] {
  return node.children().map((relative) => {
    if (relative.tag !== 0x31) throw new CodedError<PkiErrorCode>('NAME_MALFORMED', 'not a relative distinguished name', { offset: relative.start })
    return relative.children().map((pair) => {
      const [type, value, extra] = pair.children()
      if (type?.tag !== 0x06 || !value || extra) throw new CodedError<PkiErrorCode>('NAME_MALFORMED', 'not an attribute', { offset: pair.start })
      return { oid: decodeOid(type.content), value, text: readDirectoryString(value) }
    })
  })
}

const escape = (text: string) => text.replace(/[\\",+<>;]/g, '\\$&').replace(/^[ #]|[ ]$/g, '\\$&')

/** The facts of a Name element. Throws NAME_MALFORMED, DER_MALFORMED, UTF8_MALFORMED. */
export function readName(node: DerNode): Name {
  if (node.tag !== 0x30) throw new CodedError<PkiErrorCode>('NAME_MALFORMED', 'not a name', { offset: node.start })
  const attributes = readAttributes(node)
  const find = (oid: string) => attributes.flat().findLast((attribute) => attribute.oid === oid)?.text ?? null
  const show = ({ oid, text, value }: Attribute) => `${LABELS[oid] ?? oid}=${text === null ? `#${encodeHex(value.bytes)}` : escape(text)}`
  const text = attributes.toReversed().map((relative) => relative.map(show).join('+')).join(',')
  return { der: node.bytes, text, commonName: find(OID_COMMON_NAME), organization: find(OID_ORGANIZATION_NAME), organizationIdentifier: find(OID_ORGANIZATION_IDENTIFIER) }
}

const folded = new WeakMap<Uint8Array, string>()

/** The comparable form of a name: strings folded as RFC 5280 §7.1 asks (case and inner white space do not count). */
export function foldName(der: Uint8Array): string {
  const known = folded.get(der)
  if (known !== undefined) return known
  const fold = ({ oid, text, value }: Attribute) =>
    `${oid}=${text === null ? `#${encodeHex(value.bytes)}` : JSON.stringify(text.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' '))}`
  const text = readAttributes(readDer(der)).map((relative) => relative.map(fold).sort().join('+')).join(',')
  folded.set(der, text)
  return text
}

/** Whether two names are the same name (RFC 5280 §7.1). */
export function equalNames(a: Uint8Array, b: Uint8Array): boolean {
  return equalBytes(a, b) || foldName(a) === foldName(b)
}

/** DER of a name we issue: country, O, organizationIdentifier, CN; UTF8String, but PrintableString for the country (RFC 5280 appendix A.1). */
export function encodeName({ commonName, organization, organizationIdentifier }: NameParts): Uint8Array<ArrayBuffer> {
  const attribute = (oid: string, value: Uint8Array) => encodeSet(encodeSequence(encodeOid(oid), value))
  const text = (oid: string, value: string | undefined) => (value === undefined ? [] : [attribute(oid, encodeUtf8String(value))])
  const country = organizationIdentifier === undefined ? [] : [attribute(OID_COUNTRY_NAME, encodeDer(0x13, encodeLatin1(organizationIdentifier.slice(3, 5))))]
  return encodeDer(0x30, ...country, ...text(OID_ORGANIZATION_NAME, organization), ...text(OID_ORGANIZATION_IDENTIFIER, organizationIdentifier), ...text(OID_COMMON_NAME, commonName))
}
