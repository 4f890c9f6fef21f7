import { dictionaryOf, nameOf } from '../../pdf/object.ts'
import type { ObjectId, PdfDictionary, PdfObject, PdfReference } from '../../pdf/object.ts'
import { readPages } from '../../pdf/page.ts'
import type { PdfPage } from '../../pdf/page.ts'
import { differingKeys, equalObjects } from './comparison.ts'
import type { StepContext } from './context.ts'
import { coversText, readDrawing } from './drawing.ts'
import { readObject } from './graph.ts'

/** Markup annotations (ISO 32000-2 §12.5.6.2) and their pop-ups: remarks on a page. Nothing that acts, plays or fills a form. */
const REMARKS = new Set(['Text', 'FreeText', 'Line', 'Square', 'Circle', 'Polygon', 'PolyLine', 'Highlight', 'Underline', 'Squiggly', 'StrikeOut', 'Stamp', 'Caret', 'Ink', 'Popup'])
/** Remarks that are words or pictures on the page itself: whoever sees them cannot tell them from what was signed. */
const PAGE_LIKE = new Set(['FreeText', 'Stamp'])
const ACTING = ['A', 'AA', 'Parent', 'FT', 'PA', 'OC'] as const
const BACKWARD = new Set(['P', 'Parent', 'IRT', 'Popup'])
/** Page attributes that a page may have from the nodes above it (ISO 32000-2 §7.7.3.4). */
const INHERITABLE = new Set(['Resources', 'MediaBox', 'CropBox', 'Rotate'])

function itemsOf(list: PdfObject): readonly PdfObject[] {
  return list.kind === 'array' ? list.items : []
}

function references(list: PdfObject): PdfReference[] {
  return itemsOf(list).filter((item) => item.kind === 'reference')
}

function isRemark(context: StepContext, dictionary: PdfDictionary, revision: number): boolean {
  const subtype = nameOf(context.file.get(dictionary, 'Subtype', revision))
  if (subtype === null || !REMARKS.has(subtype)) return false
  return ACTING.every((key) => !dictionary.entries.has(key) || (key === 'Parent' && subtype === 'Popup' && isOfRemark(context, dictionary, revision)))
}

/** A pop-up names the remark whose words it shows as its parent (ISO 32000-2 §12.5.6.14); a widget's parent is a field. */
function isOfRemark({ file }: StepContext, popup: PdfDictionary, revision: number): boolean {
  const parent = file.getDictionary(popup, 'Parent', revision)
  const subtype = parent === null ? null : nameOf(file.get(parent, 'Subtype', revision))
  return subtype !== null && subtype !== 'Popup' && REMARKS.has(subtype)
}

/** Points: what no words can be read in. */
const ICON_SIZE = 40

function isIconSized(rect: readonly number[] | undefined): boolean {
  return rect !== undefined && Math.abs(rect[2]! - rect[0]!) <= ICON_SIZE && Math.abs(rect[3]! - rect[1]!) <= ICON_SIZE
}

/** Whether a remark could pass for the page: it is made to look so, shows words or pictures, or hides what is below it. */
function canPassForPage(context: StepContext, dictionary: PdfDictionary, page: PdfPage | undefined, revision: number): boolean {
  const { file } = context
  if (PAGE_LIKE.has(nameOf(file.get(dictionary, 'Subtype', revision)) ?? '')) return true
  const drawing = readDrawing(file, dictionary, revision)
  const rect = context.rectOf(dictionary)
  if (drawing.hasText || (drawing.hasPicture && !isIconSized(rect))) return true
  return drawing.isOpaque && rect !== undefined && page !== undefined && coversText(file, page, rect, context.before)
}

interface Place {
  readonly page: number
  readonly rect?: readonly number[]
}

function placeOf(context: StepContext, dictionary: PdfDictionary | null, page: number): Place {
  const rect = dictionary === null ? undefined : context.rectOf(dictionary)
  return { page, ...(rect ? { rect } : {}) }
}

