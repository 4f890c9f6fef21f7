import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { compareBytes, concatBytes, equalBytes, indexOfBytes, lastIndexOfBytes } from './compare.ts'
import { sha256Hex } from './sha256.ts'

const few = fc.uint8Array({ max: 2, maxLength: 30 })
const short = fc.uint8Array({ max: 2, minLength: 1, maxLength: 4 })

test('searching finds what a plain comparison at every place finds', () => {
  fc.assert(fc.property(few, short, fc.nat(32), (haystack, needle, from) => {
    const [text, part] = [Buffer.from(haystack), Buffer.from(needle)]
    expect(indexOfBytes(haystack, needle, from)).toBe(text.indexOf(part, from))
    expect(indexOfBytes(haystack, needle)).toBe(text.indexOf(part))
    expect(lastIndexOfBytes(haystack, needle, from)).toBe(text.lastIndexOf(part, from))
    expect(lastIndexOfBytes(haystack, needle)).toBe(text.lastIndexOf(part))
  }), { numRuns: 1000 })
})

test('an empty needle is everywhere up to the end', () => {
  expect(indexOfBytes(new Uint8Array(3), new Uint8Array(0), 3)).toBe(3)
  expect(indexOfBytes(new Uint8Array(3), new Uint8Array(0), 4)).toBe(-1)
  expect(lastIndexOfBytes(new Uint8Array(3), new Uint8Array(0))).toBe(3)
})

test('a search before the beginning does not count from the end', () => {
  expect(indexOfBytes(Uint8Array.of(1, 2, 1), Uint8Array.of(1), -1)).toBe(0)
})

test('joining, comparing and equality agree', () => {
  fc.assert(fc.property(few, few, few, (a, b, c) => {
    expect([...concatBytes(a, b, c)]).toEqual([...a, ...b, ...c])
    expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(a, b))
    expect(equalBytes(a, b)).toBe(compareBytes(a, b) === 0)
    expect(equalBytes(a, a.slice())).toBe(true)
  }))
})

test('SHA-256 as FIPS 180-4 and the platform have it', async () => {
  expect(sha256Hex(new TextEncoder().encode('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
    expect(sha256Hex(bytes)).toBe(Buffer.from(await crypto.subtle.digest('SHA-256', bytes as BufferSource)).toString('hex'))
  }), { numRuns: 40 })
})
