import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { generateTestKeys } from '../../testing/pki/authority.ts'
import { encodeDer, encodeInteger, encodeSequence } from '../bytes/der.ts'
import { ECDSA_SHA256, ECDSA_SHA384, RSA_SHA256, SIGNATURE_ALGORITHMS, algorithmOfKey } from './algorithms.ts'
import { decodeEcdsaValue, encodeEcdsaValue, signWithKey, verifySignature } from './signer.ts'

const DATA = new TextEncoder().encode('ký')
const spkiOf = async (keys: CryptoKeyPair) => new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))

test('ECDSA values survive DER and back, whatever their leading zeros', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), fc.nat(32), (raw, zeros) => {
    raw.fill(0, 0, zeros)
    expect(decodeEcdsaValue(encodeEcdsaValue(raw), 32)).toEqual(raw)
  }))
})

test('a value that is not exactly one is no value', () => {
  const [one, two] = [encodeInteger(1), encodeInteger(2)]
  const bad = [
    encodeSequence(one), encodeSequence(one, two, two), encodeSequence(encodeInteger(-1), two), encodeSequence(encodeInteger(1n << 256n), two),
    new Uint8Array([...encodeSequence(one, two), 0]), encodeDer(0x31, one, two), new Uint8Array(64), new Uint8Array(0),
  ]
  for (const value of bad) expect(decodeEcdsaValue(value, 32)).toBeNull()
})

test('only the same key, algorithm, data and value verify', async () => {
  const [keys, others] = [await generateTestKeys(), await generateTestKeys()]
  const value = await signWithKey(keys.privateKey, DATA)
  expect(await verifySignature(ECDSA_SHA256, await spkiOf(keys), value, DATA)).toBe(true)
  expect(await verifySignature(ECDSA_SHA256, await spkiOf(others), value, DATA)).toBe(false)
  expect(await verifySignature(ECDSA_SHA384, await spkiOf(keys), value, DATA)).toBe(false)
  expect(await verifySignature(RSA_SHA256, await spkiOf(keys), value, DATA)).toBe(false)
  expect(await verifySignature(ECDSA_SHA256, await spkiOf(keys), value, DATA.subarray(1))).toBe(false)
})

test('damaged keys and values are false, never an error', async () => {
  const keys = await generateTestKeys()
  const spki = await spkiOf(keys)
  const value = await signWithKey(keys.privateKey, DATA)
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...SIGNATURE_ALGORITHMS), fc.nat(spki.length - 1), fc.nat(value.length - 1), fc.integer({ min: 1, max: 255 }), async (algorithm, inKey, inValue, change) => {
      const [badKey, badValue] = [spki.slice(), value.slice()]
      badKey[inKey]! ^= change
      badValue[inValue]! ^= change
      expect(await verifySignature(algorithm, badKey, value, DATA)).toBe(false)
      expect(await verifySignature(algorithm, spki, badValue, DATA)).toBe(false)
    }),
    { numRuns: 150 },
  )
  expect(await verifySignature(ECDSA_SHA256, new Uint8Array(0), value, DATA)).toBe(false)
})

test('keys that PDF readers misjudge do not sign here', async () => {
  const ed25519 = (await crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']))
  const pss = await crypto.subtle.generateKey({ name: 'RSA-PSS', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' }, false, ['sign', 'verify'])
  for (const keys of [ed25519, pss]) expect(() => algorithmOfKey(keys.privateKey)).toThrow(expect.objectContaining({ code: 'KEY_UNSUPPORTED' }))
})
