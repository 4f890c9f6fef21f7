import { isCodedError } from '../../bytes/error.ts'
import { isDamage } from '../../pdf/error.ts'
import { dictionaryOf, integerOf, nameOf, PDF_NULL } from '../../pdf/object.ts'
import type { ObjectId, PdfDictionary, PdfObject } from '../../pdf/object.ts'
import { readFields } from '../../pdf/form.ts'
import type { FormField, NamedDictionary } from '../../pdf/form.ts'
import { decodeTextString } from '../../pdf/text-string.ts'
import { differingKeys, equalObjects } from './comparison.ts'
import { showObject } from './context.ts'
import type { Owner, StepContext } from './context.ts'
import { compareAppearance, saysTheSame, writesUnseen } from './words.ts'
import { judgeBranches } from './field-tree.ts'
import { redrawsMarks } from './mark.ts'
import { judgeAddedField, judgeEmptyField } from './signature.ts'

/** What filling in a field may set. */
const FILLED_KEYS = new Set(['V', 'AP', 'AS', 'I', 'M', 'RV', 'TI', 'DA', 'Q', 'DR'])
/** /F bits that hide an annotation: invisible, hidden, not shown. */
const HIDING = 1 | 2 | 32
const MAX_RESOURCE_DEPTH = 3

/** Whether everything that was there is still there, unchanged, and only more was added. */
function isExtension(context: StepContext, before: PdfObject | undefined, after: PdfObject | undefined, depth = 0): boolean {
  const [old, now] = [context.file.resolve(before, context.before), context.file.resolve(after, context.revision)]
  if (old.kind === 'null') return true
  if (equalObjects(old, now)) return true
  if (depth >= MAX_RESOURCE_DEPTH || old.kind !== 'dictionary' || now.kind !== 'dictionary') return false
  return [...old.entries].every(([key, value]) => isExtension(context, value, now.entries.get(key), depth + 1))
}

function judgeResources(context: StepContext, before: PdfObject | undefined, after: PdfObject | undefined): boolean {
  if (!isExtension(context, before, after)) return false
  // fields may draw with the form's resources directly: more of them changes no look that is there
  const owner: Owner = { name: 'form resources', family: 'form', roots: context.formResources, admits: (from, way) => isLook(context, from, way) }
  context.explainNewBelow(after, owner)
  if (after?.kind === 'reference') context.explain(after.number, owner)
  const resources = context.dictionary(after, context.revision)
  for (const holder of resources?.entries.values() ?? []) if (holder.kind === 'reference') context.explain(holder.number, owner)
  return true
}

function isLook(context: StepContext, from: number, way: string): boolean {
  const holder = dictionaryOf(context.file.getObject({ number: from, generation: 0 }, context.revision))
  return /^(AP|DR)(\/|$)/.test(way) && nameOf(holder?.entries.get('Subtype')) === 'Widget'
}

/** The form's own dictionary: more fields, more resources and the signature flags are what signing adds. */
function judgeFormDictionary(context: StepContext, id: ObjectId, isDirect: boolean, before: PdfDictionary, after: PdfDictionary): void {
  for (const key of differingKeys(before, after)) {
    const value = after.entries.get(key)
    if (key === 'Fields' || (key === 'SigFlags' && integerOf(value) !== null)) continue
    if (key === 'DA' && !before.entries.has('DA')) continue
    if (key === 'NeedAppearances') continue
    if (key === 'DR' && judgeResources(context, before.entries.get('DR'), value)) continue
    context.report(id, 'form-changed', 'OTHER', { path: `Root/AcroForm/${key}` })
  }
  const resources = after.entries.get('DR')
  if (equalObjects(before.entries.get('DR'), resources)) judgeResources(context, before.entries.get('DR'), resources)
  const fields = after.entries.get('Fields')
  if (fields?.kind === 'reference') context.explain(fields.number, { name: 'field list', roots: [{ number: id.number, way: isDirect ? 'AcroForm/Fields' : 'Fields' }] })
}

