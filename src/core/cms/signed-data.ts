import { compareBytes, concatBytes, equalBytes } from '../bytes/compare.ts'
import {
  decodeOid, encodeContext, encodeDer, encodeInteger, encodeOctetString, encodeOid, encodeSequence, encodeSet, readDer, wrapDer, type DerNode,
} from '../bytes/der.ts'
import { CodedError, isCodedError } from '../bytes/error.ts'
import { encodeHashIdentifier, hashLength, readHashIdentifier, readSignatureIdentifier, type HashName, type SignatureAlgorithm } from '../pki/algorithms.ts'
import { readSerialNumber } from '../pki/certificate.ts'
import { OID_CMS_ALGORITHM_PROTECTION, OID_CONTENT_TYPE, OID_DATA, OID_MESSAGE_DIGEST, OID_RI_OCSP_RESPONSE, OID_SIGNED_DATA } from '../pki/oids.ts'
import { certificateOf, type Signer } from '../pki/signer.ts'
import { encodeAttribute, readAttributes, type Attribute } from './attribute.ts'
import { readIndefinite } from './ber.ts'
import type { CmsErrorCode } from './error.ts'
import { encodeSigningCertificateV2 } from './signing-certificate.ts'

/** How a SignerInfo names its certificate (RFC 5652 §5.3). */
export type SignerIdentifier =
  | { readonly kind: 'issuerSerial'; readonly issuer: Uint8Array; readonly serialNumber: string }
  | { readonly kind: 'keyIdentifier'; readonly keyIdentifier: Uint8Array }

export interface SignerInfo {
  readonly version: number
  readonly identifier: SignerIdentifier
  /** Null when the hash is not known here. */
  readonly digestAlgorithm: HashName | null
  readonly digestIdentifier: Uint8Array
  readonly signatureAlgorithm: SignatureAlgorithm | null
  readonly signatureIdentifier: Uint8Array
  readonly signature: Uint8Array
  readonly signedAttributes: readonly Attribute[]
  /** Exact bytes that are signed: the attributes as they stand, tagged as SET OF; null when there are none. */
  readonly signedAttributesDer: Uint8Array | null
  readonly unsignedAttributes: readonly Attribute[]
}

/** The facts of a SignedData (RFC 5652 §5.1). Nothing here is judged. */
export interface SignedData {
  /** Exact bytes of the ContentInfo, without padding; rewritten with definite lengths when `isDer` is false. */
  readonly der: Uint8Array
  /** False when lengths were indefinite or not minimal: readable, but not what PDF asks for (ISO 32000-2 §12.8.3.3.1). */
  readonly isDer: boolean
  readonly version: number
  readonly digestAlgorithms: readonly (HashName | null)[]
  readonly contentType: string
  /** Null when detached. */
  readonly content: Uint8Array | null
  readonly certificates: readonly Uint8Array[]
  /** DER of CertificateLists. */
  readonly crls: readonly Uint8Array[]
  /** DER of OCSPResponses among the revocation data (RFC 5940). */
  readonly ocsps: readonly Uint8Array[]
  /** What stands after the structure: PDF allows zeros, and other octets only where they were asked for. */
  readonly padding: 'none' | 'zeros' | 'other'
  readonly signers: readonly SignerInfo[]
}

const MAX_SIGNED_DATA_OCTETS = 16_777_216
const MAX_CERTIFICATES = 128
const MAX_SIGNERS = 16

function malformed(message: string, offset = 0): never {
  throw new CodedError<CmsErrorCode>('SIGNED_DATA_MALFORMED', message, { offset })
}

function readIdentifier(node: DerNode | undefined): SignerIdentifier {
  if (node?.tag === 0x80) return { kind: 'keyIdentifier', keyIdentifier: node.content }
  const [issuer, serial, surplus] = node?.tag === 0x30 ? node.children() : []
  if (issuer?.tag !== 0x30 || !serial || surplus) malformed('signer is not named', node?.start ?? 0)
  return { kind: 'issuerSerial', issuer: issuer.bytes, serialNumber: readSerialNumber(serial) }
}

