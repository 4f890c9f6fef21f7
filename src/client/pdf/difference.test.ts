import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findDifferences } from './difference.ts'
import type { Picture } from './difference.ts'

/** White paper with black rectangles. */
function paper(width: number, height: number, ...spots: readonly (readonly [x: number, y: number, width: number, height: number])[]): Picture {
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  for (const [left, top, w, h] of spots) for (let y = top; y < top + h; y++) for (let x = left; x < left + w; x++) data.set([0, 0, 0], (y * width + x) * 4)
  return { data, width, height }
}

describe('what looks different on a page', () => {
  test('is found where it is, and nothing else', () => {
    const [before, after] = [paper(200, 200, [10, 10, 30, 8]), paper(200, 200, [10, 10, 30, 8], [100, 120, 12, 9])]
    const [box, ...others] = findDifferences(before, after)
    expect(others).toEqual([])
    expect(box!.left).toBeLessThanOrEqual(100)
    expect(box!.top).toBeLessThanOrEqual(120)
    expect(box!.left + box!.width).toBeGreaterThanOrEqual(112)
    expect(box!.width).toBeLessThan(30)
    expect(findDifferences(after, before)).toEqual([box])
  })

  test('letters of a line are one place, far ones are two', () => {
    const line = paper(300, 100, [10, 10, 4, 6], [20, 10, 4, 6], [32, 10, 4, 6], [200, 60, 5, 5])
    expect(findDifferences(paper(300, 100), line)).toHaveLength(2)
  })

  test('the same page has none; a page of another size differs at its edge; a page all different is one place', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(50), fc.nat(50), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), { maxLength: 5 }), (spots) => findDifferences(paper(60, 60, ...spots), paper(60, 60, ...spots)).length === 0), { numRuns: 50 })
    expect(findDifferences(paper(60, 60), paper(60, 90)).length).toBe(1)
    const spotted = paper(600, 600, ...Array.from({ length: 100 }, (_, index) => [(index % 10) * 60, Math.floor(index / 10) * 60, 5, 5] as const))
    expect(findDifferences(paper(600, 600), spotted)).toHaveLength(1)
  })
})