function valueText(context: StepContext, value: PdfObject | undefined, revision: number): string {
  return showObject(context.file.resolve(value, revision))
}

/** Whether a widget's flags still show it as before. */
function isShownAlike(context: StepContext, before: PdfDictionary, after: PdfDictionary): boolean {
  const flags = (dictionary: PdfDictionary, revision: number): number => integerOf(context.file.get(dictionary, 'F', revision)) ?? 0
  const [old, now] = [flags(before, context.before), flags(after, context.revision)]
  return (old & HIDING) === (now & HIDING) && ((old & 4) === 0 || (now & 4) !== 0)
}

/** A field's own value under a key, or that of the fields above it. */
function inherited({ file }: StepContext, field: PdfDictionary, key: string, revision: number): PdfObject {
  let node: PdfDictionary | null = field
  for (let depth = 0; node !== null && depth <= file.bounds.maxDepth; depth++) {
    const own = file.get(node, key, revision)
    if (own.kind !== 'null') return own
    node = file.getDictionary(node, 'Parent', revision)
  }
  return PDF_NULL
}

/** Whether a field's flags are what they were: nothing said, and nothing set, are the same. */
function isSameKind(context: StepContext, before: PdfDictionary, after: PdfDictionary): boolean {
  const [old, now] = [inherited(context, before, 'Ff', context.before), inherited(context, after, 'Ff', context.revision)]
  return (integerOf(old) ?? 0) === (integerOf(now) ?? 0)
}

function isFilledFairly(context: StepContext, id: ObjectId): boolean {
  const changed = context.changed.get(id.number)
  const [was, is] = [dictionaryOf(changed?.before ?? undefined), dictionaryOf(changed?.after ?? undefined)]
  if (changed === undefined) return true
  return was !== null && is !== null && differingKeys(was, is).every((key) => FILLED_KEYS.has(key) || (key === 'F' && isShownAlike(context, was, is)) || (key === 'BS' && is.entries.has('AP')) || (key === 'Ff' && isSameKind(context, was, is)))
}

/** Text and choice fields show their value in words. */
const WORDED: ReadonlySet<string> = new Set(['Tx', 'Ch'])

type Standing = ReturnType<typeof compareAppearance>

function worstStanding(found: readonly Standing[]): Standing {
  return found.find((one) => one === 'other') ?? found.find((one) => one === 'formatted') ?? found.find((one) => one === 'same') ?? 'unknown'
}

/** Whether the state that a check box or a radio button shows is its value: its own one, or off (ISO 32000-2 §12.7.5.2.3). */
function compareState({ file, revision }: StepContext, widget: PdfDictionary, value: string): Standing {
  const looks = file.getDictionary(widget, 'AP', revision)
  const states = looks === null ? null : file.get(looks, 'N', revision)
  const shown = nameOf(file.get(widget, 'AS', revision))
  if (states?.kind !== 'dictionary' || shown === null) return 'unknown'
  return shown === (states.entries.has(value) ? value : 'Off') ? 'same' : 'other'
}

/** Whether the field's rich text, where it has one, says something else than its value. */
function misstatesRichly(context: StepContext, field: FormField, value: string): boolean {
  try {
    const rich = inherited(context, field.dictionary, 'RV', context.revision)
    const bytes = rich.kind === 'string' ? rich.bytes : rich.kind === 'stream' ? context.file.decode(rich, context.revision) : null
    return bytes !== null && !saysTheSame(decodeTextString(bytes), value)
  } catch (error) {
    if (isCodedError(error)) return true
    throw error
  }
}

/** How the field's new look stands to its value: the worst of its widgets. */
function compareLook(context: StepContext, field: FormField, value: PdfObject): Standing {
  const { file, revision } = context
  if (field.type === 'Btn' && value.kind === 'name') return worstStanding(field.widgets.map(({ dictionary }) => compareState(context, dictionary, value.name)))
  if (!WORDED.has(field.type ?? '') || value.kind !== 'string') return 'unknown'
  const words = decodeTextString(value.bytes)
  if (misstatesRichly(context, field, words)) return 'other'
  const form = file.getDictionary(file.getRoot(revision), 'AcroForm', revision)
  const resources = form === null ? null : file.getDictionary(form, 'DR', revision)
  return worstStanding(field.widgets.map(({ dictionary }) => compareAppearance(file, dictionary, words, resources, revision)))
}

