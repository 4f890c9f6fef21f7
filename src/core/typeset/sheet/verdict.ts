import type { Canvas } from '../canvas.ts'
import type { Box, PlacedBox } from '../flow.ts'
import { DOUBT, FAIL, PAGE, PASS } from '../page.ts'
import type { Color } from '../page.ts'
import type { VerdictTone } from './block.ts'

export const TONES: Readonly<Record<VerdictTone, Color>> = { pass: PASS, doubt: DOUBT, fail: FAIL }

type Points = readonly (readonly [x: number, y: number])[]

/** In a square of 44: circle (as a polygon), triangle, octagon, each with its sign, as on the check page. */
const SHAPES: Readonly<Record<VerdictTone, readonly Points[]>> = {
  pass: [
    [[39, 22], [37.7, 28.5], [34, 34], [28.5, 37.7], [22, 39], [15.5, 37.7], [10, 34], [6.3, 28.5], [5, 22], [6.3, 15.5], [10, 10], [15.5, 6.3], [22, 5], [28.5, 6.3], [34, 10], [37.7, 15.5], [39, 22]],
    [[14, 22.5], [19.6, 28.1], [30.5, 17]],
  ],
  doubt: [[[22, 4], [41, 38], [3, 38], [22, 4]], [[22, 17], [22, 27]], [[22, 31.5], [22, 33]]],
  fail: [[[14.4, 4], [29.6, 4], [40, 14.4], [40, 29.6], [29.6, 40], [14.4, 40], [4, 29.6], [4, 14.4], [14.4, 4]], [[15.5, 15.5], [28.5, 28.5]], [[28.5, 15.5], [15.5, 28.5]]],
}
const SCALE = 0.62

/** The bar and the shape beside the verdict's lines; decoration, for the words say it. */
export function drawVerdict(canvas: Canvas, placed: readonly PlacedBox[], verdict: readonly Box[], tone: VerdictTone): void {
  const lines = placed.filter(({ box }) => verdict.includes(box))
  const [first, last] = [lines[0], lines.at(-1)]
  if (!first || !last) return
  const [top, bottom] = [first.y - 6, last.y + last.box.height + 6]
  canvas.artifact('Layout', () => {
    canvas.stroke([[PAGE.left + 1.5, top], [PAGE.left + 1.5, bottom]], TONES[tone], 3)
    for (const points of SHAPES[tone]) canvas.stroke(points.map(([x, y]) => [PAGE.left + 14 + x * SCALE, top + 4 + y * SCALE]), TONES[tone], 1.7)
  })
}
