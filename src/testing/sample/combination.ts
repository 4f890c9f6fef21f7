import type { XrefKind } from '../pdf/builder.ts'

/** How a file is made: every way the signing core can go. */
export interface Combination {
  readonly level: 'B-B' | 'B-T' | 'B-LT' | 'B-LTA'
  readonly base: XrefKind
  readonly signatories: 1 | 2 | 10
  readonly algorithm: 'ECDSA' | 'RSA'
  /** One-time, kept under a revocable certificate, or brought along with a chain of its own. */
  readonly key: 'one-time' | 'kept' | 'brought'
}

const CHOICES = {
  level: ['B-B', 'B-T', 'B-LT', 'B-LTA'],
  base: ['table', 'stream', 'objectStream', 'hybrid'],
  signatories: [1, 2, 10],
  algorithm: ['ECDSA', 'RSA'],
  key: ['one-time', 'kept', 'brought'],
} as const
const KEYS = Object.keys(CHOICES) as (keyof Combination)[]

/** All of them. */
export function listCombinations(): Combination[] {
  const { level, base, signatories, algorithm, key } = CHOICES
  return level.flatMap((l) => base.flatMap((b) => signatories.flatMap((s) => algorithm.flatMap((a) => key.map((k) => ({ level: l, base: b, signatories: s, algorithm: a, key: k }))))))
}

/** `B-LTA-table-2-RSA-kept` */
export function nameCombination(combination: Combination): string {
  return KEYS.map((key) => combination[key]).join('-')
}

function pairsOf(combination: Combination): string[] {
  return KEYS.flatMap((first, at) => KEYS.slice(at + 1).map((second) => `${first}=${combination[first]} ${second}=${combination[second]}`))
}

/** As few as a greedy choice finds of which every two values that can meet do meet in one. */
export function choosePairwise(): Combination[] {
  const all = listCombinations()
  const open = new Set(all.flatMap(pairsOf))
  const chosen: Combination[] = []
  while (open.size > 0) {
    const gain = (one: Combination): number => pairsOf(one).filter((pair) => open.has(pair)).length
    const best = all.reduce((most, one) => (gain(one) > gain(most) ? one : most))
    chosen.push(best)
    for (const pair of pairsOf(best)) open.delete(pair)
  }
  return chosen
}
