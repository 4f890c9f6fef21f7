import { encodeObject } from './encode.ts'
import { dictionaryOf, nameOf } from './object.ts'
import type { PdfDictionary, PdfObject } from './object.ts'
import type { PdfFile } from './reader.ts'

/** What signing and its validation data may change of the catalog, of the form, and of a signature field. */
const CATALOG: readonly string[] = ['AcroForm', 'DSS', 'Perms', 'Extensions']
const FORM: readonly string[] = ['SigFlags']
const FIELD: readonly string[] = ['V', 'AP', 'F']

const textOf = (object: PdfObject | undefined): string => (object === undefined ? '' : encodeObject(object).join())

/** Whether two dictionaries differ in nothing but these keys. */
function differsOnlyIn(keys: readonly string[], before: PdfDictionary, after: PdfDictionary): boolean {
  const all = new Set([...before.entries.keys(), ...after.entries.keys()])
  return [...all].every((key) => keys.includes(key) || textOf(before.entries.get(key)) === textOf(after.entries.get(key)))
}

/** A signature field that is empty before, or holds the same value after. */
function isFilled(file: PdfFile, before: PdfDictionary, after: PdfDictionary, revision: number): boolean {
  const was = before.entries.get('V')
  return nameOf(file.get(before, 'FT', revision)) === 'Sig' && (was === undefined || textOf(was) === textOf(after.entries.get('V'))) && differsOnlyIn(FIELD, before, after)
}

/**
 * Whether a revision touches nothing that was there but the catalog, the form, empty signature fields and the document security store, and
 * those only as signing does: pages, their content, notes and fonts are as they were. Stricter than a judge, for whoever is about to sign.
 */
export function changesSignaturesOnly(file: PdfFile, revision: number): boolean {
  const [root, form, store] = [file.getRootReference(revision), file.getRoot(revision - 1).entries.get('AcroForm'), file.getRoot(revision - 1).entries.get('DSS')]
  for (const [number] of file.revisions[revision]!.changes) {
    const known = file.getEntry(number, revision - 1)
    if (known === null || known.entry.kind === 'free') continue
    const id = { number, generation: known.entry.generation }
    const [before, after] = [dictionaryOf(file.getObject(id, revision - 1)), dictionaryOf(file.getObject(id, revision))]
    if (before === null || after === null) return false
    if (store?.kind === 'reference' && store.number === number) continue
    if (number === root.number ? !differsOnlyIn(CATALOG, before, after) : form?.kind === 'reference' && form.number === number ? !differsOnlyIn(FORM, before, after) : !isFilled(file, before, after, revision - 1)) return false
  }
  return true
}
