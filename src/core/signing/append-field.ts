import { refuse } from '../pdf/error.ts'
import type { Appearance } from '../pdf/appearance.ts'
import { ownColorSpaces } from '../pdf/color-space.ts'
import { composeFont } from '../pdf/font-embedding.ts'
import type { EmbeddableFont } from '../pdf/font-embedding.ts'
import { readFields } from '../pdf/form.ts'
import { composeAppearance } from '../pdf/form-xobject.ts'
import { dictionaryOf, entryOf, integerOf, nameOf, pdfArray, pdfDictionary, pdfName, pdfNumber, pdfReference, withEntries } from '../pdf/object.ts'
import type { ObjectId, PdfDictionary, PdfString } from '../pdf/object.ts'
import { findPage } from '../pdf/page.ts'
import type { PdfPage } from '../pdf/page.ts'
import { addAnnotation } from '../pdf/page-annotation.ts'
import { toPageCoordinates, turnOf } from '../pdf/page-geometry.ts'
import type { Rectangle } from '../pdf/page-geometry.ts'
import { openPdf } from '../pdf/open.ts'
import type { PdfFile } from '../pdf/reader.ts'
import { RevisionDraft } from '../pdf/revision-draft.ts'
import { addFormElements } from '../pdf/structure.ts'
import { encodeTextString } from '../pdf/text-string.ts'
import { appendRevision } from '../pdf/writer.ts'
import { checkExtendable, readRestrictions } from './permission.ts'

const PRINT = 4
/** /SigFlags: there are signature fields. */
const SIGNATURES_EXIST = 1

export interface NewField {
  /** Not in use in the file, without a period. */
  readonly name: string
  /** The first page is 0. */
  readonly page: number
  /** On the page as it is seen: turned, cropped, the origin in its lower left corner; points. */
  readonly rectangle: Rectangle
  /** What a screen reader says, e.g. whose signature goes here. */
  readonly description: string
  /** What the empty field shows, as large as the rectangle; nothing when absent. */
  readonly hint?: Appearance
}

export interface FieldOptions {
  /** Fonts that hints and signatures draw with, by the name they go by in the form's /DR; embedded unless the form has one of that name. */
  readonly fonts?: Readonly<Record<string, EmbeddableFont>>
}

interface PlacedField extends NewField {
  readonly at: PdfPage
  /** The description, as the file says it. */
  readonly told: PdfString
}

function placeFields(file: PdfFile, fields: readonly NewField[]): PlacedField[] {
  const names = new Set(readFields(file).map((field) => field.name.split('.')[0]))
  const pages = new Map<number, PdfPage>()
  return fields.map((field) => {
    if (field.name === '' || field.name.includes('.')) refuse('PDF_FIELD_UNFIT', 'a field needs a name without a period')
    if (names.has(field.name)) refuse('PDF_FIELD_EXISTS', 'there is a field of this name', { name: field.name })
    names.add(field.name)
    const at = pages.get(field.page) ?? findPage(file, field.page)
    if (at === null) return refuse('PDF_PAGE_NOT_FOUND', 'file has no such page', { page: field.page })
    pages.set(field.page, at)
    return { ...field, at, told: encodeTextString(field.description) }
  })
}

/** The form as an object that can be changed, with the fonts in its resources. */
function openForm(file: PdfFile, draft: RevisionDraft, fonts: Readonly<Record<string, EmbeddableFont>>, isSigned: boolean): ObjectId {
  const form = draft.own(file.getRootReference(), 'AcroForm')
  if (entryOf(draft.dictionary(form), 'XFA') !== undefined) refuse('PDF_FIELDS_FORBIDDEN', 'the form is an XFA form', { problem: 'XFA' })
  if (Object.keys(fonts).length === 0) return form
  const resources = draft.own(form, 'DR')
  const given = draft.dictionary(resources).entries.get('Font')
  // a list that somebody signed stays as it is and another takes its place: judges let no object deeper than /DR change
  if (isSigned && given?.kind === 'reference') draft.set(resources, withEntries(draft.dictionary(resources), { Font: dictionaryOf(draft.get(given)) ?? undefined }))
  const list = draft.own(resources, 'Font')
  for (const [name, font] of Object.entries(fonts)) {
    const known = dictionaryOf(file.resolve(draft.dictionary(list).entries.get(name)))
    if (known !== null) {
      if (nameOf(file.get(known, 'BaseFont')) !== font.postScriptName) refuse('PDF_FIELD_UNFIT', `form has another font ${name}`)
      continue
    }
    const number = draft.next
    draft.addAll(composeFont(font, number))
    draft.set(list, withEntries(draft.dictionary(list), { [name]: pdfReference({ number, generation: 0 }) }))
  }
  return form
}

