import { assert, boolean, dictionary, integer, oneof, property, string, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isCodedError } from '../../core/bytes/error.ts'
import { encodeCbor } from '../fixture/authenticator.ts'
import { parseCbor } from './cbor.ts'

const codeOf = (bytes: Uint8Array): string => {
  try {
    parseCbor(bytes)
    return 'parsed'
  } catch (error) {
    return isCodedError(error, 'PASSKEY_REFUSED') ? String(error.details['problem']) : String(error)
  }
}
const hex = (text: string): Uint8Array => Buffer.from(text, 'hex')

describe('CBOR of authenticators: what is not plain is refused, so that nobody reads two things out of one answer', () => {
  test('what is written is what is read', () => {
    const leaf = oneof(integer({ min: -60_000, max: 60_000 }), uint8Array({ maxLength: 400 }), string({ unit: 'binary', maxLength: 60 }), boolean())
    assert(property(dictionary(string({ maxLength: 12 }), leaf, { maxKeys: 20 }), (entries) => {
      const map = new Map(Object.entries(entries))
      expect(parseCbor(encodeCbor(map))).toEqual(map)
    }))
  })

  test('any bytes either parse or are refused with the code, and quickly', () => {
    assert(property(uint8Array({ maxLength: 300 }), (bytes) => {
      expect(['parsed', 'cbor']).toContain(codeOf(bytes))
    }), { numRuns: 2000 })
  })

  test.each([
    ['nothing', ''], ['a second value', '0101'], ['an indefinite length', '5f4101ff'], ['a long form of a short number', '1801'], ['a long form in two octets', '190001'], ['64 bits', '1b0000000000000001'],
    ['a tag', 'c001'], ['a float', 'f93c00'], ['a key twice', 'a201010102'], ['a map as a key', 'a1a001'], ['a list longer than its bytes', '9a7fffffff'], ['a text that is no UTF-8', '61ff'],
    ['too deep', '81'.repeat(40) + '01'], ['bytes that are not there', '5affffffff'],
  ])('%s is refused', (_, text) => {
    expect(codeOf(hex(text))).toBe('cbor')
  })
})
