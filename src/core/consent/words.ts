/** A stretch of words that two texts share, or that only one of them has. */
export interface WordChange {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Longest text that is compared, in UTF-16 units each; beyond it the whole is one removal and one addition. */
export const MAX_COMPARED_LENGTH = 1_000_000
/** Most differing pieces that a comparison follows before it gives the stretch up as replaced. */
export const MAX_EDITS = 1500

/** Pieces whose joining gives the text back: lines, or words with the space after them. */
const splitLines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []
const splitWords = (text: string): string[] => text.match(/\s+|[^\s]+\s*/g) ?? []

type Step = readonly [kind: WordChange['kind'], piece: string]

/** Myers' greedy comparison; null when more than `MAX_EDITS` pieces differ. */
function trace(before: readonly string[], after: readonly string[]): Step[] | null {
  const [n, m] = [before.length, after.length]
  const limit = Math.min(n + m, MAX_EDITS)
  const size = 2 * limit + 2
  let reached = new Int32Array(size)
  const history: Int32Array[] = []
  const middle = limit
  for (let edits = 0; edits <= limit; edits++) {
    history.push(reached.slice())
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && reached[middle + k - 1]! < reached[middle + k + 1]!)
      let x = down ? reached[middle + k + 1]! : reached[middle + k - 1]! + 1
      while (x < n && x - k < m && before[x] === after[x - k]) x++
      reached[middle + k] = x
      if (x >= n && x - k >= m) return walkBack(before, after, history, edits, middle)
    }
    reached = reached.slice()
  }
  return null
}

function walkBack(before: readonly string[], after: readonly string[], history: readonly Int32Array[], edits: number, middle: number): Step[] {
  const steps: Step[] = []
  let [x, y] = [before.length, after.length]
  for (let at = edits; at >= 0; at--) {
    const reached = history[at]!
    const k = x - y
    const down = at > 0 && (k === -at || (k !== at && reached[middle + k - 1]! < reached[middle + k + 1]!))
    const fromK = down ? k + 1 : k - 1
    const fromX = at === 0 ? 0 : reached[middle + fromK]!
    const fromY = at === 0 ? 0 : fromX - fromK
    while (x > fromX && y > fromY && before[x - 1] === after[y - 1]) {
      steps.push(['same', before[--x]!])
      y--
    }
    if (at === 0) break
    if (down) steps.push(['added', after[--y]!])
    else steps.push(['removed', before[--x]!])
  }
  return steps.toReversed()
}

function join(steps: readonly Step[]): WordChange[] {
  const changes: WordChange[] = []
  // Within one difference what went stands before what came.
  let [removed, added] = ['', '']
  const settle = () => {
    if (removed !== '') changes.push({ kind: 'removed', text: removed })
    if (added !== '') changes.push({ kind: 'added', text: added })
    removed = added = ''
  }
  for (const [kind, piece] of steps) {
    if (kind === 'removed') removed += piece
    else if (kind === 'added') added += piece
    else {
      settle()
      const last = changes.at(-1)
      if (last?.kind === 'same') changes[changes.length - 1] = { kind: 'same', text: last.text + piece }
      else changes.push({ kind: 'same', text: piece })
    }
  }
  settle()
  return changes
}

function compareWithin(before: string, after: string): Step[] {
  const steps = trace(splitWords(before), splitWords(after))
  return steps ?? [...(before === '' ? [] : [['removed', before] as const]), ...(after === '' ? [] : [['added', after] as const])]
}

/**
 * The differences between two texts, word by word: lines are compared first, then the words within what differs. Joining what is same and
 * removed gives the first text back, same and added the second. Bounded: a text or a difference over its bound is shown as replaced.
 */
export function compareWords(before: string, after: string): WordChange[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }]
  const tooLong = before.length > MAX_COMPARED_LENGTH || after.length > MAX_COMPARED_LENGTH
  const lines = tooLong ? null : trace(splitLines(before), splitLines(after))
  if (!lines) return join([...(before === '' ? [] : [['removed', before] as const]), ...(after === '' ? [] : [['added', after] as const])])
  const steps: Step[] = []
  let [removed, added] = ['', '']
  const settle = () => {
    if (removed !== '' || added !== '') steps.push(...compareWithin(removed, added))
    removed = added = ''
  }
  for (const [kind, piece] of lines) {
    if (kind === 'removed') removed += piece
    else if (kind === 'added') added += piece
    else {
      settle()
      steps.push([kind, piece])
    }
  }
  settle()
  return join(steps)
}
