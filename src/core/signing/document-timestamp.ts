import { refuse } from '../pdf/error.ts'
import { readFields } from '../pdf/form.ts'
import { pdfArray, pdfDictionary, pdfName, pdfNumber, pdfReference, withEntries } from '../pdf/object.ts'
import type { ObjectId, PdfDictionary, PdfObject } from '../pdf/object.ts'
import { readPdf } from '../pdf/reader.ts'
import type { PdfFile } from '../pdf/reader.ts'
import { encodeSignatureDictionary } from '../pdf/signature-dictionary.ts'
import { encodeTextString } from '../pdf/text-string.ts'
import { nextNumber } from '../pdf/writer.ts'
import type { RevisionObject } from '../pdf/writer.ts'
import { checkImprint, insertContents } from './pades.ts'
import { computeContentsSize, fillPlaceholders, SIGNATURE_FLAGS, signedDigest } from './revision.ts'
import type { PreparedSignature } from './revision.ts'

/** Print and Locked: a widget of no size that nobody moves. */
const INVISIBLE_FLAGS = 4 | 128

class Changes {
  readonly #file: PdfFile
  readonly #values = new Map<number, { id: ObjectId; value: PdfDictionary | PdfObject }>()

  constructor(file: PdfFile) {
    this.#file = file
  }

  /** An indirect object's value with the changes so far. */
  get(id: ObjectId): PdfObject {
    return this.#values.get(id.number)?.value ?? this.#file.getObject(id)
  }

  set(id: ObjectId, value: PdfObject): void {
    this.#values.set(id.number, { id: { number: id.number, generation: id.generation }, value })
  }

  /** Appends to the array under `key`, wherever that stands: in the dictionary or in an object of its own. */
  append(owner: ObjectId, dictionary: PdfDictionary, key: string, item: PdfObject): PdfDictionary {
    const given = dictionary.entries.get(key)
    const list = this.#file.resolve(given)
    const longer = pdfArray([...(list.kind === 'array' ? list.items : []), item])
    if (given?.kind === 'reference' && list.kind === 'array') {
      this.set(given, longer)
      return dictionary
    }
    const changed = withEntries(dictionary, { [key]: longer })
    this.set(owner, changed)
    return changed
  }

  list(): RevisionObject[] {
    return [...this.#values.values()].map(({ id, value }) => ({ ...id, value }))
  }
}

function freshName(file: PdfFile): string {
  const names = new Set(readFields(file).map((field) => field.name))
  let index = 1
  while (names.has(`timestamp-${index}`)) index++
  return `timestamp-${index}`
}

/** The form with one field more, in the catalog or in an object of its own; a form is made when there is none. */
function addToForm(file: PdfFile, changes: Changes, field: ObjectId): void {
  const root = file.getRootReference()
  const given = file.root.entries.get('AcroForm')
  const form = file.resolve(given)
  const before = form.kind === 'dictionary' ? form : pdfDictionary({ Fields: pdfArray([]) })
  const flagged = withEntries(before, { SigFlags: pdfNumber(SIGNATURE_FLAGS) })
  if (given?.kind === 'reference' && form.kind === 'dictionary') {
    changes.set(given, flagged)
    changes.append(given, flagged, 'Fields', pdfReference(field))
    return
  }
  const fields = file.get(flagged, 'Fields')
  const list = pdfArray([...(fields.kind === 'array' ? fields.items : []), pdfReference(field)])
  changes.set(root, withEntries(file.root, { AcroForm: withEntries(flagged, { Fields: list }) }))
}

/**
 * A revision with a document timestamp's place (ETSI EN 319 142-1 §5.4.3): an invisible field of its own on the first page. Deterministic.
 * Throws PDF_STRUCTURE_DAMAGED and what `readPdf` throws.
 */
export function prepareDocumentTimestamp(base: Uint8Array, contentsSize: number): PreparedSignature {
  const file = readPdf(base)
  const page = file.pages[0]
  if (page === undefined) return refuse('PDF_STRUCTURE_DAMAGED', 'file has no page')
  const valueId = { number: nextNumber(file), generation: 0 }
  const fieldId = { number: valueId.number + 1, generation: 0 }
  const field = pdfDictionary({
    Type: pdfName('Annot'),
    Subtype: pdfName('Widget'),
    FT: pdfName('Sig'),
    T: encodeTextString(freshName(file)),
    F: pdfNumber(INVISIBLE_FLAGS),
    Rect: pdfArray([0, 0, 0, 0].map(pdfNumber)),
    P: pdfReference(page.id),
    V: pdfReference(valueId),
  })
  const dictionary = encodeSignatureDictionary({ type: 'DocTimeStamp', subFilter: 'ETSI.RFC3161', contentsSize, certify: false })
  const changes = new Changes(file)
  changes.append(page.id, page.dictionary, 'Annots', pdfReference(fieldId))
  addToForm(file, changes, fieldId)
  return fillPlaceholders(file, valueId, dictionary, [{ ...fieldId, value: field }, ...changes.list()])
}

/**
 * The file with a document timestamp over everything in it: after validation data, PAdES B-LTA. `timestampLength` is the length of a token
 * of the same unit. Throws TIMESTAMP_MISMATCH, SIGNATURE_TOO_LARGE and whatever `timestamp` throws.
 */
export async function appendDocumentTimestamp(
  base: Uint8Array,
  timestampLength: number,
  timestamp: (imprint: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const prepared = prepareDocumentTimestamp(base, computeContentsSize({ statementLength: 0, certificateLengths: [], timestampLength }))
  const imprint = signedDigest(prepared)
  const token = await timestamp(imprint)
  checkImprint(token, imprint)
  return insertContents(prepared, token)
}
