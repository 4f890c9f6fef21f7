import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { equalBytes, indexOfBytes } from '../bytes/compare.ts'
import { encodeSequence } from '../bytes/der.ts'
import { sha256 } from '../bytes/sha256.ts'
import { issueTimestampToken, parseTimestampToken } from '../cms/timestamp.ts'
import { pdfArray, withEntries } from '../pdf/object.ts'
import { readPdf } from '../pdf/reader.ts'
import { findSignatures } from '../pdf/signature.ts'
import { readDocumentSecurityStore } from '../pdf/validation-data.ts'
import { appendRevision } from '../pdf/writer.ts'
import { OID_POLICY_TIMESTAMP } from '../pki/oids.ts'
import { createSigner } from '../pki/signer.ts'
import { createTimestampRequest, encodeTimestampResponse, issueTimestampRefusal, parseTimestampRequest, parseTimestampResponse } from '../pki/timestamp.ts'
import { buildPdf, contractObjects } from '../../testing/pdf/builder.ts'
import { createTestAuthority } from '../../testing/pki/authority.ts'
import { generateTestKeys } from '../../testing/pki/authority.ts'
import { issueTimestampUnit } from '../pki/profile.ts'
import { extendArchive, planExtension, readArchiveState } from './archive.ts'
import { appendDocumentTimestamp } from './document-timestamp.ts'
import { findTimestampUnits, selectValidationData } from './needed.ts'
import { insertContents, signRevision } from './pades.ts'
import { prepareSignature } from './revision.ts'
import { ALGORITHM_SUNSETS } from './sunset.ts'
import { requestTimestamp } from './timestamp.ts'

const DAY = 86_400_000
const YEAR = 365 * DAY
const NOW = Date.UTC(2026, 8, 1, 3, 0, 0)
const authority = await createTestAuthority({ now: NOW })
const stranger = await createTestAuthority({ now: NOW })
const nonce = new Uint8Array(12).fill(9)
const trust = { anchors: authority.anchors }

async function answer(request: Uint8Array, changes: { imprint?: Uint8Array; imprintHash?: 'SHA-1'; nonce?: bigint | null; policy?: string; genTime?: number; signer?: typeof authority.timestampUnit } = {}): Promise<Uint8Array> {
  const parsed = parseTimestampRequest(request)
  const asked = { ...parsed, imprint: changes.imprint ?? parsed.imprint, imprintHash: changes.imprintHash ?? parsed.imprintHash, nonce: changes.nonce === undefined ? parsed.nonce : changes.nonce }
  const { signer = authority.timestampUnit, genTime = NOW, policy = OID_POLICY_TIMESTAMP } = changes
  return encodeTimestampResponse(await issueTimestampToken({ request: asked, signer, genTime, serialNumber: authority.random(16), policy }))
}

const flip = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, bytes[at]! ^ 1)

/** A bit of the signed attributes changed, and signed anew by the unit's own key: as if it had named another certificate. */
async function resign(token: Uint8Array, at: number): Promise<Uint8Array> {
  const changed = flip(token, at)
  const { signature, signedAttributesDer } = parseTimestampToken(changed).signedData.signers[0]!
  let value = await authority.timestampUnit.sign(signedAttributesDer!)
  // DER's length of an ECDSA value varies with its numbers
  while (value.length !== signature.length) value = await authority.timestampUnit.sign(signedAttributesDer!)
  const whole = changed.slice()
  whole.set(value, indexOfBytes(changed, signature))
  return whole
}

