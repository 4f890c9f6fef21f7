import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeLatin1 } from '../bytes/text.ts'
import { decodePdfDate, encodePdfDate } from './date.ts'
import { decodeTextString, encodeTextString } from './text-string.ts'

test('a name reads back in NFC, whatever letters it has', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeTextString(encodeTextString(text).bytes)).toBe(text.normalize('NFC'))
    }),
  )
  expect(decodeTextString(encodeTextString('Nguye\u0302\u0303n').bytes)).toBe('Nguy\u1ec5n')
})

test('reads PDFDocEncoding and UTF-8 as other programs write them', () => {
  expect(decodeTextString(encodeLatin1('caf\u00e9 \u0080 \u00a0'))).toBe('café • €')
  expect(decodeTextString(encodeLatin1('\u00ef\u00bb\u00bf\u00e1\u00bb\u0093'))).toBe('ồ')
})

test('a time keeps its offset there and back', () => {
  expect(encodePdfDate('2026-09-01T10:00:05.123+07:00')).toBe("D:20260901100005+07'00'")
  expect(encodePdfDate('2026-09-01T03:00:05Z')).toBe('D:20260901030005Z')
  expect(decodePdfDate("D:20260901100005+07'00'")).toBe('2026-09-01T10:00:05+07:00')
  expect(decodePdfDate("D:20260901100005+07'00")).toBe('2026-09-01T10:00:05+07:00')
  expect(decodePdfDate('D:2026')).toBe('2026-01-01T00:00:00')
  expect(decodePdfDate('yesterday')).toBeNull()
  expect(decodePdfDate('D:20261301')).toBeNull()
  expect(() => encodePdfDate('2026-09-01 10:00')).toThrow(expect.objectContaining({ code: 'PDF_TEXT_UNFIT' }))
})
