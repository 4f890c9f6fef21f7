import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { codeOf } from '../../testing/pki/outcome.ts'
import { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from './base64.ts'
import { decodeHex, encodeHex } from './hex.ts'

const bytes = fc.uint8Array({ maxLength: 200 })

test('the same text as every other program', () => {
  fc.assert(fc.property(bytes, (value) => {
    expect(encodeBase64(value)).toBe(Buffer.from(value).toString('base64'))
    expect(encodeBase64Url(value)).toBe(Buffer.from(value).toString('base64url'))
    expect(encodeHex(value)).toBe(Buffer.from(value).toString('hex'))
  }))
})

test('round trips', () => {
  fc.assert(fc.property(bytes, (value) => {
    expect(decodeBase64(encodeBase64(value))).toEqual(value)
    expect(decodeBase64Url(encodeBase64Url(value))).toEqual(value)
    expect(decodeHex(encodeHex(value))).toEqual(value)
    expect(decodeHex(encodeHex(value).toUpperCase())).toEqual(value)
  }))
})

test('one text for one value: anything that decodes is what would be written', () => {
  const text = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: fc.constantFrom(...'AZaz09+/-_= \n'), maxLength: 12 }))
  fc.assert(fc.property(text, (value) => {
    expect([null, 'BASE64_MALFORMED']).toContain(codeOf(() => expect(encodeBase64(decodeBase64(value))).toBe(value)))
    expect([null, 'BASE64_MALFORMED']).toContain(codeOf(() => expect(encodeBase64Url(decodeBase64Url(value))).toBe(value)))
  }), { numRuns: 2000 })
})

test('padding, white space, stray bits and the other alphabet are refused', () => {
  for (const text of ['A', 'AA', 'AAA', 'AA=', 'A===', '====', 'AB==', 'AAB=', 'AA==AA==', ' AAA', 'AA-A', 'AA\n=', 'ＡＡＡＡ']) expect(codeOf(() => decodeBase64(text))).toBe('BASE64_MALFORMED')
  for (const text of ['A', 'AA==', 'AB', 'AAB', 'AA+A', 'AA/A']) expect(codeOf(() => decodeBase64Url(text))).toBe('BASE64_MALFORMED')
  for (const text of ['0', '0g', ' 00', '0x00', '００']) expect(codeOf(() => decodeHex(text))).toBe('HEX_MALFORMED')
})