describe('a timestamp is checked in full before anything relies on it', () => {
  const imprint = sha256(Uint8Array.of(1))
  const ask = (changes: Parameters<typeof answer>[1], more = {}) => requestTimestamp(imprint, nonce, (request) => answer(request, changes), { ...trust, ...more })

  test('an honest one is taken', async () => {
    expect((await ask({}, { policies: [OID_POLICY_TIMESTAMP], earliest: NOW, latest: NOW })).length).toBeGreaterThan(500)
  })

  test.each([
    ['over another imprint', 'TIMESTAMP_IMPRINT', { imprint: sha256(Uint8Array.of(2)) }, {}],
    ['with another nonce: a replayed answer', 'TIMESTAMP_NONCE', { nonce: 1234n }, {}],
    ['without the nonce', 'TIMESTAMP_NONCE', { nonce: null }, {}],
    ['under another policy', 'TIMESTAMP_POLICY', { policy: '1.2.3.4' }, { policies: [OID_POLICY_TIMESTAMP] }],
    ['from an authority that is not trusted', 'TIMESTAMP_PATH', { signer: stranger.timestampUnit }, {}],
    ['by a hash that two documents can share', 'TIMESTAMP_IMPRINT', { imprint: new Uint8Array(20), imprintHash: 'SHA-1' }, {}],
    ['by a certificate that is not for timestamps alone', 'TIMESTAMP_PATH', { signer: authority.ocspResponder }, { intermediates: authority.intermediates }],
    ['before what it follows', 'TIMESTAMP_ORDER', { genTime: NOW - 1000 }, { earliest: NOW }],
    ['after the certificate’s life', 'TIMESTAMP_ORDER', { genTime: NOW + 1000 }, { latest: NOW }],
    ['when the unit’s certificate was not valid', 'TIMESTAMP_PATH', { genTime: NOW + 20 * YEAR }, {}],
  ] as const)('one %s is refused', async (_, check, changes, more) => {
    await expect(ask(changes, more)).rejects.toMatchObject({ code: 'TIMESTAMP_UNSOUND', details: { check } })
  })

  test.each([
    ['whose named certificate is another', 'TIMESTAMP_SIGNING_CERTIFICATE', async (token: Uint8Array) => {
      const at = indexOfBytes(token, sha256(authority.timestampUnit.certificate))
      return resign(token, at)
    }],
    ['whose value was changed', 'TIMESTAMP_SIGNATURE', (token: Uint8Array) => {
      const { signature } = parseTimestampToken(token).signedData.signers[0]!
      return Promise.resolve(flip(token, indexOfBytes(token, signature) + signature.length - 1))
    }],
  ] as const)('one %s is refused', async (_, check, change) => {
    const honest = await answer(createTimestampRequest({ imprint, nonce }))
    const changed = await change(parseTimestampResponse(honest))
    await expect(requestTimestamp(imprint, nonce, () => Promise.resolve(encodeTimestampResponse(changed)), trust)).rejects.toMatchObject({ code: 'TIMESTAMP_UNSOUND', details: { check } })
  })

  test('a refusal is told as one, and what is no answer as that', async () => {
    await expect(requestTimestamp(imprint, nonce, () => Promise.resolve(issueTimestampRefusal('timeNotAvailable', 'no clock')), trust)).rejects.toMatchObject({ code: 'TIMESTAMP_REFUSED' })
    await expect(requestTimestamp(imprint, nonce, () => Promise.resolve(encodeSequence()), trust)).rejects.toMatchObject({ code: 'TIMESTAMP_MALFORMED' })
    expect(createTimestampRequest({ imprint, nonce })).toHaveLength(createTimestampRequest({ imprint, nonce }).length)
  })
})

let signed: Uint8Array
const tokenLength = (await authority.issueTimestamp(new Uint8Array(32))).length
beforeAll(async () => {
  const { signer } = await authority.issueSignatory()
  const appearance = { width: 100, height: 40, content: '', fonts: {} }
  const prepared = prepareSignature({ base: buildPdf(contractObjects()), field: 'Buyer', name: 'Lan', reason: '', location: '', claimedTime: '2026-09-01T10:00:00+07:00', appearance, contentsSize: 8192, certify: true })
  signed = await signRevision({ prepared, signer, timestamp: (imprint) => authority.issueTimestamp(imprint), trust })
})

test('an unsound timestamp never gets into a signature, whatever the caller checked', async () => {
  const { signer } = await authority.issueSignatory()
  const appearance = { width: 100, height: 40, content: '', fonts: {} }
  const prepared = prepareSignature({ base: buildPdf(contractObjects()), field: 'Buyer', name: 'Lan', reason: '', location: '', claimedTime: '2026-09-01T10:00:00+07:00', appearance, contentsSize: 8192, certify: true })
  await expect(signRevision({ prepared, signer, timestamp: (imprint) => stranger.issueTimestamp(imprint), trust })).rejects.toMatchObject({ code: 'TIMESTAMP_UNSOUND' })
})

test('the security store gets what judges need and nothing else, and each signature its own part of it', async () => {
  const crls = [await authority.issueCrl(), await authority.issueCrl({ by: 'root' })]
  const pool = { certificates: [...authority.intermediates, authority.timestampUnit.certificate, stranger.root.certificate, ...stranger.intermediates], crls: [...crls, await stranger.issueCrl()], ocsps: [] }
  const data = await selectValidationData(signed, pool, authority.anchors)
  expect(data.crls).toEqual(crls)
  expect(data.certificates).toHaveLength(4)
  expect(data.certificates.some((one) => equalBytes(one, stranger.root.certificate))).toBe(false)
  const longer = await extendArchive({ bytes: signed, data, timestampLength: tokenLength, timestamp: (imprint) => authority.issueTimestamp(imprint), trust })
  const store = readDocumentSecurityStore(readPdf(longer))
  expect(store?.related).toMatchObject([{ certificates: data.certificates, crls }])
  const contents = findSignatures(readPdf(longer))[0]!.value!.contents!
  const name = Buffer.from(await crypto.subtle.digest('SHA-1', new Uint8Array(contents))).toString('hex').toUpperCase()
  expect(store?.related[0]?.key).toBe(name)
})