function explainParts(context: StepContext, field: FormField, parts: readonly NamedDictionary[]): void {
  for (const { id, dictionary } of parts) {
    context.explain(id!.number)
    context.explainBelow(dictionary.entries.get('AP'), { name: `appearance ${id!.number}`, family: 'form', roots: [{ number: id!.number, way: 'AP' }, ...context.formResources] })
  }
  const id = field.id!
  if (field.value?.kind === 'reference') context.explain(field.value.number, { name: `value ${id.number}`, roots: [{ number: id.number, way: 'V' }, { number: id.number, way: 'RV' }] })
}

function changedKeys(context: StepContext, id: ObjectId): string[] {
  const changed = context.changed.get(id.number)
  const [was, is] = [dictionaryOf(changed?.before ?? undefined), dictionaryOf(changed?.after ?? undefined)]
  return was === null || is === null ? [] : differingKeys(was, is)
}

/** Whether a field is now to be written in the colour of its own ground, or of paper, and was not. */
function turnsUnseen(context: StepContext, id: ObjectId): boolean {
  const changed = context.changed.get(id.number)
  const [was, is] = [dictionaryOf(changed?.before ?? undefined), dictionaryOf(changed?.after ?? undefined)]
  const isUnseen = (widget: PdfDictionary | null, revision: number): boolean => {
    const [given, traits] = [widget?.entries.get('DA'), widget === null ? null : context.file.getDictionary(widget, 'MK', revision)]
    const ground = traits === null ? PDF_NULL : context.file.get(traits, 'BG', revision)
    return given?.kind === 'string' && writesUnseen(given.bytes, ground.kind === 'array' ? ground.items : [], context.file.bounds.maxDepth)
  }
  return !equalObjects(was?.entries.get('DA'), is?.entries.get('DA')) && isUnseen(is, context.revision) && !isUnseen(was, context.before)
}

/** A field that is not for signatures: a new value, with its appearance, is form filling; a new look of an old value only when it shows just that value. */
function judgeFilledField(context: StepContext, before: FormField, after: FormField): void {
  const { file, revision } = context
  const [old, now] = [file.resolve(before.value, context.before), file.resolve(after.value, revision)]
  const parts = [after, ...after.widgets].filter((part, index, all) => part.id !== null && all.findIndex((other) => other.id?.number === part.id?.number) === index)
  const touched = parts.filter(({ id, dictionary }) => context.changed.has(id!.number) || context.leadsToChange(dictionary.entries.get('AP')))
  if (touched.length === 0 && equalObjects(old, now)) return
  const isFair = touched.every(({ id }) => isFilledFairly(context, id!))
  const id = after.id!
  const rect = after.widgets[0] && context.rectOf(after.widgets[0].dictionary)
  const place = { field: after.name, ...(rect ? { rect } : {}) }
  const isPale = touched.some(({ id }) => turnsUnseen(context, id!))
  if (equalObjects(old, now)) {
    const keys = new Set(touched.flatMap(({ id }) => changedKeys(context, id!)))
    const isRedrawn = keys.has('AP') || touched.some(({ dictionary }) => context.leadsToChange(dictionary.entries.get('AP')))
    // how words would be drawn may change only with a drawing, which shows what has become of them; a mark cannot be read, so it stays as it was
    const isShown = WORDED.has(after.type ?? '') ? isRedrawn : !isRedrawn && keys.has('AS')
    if (!isFair || isPale || !isShown || compareLook(context, after, now) !== 'same') {
      for (const one of touched) context.report(one.id!, 'appearance-changed', 'OTHER', place)
      return
    }
    explainParts(context, after, parts)
    context.report(id, 'appearance-made', 'FORM-FILLING', place)
    return
  }
  if (!isFair) return
  explainParts(context, after, parts)
  const text = { before: valueText(context, before.value, context.before), after: valueText(context, after.value, revision) }
  context.report(id, text.before === '' || text.before === 'Off' ? 'value-filled' : 'value-replaced', 'FORM-FILLING', { ...place, ...text })
  if (isPale || compareLook(context, after, now) === 'other' || redrawsMarks(context, before, after)) context.report(id, 'value-misshown', 'FORM-FILLING', { ...place, after: text.after })
}

