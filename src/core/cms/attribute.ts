import { compareBytes, concatBytes } from '../bytes/compare.ts'
import { decodeOid, encodeContext, encodeDer, encodeOid, encodeSequence, encodeSet, readDer, type DerNode } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import type { CmsErrorCode } from './error.ts'

/** One CMS attribute as it was read (RFC 5652 §5.3). */
export interface Attribute {
  readonly oid: string
  /** DER of each value. */
  readonly values: readonly Uint8Array[]
  /** DER of the whole attribute. */
  readonly der: Uint8Array
}

const MAX_ATTRIBUTES = 64
const MAX_VALUES = 16

/** Attributes inside a SET OF, a [0] or a [1]. Throws ATTRIBUTE_MALFORMED, DER_MALFORMED. */
export function readAttributes(node: DerNode): Attribute[] {
  const children = node.children()
  if (children.length > MAX_ATTRIBUTES) throw new CodedError<CmsErrorCode>('ATTRIBUTE_MALFORMED', 'too many attributes', { offset: node.start })
  return children.map((child) => {
    const [type, values, surplus] = child.tag === 0x30 ? child.children() : []
    if (type?.tag !== 0x06 || values?.tag !== 0x31 || surplus) {
      throw new CodedError<CmsErrorCode>('ATTRIBUTE_MALFORMED', 'not an attribute', { offset: child.start })
    }
    const items = values.children()
    if (items.length > MAX_VALUES) throw new CodedError<CmsErrorCode>('ATTRIBUTE_MALFORMED', 'too many values', { offset: child.start })
    return { oid: decodeOid(type.content), values: items.map((value) => value.bytes), der: child.bytes }
  })
}

/** DER of an attribute. */
export function encodeAttribute(oid: string, ...values: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return encodeSequence(encodeOid(oid), encodeSet(...values))
}

/** The first attribute of this kind, or null. Whether there may be several is the caller's to check. */
export function findAttribute(attributes: readonly Attribute[], oid: string): Attribute | null {
  return attributes.find((attribute) => attribute.oid === oid) ?? null
}

/**
 * The same ContentInfo with more unsigned attributes (DER of each whole) on its only SignerInfo; every byte that is signed stays as it is.
 * Throws SIGNED_DATA_MALFORMED when there is not exactly one SignerInfo, ATTRIBUTE_MALFORMED when one of them is no attribute.
 */
export function addUnsignedAttributes(cms: Uint8Array, added: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const contentInfo = readDer(cms)
  const [contentType, wrapper] = contentInfo.children()
  const signedData = wrapper?.children()[0]
  const parts = signedData?.children() ?? []
  const signerInfos = parts[parts.length - 1]
  const signers = signerInfos?.tag === 0x31 ? signerInfos.children() : []
  const signer = signers[0]
  if (!contentType || !signer || signers.length !== 1) throw new CodedError<CmsErrorCode>('SIGNED_DATA_MALFORMED', 'not exactly one signer')
  const fields = signer.children()
  const last = fields[fields.length - 1]!
  const present = last.tag === 0xa1 ? last : null
  const attributes = [...(present?.children().map((child) => child.bytes) ?? []), ...added].sort(compareBytes)
  const unsigned = encodeContext(1, true, ...attributes)
  readAttributes(readDer(unsigned))
  const kept = (present ? fields.slice(0, -1) : fields).map((field) => field.bytes)
  const newSigner = encodeSequence(...kept, ...(attributes.length > 0 ? [unsigned] : []))
  const newSignedData = encodeSequence(concatBytes(...parts.slice(0, -1).map((part) => part.bytes)), encodeDer(0x31, newSigner))
  return encodeSequence(contentType.bytes, encodeContext(0, true, newSignedData))
}

/** The same with one more attribute of one value. */
export function addUnsignedAttribute(cms: Uint8Array, oid: string, value: Uint8Array): Uint8Array<ArrayBuffer> {
  return addUnsignedAttributes(cms, [encodeAttribute(oid, value)])
}
