import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deflate } from '../bytes/deflate.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { pdfArray, pdfDictionary, pdfName, pdfNumber, pdfStream } from './object.ts'
import { decodeStream } from './stream.ts'

const FLATE = { Filter: pdfName('FlateDecode') }
const parameters = (predictor: number, columns: number, colors = 1) =>
  pdfDictionary({ Predictor: pdfNumber(predictor), Columns: pdfNumber(columns), Colors: pdfNumber(colors) })

/** Applies a PNG row predictor, so that undoing it can be held against the plain rows. */
function predict(rows: readonly Uint8Array[], kind: number, pixel: number): Uint8Array {
  const output: number[] = []
  rows.forEach((row, y) => {
    output.push(kind)
    row.forEach((value, x) => {
      const left = x >= pixel ? row[x - pixel]! : 0
      const up = rows[y - 1]?.[x] ?? 0
      const corner = x >= pixel ? (rows[y - 1]?.[x - pixel] ?? 0) : 0
      const estimate = left + up - corner
      const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)]
      const paeth = a <= b && a <= c ? left : b <= c ? up : corner
      output.push((value - [0, left, up, (left + up) >> 1, paeth][kind]!) & 0xff)
    })
  })
  return Uint8Array.from(output)
}

describe('what a writer packed is what is read', () => {
  test('every row predictor', () => {
    const rows = fc.integer({ min: 1, max: 4 }).chain((columns) => fc.array(fc.uint8Array({ minLength: columns * 2, maxLength: columns * 2 }), { minLength: 1, maxLength: 5 }))
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 4 }), (plain, kind) => {
        const stream = pdfStream({ ...FLATE, DecodeParms: parameters(10 + kind, plain[0]!.length / 2, 2) }, deflate(predict(plain, kind, 2)))
        expect([...decodeStream(stream, 10_000)]).toEqual(plain.flatMap((row) => [...row]))
      }),
    )
  })

  test('filters one after another, and none', () => {
    const both = pdfStream({ Filter: pdfArray([pdfName('ASCIIHexDecode'), pdfName('FlateDecode')]) }, encodeLatin1([...deflate(encodeLatin1('hello'))].map((byte) => byte.toString(16).padStart(2, '0')).join(' ') + '>'))
    expect(decodeStream(both, 100)).toEqual(encodeLatin1('hello'))
    expect(decodeStream(pdfStream({}, encodeLatin1('hello')), 100)).toEqual(encodeLatin1('hello'))
    expect(decodeStream(pdfStream({ Filter: pdfName('ASCII85Decode') }, encodeLatin1('87cURD]j7BEbo80z~>')), 100)).toEqual(encodeLatin1('Hello world!\0\0\0\0'))
  })
})

test.each([
  ['PDF_TOO_LARGE', FLATE, deflate(new Uint8Array(200_000))],
  ['PDF_STREAM_DAMAGED', FLATE, encodeLatin1('not zlib')],
  ['PDF_STREAM_DAMAGED', FLATE, deflate(new Uint8Array(5000)).subarray(0, 10)],
  ['PDF_STREAM_DAMAGED', { ...FLATE, DecodeParms: parameters(12, 4) }, deflate(new Uint8Array(7))],
  ['PDF_STREAM_DAMAGED', { ...FLATE, DecodeParms: parameters(12, 99_999_999) }, deflate(new Uint8Array(7))],
  ['PDF_FILTER_UNSUPPORTED', { Filter: pdfName('JPXDecode') }, new Uint8Array(1)],
  ['PDF_FILTER_UNSUPPORTED', { F: pdfName('elsewhere') }, new Uint8Array(1)],
] as const)('%s', (code, entries, raw) => {
  expect(() => decodeStream(pdfStream(entries, raw), 100_000)).toThrow(expect.objectContaining({ code }))
})