function readSmall(node: DerNode | undefined): number {
  if (node?.tag !== 0x02 || node.content.length !== 1) malformed('not a version', node?.start ?? 0)
  return node.content[0]!
}

/** A SignerInfo by itself, as a countersignature is (RFC 5652 §11.4). Throws SIGNED_DATA_MALFORMED and what its parts call for. */
export function parseSignerInfo(der: Uint8Array): SignerInfo {
  const node = readDer(der, 0, 'BER')
  return node.end === der.length ? readSignerInfo(node) : malformed('bytes after the signer')
}

function readSignerInfo(node: DerNode): SignerInfo {
  const fields = node.tag === 0x30 ? node.children() : malformed('not a signer', node.start)
  const [version, identifier, digest, ...rest] = fields
  const signed = rest[0]?.tag === 0xa0 ? rest.shift()! : null
  const [algorithm, signature, unsigned, surplus] = rest
  if (digest?.tag !== 0x30 || algorithm?.tag !== 0x30 || signature?.tag !== 0x04 || surplus) malformed('not a signer', node.start)
  if (unsigned && unsigned.tag !== 0xa1) malformed('unknown field in a signer', unsigned.start)
  const digestAlgorithm = readHashIdentifier(digest)
  return {
    version: readSmall(version),
    identifier: readIdentifier(identifier),
    digestAlgorithm,
    digestIdentifier: digest.bytes,
    signatureAlgorithm: readSignatureIdentifier(algorithm, digestAlgorithm),
    signatureIdentifier: algorithm.bytes,
    signature: signature.content,
    signedAttributes: signed ? readAttributes(signed) : [],
    signedAttributesDer: signed ? encodeDer(0x31, signed.content) : null,
    unsignedAttributes: unsigned ? readAttributes(unsigned) : [],
  }
}

/** The OCSPResponse of an OtherRevocationInfoFormat; none when it is something else. */
function readOcsp(node: DerNode): Uint8Array[] {
  const [format, info] = node.tag === 0xa1 ? node.children() : []
  return format?.tag === 0x06 && info?.tag === 0x30 && decodeOid(format.content) === OID_RI_OCSP_RESPONSE ? [info.bytes] : []
}

function readSignedData(contentInfo: DerNode, isDer: boolean): SignedData {
  const [type, wrapper, surplus] = contentInfo.tag === 0x30 ? contentInfo.children() : []
  if (type?.tag !== 0x06 || decodeOid(type.content) !== OID_SIGNED_DATA || wrapper?.tag !== 0xa0 || surplus) malformed('not SignedData')
  const [body, second] = wrapper.children()
  if (body?.tag !== 0x30 || second) malformed('not SignedData', wrapper.start)
  const [version, digests, encapsulated, ...rest] = body.children()
  const certificates = rest[0]?.tag === 0xa0 ? rest.shift()!.children() : []
  const crls = rest[0]?.tag === 0xa1 ? rest.shift()!.children() : []
  const [signers, extra] = rest
  if (digests?.tag !== 0x31 || encapsulated?.tag !== 0x30 || signers?.tag !== 0x31 || extra) malformed('a field is missing', body.start)
  const [contentType, explicit, more] = encapsulated.children()
  if (contentType?.tag !== 0x06 || (explicit && explicit.tag !== 0xa0) || more) malformed('content is not described', encapsulated.start)
  const content = explicit ? readDer(explicit.content) : null
  if (content && (content.tag !== 0x04 || content.end !== explicit!.content.length)) malformed('content is not an octet string', encapsulated.start)
  const signerNodes = signers.children()
  if (certificates.length > MAX_CERTIFICATES || crls.length > MAX_CERTIFICATES || signerNodes.length > MAX_SIGNERS) malformed('more parts than allowed')
  return {
    der: contentInfo.bytes,
    isDer,
    version: readSmall(version),
    digestAlgorithms: digests.children().map(readHashIdentifier),
    contentType: decodeOid(contentType.content),
    content: content?.content ?? null,
    certificates: certificates.filter((node) => node.tag === 0x30).map((node) => node.bytes),
    crls: crls.filter((node) => node.tag === 0x30).map((node) => node.bytes),
    ocsps: crls.flatMap(readOcsp),
    padding: 'none',
    signers: signerNodes.map(readSignerInfo),
  }
}

