import { nameOf } from '../../pdf/object.ts'
import type { ObjectId, PdfDictionary, PdfObject } from '../../pdf/object.ts'
import { differingKeys, equalObjects } from './comparison.ts'
import type { Owner, StepContext } from './context.ts'

/** What an element for a new field or remark may have; nothing that replaces words that are there. */
const ELEMENT_KEYS = new Set(['Type', 'S', 'P', 'K', 'Pg', 'T', 'ID', 'Lang', 'Alt', 'A', 'C', 'R'])
/** Of the tree's root, its elements and its number trees: where lists grow. */
const GROWING_KEYS = new Set(['K', 'Kids', 'Nums', 'Limits', 'ParentTree', 'ParentTreeNextKey'])

const listOf = (object: PdfObject): readonly PdfObject[] => (object.kind === 'array' ? object.items : object.kind === 'null' ? [] : [object])

/** Whether every old item is still there in the old order, and what is new names only new objects, numbers or new annotations. */
function growsFairly(context: StepContext, before: PdfObject | undefined, after: PdfObject | undefined): boolean {
  const [old, now] = [listOf(context.file.resolve(before, context.before)), listOf(context.file.resolve(after, context.revision))]
  let next = 0
  return now.every((item) => {
    if (next < old.length && equalObjects(old[next], item)) return (next++, true)
    return isNewItem(context, item)
  }) && next === old.length
}

function isNewItem(context: StepContext, item: PdfObject): boolean {
  if (item.kind === 'number' || item.kind === 'string' || item.kind === 'null') return true
  if (item.kind === 'reference') return context.changed.get(item.number)?.before === null
  return item.kind === 'dictionary' && isAnnotationReference(context, item)
}

/** An object reference (ISO 32000-2 §14.7.5.3) to an annotation that this revision added. */
function isAnnotationReference(context: StepContext, item: PdfDictionary): boolean {
  const target = item.entries.get('Obj')
  return nameOf(item.entries.get('Type')) === 'OBJR' && target?.kind === 'reference' && context.isExplained(target.number) && context.changed.get(target.number)?.before === null
}

function isNewElement(context: StepContext, after: PdfObject | null): boolean {
  if (after?.kind === 'array') return after.items.every((item) => isNewItem(context, item))
  if (after?.kind !== 'dictionary') return false
  if (isAnnotationReference(context, after)) return true
  const isTreeNode = [...after.entries.keys()].every((key) => key === 'Nums' || key === 'Kids' || key === 'Limits')
  if (isTreeNode) return true
  const kids = listOf(context.file.resolve(after.entries.get('K'), context.revision))
  return after.entries.has('S') && [...after.entries.keys()].every((key) => ELEMENT_KEYS.has(key)) && kids.length > 0 && kids.every((kid) => isNewItem(context, kid))
}

function isGrown(context: StepContext, before: PdfObject, after: PdfObject | null): boolean {
  if (before.kind === 'array') return after?.kind === 'array' && growsFairly(context, before, after)
  if (before.kind !== 'dictionary' || after?.kind !== 'dictionary') return false
  return differingKeys(before, after).every((key) => {
    if (!GROWING_KEYS.has(key)) return false
    if (key === 'Limits' || key === 'ParentTreeNextKey') return true
    return growsFairly(context, before.entries.get(key), after.entries.get(key))
  })
}

/** The structure tree of a tagged document: it may take in the fields and remarks that the same revision added, and change in nothing else. Run after form and pages. */
export function judgeStructure(context: StepContext, catalog: ObjectId): void {
  const owner: Owner = { name: 'structure tree', roots: [{ number: catalog.number, way: 'StructTreeRoot' }] }
  for (const { number, before, after } of context.changed.values()) {
    if (context.isExplained(number) || !context.graph.has(number) || !context.graph.pathOf(number).startsWith('Root/StructTreeRoot')) continue
    if (before === null ? isNewElement(context, after) : isGrown(context, before, after)) context.explain(number, owner)
  }
}
