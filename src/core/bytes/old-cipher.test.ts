import { createDecipheriv, randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deriveArgon2id } from './argon2.ts'
import { decryptTripleDesCbc } from './des.ts'
import { decodeHex, encodeHex } from './hex.ts'
import { decryptRc2Cbc } from './rc2.ts'

describe('old ciphers, for old key files', () => {
  test('triple DES says what OpenSSL says', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 24 }), fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.nat(6), (key, iv, blocks) => {
        const data = new Uint8Array(randomBytes(8 * blocks))
        const decipher = createDecipheriv('des-ede3-cbc', key, iv).setAutoPadding(false)
        const expected = Buffer.concat([decipher.update(data), decipher.final()])
        expect(encodeHex(decryptTripleDesCbc(key, iv, data))).toBe(expected.toString('hex'))
      }),
    )
  })

  test('RC2 opens the vectors of RFC 2268 §5 whose key counts in full', () => {
    const decrypt = (key: string, data: string): string => encodeHex(decryptRc2Cbc(decodeHex(key), new Uint8Array(8), decodeHex(data)))
    expect(decrypt('88bca90e90875a7f0f79c384627bafb2', '2269552ab0f85ca6')).toBe('0000000000000000')
    expect(decrypt('ffffffffffffffff', '278b27e42e2f0d49')).toBe('ffffffffffffffff')
    expect(decrypt('3000000000000000', '30649edf9be7d2c2')).toBe('1000000000000001')
  })
})

describe('Argon2id, for passphrases', () => {
  test('is the same for one passphrase however it was typed, and bounded', () => {
    const salt = new Uint8Array(16).fill(7)
    const cost = { memory: 8192, passes: 1 }
    expect(deriveArgon2id('mật khẩu', salt, cost)).toEqual(deriveArgon2id('mật khẩu'.normalize('NFD'), salt, cost))
    expect(deriveArgon2id('mật khẩu', salt, cost)).not.toEqual(deriveArgon2id('mật khẩU', salt, cost))
    for (const wrong of [{ memory: 1024, passes: 1 }, { memory: 4_000_000, passes: 1 }, { memory: 8192, passes: 0 }]) expect(() => deriveArgon2id('x', salt, wrong)).toThrow(RangeError)
    expect(() => deriveArgon2id('x', new Uint8Array(8), cost)).toThrow(RangeError)
  })
})
