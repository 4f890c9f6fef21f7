import { beforeAll, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { encodeBitString, encodeContext, encodeInteger, encodeOctetString, encodeOid, encodeSequence, encodeSet } from '../bytes/der.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { codeOfLater } from '../../testing/pki/outcome.ts'
import { generateTestKeys } from '../../testing/pki/authority.ts'
import { algorithmOfKey } from './algorithms.ts'
import { encodeName } from './name.ts'
import { OID_EXTENSION_REQUEST, OID_SUBJECT_ALT_NAME } from './oids.ts'
import { createCertificateRequest, isCertifiableEmail, parseCertificateRequest } from './request.ts'
import { signWithKey } from './signer.ts'
import { computeKeyThumbprint } from './thumbprint.ts'

let keys: CryptoKeyPair
beforeAll(async () => {
  keys = await generateTestKeys()
})

const rsaKeys = (modulusLength: number, exponent = Uint8Array.of(1, 0, 1)) =>
  crypto.subtle.generateKey({ name: 'RSASSA-PKCS1-v1_5', modulusLength, publicExponent: exponent, hash: 'SHA-256' }, true, ['sign', 'verify'])

/** A request with any names inside, signed by `signer`. */
async function forge(names: readonly Uint8Array[], pair = keys, signer = pair.privateKey, extensionRequests = 1): Promise<Uint8Array> {
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))
  const extension = encodeSequence(encodeOid(OID_SUBJECT_ALT_NAME), encodeOctetString(encodeSequence(...names)))
  const attribute = encodeSequence(encodeOid(OID_EXTENSION_REQUEST), encodeSet(encodeSequence(extension)))
  const info = encodeSequence(encodeInteger(0), encodeName({ commonName: 'x' }), spki, encodeContext(0, true, ...Array.from({ length: extensionRequests }, () => attribute)))
  return encodeSequence(info, algorithmOfKey(signer).identifier, encodeBitString(await signWithKey(signer, info)))
}
const email = (text: string) => encodeContext(1, false, encodeLatin1(text))

describe('the browser asks, the server reads', () => {
  test('with a non-extractable P-256 key', async () => {
    const read = await parseCertificateRequest(await createCertificateRequest(keys, 'Lan.Nguyen+hd@example.com.vn'))
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))
    expect(read).toEqual({ spki, email: 'Lan.Nguyen+hd@example.com.vn', thumbprint: computeKeyThumbprint(spki) })
    await expect(crypto.subtle.exportKey('pkcs8', keys.privateKey)).rejects.toThrow(/extractable/)
  })
  test('with RSA of 2048 bits', async () => {
    expect((await parseCertificateRequest(await createCertificateRequest(await rsaKeys(2048), 'a@b.vn'))).email).toBe('a@b.vn')
  })
})

