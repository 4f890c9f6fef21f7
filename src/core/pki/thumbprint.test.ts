import { expect, test } from 'vitest'
import { computeKeyThumbprint } from './thumbprint.ts'

async function spkiOf(jwk: JsonWebKey, algorithm: EcKeyImportParams | RsaHashedImportParams): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.exportKey('spki', await crypto.subtle.importKey('jwk', jwk, algorithm, true, ['verify'])))
}

test('RFC 7638 §3.1: the example key', async () => {
  const n =
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'
  const spki = await spkiOf({ kty: 'RSA', n, e: 'AQAB' }, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' })
  expect(computeKeyThumbprint(spki)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
})

test('P-256 keeps leading zeros of its coordinates', async () => {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  for (let tries = 0; tries < 5; tries++) {
    const { publicKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    const { x, y } = await crypto.subtle.exportKey('jwk', publicKey)
    const canonical = new TextEncoder().encode(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`)
    const expected = Buffer.from(await crypto.subtle.digest('SHA-256', canonical)).toString('base64url')
    expect(computeKeyThumbprint(new Uint8Array(await crypto.subtle.exportKey('spki', publicKey)))).toBe(expected)
  }
})
