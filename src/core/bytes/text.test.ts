import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { codeOf } from '../../testing/pki/outcome.ts'
import { CodedError, isCodedError } from './error.ts'
import { decodeLatin1, decodeUtf8, encodeLatin1, encodeUtf8 } from './text.ts'

test('text comes back from UTF-8, a byte order mark included', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    expect(decodeUtf8(encodeUtf8(text))).toBe(text)
  }))
  expect(decodeUtf8(encodeUtf8('\ufeffa'))).toBe('\ufeffa')
})

test('what is not UTF-8 is refused, never mended', () => {
  for (const bytes of [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]]) expect(codeOf(() => decodeUtf8(Uint8Array.from(bytes)))).toBe('UTF8_MALFORMED')
})

test('every byte has its letter and every letter up to U+00FF its byte', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
    expect(encodeLatin1(decodeLatin1(bytes))).toEqual(bytes)
  }), { numRuns: 30 })
  expect(decodeLatin1(new Uint8Array(30_000).fill(0xe9))).toBe('é'.repeat(30_000))
  expect(codeOf(() => encodeLatin1('aĐ'))).toBe('LATIN1_MALFORMED')
})

test('errors are told apart by code', () => {
  const error = new CodedError('X_BROKEN', 'what happened', { offset: 3 })
  expect(error).toMatchObject({ code: 'X_BROKEN', message: 'what happened', details: { offset: 3 }, name: 'CodedError' })
  expect([isCodedError(error), isCodedError(error, 'X_BROKEN'), isCodedError(error, 'Y'), isCodedError(new Error('x')), isCodedError(null)]).toEqual([true, true, false, false, false])
})
