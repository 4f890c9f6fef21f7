import { dictionaryOf, nameOf } from '../../pdf/object.ts'
import type { PdfDictionary, PdfObject, PdfReference } from '../../pdf/object.ts'
import { readPages } from '../../pdf/page.ts'
import { differingKeys } from './comparison.ts'
import type { StepContext } from './context.ts'

/** Markup annotations (ISO 32000-2 §12.5.6.2) and their pop-ups: remarks on a page. Nothing that acts, plays or fills a form. */
const REMARKS = new Set(['Text', 'FreeText', 'Line', 'Square', 'Circle', 'Polygon', 'PolyLine', 'Highlight', 'Underline', 'Squiggly', 'StrikeOut', 'Stamp', 'Caret', 'Ink', 'Popup'])
const ACTING = ['A', 'AA', 'Parent', 'FT'] as const
const BACKWARD = new Set(['P', 'Parent', 'IRT', 'Popup'])

function references(list: PdfObject): PdfReference[] {
  return list.kind === 'array' ? list.items.filter((item) => item.kind === 'reference') : []
}

function isRemark(context: StepContext, dictionary: PdfDictionary): boolean {
  const subtype = nameOf(context.file.get(dictionary, 'Subtype', context.revision))
  return subtype !== null && REMARKS.has(subtype) && ACTING.every((key) => !dictionary.entries.has(key))
}

function judgeAnnotation(context: StepContext, reference: PdfReference, page: number, isNew: boolean): void {
  const changed = context.changed.get(reference.number)
  if (context.isExplained(reference.number) || (!isNew && changed === undefined)) return
  const dictionary = dictionaryOf(context.file.getObject(reference, context.revision))
  const rect = dictionary === null ? undefined : context.rectOf(dictionary)
  const place = { page, ...(rect ? { rect } : {}) }
  const kind = isNew ? 'annotation-added' : 'annotation-changed'
  if (dictionary === null || !isRemark(context, dictionary)) {
    if (!isNew && nameOf(dictionary?.entries.get('Subtype')) === 'Widget') return
    context.explain(reference.number)
    context.report(reference, kind, 'OTHER', place)
    return
  }
  context.explain(reference.number)
  context.explainBelow(dictionary, { name: `annotation ${reference.number}`, roots: [{ number: reference.number, way: '' }] }, BACKWARD)
  context.report(reference, kind, 'ANNOTATION', place)
}

function judgeAnnotations(context: StepContext, pageNumber: number, number: number, before: PdfDictionary, after: PdfDictionary): void {
  const { file, revision } = context
  const list = after.entries.get('Annots')
  if (list?.kind === 'reference') context.explain(list.number, { name: `annotations of page ${pageNumber}`, roots: [{ number, way: 'Annots' }] })
  const [old, now] = [references(file.get(before, 'Annots', context.before)), references(file.get(after, 'Annots', revision))]
  const known = new Set(old.map((reference) => reference.number))
  const kept = new Set(now.map((reference) => reference.number))
  for (const reference of now) judgeAnnotation(context, reference, pageNumber, !known.has(reference.number))
  for (const reference of old) if (!kept.has(reference.number)) context.report(reference, 'annotation-removed', 'OTHER', { page: pageNumber, path: `Root/Pages/…/Annots` })
}

/** Every page: its list of annotations may grow, nothing else of it may change. Run after the form, which accounts for its widgets. */
export function judgePages(context: StepContext): void {
  if (context.changed.size === 0) return
  const { file, revision } = context
  const now = readPages(file, revision)
  const kept = new Set(now.map(({ id }) => id.number))
  const known = new Map(context.pages.map((page, index) => [page.id.number, { page, index }]))
  for (const [index, page] of now.entries()) {
    const before = known.get(page.id.number)
    if (before === undefined) {
      context.report(page.id, 'page-added', 'OTHER', { page: index + 1 })
      continue
    }
    const { dictionary } = before.page
    judgeAnnotations(context, index + 1, page.id.number, dictionary, page.dictionary)
    const other = differingKeys(dictionary, page.dictionary).filter((key) => key !== 'Annots')
    if (other.length === 0) context.explain(page.id.number)
    for (const key of other) context.report(page.id, key === 'Contents' || key === 'Resources' ? 'page-content' : 'page-changed', 'OTHER', { page: index + 1, path: `${context.graph.pathOf(page.id.number)}/${key}` })
    if (other.length > 0) context.explain(page.id.number)
  }
  for (const [index, page] of context.pages.entries()) if (!kept.has(page.id.number)) context.report(page.id, 'page-removed', 'OTHER', { page: index + 1, path: 'Root/Pages' })
  const isSameOrder = equalOrder(context.pages.map(({ id }) => id.number), now.map(({ id }) => id.number))
  if (!isSameOrder && now.length === context.pages.length && kept.size === known.size) context.report(file.getRootReference(revision), 'page-changed', 'OTHER', { path: 'Root/Pages' })
}

function equalOrder(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((number, index) => number === b[index])
}

