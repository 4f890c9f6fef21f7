import { refuse } from './error.ts'
import type { PdfDictionary } from './object.ts'
import type { PdfPage } from './page.ts'
import type { PdfFile } from './reader.ts'
import { multiply } from './text-state.ts'
import type { Matrix } from './text-state.ts'

/** [left, bottom, right, top] in points. */
export type Rectangle = readonly [number, number, number, number]

/** The rectangle with two opposite corners, given in any order. */
export function ordered(box: readonly number[]): Rectangle {
  const [a = 0, b = 0, c = 0, d = 0] = box
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]
}

/** How far a page is turned clockwise when it is shown: 0, 90, 180 or 270. */
export function turnOf(page: PdfPage): number {
  return page.rotation % 90 === 0 ? ((page.rotation % 360) + 360) % 360 : 0
}

/** What is shown of a page, in its own coordinates: its crop box within its media box (ISO 32000-2 §14.11.2). Throws PDF_STRUCTURE_DAMAGED. */
export function visibleBox(page: PdfPage): Rectangle {
  if (page.mediaBox === null) return refuse('PDF_STRUCTURE_DAMAGED', 'page has no media box', { number: page.id.number })
  const media = ordered(page.mediaBox)
  const crop = page.cropBox === null ? media : ordered(page.cropBox)
  const box: Rectangle = [Math.max(media[0], crop[0]), Math.max(media[1], crop[1]), Math.min(media[2], crop[2]), Math.min(media[3], crop[3])]
  return box[0] < box[2] && box[1] < box[3] ? box : media
}

const round = (value: number): number => Math.round(value * 1000) / 1000

/**
 * From a rectangle on the page as it is seen (turned, cropped, its lower left corner the origin) to the page's own coordinates.
 * Throws PDF_FIELD_UNFIT when it has no size or passes the edge of what is seen.
 */
export function toPageCoordinates(page: PdfPage, rectangle: Rectangle): Rectangle {
  const [x0, y0, x1, y1] = visibleBox(page)
  const [width, height] = [x1 - x0, y1 - y0]
  const turn = turnOf(page)
  const [seenWidth, seenHeight] = turn % 180 === 0 ? [width, height] : [height, width]
  const [left, bottom, right, top] = rectangle
  const slack = 0.01
  const isInside = left >= -slack && bottom >= -slack && right <= seenWidth + slack && top <= seenHeight + slack
  if (!(left < right && bottom < top && isInside)) refuse('PDF_FIELD_UNFIT', 'field does not lie on its page', { number: page.id.number })
  const corner = (x: number, y: number): readonly [number, number] => {
    if (turn === 90) return [x0 + width - y, y0 + x]
    if (turn === 180) return [x0 + width - x, y0 + height - y]
    return turn === 270 ? [x0 + y, y0 + height - x] : [x0 + x, y0 + y]
  }
  const first = corner(left, bottom)
  const second = corner(right, top)
  return ordered([round(first[0]), round(first[1]), round(second[0]), round(second[1])])
}

/** The least rectangle around points that a matrix moves. */
export function boxAround(points: readonly (readonly [number, number])[], matrix: Matrix): Rectangle {
  const placed = points.map(([x, y]) => multiply([1, 0, 0, 1, x, y], matrix))
  const [xs, ys] = [placed.map((one) => one[4]), placed.map((one) => one[5])]
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

/** Two opposite corners, and the other two. */
export const cornersOf = (a: number, b: number, c: number, d: number): readonly (readonly [number, number])[] => [[a, b], [c, d], [a, d], [c, b]]

/** A rectangle that a dictionary names, e.g. /BBox or /Rect; null when it is none (ISO 32000-2 §7.9.5). */
export function readRectangle(file: PdfFile, dictionary: PdfDictionary, key: string, revision: number): Rectangle | null {
  const given = file.get(dictionary, key, revision)
  const sides = given.kind === 'array' ? given.items.map((item) => file.resolve(item, revision)).map((item) => (item.kind === 'number' ? item.value : Number.NaN)) : []
  return sides.length !== 4 || sides.some(Number.isNaN) ? null : ordered(sides)
}

export const areaOf = ([left, bottom, right, top]: Rectangle): number => Math.max(0, right - left) * Math.max(0, top - bottom)

/** What two rectangles have in common; of no area when nothing. */
export const intersect = (a: Rectangle, b: Rectangle): Rectangle => [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]

/** Whether the middle of the second lies in the first. */
export function holdsMiddle([left, bottom, right, top]: Rectangle, box: Rectangle): boolean {
  const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
  return x >= left && x <= right && y >= bottom && y <= top
}

export function overlaps(a: Rectangle, b: Rectangle): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}
