import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha3, shake } from './sha3.ts'

const NAMES = ['SHA3-224', 'SHA3-256', 'SHA3-384', 'SHA3-512'] as const

test.each(NAMES)('%s is what OpenSSL makes of the same bytes, of every length around its blocks: else a good signature would be called false', (name) => {
  for (const length of [0, 1, 71, 72, 73, 103, 104, 135, 136, 137, 143, 144, 145, 288, 1000]) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 7) & 0xff)
    expect(Buffer.from(sha3(name, bytes)).toString('hex')).toBe(createHash(name.toLowerCase()).update(bytes).digest('hex'))
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => {
    expect(Buffer.from(sha3(name, bytes)).toString('hex')).toBe(createHash(name.toLowerCase()).update(bytes).digest('hex'))
  }))
})

test('SHAKE256 gives as much as is asked for', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 500 }), (bytes, length) => {
    expect(Buffer.from(shake(bytes, length)).toString('hex')).toBe(createHash('shake256', { outputLength: length }).update(bytes).digest('hex'))
  }))
  expect(sha3('SHAKE256', new Uint8Array(3))).toEqual(shake(new Uint8Array(3), 64))
})
