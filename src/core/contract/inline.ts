/** A stretch of a text: letters, or a place where a value stands. */
export type Inline =
  | { readonly kind: 'letters'; readonly text: string; readonly bold: boolean }
  | { readonly kind: 'place'; readonly name: string; readonly words: boolean; readonly bold: boolean }

export type InlineProblem = 'CONTRACT_PLACEHOLDER_MALFORMED' | 'CONTRACT_EMPHASIS_UNBALANCED'

/** Facts of the contract itself that a text can name, as `{@number}`. */
export const DOCUMENT_PLACES = ['@number', '@version', '@created-on', '@reply-by', '@governing-law', '@jurisdiction'] as const

const TOKEN = /\*\*|\{(@?[a-z][a-z0-9-]{0,59})(:words)?\}|[{}]/g

/**
 * Splits a text into letters and places: `**bold**`, `{particular-id}`, `{particular-id:words}` (an amount in words), `{@number}`.
 * One brace that is no place, or an odd `**`, is a problem. Values are put in afterwards, so nothing in a value is ever markup.
 */
export function parseInline(text: string): { readonly inlines: readonly Inline[]; readonly problem: InlineProblem | null } {
  const inlines: Inline[] = []
  let bold = false
  let problem: InlineProblem | null = null
  let from = 0
  const add = (end: number) => {
    if (end > from) inlines.push({ kind: 'letters', text: text.slice(from, end), bold })
  }
  for (const match of text.matchAll(TOKEN)) {
    const [token, name, words] = match
    if (token === '{' || token === '}') {
      problem ??= 'CONTRACT_PLACEHOLDER_MALFORMED'
      continue
    }
    add(match.index)
    from = match.index + token.length
    if (token === '**') bold = !bold
    else if (name !== undefined) inlines.push({ kind: 'place', name, words: words !== undefined, bold })
  }
  add(text.length)
  if (bold) problem ??= 'CONTRACT_EMPHASIS_UNBALANCED'
  return { inlines, problem }
}
