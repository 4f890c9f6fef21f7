import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decryptCbc, encryptCbc } from './aes.ts'
import { decodeHex, encodeHex } from './hex.ts'
import { applyRc4 } from './rc4.ts'
import { encodeLatin1 } from './text.ts'

const IV = '000102030405060708090a0b0c0d0e0f'
const BLOCKS = '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51'

test.each([
  ['2b7e151628aed2a6abf7158809cf4f3c', '7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2'],
  ['603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4', 'f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d'],
])('AES-CBC gives the values of NIST SP 800-38A, F.2 (key %s)', (key, expected) => {
  expect(encodeHex(encryptCbc(decodeHex(key), decodeHex(IV), decodeHex(BLOCKS)))).toBe(expected)
  expect(encodeHex(decryptCbc(decodeHex(key), decodeHex(IV), decodeHex(expected)))).toBe(BLOCKS)
})

test('what is encrypted comes back, with keys of every length', () => {
  const key = fc.constantFrom(16, 24, 32).chain((length) => fc.uint8Array({ minLength: length, maxLength: length }))
  const data = fc.integer({ min: 0, max: 5 }).chain((blocks) => fc.uint8Array({ minLength: blocks * 16, maxLength: blocks * 16 }))
  fc.assert(fc.property(key, data, (secret, plain) => {
    expect(decryptCbc(secret, decodeHex(IV), encryptCbc(secret, decodeHex(IV), plain))).toEqual(plain)
  }), { numRuns: 60 })
})

test('RC4 gives the values of RFC 6229’s kind: key “Key”, text “Plaintext”', () => {
  expect(encodeHex(applyRc4(encodeLatin1('Key'), encodeLatin1('Plaintext')))).toBe('bbf316e8d940af0ad3')
})
