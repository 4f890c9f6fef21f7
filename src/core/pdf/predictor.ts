import { refuse } from './error.ts'
import { integerOf } from './object.ts'
import type { PdfDictionary } from './object.ts'

function parameter(parameters: PdfDictionary, key: string, fallback: number, maximum: number): number {
  const given = parameters.entries.get(key)
  const value = given === undefined ? fallback : integerOf(given)
  if (value === null || value < 1 || value > maximum) refuse('PDF_STREAM_DAMAGED', `predictor parameter ${key} out of range`)
  return value
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner
  const toLeft = Math.abs(estimate - left)
  const toUp = Math.abs(estimate - up)
  const toCorner = Math.abs(estimate - corner)
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}

function predict(kind: number, left: number, up: number, corner: number): number {
  if (kind === 2) return up
  if (kind === 1) return left
  if (kind === 3) return (left + up) >> 1
  return kind === 4 ? paeth(left, up, corner) : 0
}

function undoPng(bytes: Uint8Array, rowLength: number, pixelLength: number): Uint8Array {
  const rows = bytes.length / (rowLength + 1)
  if (!Number.isInteger(rows)) refuse('PDF_STREAM_DAMAGED', 'predicted rows are cut off')
  const output = new Uint8Array(rows * rowLength)
  for (let row = 0; row < rows; row++) {
    const from = row * (rowLength + 1)
    const to = row * rowLength
    const kind = bytes[from]!
    if (kind > 4) refuse('PDF_STREAM_DAMAGED', 'unknown row predictor')
    for (let i = 0; i < rowLength; i++) {
      const left = i >= pixelLength ? output[to + i - pixelLength]! : 0
      const up = row > 0 ? output[to + i - rowLength]! : 0
      const corner = row > 0 && i >= pixelLength ? output[to + i - rowLength - pixelLength]! : 0
      output[to + i] = bytes[from + 1 + i]! + predict(kind, left, up, corner)
    }
  }
  return output
}

function undoTiff(bytes: Uint8Array, rowLength: number, colors: number): Uint8Array {
  const output = Uint8Array.from(bytes)
  for (let row = 0; row < output.length; row += rowLength) {
    const end = Math.min(row + rowLength, output.length)
    for (let i = row + colors; i < end; i++) output[i] = output[i]! + output[i - colors]!
  }
  return output
}

/** Undoes /Predictor 2 (8 bits a component) and 10 to 15 (ISO 32000-2 §7.4.4.4). Throws PDF_STREAM_DAMAGED, PDF_FILTER_UNSUPPORTED. */
export function undoPredictor(bytes: Uint8Array, parameters: PdfDictionary): Uint8Array {
  const predictor = parameter(parameters, 'Predictor', 1, 15)
  if (predictor === 1) return bytes
  const colors = parameter(parameters, 'Colors', 1, 32)
  const bits = parameter(parameters, 'BitsPerComponent', 8, 16)
  const columns = parameter(parameters, 'Columns', 1, 1_000_000)
  const rowLength = Math.ceil((colors * bits * columns) / 8)
  if (predictor >= 10) return undoPng(bytes, rowLength, Math.max(1, (colors * bits) >> 3))
  if (predictor === 2 && bits === 8) return undoTiff(bytes, rowLength, colors)
  return refuse('PDF_FILTER_UNSUPPORTED', 'predictor not supported', { predictor })
}
