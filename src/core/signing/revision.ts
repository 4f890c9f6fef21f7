import { sha256 } from '../bytes/sha256.ts'
import type { Appearance } from '../pdf/appearance.ts'
import { refuse } from '../pdf/error.ts'
import { readFields } from '../pdf/form.ts'
import type { FormField } from '../pdf/form.ts'
import { composeAppearance } from '../pdf/form-xobject.ts'
import { dictionaryOf, entryOf, integerOf, pdfDictionary, pdfNumber, pdfReference, withEntries } from '../pdf/object.ts'
import type { ObjectId, PdfDictionary } from '../pdf/object.ts'
import { readPdf } from '../pdf/reader.ts'
import type { PdfFile } from '../pdf/reader.ts'
import { encodeByteRange, encodeSignatureDictionary } from '../pdf/signature-dictionary.ts'
import type { EncodedSignatureDictionary } from '../pdf/signature-dictionary.ts'
import type { ByteRange } from '../pdf/signature.ts'
import { composeRevision, nextNumber } from '../pdf/writer.ts'
import type { RevisionObject } from '../pdf/writer.ts'

/** Bits of an annotation's /F (ISO 32000-2 §12.5.3). */
const PRINT = 4
const UNSEEN = 1 | 2 | 32
/** SignaturesExist and AppendOnly (ISO 32000-2 §12.7.3): /SigFlags of a signed file. */
export const SIGNATURE_FLAGS = 3

/** Headers, attributes that every signature has and the largest signature value (RSA 4096, P-521): generous. */
const FIXED_LENGTH = 1280
/** SEQUENCE, object identifier, SET and value header of one attribute. */
const ATTRIBUTE_OVERHEAD = 64
const STEP = 256

export interface SignatureInput {
  /** The whole file so far. */
  readonly base: Uint8Array
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
  /** Certifies with DocMDP P=2; only for the first signature of a file. */
  readonly certify: boolean
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

type FillableField = FormField & { readonly id: ObjectId }

function findField(file: PdfFile, name: string): FillableField {
  const fields = readFields(file)
  const field = fields.find((candidate) => candidate.name === name)
  if (field === undefined) return refuse('PDF_FIELD_NOT_FOUND', 'no such field')
  if (field.type !== 'Sig') return refuse('PDF_FIELD_UNFIT', 'field is not for signatures')
  const isMerged = field.widgets.length === 1 && field.widgets[0]!.dictionary === field.dictionary
  if (field.id === null || !isMerged) return refuse('PDF_FIELD_UNFIT', 'field and widget are not one indirect object')
  if (field.value !== undefined) return refuse('PDF_FIELD_ALREADY_SIGNED', 'field holds a signature')
  return { ...field, id: field.id }
}

function composeField(file: PdfFile, field: FillableField, value: ObjectId, normal: ObjectId): RevisionObject {
  const flags = integerOf(file.get(field.dictionary, 'F')) ?? 0
  if ((flags & UNSEEN) !== 0) refuse('PDF_FIELD_UNFIT', 'field is hidden')
  const filled = withEntries(field.dictionary, {
    F: pdfNumber(flags | PRINT),
    AP: pdfDictionary({ N: pdfReference(normal) }),
    V: pdfReference(value),
  })
  return { ...field.id, value: filled }
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

function checkCertifiable(file: PdfFile): void {
  const isSigned = readFields(file).some((field) => field.type === 'Sig' && field.value !== undefined)
  if (isSigned || entryOf(file.root, 'Perms') !== undefined) refuse('PDF_ALREADY_CERTIFIED', 'only the first signature of a file can certify it')
}

/**
 * Fills a signature field in one more revision, leaving the CMS out: the same bytes for the same input, everywhere.
 * Throws PDF_FIELD_NOT_FOUND, PDF_FIELD_UNFIT, PDF_FIELD_ALREADY_SIGNED, PDF_ALREADY_CERTIFIED, PDF_TEXT_UNFIT and what `readPdf` throws.
 */
export function prepareSignature(input: SignatureInput): PreparedSignature {
  const file = readPdf(input.base)
  const field = findField(file, input.field)
  const form = dictionaryOf(file.get(file.root, 'AcroForm'))
  if (form === null) return refuse('PDF_STRUCTURE_DAMAGED', 'no form')
  if (input.certify) checkCertifiable(file)
  const resources = file.getDictionary(form, 'DR')
  const fonts = resources === null ? null : file.getDictionary(resources, 'Font')
  const signatureId = { number: nextNumber(file), generation: 0 }
  const normalId = { number: signatureId.number + 1, generation: 0 }
  const dictionary = encodeSignatureDictionary({ ...input, type: 'Sig', subFilter: 'ETSI.CAdES.detached' })
  return fillPlaceholders(file, signatureId, dictionary, [
    ...composeAppearance(input.appearance, fonts, normalId.number),
    composeField(file, field, signatureId, normalId),
    ...composeForm(file, form, input.certify ? signatureId : null),
  ])
}

/** Appends the revision that holds a signature dictionary and what goes with it, and sets its /ByteRange. */
export function fillPlaceholders(file: PdfFile, id: ObjectId, dictionary: EncodedSignatureDictionary, others: readonly RevisionObject[]): PreparedSignature {
  const { bytes, valueOffsets } = composeRevision(file, { objects: [{ ...id, value: dictionary.bytes }, ...others] })
  const start = valueOffsets.get(id.number)!
  const contentsStart = start + dictionary.contentsStart
  const contentsEnd = start + dictionary.contentsEnd
  const byteRange: ByteRange = [0, contentsStart, contentsEnd, bytes.length - contentsEnd]
  bytes.set(encodeByteRange(byteRange), start + dictionary.byteRangeStart)
  return { bytes, byteRange, contentsStart, contentsEnd }
}

/** SHA-256 of everything outside /Contents: what the CMS signs. */
export function signedDigest(prepared: PreparedSignature): Uint8Array<ArrayBuffer> {
  const { bytes, contentsStart, contentsEnd } = prepared
  return sha256(bytes.subarray(0, contentsStart), bytes.subarray(contentsEnd))
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
