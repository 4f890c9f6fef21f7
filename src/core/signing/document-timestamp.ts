import { refuse } from '../pdf/error.ts'
import { readFields } from '../pdf/form.ts'
import { dictionaryOf, pdfArray, pdfDictionary, pdfName, pdfNumber, pdfReference, pdfStream, withEntries } from '../pdf/object.ts'
import type { ObjectId } from '../pdf/object.ts'
import { findPage } from '../pdf/page.ts'
import { addAnnotation } from '../pdf/page-annotation.ts'
import { readPdf } from '../pdf/reader.ts'
import type { PdfFile } from '../pdf/reader.ts'
import { RevisionDraft } from '../pdf/revision-draft.ts'
import { composeSignatureDictionary } from '../pdf/signature-dictionary.ts'
import { encodeTextString } from '../pdf/text-string.ts'
import { checkImprint, insertContents } from './pades.ts'
import { computeContentsSize, digestPrepared, fillPlaceholders, SIGNATURE_FLAGS } from './revision.ts'
import type { PreparedSignature } from './revision.ts'
import { checkTimestamp } from './timestamp.ts'
import type { TimestampTrust } from './timestamp.ts'

/** Print and Locked: a widget of no size that nobody moves. */
const INVISIBLE_FLAGS = 4 | 128

const NOWHERE = pdfArray([0, 0, 0, 0].map(pdfNumber))

function freshName(file: PdfFile): string {
  const names = new Set(readFields(file).map((field) => field.name))
  let index = 1
  while (names.has(`timestamp-${index}`)) index++
  return `timestamp-${index}`
}

/** The form with one field more: where it stands, in the catalog or in an object of its own; a form is made when there is none. */
function addToForm(file: PdfFile, draft: RevisionDraft, field: ObjectId): void {
  const given = file.root.entries.get('AcroForm')
  if (given?.kind === 'reference' && file.resolve(given).kind === 'dictionary') {
    draft.append(given, 'Fields', pdfReference(field))
    draft.set(given, withEntries(draft.dictionary(given), { SigFlags: pdfNumber(SIGNATURE_FLAGS) }))
    return
  }
  const form = dictionaryOf(file.resolve(given)) ?? pdfDictionary({})
  const fields = file.get(form, 'Fields')
  const list = pdfArray([...(fields.kind === 'array' ? fields.items : []), pdfReference(field)])
  const root = file.getRootReference()
  draft.set(root, withEntries(draft.dictionary(root), { AcroForm: withEntries(form, { Fields: list, SigFlags: pdfNumber(SIGNATURE_FLAGS) }) }))
}

/**
 * A revision with a document timestamp's place (ETSI EN 319 142-1 §5.4.3): an invisible field of its own on the first page. Deterministic.
 * Throws PDF_STRUCTURE_DAMAGED and what `readPdf` throws.
 */
export function prepareDocumentTimestamp(base: Uint8Array, contentsSize: number): PreparedSignature {
  const file = readPdf(base)
  const page = findPage(file, 0)
  if (page === null) return refuse('PDF_STRUCTURE_DAMAGED', 'file has no page')
  const dictionary = composeSignatureDictionary({ type: 'DocTimeStamp', subFilter: 'ETSI.RFC3161', certify: false })
  const draft = new RevisionDraft(file)
  const value = draft.add(dictionary)
  // PDF/A-1 wants a picture of every field, even of one that has no size.
  const normal = draft.add(pdfStream({ Type: pdfName('XObject'), Subtype: pdfName('Form'), BBox: NOWHERE, Resources: pdfDictionary({}) }, new Uint8Array(0)))
  const field = draft.add(
    pdfDictionary({
      Type: pdfName('Annot'),
      Subtype: pdfName('Widget'),
      FT: pdfName('Sig'),
      T: encodeTextString(freshName(file)),
      F: pdfNumber(INVISIBLE_FLAGS),
      Rect: NOWHERE,
      P: pdfReference(page.id),
      AP: pdfDictionary({ N: pdfReference(normal) }),
      V: pdfReference(value),
    }),
  )
  addAnnotation(file, draft, page.id, pdfReference(field))
  addToForm(file, draft, field)
  return fillPlaceholders(file, { ...value, value: dictionary, contentsSize }, draft.list().filter(({ number }) => number !== value.number))
}

/**
 * The file with a document timestamp over everything in it: after validation data, PAdES B-LTA. `timestampLength` is the length of a token
 * of the same unit; with `trust`, the token is judged in full before it is embedded. Throws TIMESTAMP_MISMATCH, TIMESTAMP_UNSOUND, SIGNATURE_TOO_LARGE and whatever `timestamp` throws.
 */
export async function appendDocumentTimestamp(
  base: Uint8Array,
  timestampLength: number,
  timestamp: (imprint: Uint8Array) => Promise<Uint8Array>,
  trust?: TimestampTrust,
): Promise<Uint8Array<ArrayBuffer>> {
  const prepared = prepareDocumentTimestamp(base, computeContentsSize({ statementLength: 0, certificateLengths: [], timestampLength }))
  const imprint = await digestPrepared(prepared)
  const token = await timestamp(imprint)
  checkImprint(token, imprint)
  if (trust) await checkTimestamp(token, imprint, trust)
  return insertContents(prepared, token)
}
