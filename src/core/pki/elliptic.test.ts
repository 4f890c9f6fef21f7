import { createSign, generateKeyPairSync } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ECDSA_SHA256, SIGNATURE_ALGORITHMS } from './algorithms.ts'
import { verifyEcdsa } from './elliptic.ts'
import type { Curve } from './public-key.ts'
import { parsePublicKey } from './public-key.ts'
import { decodeEcdsaValue, verifySignature } from './signer.ts'

const CURVES: readonly (readonly [Curve, string])[] = [
  ['P-224', 'secp224r1'], ['P-256', 'prime256v1'], ['P-384', 'secp384r1'], ['P-521', 'secp521r1'], ['secp256k1', 'secp256k1'],
  ['brainpoolP256r1', 'brainpoolP256r1'], ['brainpoolP384r1', 'brainpoolP384r1'], ['brainpoolP512r1', 'brainpoolP512r1'],
]
const DATA = new TextEncoder().encode('hợp đồng')

function make(namedCurve: string, hash: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
  return { spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })), value: new Uint8Array(createSign(hash).update(DATA).sign(privateKey)) }
}

test.each(CURVES)('a signature that OpenSSL made on %s verifies, and no other', async (curve, name) => {
  const { spki, value } = make(name, 'sha256')
  expect(await verifySignature(ECDSA_SHA256, spki, value, DATA)).toBe(true)
  expect(await verifySignature(ECDSA_SHA256, spki, value, DATA.subarray(1))).toBe(false)
  const key = parsePublicKey(spki)
  if (key.kind !== 'EC') throw new Error('not an EC key')
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', DATA))
  const plain = decodeEcdsaValue(value, key.x.length)!
  expect(verifyEcdsa(curve, key.x, key.y, plain, digest)).toBe(true)
  fc.assert(fc.property(fc.nat(plain.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
    const bad = plain.slice()
    bad[at]! ^= change
    expect(verifyEcdsa(curve, key.x, key.y, bad, digest)).toBe(false)
    const point = key.x.slice()
    point[at % point.length]! ^= change
    expect(verifyEcdsa(curve, point, key.y, plain, digest)).toBe(false)
  }), { numRuns: 12 })
})

test('zero, or a number as large as the order, is no signature', () => {
  const { spki } = make('brainpoolP256r1', 'sha256')
  const key = parsePublicKey(spki)
  if (key.kind !== 'EC') throw new Error('not an EC key')
  for (const octet of [0, 0xff]) expect(verifyEcdsa(key.curve, key.x, key.y, new Uint8Array(64).fill(octet), new Uint8Array(32))).toBe(false)
})

test('a hash that WebCrypto lacks is verified too', async () => {
  const algorithm = SIGNATURE_ALGORITHMS.find(({ id }) => id === 'ecdsa-sha224')!
  const { spki, value } = make('prime256v1', 'sha224')
  expect(await verifySignature(algorithm, spki, value, DATA)).toBe(true)
  expect(await verifySignature(algorithm, spki, value, DATA.subarray(1))).toBe(false)
})