interface Reading {
  readonly signedData: SignedData
  /** Where the structure ended in the bytes given. */
  readonly end: number
}

/** As DER; only when that fails for the lengths alone, as BER with indefinite or reserved ones. */
function readEither(bytes: Uint8Array): Reading {
  try {
    const contentInfo = readDer(bytes)
    return { signedData: readSignedData(contentInfo, true), end: contentInfo.end }
  } catch (error) {
    if (!isCodedError(error, 'DER_MALFORMED')) throw error
    const { der, end, wasIndefinite } = readIndefinite(bytes)
    return { signedData: readSignedData(readDer(wasIndefinite ? der : bytes, 0, 'BER'), false), end }
  }
}

/**
 * Reads a ContentInfo with SignedData. Zero octets after it, as PDF's /Contents has, only with `allowZeroPadding`; whatever follows, for a
 * judge who tells it apart, with `allowAnyPadding`.
 * Throws SIGNED_DATA_MALFORMED whatever is wrong; `details.cause` says which part.
 */
export function parseSignedData(bytes: Uint8Array, options: { readonly allowZeroPadding?: boolean; readonly allowAnyPadding?: boolean } = {}): SignedData {
  if (bytes.length > MAX_SIGNED_DATA_OCTETS) malformed('larger than any signature')
  try {
    const { signedData, end } = readEither(bytes)
    const padding = bytes.subarray(end)
    if (padding.length === 0) return signedData
    const isZero = padding.every((octet) => octet === 0)
    if (!options.allowAnyPadding && !(options.allowZeroPadding && isZero)) malformed('bytes after the structure', end)
    return { ...signedData, padding: isZero ? 'zeros' : 'other' }
  } catch (error) {
    if (!(error instanceof CodedError) || error.code === 'SIGNED_DATA_MALFORMED') throw error
    throw new CodedError<CmsErrorCode>('SIGNED_DATA_MALFORMED', error.message, { ...error.details, cause: error.code })
  }
}

export interface SignedDataParameters {
  readonly signer: Signer
  /** Hash of the content (of the ByteRange, for a PDF). */
  readonly digest: Uint8Array
  readonly digestHash: HashName
  /** id-data when absent. */
  readonly contentType?: string
  /** Encapsulated; detached when absent. */
  readonly content?: Uint8Array
  /** DER of further signed attributes. */
  readonly signedAttributes?: readonly Uint8Array[]
  /** Adds cmsAlgorithmProtection (RFC 6211). */
  readonly algorithmProtection?: boolean
  /** The certificates to carry; signer and chain when absent. */
  readonly certificates?: readonly Uint8Array[]
}

/** The [0] of certificates, each once; nothing when there are none. */
function encodeCertificates(supplied: readonly Uint8Array[]): Uint8Array {
  const certificates = supplied.filter((one, index) => supplied.findIndex((other) => equalBytes(one, other)) === index)
  return certificates.length > 0 ? encodeContext(0, true, readDer(encodeSet(...certificates)).content) : new Uint8Array(0)
}

/** What stays the same from one signature of a signer to the next. */
interface Frame {
  /** Of the signed attributes. */
  readonly attributes: readonly Uint8Array[]
  /** Of the SignerInfo, before its signed attributes and after them. */
  readonly before: Uint8Array
  readonly after: Uint8Array
  /** Of the message-digest attribute, before the digest. */
  readonly digestHead: Uint8Array
  /** Of the SignedData, up to the content's description; with it where nothing is encapsulated; and after it. */
  readonly start: Uint8Array
  readonly detached: Uint8Array
  readonly certificates: Uint8Array
}

