import { constants, createSign, generateKeyPairSync, privateEncrypt, sign } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDer } from '../bytes/der.ts'
import { SIGNATURE_ALGORITHMS, hashBytes, readSignatureIdentifier } from './algorithms.ts'
import type { HashName } from './algorithms.ts'
import { parsePublicKey } from './public-key.ts'
import { verifyPkcs1, verifyPss } from './rsa.ts'
import { verifySignature } from './signer.ts'

const DATA = new TextEncoder().encode('hợp đồng')
const NAMES: readonly (readonly [HashName, string])[] = [['MD5', 'md5'], ['SHA-1', 'sha1'], ['SHA-224', 'sha224'], ['SHA-256', 'sha256'], ['SHA-384', 'sha384'], ['SHA-512', 'sha512']]
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
const parsed = parsePublicKey(spki)
if (parsed.kind !== 'RSA') throw new Error('not an RSA key')
const key = parsed

test.each(NAMES)('PKCS#1 v1.5 with %s as OpenSSL makes it verifies, and no other value', async (hash, name) => {
  const value = new Uint8Array(createSign(name).update(DATA).sign(privateKey))
  const digest = await hashBytes(hash, DATA)
  expect(verifyPkcs1(key, value, hash, digest)).toBe(true)
  const algorithm = SIGNATURE_ALGORITHMS.find((one) => one.keyKind === 'RSA' && one.hash === hash)!
  expect(await verifySignature(algorithm, spki, value, DATA)).toBe(true)
  expect(verifyPkcs1(key, value, hash === 'SHA-256' ? 'SHA-512' : 'SHA-256', digest)).toBe(false)
  fc.assert(fc.property(fc.nat(value.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
    const bad = value.slice()
    bad[at]! ^= change
    expect(verifyPkcs1(key, bad, hash, digest)).toBe(false)
  }), { numRuns: 20 })
})

test('a hash with something hidden behind it, in a padding that is too short, is no signature', async () => {
  const digest = await hashBytes('SHA-256', DATA)
  const info = Uint8Array.from([0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20, ...digest])
  const forged = new Uint8Array(256)
  forged.set([0, 1, ...new Uint8Array(8).fill(0xff), 0, ...info])
  const value = new Uint8Array(privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, forged))
  expect(verifyPkcs1(key, value, 'SHA-256', digest)).toBe(false)
  const honest = new Uint8Array(256)
  honest.set([0, 1, ...new Uint8Array(256 - 3 - info.length).fill(0xff), 0, ...info])
  expect(verifyPkcs1(key, new Uint8Array(privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, honest)), 'SHA-256', digest)).toBe(true)
})

test.each([20, 0, 32, 190])('PSS verifies with a salt of %i octets, and only with that', async (saltLength) => {
  const value = new Uint8Array(sign('sha256', DATA, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }))
  const digest = await hashBytes('SHA-256', DATA)
  expect(await verifyPss(key, value, 'SHA-256', 'SHA-256', saltLength, digest)).toBe(true)
  expect(await verifyPss(key, value, 'SHA-256', 'SHA-1', saltLength, digest)).toBe(false)
  expect(await verifyPss(key, value, 'SHA-256', 'SHA-256', saltLength + 1, digest)).toBe(false)
  expect(await verifyPss(key, value, 'SHA-256', 'SHA-256', saltLength, await hashBytes('SHA-256', value))).toBe(false)
})

test('PSS whose mask has another hash is read and verified as OpenSSL makes it', async () => {
  const keys = generateKeyPairSync('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha1', saltLength: 24 as never })
  const own = new Uint8Array(keys.publicKey.export({ type: 'spki', format: 'der' }))
  const algorithm = readSignatureIdentifier(readDer(own).children()[0]!)
  expect(algorithm).toMatchObject({ keyKind: 'RSA-PSS', hash: 'SHA-256', maskHash: 'SHA-1', isNative: false, webCrypto: { saltLength: 24 } })
  const value = new Uint8Array(sign('sha256', DATA, keys.privateKey))
  expect(await verifySignature(algorithm!, own, value, DATA)).toBe(true)
  expect(await verifySignature(algorithm!, own, value, DATA.subarray(1))).toBe(false)
})
