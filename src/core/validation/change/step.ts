import { isCodedError } from '../../bytes/error.ts'
import { decodeLatin1 } from '../../bytes/text.ts'
import { isDamage } from '../../pdf/error.ts'
import { dictionaryOf, nameOf } from '../../pdf/object.ts'
import type { ObjectId, PdfStream } from '../../pdf/object.ts'
import type { PdfFile } from '../../pdf/reader.ts'
import { worstClass } from './change.ts'
import type { Step } from './change.ts'
import { differingKeys, equalObjects } from './comparison.ts'
import { showObject, StepContext } from './context.ts'
import { judgeForm } from './form.ts'
import { DESCRIPTIVE, DocumentState, eachReference, TRAILER } from './graph.ts'
import { Looks } from './look.ts'
import { judgePages } from './page.ts'
import { judgeStore } from './store.ts'
import { judgeStructure } from './structure.ts'

/** Judged apart, by what is in them. */
const JUDGED_APART = new Set(['DSS', 'AcroForm', 'Metadata', 'Extensions', 'Version'])

function judgeTrailer(context: StepContext): void {
  const { file, revision } = context
  const [before, after] = [file.revisions[context.before]!.trailer, file.revisions[revision]!.trailer]
  const info = after.entries.get('Info')
  if (info?.kind === 'reference') {
    const owner = { name: 'information', roots: [{ number: TRAILER, way: 'Info' }] }
    context.explain(info.number, owner)
    context.explainBelow(context.dictionary(info, revision) ?? undefined, owner)
    const isNamedAnew = !equalObjects(before.entries.get('Info'), info)
    if (isNamedAnew && !['dictionary', 'null'].includes(file.resolve(info, revision).kind)) context.report(info, 'object-changed', 'OTHER', { path: 'Info' })
    else if (context.changed.has(info.number)) context.report(info, 'metadata', 'NONE')
  }
  for (const [key, value] of after.entries) {
    if (key === 'Root' || key === 'Info' || DESCRIPTIVE.has(key) || equalObjects(before.entries.get(key), value)) continue
    // words beside the document are nobody's concern; a way into it is, but for the signature that authenticates the file (ISO/TS 32004)
    eachReference(value, (reference, way) => {
      const path = way === '' ? key : `${key}/${way}`
      if (path === 'AuthCode/SigObjRef') return
      context.explain(reference.number)
      context.report(reference, 'object-changed', 'OTHER', { path })
    })
  }
  const [was, is] = [before.entries.get('Root'), after.entries.get('Root')]
  if (!equalObjects(was, is)) context.report(file.getRootReference(revision), 'catalog-changed', 'OTHER', { path: 'Root' })
}

/** Name-and-number dictionaries that say which extensions of the standard the file uses (§7.12). */
function isPlainExtensions(context: StepContext): boolean {
  const extensions = context.file.getDictionary(context.file.getRoot(context.revision), 'Extensions', context.revision)
  return extensions === null || [...extensions.entries.values()].every((value) => {
    const one = context.file.resolve(value, context.revision)
    const list = one.kind === 'array' ? one.items.map((item) => context.file.resolve(item, context.revision)) : [one]
    return list.every((entry) => entry.kind === 'name' || (entry.kind === 'dictionary' && [...entry.entries.values()].every(({ kind }) => kind === 'name' || kind === 'number' || kind === 'string')))
  })
}

/** Metadata are XML and declare no entities: XMP needs none, and a reader that expands them can be made to do endless work or to read other files. */
function isPlainXml(context: StepContext, stream: PdfStream): boolean {
  try {
    const text = decodeLatin1(context.file.decode(stream, context.revision)).replaceAll('\0', '')
    return /^(?:\u00ef\u00bb\u00bf|\u00fe\u00ff|\u00ff\u00fe)?\s*(?:<|$)/.test(text) && !text.includes('<!DOCTYPE') && !text.includes('<!ENTITY')
  } catch (error) {
    if (isCodedError(error)) return false
    throw error
  }
}

