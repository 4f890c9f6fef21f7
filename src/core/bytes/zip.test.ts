import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isCodedError } from './error.ts'
import { encodeUtf8 } from './text.ts'
import { crc32, encodeZip, parseZip } from './zip.ts'

const name = fc.stringMatching(/^[a-z]{1,8}(\/[a-z0-9.-]{1,8}[a-z])?$/)
const files = fc.uniqueArray(fc.record({ name, bytes: fc.uint8Array({ maxLength: 300 }) }), { minLength: 1, maxLength: 8, selector: (file) => file.name })

test('files come back from a zip as they were, and the same files make the same bytes', () => {
  expect(crc32(encodeUtf8('123456789'))).toBe(0xcbf43926)
  fc.assert(
    fc.property(files, (list) => {
      expect(parseZip(encodeZip(list))).toEqual(list)
      expect(encodeZip(list)).toEqual(encodeZip(list.map((file) => ({ ...file }))))
    }),
  )
})

test('a damaged zip is refused or its damaged file is told; nothing hangs or leads outside', () => {
  fc.assert(
    fc.property(files, fc.nat(), fc.integer({ min: 1, max: 255 }), (list, place, mask) => {
      const bytes = encodeZip(list)
      bytes[place % bytes.length]! ^= mask
      const outcome = read(bytes)
      expect(outcome === 'refused' || outcome.some((file) => file.bytes === null)).toBe(true)
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(read(bytes)).toBe('refused')
    }),
  )
  for (const wrong of ['../a', '/a', 'a/../b', 'a\\b', 'c:d', '', 'a//b', 'a\u0000']) expect(read(encodeZip([{ name: wrong, bytes: new Uint8Array(1) }])), wrong).toBe('refused')
  expect(read(encodeZip([{ name: 'a', bytes: new Uint8Array(1) }, { name: 'a', bytes: new Uint8Array(1) }]))).toBe('refused')
})

function read(bytes: Uint8Array): 'refused' | ReturnType<typeof parseZip> {
  try {
    return parseZip(bytes)
  } catch (error) {
    if (isCodedError(error)) return 'refused'
    throw error
  }
}
