import { generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDer } from '../bytes/der.ts'
import { decodeHex } from '../bytes/hex.ts'
import { hashBytes, readHashIdentifier, readSignatureIdentifier, SIGNATURE_ALGORITHMS } from './algorithms.ts'
import { verifyEdwards } from './edwards.ts'
import { parsePublicKey } from './public-key.ts'
import { verifyDigestSignature, verifySignature } from './signer.ts'

const algorithmOf = (id: string) => SIGNATURE_ALGORITHMS.find((known) => known.id === id)!
const spkiOf = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ type: 'spki', format: 'der' }))
const data = new TextEncoder().encode('Điều 1. Bên B trả 1.200 đồng.')
const flip = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((octet, index) => (index === at ? octet ^ 1 : octet))

/** RFC 8032 §7.1 test 3 and §7.4, 1 octet: key, message, value. */
const VECTORS = [
  ['Ed25519', 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', 'af82', '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'],
  ['Ed448', '43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802b8438ea4cb82169c235160627b4c3a9480', '03', '26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0ff3348ab21aa4adafd1d234441cf807c03a00'],
] as const

test.each(VECTORS)('an %s signature is judged as the standard’s own example says, also where the engine lacks it', async (name, key, message, value) => {
  const [point, text, signature] = [decodeHex(key), decodeHex(message), decodeHex(value)]
  expect(await verifyEdwards(name, point, signature, text)).toBe(true)
  expect(await verifyEdwards(name, point, signature, flip(text, 0))).toBe(false)
  expect(await verifyEdwards(name, point, flip(signature, 3), text)).toBe(false)
  expect(await verifyEdwards(name, flip(point, 0), signature, text)).toBe(false)
})

test('no value of chance passes for an Ed448 signature, and none of any length breaks the judge', async () => {
  const point = decodeHex(VECTORS[1][1])
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), fc.uint8Array({ maxLength: 60 }), async (value, key) => {
    expect(await verifyEdwards('Ed448', point, value, data)).toBe(false)
    expect(await verifyEdwards('Ed448', key, value, data)).toBe(false)
  }), { numRuns: 60 })
})

test('a file signed with Ed448 is not called unsupported: the key is read and its signature stands for these bytes alone', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed448')
  const [spki, value] = [spkiOf(publicKey), new Uint8Array(sign(null, data, privateKey))]
  expect(parsePublicKey(spki)).toMatchObject({ kind: 'Ed448', bits: 448 })
  expect(await verifySignature(algorithmOf('ed448'), spki, value, data)).toBe(true)
  expect(await verifySignature(algorithmOf('ed448'), spki, value, flip(data, 0))).toBe(false)
  expect(await verifySignature(algorithmOf('ed25519'), spki, value, data)).toBe(false)
  expect(await verifyDigestSignature(algorithmOf('ed448'), spki, value, data)).toBe(false)
})

test('an old DSA signature is verified, and a key whose generator proves nothing is not', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 })
  const spki = spkiOf(publicKey)
  const value = new Uint8Array(sign('sha256', data, privateKey))
  expect(await verifySignature(algorithmOf('dsa-sha256'), spki, value, data)).toBe(true)
  expect(await verifySignature(algorithmOf('dsa-sha256'), spki, value, flip(data, 1))).toBe(false)
  expect(await verifySignature(algorithmOf('dsa-sha256'), spki, flip(value, value.length - 1), data)).toBe(false)
  expect(await verifySignature(algorithmOf('dsa-sha384'), spki, value, data)).toBe(false)
  const { verifyDsa } = await import('./dsa.ts')
  const key = parsePublicKey(spki)
  if (key.kind !== 'DSA') throw new Error('no DSA key')
  // with g = y = 1, r = s = 1 would verify over anything
  const one = Uint8Array.of(1)
  expect(verifyDsa({ ...key, g: one, y: one }, Uint8Array.of(1, 1), await hashBytes('SHA-256', data))).toBe(false)
})

test.each([['rsa', 'SHA3-256'], ['rsa', 'SHA3-512'], ['ec', 'SHA3-224'], ['ec', 'SHA3-384']] as const)('a signature by %s over %s is verified', async (kind, hash) => {
  const { publicKey, privateKey } = kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = algorithmOf(`${kind === 'rsa' ? 'rsa' : 'ecdsa'}-${hash.toLowerCase()}`)
  const value = new Uint8Array(sign(hash.toLowerCase(), data, privateKey))
  expect(await verifySignature(algorithm, spkiOf(publicKey), value, data)).toBe(true)
  expect(await verifySignature(algorithm, spkiOf(publicKey), value, flip(data, 2))).toBe(false)
})

test('SHA-3 and SHAKE256 are told apart by their identifiers, a length of SHAKE256 that nobody uses for a digest is none', async () => {
  expect(readHashIdentifier(readDer(decodeHex('300b0609608648016503040208')))).toBe('SHA3-256')
  expect(readHashIdentifier(readDer(decodeHex('300b060960864801650304020c')))).toBe('SHAKE256')
  expect(readHashIdentifier(readDer(decodeHex('300f060960864801650304021202020200')))).toBe('SHAKE256')
  expect(readHashIdentifier(readDer(decodeHex('300f060960864801650304021202020100')))).toBeNull()
  expect(readSignatureIdentifier(readDer(decodeHex('300906072a8648ce380401')), 'SHA-256')?.id).toBe('dsa-sha256')
  // FIPS 202: of nothing
  expect(Buffer.from(await hashBytes('SHA3-256', new Uint8Array(0))).toString('hex')).toBe('a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a')
  expect((await hashBytes('SHAKE256', data)).length).toBe(64)
})
