/** The first place where two texts part: at most a few words of each, and the words before. */
export interface Difference {
  readonly before: string
  readonly expected: string
  readonly found: string
}

const CONTEXT = 4
const MAX_WORDS = 8
/** Words looked through for where two texts agree again, and how many must. */
const MAX_GAP = 120
const RESUMED = 3

export function splitWords(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

/** How many words two lists share at their beginning, and then at their end. */
export function sharedEnds(a: readonly string[], b: readonly string[]): { readonly head: number; readonly tail: number } {
  const limit = Math.min(a.length, b.length)
  let head = 0
  while (head < limit && a[head] === b[head]) head++
  let tail = 0
  while (tail < limit - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  return { head, tail }
}

/** How many words of each stand where two lists part, until they agree again for a few words or end. */
function measureGap(a: readonly string[], b: readonly string[], head: number): readonly [number, number] {
  const [left, right] = [a.length - head, b.length - head]
  for (let sum = 1; sum <= Math.min(MAX_GAP, left + right); sum++) {
    for (let inA = Math.max(0, sum - right); inA <= Math.min(sum, left); inA++) {
      const inB = sum - inA
      const agrees = Array.from({ length: RESUMED }, (_, step) => a[head + inA + step] === b[head + inB + step]).every(Boolean)
      if (agrees) return [inA, inB]
    }
  }
  return [left, right]
}

/** The first differing words, or null when the texts are the same but for white space. */
export function findDifference(expected: string, found: string): Difference | null {
  const [a, b] = [splitWords(expected), splitWords(found)]
  const { head } = sharedEnds(a, b)
  if (head === a.length && head === b.length) return null
  const [inA, inB] = measureGap(a, b, head)
  const cut = (words: readonly string[], count: number): string => {
    const middle = words.slice(head, head + Math.min(count, MAX_WORDS))
    return count > MAX_WORDS ? `${middle.join(' ')} …` : middle.join(' ')
  }
  return { before: a.slice(Math.max(0, head - CONTEXT), head).join(' '), expected: cut(a, inA), found: cut(b, inB) }
}

/**
 * The text that lines would be if their words were those of `words`: lines stay, the stretch that differs is put into the line where it
 * stands. Null when it spans lines. Serves to ask whether a statement was made over the words that a page shows.
 */
export function replaceWords(lines: string, words: readonly string[]): string | null {
  const rows = lines.split('\n').map(splitWords)
  const all = rows.flat()
  const { head, tail } = sharedEnds(all, words)
  const [from, to] = [head, all.length - tail]
  let start = 0
  for (const [index, row] of rows.entries()) {
    const end = start + row.length
    if (from >= start && to <= end && (from < end || to > start)) {
      const replaced = [...row.slice(0, from - start), ...words.slice(head, words.length - tail), ...row.slice(to - start)]
      return rows.map((one, at) => (at === index ? replaced : one).join(' ')).join('\n')
    }
    start = end
  }
  return null
}
