import { dictionaryOf } from '../../pdf/object.ts'
import type { ObjectId, PdfDictionary, PdfObject } from '../../pdf/object.ts'
import { readFields } from '../../pdf/form.ts'
import type { FormField } from '../../pdf/form.ts'
import { differingKeys, equalObjects } from './comparison.ts'
import { showObject } from './context.ts'
import type { Owner, StepContext } from './context.ts'
import { judgeAddedField, judgeEmptyField } from './signature.ts'

/** What filling in a field may set. */
const FILLED_KEYS = new Set(['V', 'AP', 'AS', 'I', 'M', 'RV'])
const MAX_RESOURCE_DEPTH = 3

/** Whether everything that was there is still there, unchanged, and only more was added. */
function isExtension(context: StepContext, before: PdfObject | undefined, after: PdfObject | undefined, depth = 0): boolean {
  const [old, now] = [context.file.resolve(before, context.before), context.file.resolve(after, context.revision)]
  if (old.kind === 'null') return true
  if (equalObjects(old, now)) return true
  if (depth >= MAX_RESOURCE_DEPTH || old.kind !== 'dictionary' || now.kind !== 'dictionary') return false
  return [...old.entries].every(([key, value]) => isExtension(context, value, now.entries.get(key), depth + 1))
}

function judgeResources(context: StepContext, form: ObjectId, way: string, before: PdfObject | undefined, after: PdfObject | undefined): boolean {
  if (!isExtension(context, before, after)) return false
  const owner: Owner = { name: 'form resources', roots: [{ number: form.number, way }] }
  context.explainNewBelow(after, owner)
  for (const holder of [after, context.dictionary(after, context.revision)?.entries.get('Font')]) if (holder?.kind === 'reference') context.explain(holder.number, owner)
  return true
}

/** The form's own dictionary: more fields, more resources and the signature flags are what signing adds. */
function judgeFormDictionary(context: StepContext, id: ObjectId, isDirect: boolean, before: PdfDictionary, after: PdfDictionary): void {
  const way = isDirect ? 'AcroForm/DR' : 'DR'
  for (const key of differingKeys(before, after)) {
    if (key === 'Fields' || key === 'SigFlags') continue
    if (key === 'DA' && !before.entries.has('DA')) continue
    if (key === 'DR' && judgeResources(context, id, way, before.entries.get('DR'), after.entries.get('DR'))) continue
    context.report(id, 'form-changed', 'OTHER', { path: `Root/AcroForm/${key}` })
  }
  const resources = after.entries.get('DR')
  if (equalObjects(before.entries.get('DR'), resources)) judgeResources(context, id, way, before.entries.get('DR'), resources)
  const fields = after.entries.get('Fields')
  if (fields?.kind === 'reference') context.explain(fields.number, { name: 'field list', roots: [{ number: id.number, way: isDirect ? 'AcroForm/Fields' : 'Fields' }] })
}

function valueText(context: StepContext, value: PdfObject | undefined, revision: number): string {
  return showObject(context.file.resolve(value, revision))
}

/** A field that is not for signatures: a new value, with its appearance, is form filling; a new look of an old value is not explained. */
function judgeFilledField(context: StepContext, before: FormField, after: FormField): void {
  const { file, revision } = context
  const [old, now] = [file.resolve(before.value, context.before), file.resolve(after.value, revision)]
  const parts = [after, ...after.widgets].filter((part, index, all) => part.id !== null && all.findIndex((other) => other.id?.number === part.id?.number) === index)
  const touched = parts.filter(({ id, dictionary }) => context.changed.has(id!.number) || context.leadsToChange(dictionary.entries.get('AP')))
  if (equalObjects(old, now)) {
    for (const { id } of touched) context.report(id!, 'appearance-changed', 'OTHER', { field: after.name })
    return
  }
  const fits = touched.every(({ id }) => {
    const changed = context.changed.get(id!.number)
    const [was, is] = [dictionaryOf(changed?.before ?? undefined), dictionaryOf(changed?.after ?? undefined)]
    return changed === undefined || (was !== null && is !== null && differingKeys(was, is).every((key) => FILLED_KEYS.has(key)))
  })
  if (!fits) return
  for (const { id, dictionary } of parts) {
    context.explain(id!.number)
    context.explainBelow(dictionary.entries.get('AP'), { name: `appearance ${id!.number}`, roots: [{ number: id!.number, way: 'AP' }] })
  }
  const id = after.id!
  if (after.value?.kind === 'reference') context.explain(after.value.number, { name: `value ${id.number}`, roots: [{ number: id.number, way: 'V' }] })
  const text = { before: valueText(context, before.value, context.before), after: valueText(context, after.value, revision) }
  const rect = after.widgets[0] && context.rectOf(after.widgets[0].dictionary)
  context.report(id, text.before === '' || text.before === 'Off' ? 'value-filled' : 'value-replaced', 'FORM-FILLING', { field: after.name, ...text, ...(rect ? { rect } : {}) })
}

function judgeSignatureField(context: StepContext, before: FormField, after: FormField): void {
  const id = after.id!
  const was = context.file.resolve(before.value, context.before)
  const valueId = before.value?.kind === 'reference' ? before.value.number : null
  if (was.kind === 'dictionary') {
    const isKept = equalObjects(before.value, after.value) && (valueId === null || !context.changed.has(valueId))
    if (!isKept) {
      context.report(id, 'signed-value-changed', 'OTHER', { field: after.name })
      if (valueId !== null) context.explain(valueId)
    }
    return
  }
  const [old, now] = [dictionaryOf(context.changed.get(id.number)?.before ?? undefined), dictionaryOf(context.changed.get(id.number)?.after ?? undefined)]
  if (old !== null && now !== null) judgeEmptyField(context, id, old, now, after.name)
}

/** Everything under /AcroForm, field by field. */
export function judgeForm(context: StepContext, catalog: ObjectId): void {
  if (context.changed.size === 0) return
  const { file, revision } = context
  const [was, is] = [file.getRoot(context.before).entries.get('AcroForm'), file.getRoot(revision).entries.get('AcroForm')]
  const [old, now] = [context.dictionary(was, context.before), context.dictionary(is, revision)]
  if (now !== null) {
    const id = is?.kind === 'reference' ? is : catalog
    if (is?.kind === 'reference') context.explain(is.number, { name: 'form', roots: [{ number: catalog.number, way: 'AcroForm' }] })
    const empty: PdfDictionary = { kind: 'dictionary', entries: new Map(), start: -1, end: -1 }
    judgeFormDictionary(context, id, is?.kind !== 'reference', old ?? empty, now)
  }
  const earlier = new Map(readFields(file, context.before).flatMap((field) => (field.id ? [[field.id.number, field] as const] : [])))
  const later = readFields(file, revision)
  for (const field of later) {
    if (field.id === null) continue
    const before = earlier.get(field.id.number)
    earlier.delete(field.id.number)
    if (before === undefined) judgeAddedField(context, field.id, field.name)
    else if (field.type === 'Sig' && before.type === 'Sig') judgeSignatureField(context, before, field)
    else if (field.type === before.type) judgeFilledField(context, before, field)
  }
  for (const field of earlier.values()) {
    const wasSigned = field.type === 'Sig' && file.resolve(field.value, context.before).kind === 'dictionary'
    context.report(field.id!, wasSigned ? 'signature-removed' : 'field-removed', 'OTHER', { field: field.name, path: 'Root/AcroForm/Fields' })
  }
}
