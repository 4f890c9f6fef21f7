import { beforeAll, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { codeOfLater } from '../../testing/pki/outcome.ts'
import { createTestAuthority, type TestAuthority } from '../../testing/pki/authority.ts'
import { equalBytes } from '../bytes/compare.ts'
import { readDer } from '../bytes/der.ts'
import { sha256 } from '../bytes/sha256.ts'
import { OID_CONTENT_TYPE, OID_MESSAGE_DIGEST, OID_SIGNING_CERTIFICATE_V2, OID_SIGNING_TIME } from '../pki/oids.ts'
import { addUnsignedAttribute } from './attribute.ts'
import { createSignedData, parseSignedData } from './signed-data.ts'
import { encodeStatementAttribute } from './statement.ts'
import { verifySignedData } from './verification.ts'

const NOW = Date.UTC(2026, 8, 1)
const DIGEST = sha256(Uint8Array.of(1, 2, 3))
let authority: TestAuthority
let cms: Uint8Array

beforeAll(async () => {
  authority = await createTestAuthority({ now: NOW })
  const { signer } = await authority.issueSignatory({})
  cms = await createSignedData({ signer, digest: DIGEST, digestHash: 'SHA-256', signedAttributes: [encodeStatementAttribute('{"a":1}')], algorithmProtection: true })
  cms = addUnsignedAttribute(cms, '1.2.840.113549.1.9.16.2.14', await authority.issueTimestamp(sha256(parseSignedData(cms).signers[0]!.signature)))
})

test('PAdES: detached, one signer, the three attributes, no signing-time, chain inside', () => {
  const facts = parseSignedData(cms)
  expect(facts).toMatchObject({ version: 1, content: null, digestAlgorithms: ['SHA-256'] })
  expect(facts.signers).toHaveLength(1)
  const oids = facts.signers[0]!.signedAttributes.map((attribute) => attribute.oid)
  expect(oids).toEqual(expect.arrayContaining([OID_CONTENT_TYPE, OID_MESSAGE_DIGEST, OID_SIGNING_CERTIFICATE_V2]))
  expect(oids).not.toContain(OID_SIGNING_TIME)
  expect(facts.certificates).toHaveLength(3)
})

test('the signed attributes stand sorted, as DER asks, so that every reader hashes the same bytes', () => {
  const { signedAttributesDer } = parseSignedData(cms).signers[0]!
  const items = readDer(signedAttributesDer!).children().map((node) => node.bytes)
  const sorted = [...items].sort((a, b) => Buffer.compare(a, b))
  expect(items.every((item, index) => equalBytes(item, sorted[index]!))).toBe(true)
})

test('encapsulated content comes back', async () => {
  const content = Uint8Array.of(1, 2, 3)
  const whole = await createSignedData({ signer: authority.timestampUnit, digest: sha256(content), digestHash: 'SHA-256', content, contentType: '1.2.3' })
  expect(parseSignedData(whole)).toMatchObject({ version: 3, contentType: '1.2.3', content })
})

test('the same certificate is not carried twice', async () => {
  const { signer } = await authority.issueSignatory({})
  const doubled = { ...signer, chain: [...signer.chain, ...signer.chain, signer.certificate] }
  expect(parseSignedData(await createSignedData({ signer: doubled, digest: DIGEST, digestHash: 'SHA-256' })).certificates).toHaveLength(3)
})

test('whatever bytes come, a structure is read or refused with one code, and judged without a crash', async () => {
  const mutation = fc.array(fc.tuple(fc.nat(cms.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(mutation, fc.nat(3), async (changes, cut) => {
      const bytes = cms.slice(0, cms.length - cut)
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
      const judged = async () => verifySignedData(parseSignedData(bytes, { allowZeroPadding: true }), DIGEST)
      expect([null, 'SIGNED_DATA_MALFORMED']).toContain(await codeOfLater(judged()))
    }),
    { numRuns: 400 },
  )
})

test('random bytes and deep nesting are refused at once', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    expect(() => parseSignedData(bytes)).toThrow(expect.objectContaining({ code: 'SIGNED_DATA_MALFORMED' }))
  }))
  const deep = new Uint8Array(100_000).fill(0x30)
  expect(() => parseSignedData(deep)).toThrow(expect.objectContaining({ code: 'SIGNED_DATA_MALFORMED' }))
})
