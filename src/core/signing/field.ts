import { refuse } from '../pdf/error.ts'
import type { FormField } from '../pdf/form.ts'
import { readFields } from '../pdf/form.ts'
import { integerOf, pdfDictionary, pdfNumber, pdfReference, withEntries } from '../pdf/object.ts'
import type { ObjectId, PdfDictionary } from '../pdf/object.ts'
import type { PdfFile } from '../pdf/reader.ts'
import type { RevisionObject } from '../pdf/writer.ts'

/** Bits of an annotation's /F (ISO 32000-2 §12.5.3). */
const PRINT = 4
const UNSEEN = 1 | 2 | 32
/** Bit of a field's /Ff. */
const READ_ONLY = 1

/** A signature field that waits for its signature, with its one widget: the same object, or the only one under it. */
export interface EmptyField {
  readonly id: ObjectId
  readonly dictionary: PdfDictionary
  readonly widgetId: ObjectId
  readonly widget: PdfDictionary
  /** Degrees that the widget is turned counter-clockwise in its page: 0, 90, 180 or 270. */
  readonly rotation: number
}

/** Size of a widget as it is seen, in points. */
export interface FieldSize {
  readonly width: number
  readonly height: number
}

function checkSeedValue(file: PdfFile, field: PdfDictionary): void {
  const seed = file.getDictionary(field, 'SV')
  if (seed !== null && (integerOf(file.get(seed, 'Ff')) ?? 0) !== 0) refuse('PDF_FIELD_UNFIT', 'the field asks for another kind of signature')
}

function readRotation(file: PdfFile, widget: PdfDictionary): number {
  const characteristics = file.getDictionary(widget, 'MK')
  const degrees = characteristics === null ? null : integerOf(file.get(characteristics, 'R'))
  return degrees !== null && degrees % 90 === 0 ? ((degrees % 360) + 360) % 360 : 0
}

function checkField(file: PdfFile, field: FormField): EmptyField {
  const { id, dictionary } = field
  if (field.type !== 'Sig') return refuse('PDF_FIELD_UNFIT', 'field is not for signatures')
  if (field.value !== undefined) refuse('PDF_FIELD_ALREADY_SIGNED', 'field holds a signature')
  const [widget, another] = field.widgets
  if (id === null || widget === undefined || widget.id === null || another !== undefined) return refuse('PDF_FIELD_UNFIT', 'field has not one widget that is an indirect object')
  if (((integerOf(file.resolve(field.flags)) ?? 0) & READ_ONLY) !== 0) refuse('PDF_FIELD_UNFIT', 'field is read-only')
  if (((integerOf(file.get(widget.dictionary, 'F')) ?? 0) & UNSEEN) !== 0) refuse('PDF_FIELD_UNFIT', 'field is hidden')
  checkSeedValue(file, dictionary)
  return { id, dictionary, widgetId: widget.id, widget: widget.dictionary, rotation: readRotation(file, widget.dictionary) }
}

/** The empty signature field of this name. Throws PDF_FIELD_NOT_FOUND, PDF_FIELD_UNFIT, PDF_FIELD_ALREADY_SIGNED. */
export function findEmptyField(file: PdfFile, name: string): EmptyField {
  const field = readFields(file).find((candidate) => candidate.name === name)
  return field === undefined ? refuse('PDF_FIELD_NOT_FOUND', 'no such field') : checkField(file, field)
}

/** How large the field is to whoever looks at its page: what an appearance is laid out in. Throws PDF_FIELD_UNFIT. */
export function measureField(file: PdfFile, { widget, rotation }: EmptyField): FieldSize {
  const rectangle = file.get(widget, 'Rect')
  const sides = rectangle.kind === 'array' ? rectangle.items.map((item) => file.resolve(item)).map((item) => (item.kind === 'number' ? item.value : Number.NaN)) : []
  const [left = Number.NaN, bottom = Number.NaN, right = Number.NaN, top = Number.NaN] = sides
  const [across, along] = [Math.abs(right - left), Math.abs(top - bottom)]
  if (!(across > 0 && along > 0)) return refuse('PDF_FIELD_UNFIT', 'field has no size')
  return rotation % 180 === 0 ? { width: across, height: along } : { width: along, height: across }
}

/** Field and widget with a signature and what it shows. */
export function fillField(file: PdfFile, field: EmptyField, value: ObjectId, normal: ObjectId): RevisionObject[] {
  const flags = integerOf(file.get(field.widget, 'F')) ?? 0
  const shown = { F: pdfNumber(flags | PRINT), AP: pdfDictionary({ N: pdfReference(normal) }) }
  if (field.widget === field.dictionary) return [{ ...field.id, value: withEntries(field.dictionary, { ...shown, V: pdfReference(value) }) }]
  return [
    { ...field.id, value: withEntries(field.dictionary, { V: pdfReference(value) }) },
    { ...field.widgetId, value: withEntries(field.widget, shown) },
  ]
}
