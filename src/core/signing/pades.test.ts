import { describe, expect, test } from 'vitest'
import { equalBytes } from '../bytes/compare.ts'
import { sha256 } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { findAttribute } from '../cms/attribute.ts'
import { parseSignedData } from '../cms/signed-data.ts'
import { decodeStatementAttribute } from '../cms/statement.ts'
import { verifyTimestampToken } from '../cms/timestamp.ts'
import { verifySignedData } from '../cms/verification.ts'
import type { Appearance } from '../pdf/appearance.ts'
import { readPdf } from '../pdf/reader.ts'
import { findSignatures } from '../pdf/signature.ts'
import { appendDocumentSecurityStore, readDocumentSecurityStore } from '../pdf/validation-data.ts'
import { OID_SIGNATURE_TIME_STAMP } from '../pki/oids.ts'
import { buildPdf, contractObjects } from '../../testing/pdf/builder.ts'
import type { XrefKind } from '../../testing/pdf/builder.ts'
import { createTestAuthority } from '../../testing/pki/authority.ts'
import { appendDocumentTimestamp } from './document-timestamp.ts'
import { insertContents, signRevision } from './pades.ts'
import { computeContentsSize, prepareSignature, signedDigest } from './revision.ts'
import type { SignatureInput } from './revision.ts'

const NOW = Date.UTC(2026, 8, 1, 3, 0, 0)
const appearance: Appearance = { width: 150, height: 60, content: 'BT /F 9 Tf 4 40 Td (Signed) Tj ET', fonts: { F: 'Label' } }
const kinds: readonly XrefKind[] = ['table', 'stream', 'objectStream', 'hybrid']
const authority = await createTestAuthority({ now: NOW })

function input(base: Uint8Array, changes: Partial<SignatureInput> = {}): SignatureInput {
  return {
    base,
    field: 'Buyer',
    name: 'Nguyễn Thị Lan',
    reason: 'Tôi đồng ý',
    location: 'Hà Nội',
    claimedTime: '2026-09-01T10:00:00+07:00',
    appearance,
    contentsSize: 8192,
    certify: true,
    ...changes,
  }
}

async function sign(base: Uint8Array, changes: Partial<SignatureInput> = {}, statement = '{"a":1}'): Promise<Uint8Array> {
  const { signer } = await authority.issueSignatory({ email: 'lan@example.com' })
  const sizes = {
    statementLength: encodeUtf8(statement).length,
    certificateLengths: [signer.certificate, ...signer.chain].map((one) => one.length),
    timestampLength: (await authority.issueTimestamp(new Uint8Array(32))).length,
  }
  const prepared = prepareSignature(input(base, { contentsSize: computeContentsSize(sizes), ...changes }))
  return signRevision({ prepared, signer, statement, timestamp: (imprint) => authority.issueTimestamp(imprint) })
}

describe.each(kinds)('a %s file', (kind) => {
  test('is signed twice and given validation data; every fact of both signatures verifies and no old byte moves', async () => {
    const base = buildPdf(contractObjects(), { kind })
    const first = await sign(base)
    const second = await sign(first, { field: 'Seller', name: 'Trần Văn Bình', certify: false })
    const whole = appendDocumentSecurityStore(second, { certificates: [...authority.anchors, ...authority.intermediates], crls: [], ocsps: [] })
    expect(equalBytes(whole.subarray(0, base.length), base)).toBe(true)
    expect(equalBytes(whole.subarray(0, first.length), first)).toBe(true)
    expect(equalBytes(whole.subarray(0, second.length), second)).toBe(true)

    const file = readPdf(whole)
    expect(file.revisions.map((revision) => revision.end)).toEqual([base.length, first.length, second.length, whole.length])
    const signatures = findSignatures(file)
    expect(signatures.map((signature) => signature.value?.coverage.revision)).toEqual([1, 2])
    for (const { value } of signatures) {
      expect(value).toMatchObject({ type: 'Sig', filter: 'Adobe.PPKLite', subFilter: 'ETSI.CAdES.detached', reason: 'Tôi đồng ý', isContentsPlain: true })
      expect(value?.coverage).toMatchObject({ isWellFormed: true, isGapContents: true })
      const [, length, next, rest] = value!.byteRange!
      const digest = signedDigest({ bytes: whole.slice(0, next + rest), byteRange: value!.byteRange!, contentsStart: length, contentsEnd: next })
      const facts = parseSignedData(value!.contents!, { allowZeroPadding: true })
      expect((await verifySignedData(facts, digest)).checks.filter((check) => !check.passed)).toEqual([])
      expect(decodeStatementAttribute(facts)).toBe('{"a":1}')
      const token = findAttribute(facts.signers[0]!.unsignedAttributes, OID_SIGNATURE_TIME_STAMP)!.values[0]!
      const result = await verifyTimestampToken({ token, imprint: sha256(facts.signers[0]!.signature), anchors: authority.anchors })
      expect(result.checks.filter((check) => !check.passed)).toEqual([])
    }
    const store = readDocumentSecurityStore(file)
    expect(store?.certificates).toHaveLength(2)
  })
})

test('browser and server derive the same revision, byte for byte, so that the server can compare', () => {
  const base = buildPdf(contractObjects())
  expect(prepareSignature(input(base)).bytes).toEqual(prepareSignature(input(base)).bytes)
})

test('the signed digest covers all but the place of the CMS', () => {
  const prepared = prepareSignature(input(buildPdf(contractObjects())))
  const filled = insertContents(prepared, new Uint8Array(8192).fill(0xab))
  expect(signedDigest({ ...prepared, bytes: filled })).toEqual(signedDigest(prepared))
  filled[prepared.contentsStart - 1] = 0x21
  expect(signedDigest({ ...prepared, bytes: filled })).not.toEqual(signedDigest(prepared))
})