function composeWidget(field: PlacedField, normal: ObjectId, structParent: number | undefined): PdfDictionary {
  const turn = turnOf(field.at)
  return pdfDictionary({
    Type: pdfName('Annot'),
    Subtype: pdfName('Widget'),
    FT: pdfName('Sig'),
    T: encodeTextString(field.name),
    TU: field.told,
    F: pdfNumber(PRINT),
    P: pdfReference(field.at.id),
    Rect: pdfArray(toPageCoordinates(field.at, field.rectangle).map(pdfNumber)),
    MK: turn === 0 ? undefined : pdfDictionary({ R: pdfNumber(turn) }),
    AP: pdfDictionary({ N: pdfReference(normal) }),
    StructParent: structParent === undefined ? undefined : pdfNumber(structParent),
  })
}

function addHint(file: PdfFile, draft: RevisionDraft, form: ObjectId, field: PlacedField): ObjectId {
  const [left, bottom, right, top] = field.rectangle
  const hint = field.hint ?? { width: right - left, height: top - bottom, content: '', fonts: {} }
  const resources = draft.dictionary(form).entries.get('DR')
  const list = dictionaryOf(resources?.kind === 'reference' ? draft.get(resources) : resources)?.entries.get('Font')
  const fonts = dictionaryOf(list?.kind === 'reference' ? draft.get(list) : list)
  const number = draft.next
  draft.addAll(composeAppearance(hint, number, { fonts, rotation: turnOf(field.at), colorSpaces: ownColorSpaces(file) }))
  return { number, generation: 0 }
}

/**
 * The file (or what was read of it) with empty, visible signature fields, in one revision more; every byte before stays. Each is one object with its widget, on its
 * page's /Annots and upright on a turned page; a tagged file gets structure elements for them; PDF/A and PDF/UA stay what they were.
 * Works on a file that others have signed, as far as they allow it: a certified file, or one with a lock on the whole form, is refused
 * before anything is made. Its structure tree then stays as it was signed: judges call any change of it a change of what was signed. Throws PDF_FIELDS_FORBIDDEN (problem: CERTIFIED, LOCKED, XFA), PDF_FIELD_EXISTS, PDF_FIELD_UNFIT,
 * PDF_PAGE_NOT_FOUND, PDF_ENCRYPTED, PDF_TEXT_UNFIT and what `readPdf` throws.
 */
export function appendSignatureFields(base: Uint8Array | PdfFile, fields: readonly NewField[], { fonts = {} }: FieldOptions = {}): Uint8Array {
  if (fields.length === 0) return base instanceof Uint8Array ? base : base.bytes
  const file = openPdf(base)
  if (file.isEncrypted) refuse('PDF_ENCRYPTED', 'nothing is written into an encrypted file')
  const restrictions = readRestrictions(file)
  checkExtendable(restrictions, fields.map((field) => field.name))
  const placed = placeFields(file, fields)
  const draft = new RevisionDraft(file)
  const form = openForm(file, draft, fonts, restrictions.signatureCount > 0)
  const widgets = placed.map((field) => ({ field, id: draft.add(new Uint8Array(0)) }))
  const elements = widgets.map(({ id, field }) => ({ id, page: field.at.id, description: field.told }))
  const parents = restrictions.signatureCount === 0 ? addFormElements(file, draft, elements) : null
  widgets.forEach(({ id, field }, index) => {
    draft.set(id, composeWidget(field, addHint(file, draft, form, field), parents?.[index]))
    draft.append(form, 'Fields', pdfReference(id))
    addAnnotation(file, draft, field.at.id, pdfReference(id))
    const page = draft.dictionary(field.at.id)
    if (parents !== null && !page.entries.has('Tabs')) draft.set(field.at.id, withEntries(page, { Tabs: pdfName('S') }))
  })
  const flags = integerOf(draft.dictionary(form).entries.get('SigFlags')) ?? 0
  draft.set(form, withEntries(draft.dictionary(form), { SigFlags: pdfNumber(flags | SIGNATURES_EXIST) }))
  return appendRevision(file, { objects: draft.list() })
}