async function makeFrame({ signer, digestHash, contentType = OID_DATA, algorithmProtection = false }: SignedDataParameters): Promise<Frame> {
  const certificate = certificateOf(signer)
  const hash = encodeHashIdentifier(digestHash)
  const start = concatBytes(encodeInteger(contentType === OID_DATA ? 1 : 3), encodeSet(hash))
  const digest = new Uint8Array(hashLength(digestHash))
  const protection = encodeSequence(hash, encodeContext(1, true, readDer(signer.algorithm.identifier).content))
  return {
    attributes: [
      encodeAttribute(OID_CONTENT_TYPE, encodeOid(contentType)),
      await encodeSigningCertificateV2(certificate),
      ...(algorithmProtection ? [encodeAttribute(OID_CMS_ALGORITHM_PROTECTION, protection)] : []),
    ],
    before: concatBytes(encodeInteger(1), encodeSequence(certificate.issuer.der, certificate.serialNumberDer), hash),
    after: signer.algorithm.identifier,
    digestHead: encodeAttribute(OID_MESSAGE_DIGEST, encodeOctetString(digest)).slice(0, -digest.length),
    start,
    detached: concatBytes(start, encodeSequence(encodeOid(contentType))),
    certificates: encodeCertificates([signer.certificate, ...signer.chain]),
  }
}

interface KnownFrame extends Pick<SignedDataParameters, 'digestHash' | 'contentType' | 'algorithmProtection'> {
  readonly frame: Promise<Frame>
}

const frames = new WeakMap<Signer, KnownFrame[]>()
const MAX_FRAMES = 16

/** Made once for a signer and a kind of signature, of which there are few. Throws CERTIFICATE_MALFORMED. */
function frameOf(parameters: SignedDataParameters): Promise<Frame> {
  const { signer, digestHash, contentType, algorithmProtection } = parameters
  const made = frames.get(signer)
  const known = made?.find((one) => one.digestHash === digestHash && one.contentType === contentType && one.algorithmProtection === algorithmProtection)
  if (known) return known.frame
  const frame = makeFrame(parameters)
  const entry = { digestHash, frame, ...(contentType === undefined ? {} : { contentType }), ...(algorithmProtection === undefined ? {} : { algorithmProtection }) }
  if (made && made.length < MAX_FRAMES) made.push(entry)
  else frames.set(signer, [entry])
  return frame
}

/**
 * DER of a ContentInfo with one signer: content-type, message-digest and signing-certificate-v2 always; signing-time, which PAdES forbids, only where `signedAttributes` has it.
 * Throws DIGEST_LENGTH_WRONG, SIGNER_KEY_MISMATCH, CERTIFICATE_MALFORMED.
 */
export async function createSignedData(parameters: SignedDataParameters): Promise<Uint8Array<ArrayBuffer>> {
  const { signer, digest, digestHash, contentType = OID_DATA, content } = parameters
  if (digest.length !== hashLength(digestHash)) throw new CodedError<CmsErrorCode>('DIGEST_LENGTH_WRONG', 'digest does not fit its hash')
  const frame = await frameOf(parameters)
  const attributes = [...frame.attributes, concatBytes(frame.digestHead, digest), ...(parameters.signedAttributes ?? [])].sort(compareBytes)
  const signature = await signer.sign(encodeDer(0x31, ...attributes))
  const signerInfo = wrapDer(0x30, [frame.before, ...wrapDer(0xa0, attributes), frame.after, ...wrapDer(0x04, [signature])])
  const start = content ? concatBytes(frame.start, encodeSequence(encodeOid(contentType), encodeContext(0, true, encodeOctetString(content)))) : frame.detached
  const certificates = parameters.certificates ? encodeCertificates(parameters.certificates) : frame.certificates
  const signedData = wrapDer(0x30, [start, certificates, ...wrapDer(0x31, signerInfo)])
  return encodeSequence(encodeOid(OID_SIGNED_DATA), ...wrapDer(0xa0, signedData))
}