/** Whether a signature stood in the field; one that cannot be read did. */
function isSigned({ file, before }: StepContext, { value }: FormField): boolean {
  try {
    return file.resolve(value, before).kind === 'dictionary'
  } catch (error) {
    if (isDamage(error)) return true
    throw error
  }
}

function judgeSignatureField(context: StepContext, before: FormField, after: FormField): void {
  const id = after.id!
  const valueId = before.value?.kind === 'reference' ? before.value.number : null
  if (isSigned(context, before)) {
    const isKept = equalObjects(before.value, after.value) && (valueId === null || !context.changed.has(valueId))
    if (!isKept) {
      context.report(id, 'signed-value-changed', 'OTHER', { field: after.name })
      if (valueId !== null) context.explain(valueId)
    }
    return
  }
  const isTouched = [after, ...after.widgets].some((part) => part.id !== null && context.changed.has(part.id.number))
  if (isTouched) judgeEmptyField(context, after)
}

/** Who draws the fields' looks may change only where that shows nothing else: no look differs from its value, and drawing anew is asked for by filling in. */
function judgeNeedAppearances(context: StepContext, id: ObjectId, before: PdfDictionary | null, after: PdfDictionary, fields: readonly FormField[]): void {
  const given = after.entries.get('NeedAppearances')
  if (equalObjects(before?.entries.get('NeedAppearances'), given)) return
  const isAsked = given?.kind === 'boolean' && given.value
  const isFilled = context.changes.some((change) => change.class === 'FORM-FILLING')
  const isTrue = fields.every((field) => compareLook(context, field, context.file.resolve(field.value, context.revision)) !== 'other')
  if (!isTrue || (isAsked && !isFilled)) context.report(id, 'form-changed', 'OTHER', { path: 'Root/AcroForm/NeedAppearances' })
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
    const isDirect = is?.kind !== 'reference'
    const resources = now.entries.get('DR')
    context.formResources = [{ number: id.number, way: isDirect ? 'AcroForm/DR' : 'DR' }, ...(resources?.kind === 'reference' ? [{ number: resources.number, way: '' }] : [])]
    judgeFormDictionary(context, id, isDirect, old ?? empty, now)
    judgeBranches(context, old, now, { number: id.number, way: isDirect ? 'AcroForm/Fields' : 'Fields' })
  }
  const [fields, later] = [readFields(file, context.before), readFields(file, revision)]
  // a field that was not read anew is the same at the same place, unless what it shows was changed below it
  const isOther = (one: FormField, place: number, others: readonly FormField[]): boolean => one !== others[place] || context.isLookTouched(one)
  const earlier = new Map(fields.filter((field, place) => isOther(field, place, later)).flatMap((field) => (field.id ? [[field.id.number, field] as const] : [])))
  for (const [place, field] of later.entries()) {
    if (field.id === null || !isOther(field, place, fields)) continue
    const before = earlier.get(field.id.number)
    earlier.delete(field.id.number)
    if (before === undefined) judgeAddedField(context, field)
    else if (field.type === 'Sig' && before.type === 'Sig') judgeSignatureField(context, before, field)
    else if (field.type === before.type) judgeFilledField(context, before, field)
  }
  if (now !== null) judgeNeedAppearances(context, is?.kind === 'reference' ? is : catalog, old, now, later)
  for (const field of earlier.values()) {
    const wasSigned = field.type === 'Sig' && isSigned(context, field)
    context.report(field.id!, wasSigned ? 'signature-removed' : 'field-removed', 'OTHER', { field: field.name, path: 'Root/AcroForm/Fields' })
  }
}
