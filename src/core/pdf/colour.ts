import type { PdfObject } from './object.ts'

/** Red, green and blue, each from 0 to 1. */
export type Colour = readonly [number, number, number]

export const BLACK: Colour = [0, 0, 0]
export const WHITE: Colour = [1, 1, 1]

/** The plain spaces that operators of colour name by themselves: what is filled, and what is stroked (ISO 32000-2 §8.6.8). */
export const FILL_SPACES: Readonly<Record<string, string>> = { g: 'DeviceGray', rg: 'DeviceRGB', k: 'DeviceCMYK' }
export const STROKE_SPACES: Readonly<Record<string, string>> = { G: 'DeviceGray', RG: 'DeviceRGB', K: 'DeviceCMYK' }

/** Parts of each primary by which two colours must differ to be told apart. */
const CONTRAST = 0.12

/** Whether letters of the first colour, of the given opacity, cannot be told from a ground of the second. */
export const isLike = (a: Colour, b: Colour, opacity = 1): boolean => a.every((part, index) => opacity * Math.abs(part - b[index]!) < CONTRAST)

/** The colour that operands name in a plain space; null in any other. */
export function plainColour(space: string | null, operands: readonly PdfObject[]): Colour | null {
  const parts = operands.map((one) => (one.kind === 'number' ? Math.min(1, Math.max(0, one.value)) : Number.NaN))
  if (parts.some(Number.isNaN)) return null
  const [a = 0, b = 0, c = 0, black = 0] = parts
  if (space === 'DeviceGray' && parts.length === 1) return [a, a, a]
  if (space === 'DeviceRGB' && parts.length === 3) return [a, b, c]
  return space === 'DeviceCMYK' && parts.length === 4 ? [(1 - a) * (1 - black), (1 - b) * (1 - black), (1 - c) * (1 - black)] : null
}
