import { sha256 } from '../bytes/sha256.ts'
import type { Appearance } from '../pdf/appearance.ts'
import { ownColorSpaces } from '../pdf/color-space.ts'
import { refuse } from '../pdf/error.ts'
import { composeAppearance } from '../pdf/form-xobject.ts'
import { dictionaryOf, entryOf, integerOf, pdfDictionary, pdfNumber, pdfReference, withEntries } from '../pdf/object.ts'
import type { ObjectId, PdfDictionary } from '../pdf/object.ts'
import { openPdf } from '../pdf/open.ts'
import type { PdfFile } from '../pdf/reader.ts'
import { composeSignatureDictionary, encodeByteRange } from '../pdf/signature-dictionary.ts'
import type { ByteRange } from '../pdf/signature.ts'
import { composeRevision, nextNumber } from '../pdf/writer.ts'
import type { RevisionObject } from '../pdf/writer.ts'
import { hashBytes } from '../pki/algorithms.ts'
import { fillField, findEmptyField } from './field.ts'
import { checkFillable, lockParameters, readRestrictions } from './permission.ts'
import type { Restrictions } from './permission.ts'

/** SignaturesExist and AppendOnly (ISO 32000-2 §12.7.3): /SigFlags of a signed file. */
export const SIGNATURE_FLAGS = 3

/** Headers, attributes that every signature has and the largest signature value (RSA 4096, P-521): generous. */
const FIXED_LENGTH = 1280
/** SEQUENCE, object identifier, SET and value header of one attribute. */
const ATTRIBUTE_OVERHEAD = 64
const STEP = 256

export interface SignatureInput {
  /** The whole file so far, or what was read of it. */
  readonly base: Uint8Array | PdfFile
  /** Fully qualified name of a signature field placed before. */
  readonly field: string
  readonly name: string
  readonly reason: string
  readonly location: string
  /** ISO 8601 with offset; a claim, the proof is the timestamp. */
  readonly claimedTime: string
  readonly appearance: Appearance
  /** Bytes reserved for the CMS: see computeContentsSize. */
  readonly contentsSize: number
  /** Certifies with DocMDP P=2; only for the first signature of a file. `if-first`: an approval when somebody was faster. */
  readonly certify: boolean | 'if-first'
}

/** A file that wants only its /Contents. */
export interface PreparedSignature {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly byteRange: ByteRange
  /** Offset of the /Contents token's `<`. */
  readonly contentsStart: number
  /** Offset after the token's `>`. */
  readonly contentsEnd: number
}

/** The catalog and the form, where the signature changes them. */
function composeForm(file: PdfFile, form: PdfDictionary, certification: ObjectId | null): RevisionObject[] {
  const objects: RevisionObject[] = []
  const root = file.getRootReference()
  let catalog = file.root
  if (integerOf(file.get(form, 'SigFlags')) !== SIGNATURE_FLAGS) {
    const flagged = withEntries(form, { SigFlags: pdfNumber(SIGNATURE_FLAGS) })
    const given = catalog.entries.get('AcroForm')
    if (given?.kind === 'reference') objects.push({ number: given.number, generation: given.generation, value: flagged })
    else catalog = withEntries(catalog, { AcroForm: flagged })
  }
  if (certification !== null) catalog = withEntries(catalog, { Perms: pdfDictionary({ DocMDP: pdfReference(certification) }) })
  if (catalog !== file.root) objects.push({ number: root.number, generation: root.generation, value: catalog })
  return objects
}

/** Whether this signature certifies. Throws PDF_ALREADY_CERTIFIED. */
function decideCertification(file: PdfFile, certify: SignatureInput['certify'], { signatureCount }: Restrictions): boolean {
  const isFirst = signatureCount === 0 && entryOf(file.root, 'Perms') === undefined
  if (certify === true && !isFirst) refuse('PDF_ALREADY_CERTIFIED', 'only the first signature of a file can certify it')
  return certify !== false && isFirst
}

/**
 * Fills a signature field in one more revision, leaving the CMS out: the same bytes for the same input, everywhere. What an earlier
 * signature forbids is refused before anything is made.
 * Throws PDF_FIELD_NOT_FOUND, PDF_FIELD_UNFIT, PDF_FIELD_ALREADY_SIGNED, PDF_SIGNING_FORBIDDEN, PDF_ALREADY_CERTIFIED, PDF_TEXT_UNFIT and
 * what `readPdf` throws.
 */
