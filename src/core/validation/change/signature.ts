import { endOfRevision } from '../coverage.ts'
import { integerOf, nameOf } from '../../pdf/object.ts'
import type { ObjectId, PdfDictionary, PdfObject } from '../../pdf/object.ts'
import { readSignatureValue } from '../../pdf/signature.ts'
import { differingKeys } from './comparison.ts'
import type { Owner, StepContext } from './context.ts'

/** What signing may set in a field that was there, empty. */
const FILLABLE = new Set(['V', 'AP', 'AS', 'F', 'M'])
/** What a field added to be signed may have; nothing that acts. */
const FIELD_KEYS = new Set([
  'Type', 'Subtype', 'FT', 'T', 'TU', 'TM', 'F', 'Ff', 'Rect', 'P', 'AP', 'AS', 'V', 'M', 'NM', 'MK', 'DA', 'Q', 'Lock', 'SV', 'Border', 'BS', 'StructParent',
])
/** Leads back into the document: what is signed, not what is added. */
const BACKWARD = new Set(['P', 'Parent', 'Data'])
const HIDDEN = 1 | 2 | 32
/** Share of a page that a signature added later may cover before it can pass for the page itself. */
const MAX_COVERED_SHARE = 0.3

/** A signature made by this very revision: a new dictionary whose range is the file up to the revision's end. */
function readNewSignature(context: StepContext, value: PdfObject | undefined): 'signature' | 'document-timestamp' | null {
  if (value?.kind !== 'reference' || context.changed.get(value.number)?.before !== null) return null
  const { file, revision } = context
  const located = file.locate(value, revision)
  if (located?.object.kind !== 'dictionary') return null
  const signature = readSignatureValue(file, value, located.object, located.container === null, revision)
  const { coverage, byteRange, type } = signature
  const isWhole = byteRange !== null && coverage.isWellFormed && coverage.isGapContents && endOfRevision(file, byteRange[2] + byteRange[3]) === revision
  if (!isWhole) return null
  const owner: Owner = { name: `signature ${value.number}`, roots: [{ number: value.number, way: '' }] }
  context.explain(value.number)
  for (const [key, item] of located.object.entries) {
    if (key === 'Reference') explainTransforms(context, item, owner)
    else context.explainBelow(item, owner)
  }
  return type === 'DocTimeStamp' ? 'document-timestamp' : 'signature'
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

function widgetOwner(id: ObjectId): Owner {
  return { name: `appearance ${id.number}`, roots: [{ number: id.number, way: 'AP' }, { number: id.number, way: 'MK' }] }
}

/** Whether the widget can be seen. */
function isVisible(context: StepContext, widget: PdfDictionary): boolean {
  const rect = context.rectOf(widget)
  const flags = integerOf(context.file.get(widget, 'F', context.revision)) ?? 0
  const hasArea = rect !== undefined && rect[0] !== rect[2] && rect[1] !== rect[3]
  return hasArea && (flags & HIDDEN) === 0 && widget.entries.has('AP')
}

function coveredShare(context: StepContext, widget: PdfDictionary): number {
  const rect = context.rectOf(widget)
  const pageObject = widget.entries.get('P')
  const page = pageObject?.kind === 'reference' ? context.pages.find(({ id }) => id.number === pageObject.number) : context.pages[0]
  const box = page?.mediaBox
  if (rect === undefined || !box) return 1
  const area = (r: readonly number[]) => Math.abs((r[2]! - r[0]!) * (r[3]! - r[1]!))
  return area(rect) / Math.max(1, area(box))
}

/** A signature field, empty before this revision: filling it is a new signature, anything else is not explained. */
export function judgeEmptyField(context: StepContext, id: ObjectId, before: PdfDictionary, after: PdfDictionary, name: string): void {
  if (differingKeys(before, after).some((key) => !FILLABLE.has(key))) return
  const value = after.entries.get('V')
  const kind = readNewSignature(context, value)
  if (kind === null) return
  const rect = context.rectOf(after)
  context.explain(id.number)
  context.explainBelow(after.entries.get('AP'), widgetOwner(id))
  context.report(id, kind, kind === 'signature' ? 'NEW-SIGNATURE' : 'LTA-UPDATE', { field: name, ...(rect ? { rect } : {}) })
}

/** A field that this revision adds to the form. Explained only when it is a signature field and, if signed, signed by this revision. */
export function judgeAddedField(context: StepContext, id: ObjectId, name: string): void {
  const changed = context.changed.get(id.number)
  const field = changed?.after
  if (changed?.before !== null || field?.kind !== 'dictionary') return
  const { file, revision } = context
  const isMerged = nameOf(file.get(field, 'FT', revision)) === 'Sig' && [...field.entries.keys()].every((key) => FIELD_KEYS.has(key))
  if (!isMerged) return
  const hasValue = field.entries.has('V')
  const kind = hasValue ? readNewSignature(context, field.entries.get('V')) : 'signature-field-added'
  if (kind === null) return
  const visible = isVisible(context, field)
  const rect = context.rectOf(field)
  const place = { field: name, ...(rect && visible ? { rect } : {}) }
  context.explain(id.number)
  context.explainBelow(field, widgetOwner(id), new Set([...BACKWARD, 'V', 'Lock', 'SV']))
  for (const key of ['Lock', 'SV']) context.explainBelow(field.entries.get(key), { name: `field ${id.number}`, roots: [{ number: id.number, way: key }] })
  if (visible && coveredShare(context, field) > MAX_COVERED_SHARE) context.report(id, 'signature-covers-page', 'OTHER', place)
  else if (visible) context.report(id, 'signature-field-visible', 'NEW-SIGNATURE', place)
  if (kind === 'document-timestamp' && !visible) context.report(id, kind, 'LTA-UPDATE', place)
  else if (kind === 'signature-field-added') context.report(id, kind, 'NEW-SIGNATURE', place)
  else context.report(id, 'signature', 'NEW-SIGNATURE', place)
}