describe('archives are extended before what protects them ages', () => {
  const policy = { level: 'B-LT', margin: 90 * DAY, sunsets: [] } as const

  test('over many years and changing units, each extension in time and over everything before', async () => {
    let bytes = signed
    let due = planExtension(await readArchiveState(bytes), policy)
    expect(due).toMatchObject({ reason: 'CERTIFICATE', dueAt: (await readArchiveState(bytes)).timestamps[0]!.notAfter - 90 * DAY })
    for (let renewal = 1; renewal <= 3; renewal++) {
      const at = due.dueAt!
      const later = await createTestAuthority({ now: at })
      const data = { certificates: [...later.anchors, ...later.intermediates], crls: [await later.issueCrl()], ocsps: [] }
      const before = bytes
      bytes = await extendArchive({ bytes, data, timestampLength: tokenLength, timestamp: (imprint) => later.issueTimestamp(imprint), trust: { anchors: later.anchors } })
      expect(equalBytes(bytes.subarray(0, before.length), before)).toBe(true)
      const state = await readArchiveState(bytes)
      expect(state).toMatchObject({ isArchived: true, provenTime: at })
      due = planExtension(state, policy)
      expect(due.dueAt).toBeGreaterThan(at + YEAR)
    }
    expect(findSignatures(readPdf(bytes)).filter((field) => field.value?.type === 'DocTimeStamp')).toHaveLength(3)
  })

  test('the highest level is due at once, and then not again', async () => {
    const state = await readArchiveState(signed)
    expect(planExtension(state, { ...policy, level: 'B-LTA' })).toEqual({ reason: 'LEVEL', dueAt: NOW })
    const bytes = await extendArchive({ bytes: signed, data: { certificates: [], crls: [], ocsps: [] }, timestampLength: tokenLength, timestamp: (imprint) => authority.issueTimestamp(imprint), trust })
    expect(planExtension(await readArchiveState(bytes), { ...policy, level: 'B-LTA' }).reason).toBe('CERTIFICATE')
  })

  test('a clock that was turned back extends nothing', async () => {
    const back = extendArchive({ bytes: signed, data: { certificates: [], crls: [], ocsps: [] }, timestampLength: tokenLength, timestamp: (imprint) => authority.issueTimestamp(imprint, NOW - 5000), trust })
    await expect(back).rejects.toMatchObject({ code: 'TIMESTAMP_UNSOUND', details: { check: 'TIMESTAMP_ORDER' } })
  })

  test('a unit of a weak kind is replaced before its algorithm ends, not only before its certificate does', async () => {
    const keys = await generateTestKeys()
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))
    const certificate = await issueTimestampUnit({ spki, name: { commonName: 'Long' }, issuer: authority.root, addresses: authority.addresses, serialNumber: authority.random(16), notBefore: NOW - DAY, notAfter: NOW + 9 * YEAR })
    const unit = await createSigner(keys.privateKey, certificate, authority.anchors)
    const timestamp = async (imprint: Uint8Array): Promise<Uint8Array> =>
      issueTimestampToken({ request: parseTimestampRequest(createTimestampRequest({ imprint, nonce })), signer: unit, genTime: NOW, serialNumber: authority.random(16), policy: OID_POLICY_TIMESTAMP })
    const bytes = await extendArchive({ bytes: signed, data: { certificates: [], crls: [], ocsps: [] }, timestampLength: tokenLength + 200, timestamp, trust })
    const sunsets = [{ kind: 'EC', belowBits: null, until: NOW + 4 * YEAR, source: 'a test' }] as const
    const state = await readArchiveState(bytes)
    expect(planExtension(state, { ...policy, sunsets })).toEqual({ reason: 'ALGORITHM', dueAt: NOW + 4 * YEAR - 90 * DAY })
    expect(planExtension(state, policy)).toEqual({ reason: 'CERTIFICATE', dueAt: NOW + 9 * YEAR - 90 * DAY })
  })

  test('whatever the ends are, the plan lies a margin before the first of them', () => {
    const timestamp = fc.record({
      genTime: fc.constant(NOW), notAfter: fc.integer({ min: NOW, max: NOW + 30 * YEAR }), keyKind: fc.constantFrom('EC', 'RSA'), keyBits: fc.constantFrom(256, 2048, 3072, 4096),
      hash: fc.constant('SHA-256'), certificates: fc.constant([]),
    })
    fc.assert(
      fc.property(fc.array(timestamp, { minLength: 1, maxLength: 4 }), fc.nat(YEAR), (timestamps, margin) => {
        const { dueAt } = planExtension({ isArchived: false, provenTime: NOW, timestamps }, { level: 'B-LT', margin, sunsets: ALGORITHM_SUNSETS })
        for (const one of timestamps) {
          expect(dueAt).toBeLessThanOrEqual(one.notAfter - margin)
          const ends = ALGORITHM_SUNSETS.filter(({ kind, belowBits }) => kind === one.keyKind && (belowBits === null || one.keyBits < belowBits))
          for (const { until } of ends) expect(dueAt).toBeLessThanOrEqual(until - margin)
        }
      }),
    )
  })

  test('a file without any timestamp has nothing to extend', () => {
    expect(planExtension({ isArchived: false, provenTime: null, timestamps: [] }, { ...policy, level: 'B-LTA' })).toEqual({ dueAt: null, reason: null })
  })
})