export function prepareSignature(input: SignatureInput): PreparedSignature {
  const file = openPdf(input.base)
  const restrictions = readRestrictions(file)
  checkFillable(restrictions, input.field)
  const certify = decideCertification(file, input.certify, restrictions)
  const field = findEmptyField(file, input.field)
  const form = dictionaryOf(file.get(file.root, 'AcroForm'))
  if (form === null) return refuse('PDF_STRUCTURE_DAMAGED', 'no form')
  const resources = file.getDictionary(form, 'DR')
  const fonts = resources === null ? null : file.getDictionary(resources, 'Font')
  const signatureId = { number: nextNumber(file), generation: 0 }
  const normalId = { number: signatureId.number + 1, generation: 0 }
  const { name, reason, location, claimedTime } = input
  const dictionary = composeSignatureDictionary({ type: 'Sig', subFilter: 'ETSI.CAdES.detached', name, reason, location, claimedTime, certify, lock: lockParameters(file, field.dictionary) })
  return fillPlaceholders(file, { number: signatureId.number, generation: 0, value: dictionary, contentsSize: input.contentsSize }, [
    ...composeAppearance(input.appearance, normalId.number, { fonts, rotation: field.rotation, colorSpaces: ownColorSpaces(file) }),
    ...fillField(file, field, signatureId, normalId),
    ...composeForm(file, form, certify ? signatureId : null),
  ])
}

/** Appends the revision that holds a signature dictionary, which has room for a signature, and what goes with it, and sets its /ByteRange. */
export function fillPlaceholders(file: PdfFile, signature: RevisionObject, others: readonly RevisionObject[]): PreparedSignature {
  const { bytes, place } = composeRevision(file, { objects: [signature, ...others] })
  const { byteRangeStart, contentsStart, contentsEnd } = place!
  const byteRange: ByteRange = [0, contentsStart, contentsEnd, bytes.length - contentsEnd]
  bytes.set(encodeByteRange(byteRange), byteRangeStart)
  return { bytes, byteRange, contentsStart, contentsEnd }
}

/** SHA-256 of everything outside /Contents: what the CMS signs. */
export function signedDigest(prepared: PreparedSignature): Uint8Array<ArrayBuffer> {
  const { bytes, contentsStart, contentsEnd } = prepared
  return sha256(bytes.subarray(0, contentsStart), bytes.subarray(contentsEnd))
}

/**
 * The same by the platform's own SHA-256, which is many times faster and takes one piece: the gap is closed while the platform copies
 * the bytes (WebCrypto copies before it returns) and opened again at once, so that a large file needs no second copy here.
 */
export function digestPrepared({ bytes, contentsStart, contentsEnd }: PreparedSignature): Promise<Uint8Array<ArrayBuffer>> {
  const end = bytes.length - (contentsEnd - contentsStart)
  // what follows is as a rule shorter than the gap, and then still stands where it was
  const covered = bytes.slice(contentsStart, end <= contentsEnd ? end : bytes.length)
  bytes.copyWithin(contentsStart, contentsEnd)
  try {
    return hashBytes('SHA-256', bytes.subarray(0, end))
  } finally {
    bytes.set(covered, contentsStart)
  }
}

export interface ContentsParts {
  /** UTF-8 bytes of the statement; 0 without one. */
  readonly statementLength: number
  /** DER bytes of the signatory's certificate first, then of each above it. */
  readonly certificateLengths: readonly number[]
  /** DER bytes of the timestamp token; 0 without one. */
  readonly timestampLength: number
  /** DER bytes of further unsigned attributes together. */
  readonly unsignedLength?: number
}

/**
 * Bytes to reserve in /Contents: never too few, rounded up to a step so that a token that is a few bytes longer still fits. The signatory's
 * certificate counts three times, since its issuer's name stands again in the signer and in signing-certificate-v2.
 */
export function computeContentsSize(parts: ContentsParts): number {
  const certificates = parts.certificateLengths.reduce((sum, length) => sum + length, 0)
  const issuerNames = 2 * (parts.certificateLengths[0] ?? 0)
  const attributes = [parts.statementLength, parts.timestampLength, parts.unsignedLength ?? 0].map((length) => (length === 0 ? 0 : length + ATTRIBUTE_OVERHEAD))
  const total = FIXED_LENGTH + certificates + issuerNames + attributes.reduce((sum, length) => sum + length, 0)
  return Math.ceil(total / STEP) * STEP
}
