import { refuse } from './error.ts'
import type { PdfPage } from './page.ts'

/** [left, bottom, right, top] in points. */
export type Rectangle = readonly [number, number, number, number]

function ordered(box: readonly number[]): Rectangle {
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
  return ordered([...corner(left, bottom), ...corner(right, top)].map((value) => Math.round(value * 1000) / 1000))
}

export function overlaps(a: Rectangle, b: Rectangle): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}