function judgeAnnotation(context: StepContext, reference: PdfReference, page: number, isNew: boolean): void {
  const { file, revision } = context
  const changed = context.changed.get(reference.number)
  if (context.isExplained(reference.number) || (!isNew && changed === undefined)) return
  const dictionary = dictionaryOf(readObject(file, reference, revision) ?? undefined)
  const before = isNew ? null : dictionaryOf(changed?.before ?? undefined)
  const place = placeOf(context, dictionary, page)
  const isFair = dictionary !== null && isRemark(context, dictionary, revision) && (isNew || (before !== null && isRemark(context, before, context.before)))
  if (!isFair) {
    if (!isNew && nameOf(dictionary?.entries.get('Subtype')) === 'Widget') return
    context.explain(reference.number)
    context.report(reference, isNew ? 'annotation-added' : 'annotation-changed', 'OTHER', place)
    return
  }
  context.explain(reference.number)
  context.explainBelow(dictionary, { name: `annotation ${reference.number}`, roots: [{ number: reference.number, way: '' }] }, BACKWARD)
  const pageFacts = context.pages[page - 1]
  const isDrawn = canPassForPage(context, dictionary, pageFacts, revision) || (before !== null && canPassForPage(context, before, pageFacts, context.before))
  const text = file.get(dictionary, 'Contents', revision)
  context.report(reference, isDrawn ? 'annotation-drawn' : isNew ? 'annotation-added' : 'annotation-changed', 'ANNOTATION', { ...place, ...(text.kind === 'string' ? { after: context.show(text) } : {}) })
}

/** What taking away an annotation is: one that could pass for the page was part of what was seen when it was signed. */
function removalOf(context: StepContext, dictionary: PdfDictionary, pageNumber: number): 'annotation-removed' | 'annotation-erased' {
  const wasSeen = isRemark(context, dictionary, context.before) && canPassForPage(context, dictionary, context.pages[pageNumber - 1], context.before)
  return wasSeen ? 'annotation-erased' : 'annotation-removed'
}

/** Annotations that stand directly in the page's list have no number of their own: a new or changed one is told as the page's. */
function judgeDirect(context: StepContext, page: ObjectId, pageNumber: number, before: readonly PdfObject[], after: readonly PdfObject[]): void {
  const old = before.filter(({ kind }) => kind === 'dictionary')
  const now = after.filter(({ kind }) => kind === 'dictionary')
  for (const item of now) {
    if (item.kind !== 'dictionary' || old.some((other) => equalObjects(other, item))) continue
    const isFair = isRemark(context, item, context.revision)
    const isDrawn = isFair && canPassForPage(context, item, context.pages[pageNumber - 1], context.revision)
    if (isFair) context.explainNewBelow(item, { name: `annotations of page ${pageNumber}`, roots: [{ number: page.number, way: 'Annots' }] })
    context.report(page, isDrawn ? 'annotation-drawn' : 'annotation-added', isFair ? 'ANNOTATION' : 'OTHER', placeOf(context, item, pageNumber))
  }
  for (const item of old) {
    if (item.kind !== 'dictionary' || now.some((other) => equalObjects(other, item))) continue
    context.report(page, removalOf(context, item, pageNumber), isRemark(context, item, context.before) ? 'ANNOTATION' : 'OTHER', placeOf(context, item, pageNumber))
  }
}

function judgeAnnotations(context: StepContext, pageNumber: number, page: ObjectId, before: PdfDictionary, after: PdfDictionary): void {
  const { file, revision } = context
  const list = after.entries.get('Annots')
  if (list?.kind === 'reference') context.explain(list.number, { name: `annotations of page ${pageNumber}`, roots: [{ number: page.number, way: 'Annots' }] })
  const [old, now] = [file.get(before, 'Annots', context.before), file.get(after, 'Annots', revision)]
  const known = new Set(references(old).map((reference) => reference.number))
  const kept = new Set(references(now).map((reference) => reference.number))
  for (const reference of references(now)) judgeAnnotation(context, reference, pageNumber, !known.has(reference.number))
  for (const reference of references(old)) {
    if (kept.has(reference.number)) continue
    const dictionary = dictionaryOf(readObject(file, reference, context.before) ?? undefined)
    // what had been removed before leaves a reference to nothing
    if (dictionary === null) continue
    context.report(reference, removalOf(context, dictionary, pageNumber), isRemark(context, dictionary, context.before) ? 'ANNOTATION' : 'OTHER', { ...placeOf(context, dictionary, pageNumber), path: 'Root/Pages/…/Annots' })
  }
  judgeDirect(context, page, pageNumber, itemsOf(old), itemsOf(now))
}

