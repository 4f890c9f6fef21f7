import { refuse } from './error.ts'
import { dictionaryOf, entryOf, idText, nameOf } from './object.ts'
import type { ObjectId, PdfDictionary, PdfObject } from './object.ts'
import type { PdfFile } from './reader.ts'
import { decodeTextString } from './text-string.ts'

const MAX_FIELDS = 100_000

/** A dictionary and what names it; `id` is null when it stands directly inside another. */
export interface NamedDictionary {
  readonly id: ObjectId | null
  readonly dictionary: PdfDictionary
}

/** A terminal field of the interactive form (ISO 32000-2 §12.7.4). */
export interface FormField extends NamedDictionary {
  /** Fully qualified: partial names joined by periods. */
  readonly name: string
  /** /FT, own or inherited: Btn, Tx, Ch or Sig. */
  readonly type: string | null
  /** /V as it stands, own or inherited; unresolved. */
  readonly value: PdfObject | undefined
  /** Own or inherited; unresolved. */
  readonly flags: PdfObject | undefined
  /** The field itself when the two are one dictionary. */
  readonly widgets: readonly NamedDictionary[]
}

interface Inherited {
  readonly name: string
  readonly FT: PdfObject | undefined
  readonly V: PdfObject | undefined
  readonly Ff: PdfObject | undefined
}

/** Null for the null object, which a reference to a removed field gives. */
function named(file: PdfFile, object: PdfObject, revision: number): NamedDictionary | null {
  const value = file.resolve(object, revision)
  if (value.kind === 'null') return null
  const dictionary = dictionaryOf(value)
  if (dictionary === null) return refuse('PDF_STRUCTURE_DAMAGED', 'a field is no dictionary')
  return { id: object.kind === 'reference' ? { number: object.number, generation: object.generation } : null, dictionary }
}

const dictionaryStart = ({ dictionary }: NamedDictionary): number => dictionary.start

function joinName(file: PdfFile, node: PdfDictionary, parent: string, revision: number): string {
  const own = file.get(node, 'T', revision)
  if (own.kind !== 'string') return parent
  const text = decodeTextString(own.bytes)
  return parent === '' ? text : `${parent}.${text}`
}

/** Every terminal field reached from /AcroForm /Fields as of a revision, in order. Throws PDF_STRUCTURE_DAMAGED, PDF_TOO_DEEP, PDF_TOO_LARGE. */
export function readFields(file: PdfFile, revision = file.newest): FormField[] {
  const fields: FormField[] = []
  const seen = new Set<string>()
  const visit = (object: PdfObject, inherited: Inherited, depth: number): void => {
    if (depth > file.bounds.maxDepth) refuse('PDF_TOO_DEEP', 'field tree too deep')
    if (fields.length >= MAX_FIELDS) refuse('PDF_TOO_LARGE', 'too many fields', { maxFields: MAX_FIELDS })
    const node = named(file, object, revision)
    if (node === null) return
    if (node.id !== null) {
      if (seen.has(idText(node.id))) return file.reading.note('tree-entry-twice', 'PDF_STRUCTURE_DAMAGED', 'a field stands twice in the field tree', dictionaryStart(node))
      seen.add(idText(node.id))
    }
    const { dictionary } = node
    const own = (key: 'FT' | 'V' | 'Ff'): PdfObject | undefined => entryOf(dictionary, key) ?? inherited[key]
    const given: Inherited = { name: joinName(file, dictionary, inherited.name, revision), FT: own('FT'), V: own('V'), Ff: own('Ff') }
    const kids = file.get(dictionary, 'Kids', revision)
    const children = kids.kind === 'array' ? kids.items : []
    const isBranch = children.some((child) => dictionaryOf(file.resolve(child, revision))?.entries.has('T') === true)
    if (isBranch) {
      for (const child of children) visit(child, given, depth + 1)
      return
    }
    const widgets = children.flatMap((child) => named(file, child, revision) ?? [])
    if (nameOf(file.get(dictionary, 'Subtype', revision)) === 'Widget') widgets.unshift(node)
    fields.push({ ...node, name: given.name, type: nameOf(file.resolve(given.FT, revision)), value: given.V, flags: given.Ff, widgets })
  }
  const form = file.getDictionary(file.getRoot(revision), 'AcroForm', revision)
  const list = form === null ? undefined : file.get(form, 'Fields', revision)
  const nothing: Inherited = { name: '', FT: undefined, V: undefined, Ff: undefined }
  if (list?.kind === 'array') for (const item of list.items) visit(item, nothing, 0)
  return fields
}
