import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Reach } from './reach.ts'

const SIZE = 12
const number = fc.nat(SIZE - 1)
const edge = fc.tuple(number, number)

/** Levels by a search from the start, which needs no history. */
function search(edges: ReadonlySet<string>): Map<number, number> {
  const levels = new Map([[0, 0]])
  for (const [from, level] of levels) for (let to = 0; to < SIZE; to++) if (edges.has(`${from} ${to}`) && !levels.has(to)) levels.set(to, level + 1)
  return levels
}

test('[V38] whatever is taken away and added, what is still reached is known, by a shortest way: a change there is not overlooked', () => {
  const steps = fc.array(fc.record({ added: fc.array(edge, { maxLength: 6 }), removed: fc.array(edge, { maxLength: 6 }) }), { maxLength: 12 })
  fc.assert(fc.property(fc.array(edge, { maxLength: 30 }), steps, (start, later) => {
    const edges = new Set(start.map(([from, to]) => `${from} ${to}`))
    const all = Array.from({ length: SIZE }, (_, index) => index)
    const reach = new Reach({ targets: (from) => all.filter((to) => edges.has(`${from} ${to}`)), sources: (to) => all.filter((from) => edges.has(`${from} ${to}`)) }, 0)
    reach.grow([0])
    for (const { added, removed } of later) {
      const gone = removed.filter(([from, to]) => edges.delete(`${from} ${to}`))
      for (const [from, to] of added) edges.add(`${from} ${to}`)
      reach.cut(gone.filter(([from, to]) => !edges.has(`${from} ${to}`)))
      reach.grow([...new Set(added.map(([from]) => from))])
      const levels = search(edges)
      expect(all.filter((one) => reach.has(one))).toEqual(all.filter((one) => levels.has(one)))
      const reached = all.filter((one) => one !== 0 && reach.has(one))
      expect(reached.map((one) => levels.get(reach.parentOf(one)!)! + 1)).toEqual(reached.map((one) => levels.get(one)))
    }
  }), { numRuns: 300 })
})
