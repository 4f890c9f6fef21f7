import { endOfRevision } from '../coverage.ts'
import type { FormField } from '../../pdf/form.ts'
import { dictionaryOf, integerOf, nameOf } from '../../pdf/object.ts'
import type { ObjectId, PdfDictionary, PdfObject, PdfReference } from '../../pdf/object.ts'
import type { PdfPage } from '../../pdf/page.ts'
import { readSignatureValue } from '../../pdf/signature.ts'
import { differingKeys } from './comparison.ts'
import type { Owner, StepContext } from './context.ts'
import { coversText, readDrawing } from './drawing.ts'
import { readObject } from './graph.ts'

/** What signing may set in a field that was there, empty. */
const FILLABLE = new Set(['V', 'AP', 'AS', 'F', 'M', 'MK', 'DA', 'DR', 'NM', 'Q', 'H'])
/** The same, where nothing stood before. */
const SUPPLIED = new Set(['P', 'Type', 'Subtype', 'Border', 'BS', 'C', 'StructParent', 'TU', 'Lock'])
/** What a field added to be signed may have; nothing that acts. */
const FIELD_KEYS = new Set([
  'Type', 'Subtype', 'FT', 'T', 'TU', 'TM', 'F', 'Ff', 'Rect', 'P', 'AP', 'AS', 'V', 'DV', 'M', 'NM', 'MK', 'DA', 'DR', 'Q', 'H', 'C', 'Lock', 'SV', 'Border', 'BS', 'StructParent', 'Parent', 'Kids',
])
/** Leads back into the document: what is signed, not what is added. */
const BACKWARD = new Set(['P', 'Parent', 'Data', 'Kids'])
const HIDDEN = 1 | 2 | 32
/** Share of a page that a signature added later may cover before it can pass for the page itself. */
const MAX_COVERED_SHARE = 0.3

/** What a revision that adds a signature adds by it; `revision-unreadable` where its dictionary is damaged. */
type NewSignature = 'signature' | 'document-timestamp' | 'revision-unreadable'

/** A signature made by this very revision: a new dictionary whose range is the file up to the revision's end. */
function readNewSignature(context: StepContext, value: PdfObject | undefined): NewSignature | null {
  if (value?.kind !== 'reference' || context.changed.get(value.number)?.before !== null) return null
  const { file, revision } = context
  if (isUnreadable(context, value)) {
    context.explain(value.number)
    return 'revision-unreadable'
  }
  const located = file.locate(value, revision)
  if (located?.object.kind !== 'dictionary') return null
  const signature = readSignatureValue(file, value, located.object, located.container === null, revision)
  const { coverage, byteRange, type } = signature
  const isWhole = byteRange !== null && coverage.isWellFormed && coverage.isGapContents && endOfRevision(file, byteRange[2] + byteRange[3]) === revision
  if (!isWhole) return null
  const owner: Owner = { name: `signature ${value.number}`, roots: [{ number: value.number, way: '' }] }
  context.explain(value.number)
  if (isCertifying(context, located.object)) context.noteCertification()
  for (const [key, item] of located.object.entries) {
    if (key === 'Reference') explainTransforms(context, item, owner)
    else context.explainBelow(item, owner)
  }
  return type === 'DocTimeStamp' ? 'document-timestamp' : 'signature'
}

/** Whether something stands where a reference leads, and cannot be read. */
function isUnreadable({ file, revision }: StepContext, reference: PdfReference): boolean {
  const entry = file.getEntry(reference.number, revision)?.entry
  return entry !== undefined && entry.kind !== 'free' && readObject(file, reference, revision) === null
}

/** Whether a signature dictionary carries a DocMDP transform. */
function isCertifying(context: StepContext, signature: PdfDictionary): boolean {
  const list = context.file.get(signature, 'Reference', context.revision)
  return list.kind === 'array' && list.items.some((item) => nameOf(context.dictionary(item, context.revision)?.entries.get('TransformMethod')) === 'DocMDP')
}

/** Signature references (§12.8.1, table 255) without their /Data, which names what is signed. */
function explainTransforms(context: StepContext, value: PdfObject, owner: Owner): void {
  if (value.kind === 'reference') context.explain(value.number, owner)
  const list = context.file.resolve(value, context.revision)
  if (list.kind !== 'array') return
  for (const item of list.items) {
    if (item.kind === 'reference') context.explain(item.number, owner)
    const transform = context.dictionary(item, context.revision)
    if (transform !== null) context.explainBelow(transform, owner, BACKWARD)
  }
}

function widgetOwner(context: StepContext, id: ObjectId): Owner {
  return { name: `appearance ${id.number}`, family: 'form', roots: [...['AP', 'MK', 'DR', 'BS', 'Border', 'C', 'Rect'].map((way) => ({ number: id.number, way })), ...context.formResources] }
}

/** Whether the widget can be seen. */
function isVisible(context: StepContext, widget: PdfDictionary): boolean {
  const rect = context.rectOf(widget)
  const flags = integerOf(context.file.get(widget, 'F', context.revision)) ?? 0
  const hasArea = rect !== undefined && rect[0] !== rect[2] && rect[1] !== rect[3]
  return hasArea && (flags & HIDDEN) === 0 && widget.entries.has('AP')
}

/** The page that shows a widget, and its number from 1: the one that lists it, or else the one it names. */
function pageOf(context: StepContext, id: ObjectId, widget: PdfDictionary): { readonly page: PdfPage; readonly number: number } | null {
  const named = widget.entries.get('P')
  const index = (context.pageOf(id.number) ?? 0) - 1
  const at = index >= 0 ? index : context.pages.findIndex((page) => named?.kind === 'reference' && page.id.number === named.number)
  const page = context.pages[at]
  return page === undefined ? null : { page, number: at + 1 }
}

