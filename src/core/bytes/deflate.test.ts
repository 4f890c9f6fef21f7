import { inflateSync, deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { codeOf } from '../../testing/pki/outcome.ts'
import { equalBytes } from './compare.ts'
import { deflate, inflate } from './deflate.ts'

const MAX = { maxBytes: 1_000_000 }
const noise = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 2_654_435_761) >>> 24)
const content = fc.oneof(fc.uint8Array({ maxLength: 500 }), fc.nat(70_000).map((length) => new Uint8Array(length)), fc.nat(70_000).map(noise))

test('every other program inflates what we deflate, and we what they deflate', () => {
  fc.assert(fc.property(content, (bytes) => {
    expect(equalBytes(inflateSync(deflate(bytes)), bytes)).toBe(true)
    expect(equalBytes(inflate(deflateSync(bytes), MAX), bytes)).toBe(true)
    expect(equalBytes(inflate(deflate(bytes), MAX), bytes)).toBe(true)
  }), { numRuns: 60 })
})

test('streams that end just about a step of the reader are whole', () => {
  const stored = (length: number) => deflateSync(crypto.getRandomValues(new Uint8Array(length)), { level: 0 })
  const lengths = new Set<number>()
  for (let length = 16_360; length < 16_392; length++) {
    const stream = stored(length)
    lengths.add(stream.length - 16_384)
    expect(inflate(stream, MAX)).toHaveLength(length)
  }
  expect([...lengths]).toEqual(expect.arrayContaining([-1, 0, 1, 2, 3, 4, 5]))
})

test('a bomb is stopped at its bound', () => {
  const bomb = deflateSync(new Uint8Array(50_000_000))
  expect(codeOf(() => inflate(bomb, { maxBytes: 100_000 }))).toBe('INFLATE_TOO_LARGE')
  expect(inflate(deflate(new Uint8Array(1000)), { maxBytes: 1000 })).toHaveLength(1000)
  expect(codeOf(() => inflate(deflate(new Uint8Array(1001)), { maxBytes: 1000 }))).toBe('INFLATE_TOO_LARGE')
})

test('truncation anywhere in the data is noticed', () => {
  const stream = deflate(noise(3000))
  for (let length = 0; length < stream.length - 4; length += 7) expect(codeOf(() => inflate(stream.subarray(0, length), MAX))).toBe('INFLATE_MALFORMED')
})

test('whatever bytes come: inflated within the bound, or refused', () => {
  const stream = deflate(noise(400))
  const mutated = fc.tuple(fc.nat(stream.length - 1), fc.nat(255)).map(([at, value]) => stream.map((octet, index) => (index === at ? value : octet)))
  fc.assert(fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 100 })), (bytes) => {
    expect([null, 'INFLATE_MALFORMED', 'INFLATE_TOO_LARGE']).toContain(codeOf(() => inflate(bytes, { maxBytes: 10_000 })))
  }), { numRuns: 500 })
})