/** The value a page has under an inheritable key, own or from above. */
function effective(context: StepContext, page: PdfDictionary, key: string, revision: number): PdfObject {
  let node: PdfDictionary | null = page
  for (let depth = 0; node !== null && depth <= context.file.bounds.maxDepth; depth++) {
    const own = node.entries.get(key)
    if (own !== undefined) return context.file.resolve(own, revision)
    node = context.file.getDictionary(node, 'Parent', revision)
  }
  return context.file.resolve(undefined, revision)
}

/** Whether a page shows the same with another value under a key: a copy of what it inherited, when it was saved, in which order its fields are reached. */
function isHarmless(context: StepContext, key: string, before: PdfDictionary, after: PdfDictionary): boolean {
  if (INHERITABLE.has(key)) return equalObjects(effective(context, before, key, context.before), effective(context, after, key, context.revision))
  const value = context.file.get(after, key, context.revision)
  if (key === 'LastModified') return value.kind === 'string'
  return key === 'Tabs' && /^[RCSAW]$/.test(nameOf(value) ?? '')
}

/** Every page: its list of annotations may grow, nothing else of it may change. Run after the form, which accounts for its widgets. */
export function judgePages(context: StepContext): void {
  if (context.changed.size === 0) return
  const { file, revision } = context
  const before = context.pages
  const now = readPages(file, revision)
  const annotated = listAnnotated(context)
  if (now === before && annotated.size === 0) return
  const isSame = (place: number): boolean => now[place] === before[place] && !annotated.has(now[place]!.id.number)
  const known = new Map(before.flatMap((page, index) => (index < now.length && isSame(index) ? [] : [[page.id.number, { page, index }] as const])))
  const kept = new Set<number>()
  for (const [index, page] of now.entries()) {
    if (isSame(index)) continue
    kept.add(page.id.number)
    const old = known.get(page.id.number)
    if (old === undefined) {
      context.report(page.id, 'page-added', 'OTHER', { page: index + 1 })
      continue
    }
    const { dictionary } = old.page
    judgeAnnotations(context, index + 1, page.id, dictionary, page.dictionary)
    for (const key of differingKeys(dictionary, page.dictionary)) {
      if (key === 'Annots') continue
      if (isHarmless(context, key, dictionary, page.dictionary)) {
        // the same value in an object of its own
        const given = page.dictionary.entries.get(key)
        if (given?.kind === 'reference') context.explain(given.number, { name: `${key} of page ${index + 1}`, roots: [{ number: page.id.number, way: key }] })
        continue
      }
      context.report(page.id, key === 'Contents' || key === 'Resources' ? 'page-content' : 'page-changed', 'OTHER', { page: index + 1, path: `${context.graph.pathOf(page.id.number)}/${key}` })
    }
    context.explain(page.id.number)
  }
  for (const { page, index } of known.values()) if (!kept.has(page.id.number)) context.report(page.id, 'page-removed', 'OTHER', { page: index + 1, path: 'Root/Pages' })
  const isSameOrder = equalOrder(before, now)
  if (!isSameOrder && kept.size === known.size && [...kept].every((number) => known.has(number))) context.report(file.getRootReference(revision), 'page-changed', 'OTHER', { path: 'Root/Pages' })
}

/** Pages that list a changed annotation, or whose list is an object that was changed: they may be the same themselves. */
function listAnnotated({ graph, changed }: StepContext): ReadonlySet<number> {
  const found = new Set<number>()
  for (const number of changed.keys()) {
    for (const { from, way } of graph.referrers(number)) {
      if (way === 'Annots' || way.startsWith('Annots[')) found.add(from)
      else if (way.startsWith('[')) for (const edge of graph.referrers(from)) if (edge.way === 'Annots') found.add(edge.from)
    }
  }
  return found
}

function equalOrder(a: readonly PdfPage[], b: readonly PdfPage[]): boolean {
  return a.length === b.length && a.every((page, index) => page.id.number === b[index]!.id.number)
}
