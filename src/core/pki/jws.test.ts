import { createPublicKey, createVerify } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CodedError } from '../bytes/error.ts'
import { computeJwkThumbprint, exportPublicJwk, parseJws, signJws, verifyJws } from './jws.ts'
import { computeKeyThumbprint } from './thumbprint.ts'

const generate = () => crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])

describe('a statement signed by a click', () => {
  test('verifies here and in another implementation, and under no other key', async () => {
    const [keys, other] = await Promise.all([generate(), generate()])
    const [jwk, otherJwk] = await Promise.all([exportPublicJwk(keys.publicKey), exportPublicJwk(other.publicKey)])
    const text = await signJws(keys.privateKey, { jwk, typ: 'x' }, '{"a":"ữ"}')
    const jws = parseJws(text)
    expect([jws.payload, jws.header['jwk']]).toEqual(['{"a":"ữ"}', jwk])
    expect([await verifyJws(jws, jwk), await verifyJws(jws, otherJwk)]).toEqual([true, false])
    const [head, body] = text.split('.')
    const verifier = createVerify('SHA256').update(`${head}.${body}`)
    expect(verifier.verify({ key: createPublicKey({ key: { ...jwk }, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, jws.signature)).toBe(true)
  })

  test('one changed letter is no signature', async () => {
    const keys = await generate()
    const jwk = await exportPublicJwk(keys.publicKey)
    const jws = parseJws(await signJws(keys.privateKey, {}, '{"agreed":true}'))
    for (const at of [0, 20, jws.signed.length - 1]) {
      const signed = jws.signed.slice()
      signed[at]! ^= 1
      expect(await verifyJws({ ...jws, signed }, jwk)).toBe(false)
    }
  })

  test('the thumbprint is the one that certificates use', async () => {
    const { publicKey } = await generate()
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey))
    expect(computeJwkThumbprint(await exportPublicJwk(publicKey))).toBe(computeKeyThumbprint(spki))
  })

  test('a key that is not on the curve signs nothing', async () => {
    const keys = await generate()
    const jws = parseJws(await signJws(keys.privateKey, {}, 'x'))
    expect(await verifyJws(jws, { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) })).toBe(false)
  })

  test('any text is a JWS or a coded refusal; another algorithm is none', () => {
    const none = `${btoa('{"alg":"none"}').replace(/=+$/, '')}.e30.`
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant(none), fc.string().map((text) => `${text}.${text}.${text}`)), (text) => {
        expect(() => parseJws(text)).toThrow(CodedError)
      }),
    )
  })
})