test('a certified file says so in the catalog and in the signature, and cannot be certified again', () => {
  const { bytes } = prepareSignature(input(buildPdf(contractObjects())))
  const file = readPdf(bytes)
  const [buyer] = findSignatures(file)
  const permissions = file.getDictionary(file.root, 'Perms')
  expect(permissions?.entries.get('DocMDP')).toMatchObject({ kind: 'reference', number: buyer?.value?.id?.number })
  expect(file.getDictionary(file.root, 'AcroForm')?.entries.get('SigFlags')).toMatchObject({ value: 3 })
  expect(() => prepareSignature(input(bytes, { field: 'Seller' }))).toThrow(expect.objectContaining({ code: 'PDF_ALREADY_CERTIFIED' }))
})

test.each([
  ['PDF_FIELD_NOT_FOUND', { field: 'Nobody' }],
  ['PDF_FIELD_UNFIT', { appearance: { ...appearance, fonts: { F: 'Missing' } } }],
  ['PDF_TEXT_UNFIT', { claimedTime: 'yesterday' }],
  ['PDF_TEXT_UNFIT', { name: '\ud800' }],
] as const)('refuses with %s what cannot be prepared', (code, changes) => {
  expect(() => prepareSignature(input(buildPdf(contractObjects()), changes))).toThrow(expect.objectContaining({ code }))
})

test('a field is signed once', () => {
  const { bytes } = prepareSignature(input(buildPdf(contractObjects())))
  expect(() => prepareSignature(input(bytes, { certify: false }))).toThrow(expect.objectContaining({ code: 'PDF_FIELD_ALREADY_SIGNED' }))
})

test('a timestamp over something else is never embedded', async () => {
  const prepared = prepareSignature(input(buildPdf(contractObjects())))
  const { signer } = await authority.issueSignatory()
  const signing = signRevision({ prepared, signer, timestamp: () => authority.issueTimestamp(new Uint8Array(32)) })
  await expect(signing).rejects.toMatchObject({ code: 'TIMESTAMP_MISMATCH' })
})

test('a CMS that does not fit is refused, and the reserved size always fits, with little to spare', async () => {
  const prepared = prepareSignature(input(buildPdf(contractObjects()), { contentsSize: 10 }))
  expect(() => insertContents(prepared, new Uint8Array(11))).toThrow(expect.objectContaining({ code: 'SIGNATURE_TOO_LARGE' }))
  for (const length of [2, 100, 127, 128, 255, 256, 16_000, 65_600]) {
    const signed = await sign(buildPdf(contractObjects()), {}, JSON.stringify('x'.repeat(length)))
    const contents = findSignatures(readPdf(signed))[0]!.value!.contents!
    const used = parseSignedData(contents, { allowZeroPadding: true }).der.length
    expect(contents.length - used).toBeLessThan(3072)
  }
})

test('validation data are written once: what is there already is not written again, and nothing new gives the same file', async () => {
  const signed = await sign(buildPdf(contractObjects()))
  const [root] = authority.anchors
  const once = appendDocumentSecurityStore(signed, { certificates: [root!, root!], crls: [], ocsps: [] })
  expect(appendDocumentSecurityStore(once, { certificates: [root!], crls: [], ocsps: [] })).toBe(once)
  const more = appendDocumentSecurityStore(once, { certificates: authority.intermediates, crls: [Uint8Array.of(1)], ocsps: [Uint8Array.of(2)] })
  expect(readDocumentSecurityStore(readPdf(more))).toEqual({ certificates: [root, ...authority.intermediates], crls: [Uint8Array.of(1)], ocsps: [Uint8Array.of(2)], related: [] })
  expect(readDocumentSecurityStore(readPdf(more), 2)?.certificates).toHaveLength(1)
  expect(readDocumentSecurityStore(readPdf(more), 1)).toBeNull()
})

test.each(kinds)('a document timestamp over a %s file covers all of it, and another can follow', async (kind) => {
  const tokenLength = (await authority.issueTimestamp(new Uint8Array(32))).length
  let bytes: Uint8Array = await sign(buildPdf(contractObjects(), { kind }))
  for (const name of ['timestamp-1', 'timestamp-2']) {
    const before = bytes
    bytes = await appendDocumentTimestamp(bytes, tokenLength, (imprint) => authority.issueTimestamp(imprint))
    expect(equalBytes(bytes.subarray(0, before.length), before)).toBe(true)
    const file = readPdf(bytes)
    const value = findSignatures(file).find((field) => field.name === name)!.value!
    expect(value).toMatchObject({ type: 'DocTimeStamp', subFilter: 'ETSI.RFC3161', isContentsPlain: true })
    expect(value.coverage).toEqual({ isWellFormed: true, isGapContents: true, revision: file.newest, isWholeFile: true })
    const { start, end } = value.contentsPlace!
    const imprint = signedDigest({ bytes: bytes.slice(), byteRange: value.byteRange!, contentsStart: start, contentsEnd: end })
    const token = parseSignedData(value.contents!, { allowZeroPadding: true }).der
    expect((await verifyTimestampToken({ token, imprint, anchors: authority.anchors })).checks.filter((check) => !check.passed)).toEqual([])
    const annotations = file.get(file.pages[0]!.dictionary, 'Annots')
    expect(annotations.kind === 'array' && annotations.items.length).toBe(name === 'timestamp-1' ? 3 : 4)
  }
})
