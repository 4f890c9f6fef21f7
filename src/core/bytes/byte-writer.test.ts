import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteWriter } from './byte-writer.ts'
import { concatBytes } from './compare.ts'
import { encodeHex } from './hex.ts'
import { encodeLatin1 } from './text.ts'

const latin1 = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 40 })
const bytes = fc.uint8Array({ maxLength: 60 })
const piece = fc.oneof(
  fc.nat(255).map((value) => ({ write: (writer: ByteWriter) => writer.octet(value), expected: Uint8Array.of(value) })),
  bytes.map((part) => ({ write: (writer: ByteWriter) => writer.bytes(part), expected: part })),
  bytes.map((part) => ({ write: (writer: ByteWriter) => writer.hex(part), expected: encodeLatin1(encodeHex(part)) })),
  latin1.map((text) => ({ write: (writer: ByteWriter) => writer.latin1(text), expected: encodeLatin1(text) })),
  fc.record({ value: fc.nat(255), count: fc.nat(100) }).map(({ value, count }) => ({ write: (writer: ByteWriter) => writer.fill(value, count), expected: new Uint8Array(count).fill(value) })),
  fc.record({ value: fc.integer({ min: 0, max: 9_999_999_999 }), width: fc.integer({ min: 1, max: 12 }) }).map(({ value, width }) => ({
    write: (writer: ByteWriter) => writer.digits(value, width),
    expected: encodeLatin1(String(value).padStart(width, '0')),
  })),
)

test('whatever is written stands there in its order, however little room there was at first', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(64), (pieces, room) => {
      const writer = new ByteWriter(room)
      for (const { write } of pieces) write(writer)
      const expected = concatBytes(...pieces.map((one) => one.expected))
      expect(writer.length).toBe(expected.length)
      expect(writer.written()).toEqual(expected)
    }),
  )
})

test('a letter that is no byte is refused and nothing of its text stays', () => {
  const writer = new ByteWriter()
  writer.latin1('before')
  expect(() => writer.latin1('a letter ữ')).toThrow(expect.objectContaining({ code: 'LATIN1_MALFORMED' }))
  expect(writer.written()).toEqual(encodeLatin1('before'))
})

test('what was taken back is written over, and a cleared writer begins anew without touching what was copied of it', () => {
  const writer = new ByteWriter(4)
  writer.latin1('<<a>>')
  writer.cut(2)
  writer.latin1(' b>>')
  const kept = writer.written().slice()
  expect(kept).toEqual(encodeLatin1('<<a b>>'))
  writer.clear().latin1('another')
  expect(writer.written()).toEqual(encodeLatin1('another'))
  expect(kept).toEqual(encodeLatin1('<<a b>>'))
  writer.cut(100)
  expect(writer.length).toBe(0)
})