describe('what others have put into a file stands in the way of nobody’s proof', () => {
  const appearance = { width: 10, height: 10, content: '', fonts: {} }
  const prepare = (base: Uint8Array, field: string) => prepareSignature({ base, field, name: field, reason: '', location: '', claimedTime: '2026-09-01T10:00:00+07:00', appearance, contentsSize: 12_000, certify: false })
  const stamp = (at: number, signer = authority.timestampUnit) => (imprint: Uint8Array) => requestTimestamp(imprint, nonce, (request) => answer(request, { genTime: at, signer }), { anchors: [...authority.anchors, ...stranger.anchors] })
  const sign = async (base: Uint8Array, field: string, at = NOW) => signRevision({ prepared: prepare(base, field), signer: (await authority.issueSignatory()).signer, timestamp: stamp(at) })

  test.each([['nothing that is a CMS', Uint8Array.of(4, 2, 1, 1)], ['a CMS cut off', Uint8Array.of(0x30, 0x82, 0x10, 0)], ['zeros alone', new Uint8Array(8)]])('a signature of %s is passed over, and the file is archived', async (_, contents) => {
    const foreign = insertContents(prepare(buildPdf(contractObjects()), 'Buyer'), contents)
    expect(await readArchiveState(foreign)).toEqual({ isArchived: false, timestamps: [], provenTime: null })
    const signed = await sign(foreign, 'Seller')
    const state = await readArchiveState(signed)
    expect(state).toMatchObject({ provenTime: NOW, timestamps: [{ genTime: NOW }] })
    const data = await selectValidationData(signed, { certificates: authority.intermediates, crls: [], ocsps: [] }, authority.anchors)
    expect(data.certificates.length).toBeGreaterThan(2)
    expect(await findTimestampUnits(signed)).toHaveLength(1)
    const extended = await extendArchive({ bytes: signed, data, timestampLength: 6000, timestamp: stamp(NOW + 1000), trust })
    expect(await readArchiveState(extended)).toMatchObject({ isArchived: true, provenTime: NOW + 1000 })
  })

  test('a document timestamp answers only for what it covers, wherever the form names it', async () => {
    const stamped = await appendDocumentTimestamp(buildPdf(contractObjects()), 6000, stamp(NOW - 1000, stranger.timestampUnit))
    const signed = await sign(stamped, 'Seller')
    const { timestamps, provenTime, isArchived } = await readArchiveState(signed)
    expect([timestamps.map(({ genTime }) => genTime), provenTime, isArchived]).toEqual([[NOW - 1000, NOW], NOW, false])
    // the first in the list of fields is the last that was made
    const file = readPdf(await appendDocumentTimestamp(signed, 6000, stamp(NOW + 1000)))
    const form = file.getDictionary(file.root, 'AcroForm')!
    const fields = file.get(form, 'Fields')
    const [, id] = /AcroForm (\d+) 0 R/.exec(Buffer.from(file.bytes).toString('latin1'))!
    const turned = appendRevision(file, { objects: [{ number: Number(id), generation: 0, value: withEntries(form, { Fields: pdfArray(fields.kind === 'array' ? fields.items.toReversed() : []) }) }] })
    expect((await readArchiveState(turned)).timestamps.map(({ genTime }) => genTime)).toEqual([NOW + 1000])
  })
})
