import { boxAround, cornersOf } from './page-geometry.ts'
import type { Rectangle } from './page-geometry.ts'
import { multiply } from './text-state.ts'
import type { Matrix } from './text-state.ts'

type Point = readonly [number, number]

/** A path under construction (ISO 32000-2 §8.5.2), as far as boxes tell it. Coordinates are user space until they are asked for; rectangles are placed at once. */
export class PathBoxes {
  #rectangles: Rectangle[] = []
  #points: Point[] = []
  #isStraight = true

  rectangle(x: number, y: number, width: number, height: number, ctm: Matrix): void {
    this.#rectangles.push(boxAround(cornersOf(x, y, x + width, y + height), ctm))
    this.#isStraight &&= ctm[1] === 0 && ctm[2] === 0
  }

  /** The points of a line, or, `isCurved`, those that steer a curve. */
  add(points: readonly Point[], isCurved: boolean): void {
    this.#points.push(...points)
    this.#isStraight &&= !isCurved
  }

  /** What a fill of it takes at most, and whether that is just what it takes: rectangles, and lines that run along the axes around one. */
  filled(ctm: Matrix): { readonly boxes: readonly Rectangle[]; readonly isPlain: boolean } {
    if (this.#points.length === 0) return { boxes: this.#rectangles, isPlain: this.#isStraight }
    const around = boxAround(this.#points, ctm)
    const isAxial = this.#points.length >= 4 && this.#points.length <= 5 && this.#points.every(([x, y]) => {
      const [, , , , px, py] = multiply([1, 0, 0, 1, x, y], ctm)
      return (px === around[0] || px === around[2]) && (py === around[1] || py === around[3])
    })
    return { boxes: [...this.#rectangles, around], isPlain: this.#isStraight && isAxial }
  }

  /** What a line of a width along it takes at most. */
  stroked(width: number, ctm: Matrix): Rectangle[] {
    const half = (width * Math.max(Math.hypot(ctm[0], ctm[1]), Math.hypot(ctm[2], ctm[3]))) / 2
    const widen = ([left, bottom, right, top]: Rectangle): Rectangle => [left - half, bottom - half, right + half, top + half]
    const sides = this.#rectangles.flatMap(([left, bottom, right, top]): Rectangle[] => [[left, bottom, right, bottom], [left, top, right, top], [left, bottom, left, top], [right, bottom, right, top]])
    const segments = this.#points.slice(1).map((point, index) => boxAround([this.#points[index]!, point], ctm))
    return [...sides, ...segments].map(widen)
  }
}