describe('refused', () => {
  const refusal = (der: Uint8Array) => codeOfLater(parseCertificateRequest(der))

  test('keys that are too small or of another kind', async () => {
    expect(await refusal(await createCertificateRequest(await rsaKeys(1024), 'a@b.vn'))).toBe('REQUEST_KEY_UNSUPPORTED')
    expect(await refusal(await createCertificateRequest(await rsaKeys(2048, Uint8Array.of(3)), 'a@b.vn'))).toBe('REQUEST_KEY_UNSUPPORTED')
    const p384 = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, false, ['sign', 'verify'])
    expect(await refusal(await createCertificateRequest(p384, 'a@b.vn'))).toBe('REQUEST_KEY_UNSUPPORTED')
  })
  test('a key the asker does not hold', async () => {
    expect(await refusal(await forge([email('a@b.vn')], keys, (await generateTestKeys()).privateKey))).toBe('REQUEST_SIGNATURE_INVALID')
  })
  test('an address changed on the way', async () => {
    const der = await createCertificateRequest(keys, 'lan@example.com')
    const text = Buffer.from(der).toString('latin1')
    const altered = der.slice()
    altered[text.lastIndexOf('lan@example.com')] = 'm'.charCodeAt(0)
    expect(await refusal(altered)).toBe('REQUEST_SIGNATURE_INVALID')
  })
  test('no address, two, one of another kind, or two extension requests', async () => {
    expect(await refusal(await forge([]))).toBe('REQUEST_MALFORMED')
    expect(await refusal(await forge([email('a@b.vn'), email('c@d.vn')]))).toBe('REQUEST_MALFORMED')
    expect(await refusal(await forge([encodeContext(2, false, encodeLatin1('b.vn'))]))).toBe('REQUEST_MALFORMED')
    expect(await refusal(await forge([email('a@b.vn')], keys, keys.privateKey, 2))).toBe('REQUEST_MALFORMED')
  })
  test('addresses that could be mistaken for another', async () => {
    for (const bad of ['', 'a', '@b.vn', 'a@', 'a@b@c.vn', 'a b@c.vn', 'a\n@b.vn', 'a@b.vn\u0000.evil', '"a"@b.vn', 'a@-b.vn', `${'a'.repeat(65)}@b.vn`, `a@${'b'.repeat(260)}`]) {
      expect(isCertifiableEmail(bad)).toBe(false)
      await expect(createCertificateRequest(keys, bad)).rejects.toMatchObject({ code: 'REQUEST_EMAIL_UNSUPPORTED' })
    }
    expect(isCertifiableEmail('nguyễn@example.com')).toBe(false)
    expect(await refusal(await forge([email('a@b.vn\u0000.evil')]))).toBe('REQUEST_EMAIL_UNSUPPORTED')
  })
  test('whatever names are asked for: only one address and nothing else is read, and it is read as it was asked', async () => {
    const label = fc.stringMatching(/^[a-z0-9]{1,12}$/)
    const address = fc.tuple(label, label).map(([name, host]) => `${name}@${host}.vn`)
    const name = fc.oneof(
      { weight: 3, arbitrary: address.map((text) => ({ der: email(text), text })) },
      fc.string({ unit: 'grapheme-ascii', maxLength: 40 }).map((text) => ({ der: email(text), text: isCertifiableEmail(text) ? text : null })),
      label.map((text) => ({ der: encodeContext(2, false, encodeLatin1(`${text}.vn`)), text: null })),
      fc.uint8Array({ minLength: 4, maxLength: 4 }).map((octets) => ({ der: encodeContext(7, false, octets), text: null })),
      fc.uint8Array({ maxLength: 60 }).map((octets) => ({ der: encodeContext(4, true, octets), text: null })),
      fc.uint8Array({ maxLength: 60 }).map((octets) => ({ der: encodeContext(0, true, octets), text: null })),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(name, { maxLength: 3 }), async (names) => {
        const [first, second] = names
        const honest = first && !second ? first.text : null
        const read = await parseCertificateRequest(await forge(names.map(({ der }) => der))).then((request) => request.email, (error: unknown) => String((error as { code?: string }).code))
        expect(honest === null ? read.startsWith('REQUEST_') : read === honest, `${read} of ${JSON.stringify(names.map(({ text }) => text))}`).toBe(true)
      }),
      { numRuns: 200 },
    )
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => (await refusal(bytes))?.startsWith('REQUEST_') === true), { numRuns: 300 })
  })
  test('whatever bytes come: read or refused with a code', async () => {
    const der = await createCertificateRequest(keys, 'lan@example.com')
    expect(await refusal(new Uint8Array(9000))).toBe('REQUEST_MALFORMED')
    expect(await refusal(new Uint8Array([...der, 0]))).toBe('REQUEST_MALFORMED')
    await fc.assert(
      fc.asyncProperty(fc.nat(der.length - 1), fc.nat(255), async (at, value) => {
        const bytes = der.slice()
        if (bytes[at] === value) return
        bytes[at] = value
        await expect(parseCertificateRequest(bytes)).rejects.toMatchObject({ code: expect.stringMatching(/^REQUEST_/) })
      }),
      { numRuns: 300 },
    )
  })
})
