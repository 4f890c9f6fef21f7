import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeOctetString, encodeSequence } from '../bytes/der.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { addUnsignedAttributes, encodeAttribute, findAttribute } from '../cms/attribute.ts'
import { createSignedData, parseSignedData } from '../cms/signed-data.ts'
import { encodeStatementAttribute } from '../cms/statement.ts'
import { OID_CERTIFICATE_LOG_PROOF, OID_SIGNATURE_TIME_STAMP } from '../pki/oids.ts'
import { createTestAuthority } from '../../testing/pki/authority.ts'
import { buildPdf, contractObjects } from '../../testing/pdf/builder.ts'
import { readPdf } from '../pdf/reader.ts'
import { findSignatures } from '../pdf/signature.ts'
import { signRevision } from './pades.ts'
import { computeContentsSize, digestPrepared, prepareSignature, signedDigest } from './revision.ts'

const NOW = Date.UTC(2026, 8, 1, 3, 0, 0)
const authority = await createTestAuthority({ now: NOW })
const rsa = (modulusLength: number) =>
  crypto.subtle.generateKey({ name: 'RSASSA-PKCS1-v1_5', modulusLength, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' }, false, ['sign', 'verify'])
const long = `${'a'.repeat(30)}@${'b'.repeat(22)}.example`
const signers = await Promise.all([
  authority.issueSignatory({ email: 'a@b.vn' }),
  authority.issueSignatory({ email: long }),
  authority.issueSignatory({ email: long, keys: await rsa(2048) }),
  authority.issueSignatory({ email: 'a@b.vn', keys: await rsa(4096) }),
])

/** Each its own bytes: a certificate that comes twice is carried once. */
const blob = (length: number, index = 0): Uint8Array => encodeSequence(encodeOctetString(Uint8Array.of(index, ...new Uint8Array(length))))

test('the reserved place always holds what goes in, whatever the chain, the token and the attributes, and wastes little', async () => {
  const parts = fc.record({
    who: fc.integer({ min: 0, max: signers.length - 1 }),
    statement: fc.string({ unit: 'grapheme', maxLength: 3000 }),
    chain: fc.array(fc.nat(6000), { maxLength: 12 }),
    token: fc.nat(40_000),
    others: fc.array(fc.nat(3000), { maxLength: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(parts, async ({ who, statement, chain, token, others }) => {
      const { signer } = signers[who]!
      const above = chain.map((size, index) => blob(size, index))
      const stamp = blob(token)
      const unsigned = others.map((length) => encodeAttribute(OID_CERTIFICATE_LOG_PROOF, blob(length)))
      const text = JSON.stringify(statement)
      const room = computeContentsSize({
        statementLength: encodeUtf8(text).length,
        certificateLengths: [signer.certificate, ...above].map((one) => one.length),
        timestampLength: stamp.length,
        unsignedLength: unsigned.reduce((sum, one) => sum + one.length, 0),
      })
      const cms = await createSignedData({
        signer: { ...signer, chain: above }, digest: new Uint8Array(32), digestHash: 'SHA-256', signedAttributes: [encodeStatementAttribute(text)], algorithmProtection: true,
      })
      const whole = addUnsignedAttributes(cms, [encodeAttribute(OID_SIGNATURE_TIME_STAMP, stamp), ...unsigned])
      expect(whole.length).toBeLessThanOrEqual(room)
      expect(room - whole.length).toBeLessThan(5000)
    }),
    { numRuns: 120 },
  )
})

const prepared = () =>
  prepareSignature({
    base: buildPdf(contractObjects()), field: 'Buyer', name: '𠮷野 Nguyễn ✍️ عمر', reason: 'Tôi đồng ý — 𝄞', location: 'Thừa Thiên Huế, 東京', claimedTime: '2026-09-01T10:00:00+07:00',
    appearance: { width: 10, height: 10, content: '', fonts: {} }, contentsSize: 16_000, certify: false,
  })

test.each(signers.map(({ signer }) => [`${signer.algorithm.id} ${signer.certificate.length}`, signer] as const))('%s signs, and what travels beside the timestamp is there', async (_, signer) => {
  const proof = encodeAttribute(OID_CERTIFICATE_LOG_PROOF, encodeOctetString(Uint8Array.of(1, 2, 3)))
  const bytes = await signRevision({ prepared: prepared(), signer, timestamp: (imprint) => authority.issueTimestamp(imprint), unsignedAttributes: [proof] })
  const value = findSignatures(readPdf(bytes))[0]!.value!
  const [info] = parseSignedData(value.contents!, { allowZeroPadding: true }).signers
  expect(findAttribute(info!.unsignedAttributes, OID_CERTIFICATE_LOG_PROOF)?.der).toEqual(proof)
  expect(findAttribute(info!.unsignedAttributes, OID_SIGNATURE_TIME_STAMP)).not.toBeNull()
  expect(value).toMatchObject({ name: '𠮷野 Nguyễn ✍️ عمر', reason: 'Tôi đồng ý — 𝄞', location: 'Thừa Thiên Huế, 東京', claimedTime: '2026-09-01T10:00:00+07:00' })
})

test('what is no attribute never goes beside the timestamp', async () => {
  const { signer } = signers[0]
  const signing = signRevision({ prepared: prepared(), signer, timestamp: (imprint) => authority.issueTimestamp(imprint), unsignedAttributes: [encodeOctetString(Uint8Array.of(1))] })
  await expect(signing).rejects.toMatchObject({ code: 'ATTRIBUTE_MALFORMED' })
})

test('the platform’s digest is the same, and leaves the file as it was even before it is there', async () => {
  const one = prepared()
  const before = one.bytes.slice()
  const pending = digestPrepared(one)
  expect(one.bytes).toEqual(before)
  one.bytes.fill(0x20, 0, 100)
  expect(await pending).toEqual(signedDigest({ ...one, bytes: before }))
})
