import type { Run } from './expand.ts'

const LETTER = /[\p{L}\p{N}]/u

function variants(term: string): string[] {
  const [first = '', ...rest] = term
  return [...new Set([first.toLowerCase(), first.toUpperCase()])].map((letter) => letter + rest.join(''))
}

/** Where the term stands as whole words, or -1. */
export function findWord(text: string, word: string, from: number): number {
  for (let at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!LETTER.test(text.charAt(at - 1)) && !LETTER.test(text.charAt(at + word.length))) return at
  }
  return -1
}

/**
 * Splits out the first whole-word occurrence of each defined term that is not yet `known` (its first letter in either case), and adds it
 * there; longer terms win, values are left alone.
 */
export function markTerms(runs: readonly Run[], terms: readonly { readonly term: string }[], known: Set<number> = new Set()): Run[] {
  let marked = [...runs]
  const order = terms.map((item, index) => ({ index, words: variants(item.term) })).sort((a, b) => (b.words[0]?.length ?? 0) - (a.words[0]?.length ?? 0) || a.index - b.index)
  for (const { index, words } of order) {
    if (known.has(index)) continue
    for (const [position, run] of marked.entries()) {
      if (run.term !== undefined || run.particular !== undefined) continue
      const found = words.map((word) => ({ at: findWord(run.text, word, 0), length: word.length })).filter((hit) => hit.at >= 0).sort((a, b) => a.at - b.at)[0]
      if (!found) continue
      const parts = [
        { ...run, text: run.text.slice(0, found.at) },
        { ...run, text: run.text.slice(found.at, found.at + found.length), term: index },
        { ...run, text: run.text.slice(found.at + found.length) },
      ].filter((part) => part.text !== '')
      marked = [...marked.slice(0, position), ...parts, ...marked.slice(position + 1)]
      known.add(index)
      break
    }
  }
  return marked
}