function judgeMetadata(context: StepContext, catalog: ObjectId): void {
  const { file, revision } = context
  const value = file.getRoot(revision).entries.get('Metadata')
  if (value?.kind !== 'reference' || !context.changed.has(value.number)) return
  const stream = file.resolve(value, revision)
  if (stream.kind !== 'stream' || nameOf(stream.dictionary.entries.get('Subtype')) !== 'XML' || !isPlainXml(context, stream)) return
  context.explain(value.number, { name: 'metadata', roots: [{ number: catalog.number, way: 'Metadata' }] })
  context.report(value, 'metadata', 'NONE')
}

function judgeCatalog(context: StepContext, catalog: ObjectId): void {
  const { file, revision } = context
  const [before, after] = [file.getRoot(context.before), file.getRoot(revision)]
  const keys = differingKeys(before, after)
  for (const key of keys) {
    if (key === 'Perms' && context.isCertifiedHere) {
      context.report(catalog, 'late-certification', 'OTHER', { path: 'Root/Perms' })
      context.explainNewBelow(after.entries.get('Perms'), { name: 'permissions', roots: [{ number: catalog.number, way: 'Perms' }] })
      continue
    }
    const isFine = JUDGED_APART.has(key) && (key !== 'Extensions' || isPlainExtensions(context)) && (key !== 'Metadata' || after.entries.has('Metadata')) && (key !== 'AcroForm' || after.entries.has('AcroForm'))
    if (!isFine) context.report(catalog, 'catalog-changed', 'OTHER', { path: `Root/${key}` })
  }
  if (isPlainExtensions(context)) context.explainBelow(after.entries.get('Extensions'), { name: 'extensions', roots: [{ number: catalog.number, way: 'Extensions' }] })
  context.explain(catalog.number)
}

/** Every reachable change that no rule accounted for: rejected, by name. */
function reportRest(context: StepContext): void {
  for (const { changed, isShared } of context.listUnexplained()) {
    const path = context.graph.pathOf(changed.number)
    const isContent = context.pageOf(changed.number) !== undefined && /\/(Contents|Resources)\b/.test(path)
    const kind = isShared ? 'object-shared' : isContent ? 'page-content' : 'object-changed'
    const rect = dictionaryOf(changed.after ?? undefined) && context.rectOf(dictionaryOf(changed.after ?? undefined)!)
    context.report(changed, kind, 'OTHER', {
      ...(changed.before ? { before: showObject(changed.before) } : {}),
      ...(changed.after ? { after: showObject(changed.after) } : {}),
      ...(rect ? { rect } : {}),
    })
  }
}

/**
 * What a revision did to the one before it. Every changed object that can be reached must be accounted for by a rule that is anchored to
 * its place in the document and knows everyone who refers to it; the rest is rejected (ISO 32000-2 §12.8.2.2). Throws what damage calls for.
 */
function judgeStep(state: DocumentState, looks: Looks, revision: number): Step {
  const { file } = state
  const context = new StepContext(state, looks, revision)
  const catalog = file.getRootReference(revision)
  judgeTrailer(context)
  if (context.changed.size > 0 || context.changes.length > 0) {
    judgeMetadata(context, catalog)
    judgeStore(context, catalog)
    judgeForm(context, catalog)
    judgeCatalog(context, catalog)
    judgePages(context)
    judgeStructure(context, catalog)
    reportRest(context)
  }
  looks.note(revision, file.revisions[revision]!.changes.keys())
  return { revision, class: worstClass(context.changes.map((change) => change.class)), changes: context.changes }
}

/** A step that meets damage which no rule can pass over says that, and decides nothing about the others. */
function judgeOrNote(state: DocumentState, looks: Looks, revision: number): Step {
  try {
    return judgeStep(state, looks, revision)
  } catch (error) {
    const { file } = state
    if (!isDamage(error) || !file.reading.isTolerant) throw error
    file.reading.note('object-unreadable', 'PDF_SYNTAX_DAMAGED', 'what a revision changed cannot be read', 0)
    const { number, generation } = file.getRootReference(revision)
    return { revision, class: 'OTHER', changes: [{ revision, object: { number, generation }, path: 'Root', kind: 'revision-unreadable', class: 'OTHER' }] }
  }
}

/** What each revision but the first did to the one before it. Throws where a bound is passed. */
export function judgeSteps(file: PdfFile): Step[] {
  const state = new DocumentState(file)
  const looks = new Looks(state)
  return file.revisions.slice(1).map(({ index }) => judgeOrNote(state, looks, index))
}
