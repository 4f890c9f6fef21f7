import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { codeOf } from '../../testing/pki/outcome.ts'
import {
  decodeInteger, decodeOid, encodeBitString, encodeBoolean, encodeContext, encodeDer, encodeGeneralizedTime, encodeInteger, encodeOctetString, encodeOid, encodeSequence,
  encodeSet, encodeUtf8String, readDer, wrapDer,
} from './der.ts'
import { compareBytes, concatBytes, equalBytes } from './compare.ts'
import { encodeHex } from './hex.ts'
import { decodeLatin1 } from './text.ts'

const lowTag = fc.integer({ min: 0, max: 255 }).filter((tag) => (tag & 0x1f) !== 0x1f)

describe('elements', () => {
  test('what is written is read back, at every length form', () => {
    fc.assert(fc.property(lowTag, fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(127, 128, 255, 256, 65_535, 65_536).map((length) => new Uint8Array(length))), (tag, content) => {
      const bytes = encodeDer(tag, content)
      const node = readDer(bytes)
      expect(node).toMatchObject({ tag, start: 0, end: bytes.length })
      expect(compareBytes(node.content, content)).toBe(0)
      expect(compareBytes(node.bytes, bytes)).toBe(0)
    }))
  })
  test('an element put together from its pieces is the same', () => {
    for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536, 16_777_216]) {
      const content = new Uint8Array(length).fill(7)
      const pieces = wrapDer(0x30, [content.subarray(0, length >> 1), content.subarray(length >> 1)])
      expect(equalBytes(concatBytes(...pieces), encodeDer(0x30, content))).toBe(true)
      const node = readDer(concatBytes(...pieces))
      expect([node.tag, node.content.length, node.end]).toEqual([0x30, length, concatBytes(...pieces).length])
    }
  })

  test('children are exactly the parts, at their places in the source', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 }), fc.nat(5), (contents, offset) => {
      const parts = contents.map(encodeOctetString)
      const bytes = new Uint8Array([...new Uint8Array(offset), ...encodeSequence(...parts)])
      const children = readDer(bytes, offset).children()
      expect(children.map((child) => encodeHex(child.bytes))).toEqual(parts.map(encodeHex))
      for (const child of children) expect(encodeHex(bytes.subarray(child.start, child.end))).toBe(encodeHex(child.bytes))
    }))
  })
  test('lengths that are indefinite, not minimal, or beyond the end are refused', () => {
    for (const bytes of [[0x30], [0x30, 0x80, 0, 0], [0x30, 0x81, 0x01, 0], [0x30, 0x82, 0, 0x80], [0x30, 0x01], [0x30, 0x85, 1, 0, 0, 0, 0], [0x1f, 0x81, 0x01, 0x00], []]) {
      expect(codeOf(() => readDer(Uint8Array.from(bytes)))).toBe('DER_MALFORMED')
    }
    expect(codeOf(() => readDer(Uint8Array.of(0x30, 0x03, 0x04, 0x02, 0x00)).children())).toBe('DER_MALFORMED')
  })
  test('whatever bytes come, the whole tree is walked or refused', () => {
    const walk = (bytes: Uint8Array, offset: number, depth: number): number => {
      const node = readDer(bytes, offset)
      return depth > 20 || (node.tag & 0x20) === 0 ? 1 : node.children().reduce((sum, child) => sum + walk(bytes, child.start, depth + 1), 1)
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect([null, 'DER_MALFORMED']).toContain(codeOf(() => walk(bytes, 0, 0)))
    }), { numRuns: 1000 })
  })
  test('more children than any structure of ours has are refused before they fill the memory', () => {
    expect(codeOf(() => readDer(encodeDer(0x30, new Uint8Array(200_002).fill(0).map((_, index) => (index % 2 === 0 ? 5 : 0)))).children())).toBe('DER_MALFORMED')
  })
  test('a set is sorted by its elements\' bytes', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 8 }), (contents) => {
      const items = readDer(encodeSet(...contents.map(encodeOctetString))).children().map((node) => node.bytes)
      for (let i = 1; i < items.length; i++) expect(compareBytes(items[i - 1]!, items[i]!)).toBeLessThanOrEqual(0)
    }))
  })
})

