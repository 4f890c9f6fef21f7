import { idText } from '../../pdf/object.ts'
import type { ObjectId, PdfDictionary, PdfObject, PdfReference } from '../../pdf/object.ts'
import { differingKeys, equalObjects } from './comparison.ts'
import type { StepContext } from './context.ts'

/** What a field that only gathers others may have. */
const BRANCH_KEYS = new Set(['T', 'TU', 'TM', 'Kids', 'Parent', 'FT', 'DA', 'Q'])
const MAX_NODES = 200_000

interface Branch {
  readonly id: ObjectId
  readonly dictionary: PdfDictionary
  /** Object that names it, and where: another branch's /Kids, or the form's /Fields. */
  readonly parent: { readonly number: number; readonly way: string }
}

const references = (list: PdfObject): PdfReference[] => (list.kind === 'array' ? list.items.filter((item) => item.kind === 'reference') : [])

/** Fields of a revision that have kids with names of their own. */
function listBranches(context: StepContext, form: PdfDictionary, parent: Branch['parent'], revision: number): Branch[] {
  const found: Branch[] = []
  const seen = new Set<string>()
  const visit = (reference: PdfReference, above: Branch['parent'], depth: number): void => {
    if (seen.has(idText(reference)) || depth > context.file.bounds.maxDepth || seen.size > MAX_NODES) return
    seen.add(idText(reference))
    const dictionary = context.dictionary(reference, revision)
    const kids = dictionary === null ? [] : references(context.file.get(dictionary, 'Kids', revision))
    if (dictionary === null || !kids.some((kid) => context.dictionary(kid, revision)?.entries.has('T') === true)) return
    found.push({ id: reference, dictionary, parent: above })
    for (const kid of kids) visit(kid, { number: reference.number, way: 'Kids' }, depth + 1)
  }
  for (const reference of references(context.file.get(form, 'Fields', revision))) visit(reference, parent, 0)
  return found
}

/** Whether every kid is still there. */
function keepsKids(context: StepContext, before: PdfDictionary, after: PdfDictionary): boolean {
  const now = references(context.file.get(after, 'Kids', context.revision))
  return references(context.file.get(before, 'Kids', context.before)).every((kid) => now.some((other) => equalObjects(kid, other)))
}

/** Branches of the field tree: they may take in more fields (which are judged themselves), and new ones may hold new fields. */
export function judgeBranches(context: StepContext, before: PdfDictionary | null, after: PdfDictionary, form: Branch['parent']): void {
  if (![...context.changed.values()].some(({ after: object }) => object?.kind === 'dictionary' && object.entries.has('Kids'))) return
  const earlier = new Map((before === null ? [] : listBranches(context, before, form, context.before)).map((branch) => [branch.id.number, branch]))
  for (const { id, dictionary, parent } of listBranches(context, after, form, context.revision)) {
    if (!context.changed.has(id.number)) continue
    const old = earlier.get(id.number)
    const isFair = old === undefined
      ? context.changed.get(id.number)?.before === null && [...dictionary.entries.keys()].every((key) => BRANCH_KEYS.has(key))
      : differingKeys(old.dictionary, dictionary).every((key) => key === 'Kids') && keepsKids(context, old.dictionary, dictionary)
    if (isFair) context.explain(id.number, { name: `field tree ${id.number}`, roots: [parent], admits: (_, way) => way === 'Parent' })
    const kids = dictionary.entries.get('Kids')
    if (isFair && kids?.kind === 'reference') context.explain(kids.number, { name: `kids ${id.number}`, roots: [{ number: id.number, way: 'Kids' }] })
  }
}
