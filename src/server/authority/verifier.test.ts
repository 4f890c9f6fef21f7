import { describe, expect, test } from 'vitest'
import { bindSigner, signingKeyOf, verifySignature } from '../../core/pki/signer.ts'
import { issueRoot } from '../../core/pki/profile.ts'
import { createHostVerifier } from './verifier.ts'

const KINDS = [
  { name: 'ECDSA', namedCurve: 'P-256' },
  { name: 'ECDSA', namedCurve: 'P-384' },
  { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' },
]
const DATA = new TextEncoder().encode('những gì được ký')

async function makeKeys(kind: (typeof KINDS)[number]) {
  const keys = await crypto.subtle.generateKey(kind as EcKeyGenParams, false, ['sign', 'verify'])
  return { keys, key: await signingKeyOf(keys) }
}

describe.each(KINDS)('$name $namedCurve', (kind) => {
  test('a value is verified here exactly when WebCrypto verifies it', async () => {
    const { key } = await makeKeys(kind)
    const { key: other } = await makeKeys(kind)
    const value = await key.sign(DATA)
    const changed = value.map((octet, index) => (index === value.length - 1 ? octet ^ 1 : octet))
    const cases = [
      [key.spki, value, DATA], [other.spki, value, DATA], [key.spki, changed, DATA], [key.spki, value, DATA.subarray(1)], [key.spki, value.subarray(1), DATA], [key.spki, new Uint8Array(0), DATA],
    ] as const
    const here = cases.map(([spki, signature, data]) => createHostVerifier(key.algorithm, spki)(signature, data))
    expect(here).toEqual([true, false, false, false, false, false])
    expect(await Promise.all(cases.map(([spki, signature, data]) => verifySignature(key.algorithm, spki, signature, data)))).toEqual(here)
  })

  test('no value leaves a signer whose certificate is for another key', async () => {
    const [mine, other] = [await makeKeys(kind), await makeKeys({ name: 'ECDSA', namedCurve: 'P-256' })]
    const certificate = await issueRoot({ keys: other.keys, name: { commonName: 'Other' }, serialNumber: new Uint8Array(16).fill(7), notBefore: Date.UTC(2026, 0), notAfter: Date.UTC(2027, 0) })
    await expect(bindSigner(mine.key, certificate, [], createHostVerifier).sign(DATA)).rejects.toMatchObject({ code: 'SIGNER_KEY_MISMATCH' })
    await expect(bindSigner(other.key, certificate, [], createHostVerifier).sign(DATA)).resolves.toBeInstanceOf(Uint8Array)
  })
})