describe('object identifiers', () => {
  const arc = fc.oneof(fc.bigInt({ min: 0n, max: 200n }), fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }))
  test('arcs of any size come back, those made of UUIDs too', () => {
    fc.assert(fc.property(fc.nat(2), arc, fc.array(arc, { maxLength: 2 }), (first, second, rest) => {
      const text = [first, first < 2 ? second % 40n : second, ...rest].join('.')
      expect(decodeOid(readDer(encodeOid(text)).content)).toBe(text)
    }))
  })
  test('X.690 §8.19.5 and a UUID: the known octets', () => {
    expect(encodeHex(encodeOid('2.999.3'))).toBe('0603883703')
    expect(encodeHex(encodeOid('1.2.840.113549'))).toBe('06062a864886f70d')
    expect(encodeHex(encodeOid('2.25.0'))).toBe('06026900')
    for (const text of ['2.999999999.999999999', '2.1000000000.1000000000', '2.4294967295.2147483648']) expect(decodeOid(readDer(encodeOid(text)).content)).toBe(text)
  })
  test('what is no identifier is refused', () => {
    for (const text of ['', '1', '3.1', '1.40', '0.40', '1.02', '1..2', '1.2.', '1.-2', 'a']) expect(codeOf(() => encodeOid(text))).toBe('OID_MALFORMED')
    for (const bytes of [[], [0x80], [0x2a, 0x80, 0x01], [0x2a, 0x86]]) expect(codeOf(() => decodeOid(Uint8Array.from(bytes)))).toBe('OID_MALFORMED')
    expect(codeOf(() => decodeOid(new Uint8Array(65)))).toBe('OID_MALFORMED')
  })
  test('octets that are read are written back the same', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 30 }), (content) => {
      const outcome = codeOf(() => expect(encodeHex(readDer(encodeOid(`${decodeOid(content)}.1`)).content)).toBe(`${encodeHex(content)}01`))
      expect([null, 'OID_MALFORMED']).toContain(outcome)
    }))
  })
})

describe('values', () => {
  test('integers of every size and sign, in as few octets as possible', () => {
    fc.assert(fc.property(fc.oneof(fc.bigInt({ min: -70_000n, max: 70_000n }), fc.bigInt()), (value) => {
      const { content } = readDer(encodeInteger(value))
      expect(decodeInteger(content)).toBe(value)
      expect(content.length === 1 || !((content[0] === 0 && content[1]! < 0x80) || (content[0] === 0xff && content[1]! >= 0x80))).toBe(true)
    }))
    expect(encodeHex(encodeInteger(-128))).toBe('020180')
    expect(encodeHex(encodeInteger(128))).toBe('02020080')
  })
  test('magnitudes are taken as positive', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(decodeInteger(readDer(encodeInteger(bytes)).content)).toBe(BigInt(`0x0${encodeHex(bytes)}`))
    }))
  })
  test('an integer without octets, or of thousands, is refused', () => {
    expect(codeOf(() => decodeInteger(new Uint8Array(0)))).toBe('DER_MALFORMED')
    expect(codeOf(() => decodeInteger(new Uint8Array(5000)))).toBe('DER_MALFORMED')
  })
  test('the known octets of the small ones', () => {
    expect(encodeHex(encodeBoolean(true))).toBe('0101ff')
    expect(encodeHex(encodeBitString(Uint8Array.of(0x5a)))).toBe('0302005a')
    expect(encodeHex(encodeUtf8String('ô'))).toBe('0c02c3b4')
    expect(encodeHex(encodeContext(3, true, encodeBoolean(false)))).toBe('a303010100')
  })
  test('times are in whole seconds; those without a four-digit year are refused', () => {
    expect(decodeLatin1(readDer(encodeGeneralizedTime(Date.UTC(2026, 1, 3, 4, 5, 6, 789))).content)).toBe('20260203040506Z')
    for (const instant of [Number.NaN, Infinity, 253_402_300_800_000, -62_167_219_200_001]) expect(codeOf(() => encodeGeneralizedTime(instant))).toBe('TIME_OUT_OF_RANGE')
    expect(decodeLatin1(readDer(encodeGeneralizedTime(253_402_300_799_999)).content)).toBe('99991231235959Z')
  })
})
