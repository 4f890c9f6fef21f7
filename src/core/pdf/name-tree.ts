import { refuse } from './error.ts'
import { dictionaryOf, idText } from './object.ts'
import type { PdfDictionary, PdfObject } from './object.ts'
import type { PdfFile } from './reader.ts'

const MAX_NAMES = 100_000

/** Keys (as bytes) and values of a name tree in order (ISO 32000-2 §7.9.6); values unresolved. Throws PDF_STRUCTURE_DAMAGED, PDF_TOO_DEEP, PDF_TOO_LARGE. */
export function readNameTree(file: PdfFile, root: PdfDictionary, revision = file.newest): { readonly key: Uint8Array; readonly value: PdfObject }[] {
  const found: { key: Uint8Array; value: PdfObject }[] = []
  const seen = new Set<string>()
  const visit = (node: PdfDictionary, depth: number): void => {
    if (depth > file.bounds.maxDepth) refuse('PDF_TOO_DEEP', 'name tree too deep')
    const names = file.get(node, 'Names', revision)
    if (names.kind === 'array') {
      if (found.length + names.items.length / 2 > MAX_NAMES) refuse('PDF_TOO_LARGE', 'too many names', { maxNames: MAX_NAMES })
      for (let i = 0; i + 1 < names.items.length; i += 2) {
        const key = file.resolve(names.items[i], revision)
        if (key.kind !== 'string') return refuse('PDF_STRUCTURE_DAMAGED', 'a name tree has a key that is no string')
        found.push({ key: key.bytes, value: names.items[i + 1]! })
      }
    }
    const kids = file.get(node, 'Kids', revision)
    for (const kid of kids.kind === 'array' ? kids.items : []) {
      const child = dictionaryOf(file.resolve(kid, revision))
      if (kid.kind !== 'reference' || child === null || seen.has(idText(kid))) return refuse('PDF_STRUCTURE_DAMAGED', 'malformed name tree')
      seen.add(idText(kid))
      visit(child, depth + 1)
    }
  }
  visit(root, 0)
  return found
}
