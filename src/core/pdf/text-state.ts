import type { Font } from './font.ts'
import type { PdfObject } from './object.ts'

/** [a b c d e f] (ISO 32000-2 §8.3.3). */
export type Matrix = readonly [number, number, number, number, number, number]

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0]

/** `first` applied before `second`. */
export function multiply(first: Matrix, second: Matrix): Matrix {
  const [a, b, c, d, e, f] = first
  const [A, B, C, D, E, F] = second
  return [a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F]
}

export function matrixOf(operands: readonly PdfObject[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = operands.map((operand) => (operand.kind === 'number' ? operand.value : 0))
  return [a, b, c, d, e, f]
}

/** What q and Q save and restore, as far as text needs it. */
export interface GraphicsState {
  ctm: Matrix
  font: Font | null
  size: number
  characterSpacing: number
  wordSpacing: number
  scale: number
  leading: number
  rise: number
}

export function initialState(ctm: Matrix): GraphicsState {
  return { ctm, font: null, size: 0, characterSpacing: 0, wordSpacing: 0, scale: 1, leading: 0, rise: 0 }
}

interface Pen {
  readonly x: number
  readonly y: number
  readonly size: number
}

/** A move along the line by more than this part of the font size is a space. */
const SPACE_GAP = 0.15
/** A move off the line by more than this part of the font size begins a new one. */
const LINE_GAP = 0.6

/** Text in the order it is drawn, with a space or a line end where the pen moved as far. */
export class TextFlow {
  text = ''
  #pen: Pen | null = null

  /** What stands between the text so far and text that begins at `start`: nothing, a space or a line end. */
  gapBefore(start: Pen, direction: { readonly x: number; readonly y: number }): string {
    const pen = this.#pen
    if (pen === null || this.text === '' || /\s$/.test(this.text)) return ''
    const moved = { x: start.x - pen.x, y: start.y - pen.y }
    const along = moved.x * direction.x + moved.y * direction.y
    const across = Math.abs(moved.x * direction.y - moved.y * direction.x)
    const size = Math.max(start.size, pen.size)
    if (across > LINE_GAP * size) return '\n'
    return along > SPACE_GAP * size || along < -size ? ' ' : ''
  }

  append(text: string, end: Pen): void {
    this.text += text
    this.#pen = end
  }
}