function coveredShare(context: StepContext, widget: PdfDictionary, page: PdfPage | null): number {
  const rect = context.rectOf(widget)
  const box = (page ?? context.pages[0])?.mediaBox
  if (rect === undefined || !box) return 1
  const area = (r: readonly number[]) => Math.abs((r[2]! - r[0]!) * (r[3]! - r[1]!))
  return area(rect) / Math.max(1, area(box))
}

/** What a widget that nobody saw before does to its page: nothing, show a field, hide words, or take the page's place. */
function judgeLook(context: StepContext, id: ObjectId, widget: PdfDictionary, field: string): boolean {
  if (!isVisible(context, widget)) return false
  const found = pageOf(context, id, widget)
  const rect = context.rectOf(widget)
  const place = { field, ...(rect ? { rect } : {}), ...(found ? { page: found.number } : {}) }
  if (coveredShare(context, widget, found?.page ?? null) > MAX_COVERED_SHARE) context.report(id, 'signature-covers-page', 'OTHER', place)
  else if (rect !== undefined && found !== null && readDrawing(context.file, widget, context.revision).isOpaque && coversText(context.file, found.page, rect, context.before)) {
    context.report(id, 'signature-over-text', 'NEW-SIGNATURE', place)
  } else context.report(id, 'signature-field-visible', 'NEW-SIGNATURE', place)
  return true
}

function isFilledFairly(context: StepContext, before: PdfDictionary, after: PdfDictionary): boolean {
  const rect = context.rectOf(after)
  const isGone = rect !== undefined && (rect[0] === rect[2] || rect[1] === rect[3])
  return differingKeys(before, after).every((key) => FILLABLE.has(key) || (key === 'Rect' && isGone) || (SUPPLIED.has(key) && !before.entries.has(key)))
}

/** Changed widgets of a field that are not the field itself. */
function apart(context: StepContext, field: FormField): { readonly id: ObjectId; readonly dictionary: PdfDictionary }[] {
  return field.widgets.flatMap(({ id, dictionary }) => (id !== null && id.number !== field.id?.number && context.changed.has(id.number) ? [{ id, dictionary }] : []))
}

/** A signature field, empty before this revision: filling it is a new signature, anything else is not explained. */
export function judgeEmptyField(context: StepContext, after: FormField): void {
  const id = after.id!
  const kids = apart(context, after)
  const changed = [...(context.changed.has(id.number) ? [id] : []), ...kids.map((kid) => kid.id)]
  const isFair = changed.every((one) => {
    const [old, now] = [dictionaryOf(context.changed.get(one.number)?.before ?? undefined), dictionaryOf(context.changed.get(one.number)?.after ?? undefined)]
    return old !== null && now !== null && isFilledFairly(context, old, now)
  })
  if (!isFair) return
  const kind = readNewSignature(context, after.value)
  if (kind === null) return
  const rect = after.widgets[0] === undefined ? undefined : context.rectOf(after.widgets[0].dictionary)
  for (const one of changed) context.explain(one.number)
  for (const widget of after.widgets) {
    const owner = widgetOwner(context, widget.id ?? id)
    for (const key of ['AP', 'MK', 'DR', 'BS', 'Border']) context.explainBelow(widget.dictionary.entries.get(key), owner)
  }
  context.report(id, kind, kind === 'signature' ? 'NEW-SIGNATURE' : kind === 'document-timestamp' ? 'LTA-UPDATE' : 'OTHER', { field: after.name, before: '', ...(rect ? { rect } : {}) })
}

/** A field that this revision adds to the form. Explained only when it is a signature field and, if signed, signed by this revision. */
export function judgeAddedField(context: StepContext, field: FormField): void {
  const id = field.id!
  const parts = [{ id, dictionary: field.dictionary }, ...apart(context, field)]
  const isFair = field.type === 'Sig' && parts.every(({ id: one, dictionary }) => context.changed.get(one.number)?.before === null && [...dictionary.entries.keys()].every((key) => FIELD_KEYS.has(key)))
  if (!isFair || field.widgets.some((widget) => widget.id === null || context.changed.get(widget.id.number)?.before !== null)) return
  const own = field.dictionary.entries.get('V')
  const kind = own !== undefined ? readNewSignature(context, own) : 'signature-field-added'
  if (kind === null) return
  for (const { id: one, dictionary } of parts) {
    context.explain(one.number)
    context.explainBelow(dictionary, widgetOwner(context, one), new Set([...BACKWARD, 'V', 'Lock', 'SV']))
    for (const key of ['Lock', 'SV']) context.explainBelow(dictionary.entries.get(key), { name: `field ${one.number}`, roots: [{ number: one.number, way: key }] })
  }
  const kids = field.dictionary.entries.get('Kids')
  if (kids?.kind === 'reference') context.explain(kids.number, { name: `kids ${id.number}`, roots: [{ number: id.number, way: 'Kids' }] })
  const shown = field.widgets.map((widget) => judgeLook(context, widget.id!, widget.dictionary, field.name)).some(Boolean)
  const rect = field.widgets[0] === undefined || !shown ? undefined : context.rectOf(field.widgets[0].dictionary)
  const place = { field: field.name, ...(rect ? { rect } : {}) }
  if (kind === 'signature') context.report(id, 'signature', 'NEW-SIGNATURE', place)
  else if (kind === 'revision-unreadable') context.report(id, kind, 'OTHER', place)
  else if (kind === 'signature-field-added') context.report(id, kind, 'NEW-SIGNATURE', place)
  else context.report(id, kind, shown ? 'NEW-SIGNATURE' : 'LTA-UPDATE', place)
}
