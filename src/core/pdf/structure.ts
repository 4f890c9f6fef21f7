import { refuse } from './error.ts'
import { dictionaryOf, integerOf, nameOf, pdfArray, pdfDictionary, pdfName, pdfNumber, pdfReference, withEntries } from './object.ts'
import type { ObjectId, PdfDictionary, PdfObject, PdfReference } from './object.ts'
import type { PdfFile } from './reader.ts'
import type { RevisionDraft } from './revision-draft.ts'

const MAX_KIDS = 1_000_000

interface TreePlace {
  /** Nodes from the root down to the one that holds /Nums; a node without id stands inside its parent. */
  readonly path: readonly { readonly id: ObjectId; readonly dictionary: PdfDictionary }[]
  readonly highest: number
}

/** The last leaf of a number tree (ISO 32000-2 §7.9.7): where a key above all others goes. */
function findLastLeaf(file: PdfFile, root: { readonly id: ObjectId; readonly dictionary: PdfDictionary }): TreePlace {
  const path = [root]
  for (;;) {
    const node = path[path.length - 1]!
    const kids = file.get(node.dictionary, 'Kids')
    if (kids.kind !== 'array' || kids.items.length === 0) break
    const last = kids.items[kids.items.length - 1]!
    const child = dictionaryOf(file.resolve(last))
    if (last.kind !== 'reference' || child === null || path.length > file.bounds.maxDepth) return refuse('PDF_STRUCTURE_DAMAGED', 'malformed number tree')
    path.push({ id: { number: last.number, generation: last.generation }, dictionary: child })
  }
  const numbers = file.get(path[path.length - 1]!.dictionary, 'Nums')
  const keys = numbers.kind === 'array' ? numbers.items.filter((_, i) => i % 2 === 0).map((item) => integerOf(file.resolve(item)) ?? -1) : []
  return { path, highest: keys.reduce((highest, key) => Math.max(highest, key), -1) }
}

/** Where a new element goes: the document element, or the root when there is none or several. */
function findParent(file: PdfFile, rootId: PdfReference, root: PdfDictionary): PdfReference {
  const kids = file.get(root, 'K')
  const given = root.entries.get('K')
  const items = kids.kind === 'array' ? kids.items : given === undefined ? [] : [given]
  if (items.length > MAX_KIDS) refuse('PDF_TOO_LARGE', 'structure tree has too many elements')
  const [only, another] = items
  if (only?.kind !== 'reference' || another !== undefined) return rootId
  const element = dictionaryOf(file.resolve(only))
  return element !== null && nameOf(file.get(element, 'S')) !== null ? only : rootId
}

/**
 * Puts widgets into the structure tree of a tagged file (ISO 32000-2 §14.7, §14.8.4.8.3): a Form element each, with one object reference as
 * its only kid, and a parent tree entry. Gives the draft its objects and says each widget's /StructParent; null when the file is not tagged.
 */
export function addFormElements(file: PdfFile, draft: RevisionDraft, widgets: readonly { readonly id: ObjectId; readonly page: ObjectId; readonly description: PdfObject }[]): number[] | null {
  const rootId = file.root.entries.get('StructTreeRoot')
  const root = dictionaryOf(file.resolve(rootId))
  if (rootId?.kind !== 'reference' || root === null) return null
  const parent = findParent(file, rootId, root)
  const treeId = draft.own(rootId, 'ParentTree')
  const { path, highest } = findLastLeaf(file, { id: treeId, dictionary: draft.dictionary(treeId) })
  const first = Math.max(integerOf(file.get(root, 'ParentTreeNextKey')) ?? 0, highest + 1)
  const elements = widgets.map(({ id, page, description }) => {
    const reference = pdfDictionary({ Type: pdfName('OBJR'), Pg: pdfReference(page), Obj: pdfReference(id) })
    return draft.add(pdfDictionary({ Type: pdfName('StructElem'), S: pdfName('Form'), P: parent, Pg: pdfReference(page), Alt: description, K: reference }))
  })
  for (const element of elements) draft.append(parent, 'K', pdfReference(element))
  const pairs = elements.flatMap((element, i) => [pdfNumber(first + i), pdfReference(element)])
  const last = first + elements.length - 1
  path.forEach(({ id }, depth) => {
    if (depth === path.length - 1) for (const item of pairs) draft.append(id, 'Nums', item)
    const node = draft.dictionary(id)
    const limits = file.get(node, 'Limits')
    if (limits.kind === 'array' && limits.items.length === 2) draft.set(id, withEntries(node, { Limits: pdfArray([limits.items[0]!, pdfNumber(last)]) }))
  })
  draft.set(rootId, withEntries(draft.dictionary(rootId), { ParentTreeNextKey: pdfNumber(last + 1) }))
  return widgets.map((_, i) => first + i)
}
