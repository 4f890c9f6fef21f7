import { describe, expect, test } from 'vitest'
import { createSample, SAMPLE_TIME, secureSample, signSample } from '../../testing/attack/sample.ts'
import { buildPdf, contractObjects, type XrefKind } from '../../testing/pdf/builder.ts'
import { createTestAuthority } from '../../testing/pki/authority.ts'
import { appendDocumentTimestamp } from '../signing/document-timestamp.ts'
import { signRevision } from '../signing/pades.ts'
import { prepareSignature } from '../signing/revision.ts'
import { encodeReport } from './encode.ts'
import { extractFacts } from './facts.ts'
import { describeCheck } from './sentence.ts'
import { validate } from './validate.ts'

const YEAR = 365 * 86_400_000
const kinds: readonly XrefKind[] = ['table', 'stream', 'objectStream', 'hybrid']

async function judge(bytes: Uint8Array, anchors: readonly Uint8Array[], time = SAMPLE_TIME + 3_600_000) {
  return validate(extractFacts(bytes), { anchors }, time)
}

describe.each(kinds)('a %s file', (kind) => {
  test('signed and given validation data passes, an hour and a year later', async () => {
    const { authority, secured } = await createSample({ kind, certify: true })
    const report = await judge(secured, authority.anchors)
    const [signature] = report.signatures
    expect(signature!.checks.filter(({ result }) => result !== 'PASSED' && result !== 'NOTED')).toEqual([])
    expect(signature).toMatchObject({
      indication: 'TOTAL-PASSED', subIndication: null, cryptography: 'PASSED', trust: 'PASSED', byteRange: 'CLEAN', coverage: 'ENTIRE-REVISION',
      changesAfter: 'LTA-UPDATE', level: 'PAdES-BASELINE-LT', bestSignatureTime: new Date(SAMPLE_TIME).toISOString(), permission: 2, isCertification: true,
    })
    expect(report.verdict.indication).toBe('TOTAL-PASSED')
    expect((await judge(secured, authority.anchors, SAMPLE_TIME + YEAR)).verdict.indication).toBe('TOTAL-PASSED')
  })
})

describe('on whose behalf', () => {
  const company = { name: 'Công ty TNHH Gốm Bát Tràng', identifier: 'VATVN-0101234567' }
  test.each([
    ['operator', /The issuer says that it has checked/, /đã kiểm tra việc/],
    ['oidc', /an OpenID provider has shown/, /một nhà cung cấp OpenID đã xác nhận/],
    ['eid', /an electronic identity \(eID\) has shown/, /danh tính điện tử \(eID\) đã xác nhận/],
  ] as const)('what the %s has shown is told as shown by it, and the name stays as given', async (by, en, vi) => {
    const authority = await createTestAuthority({ now: SAMPLE_TIME })
    const { signer } = await authority.issueSignatory({ organisation: { ...company, by }, revocable: true })
    const appearance = { width: 100, height: 40, content: '', fonts: {} }
    const prepared = prepareSignature({ base: buildPdf(contractObjects()), field: 'Buyer', name: 'Lan', reason: '', location: '', claimedTime: '2026-09-01T10:00:00+07:00', appearance, contentsSize: 12_000, certify: true })
    const [signature] = (await judge(await signRevision({ prepared, signer, timestamp: (imprint) => authority.issueTimestamp(imprint) }), authority.anchors)).signatures
    expect(signature!.identity).toMatchObject({ attestedOrganisation: { ...company, by }, nameAsGiven: 'Lan' })
    const check = signature!.checks.find(({ id }) => id === 'identity')!
    for (const [language, words] of [['en', en], ['vi', vi]] as const) {
      const sentence = describeCheck(check, language)
      expect(sentence).toMatch(words)
      expect(sentence).toContain(`${company.name} (${company.identifier})`)
      expect(sentence).toMatch(/“Lan” (is as given and was checked by nobody|do người ký tự ghi, không ai kiểm tra)/)
    }
  })
})

describe('signatures of a file', () => {
  test('[V36] [V37] two, validation data, and a document timestamp over all: each is told what came after it', async () => {
    const { authority, signed } = await createSample({ certify: true })
    const second = await secureSample(authority, await signSample({ authority, base: signed, field: 'Seller', email: 'binh@example.com' }))
    const { length } = await authority.issueTimestamp(new Uint8Array(32))
    const whole = await appendDocumentTimestamp(second, length, (imprint) => authority.issueTimestamp(imprint))
    const report = await judge(whole, authority.anchors)
    expect(report.signatures.flatMap(({ checks }) => checks.filter(({ result }) => result !== 'PASSED' && result !== 'NOTED'))).toEqual([])
    expect(report.signatures.map(({ type, changesAfter, level, coverage }) => [type, changesAfter, level, coverage])).toEqual([
      ['signature', 'NEW-SIGNATURE', 'PAdES-BASELINE-LTA', 'ENTIRE-REVISION'],
      ['signature', 'LTA-UPDATE', 'PAdES-BASELINE-LTA', 'ENTIRE-REVISION'],
      ['document-timestamp', 'NONE', null, 'ENTIRE-FILE'],
    ])
    expect(report.verdict.indication).toBe('TOTAL-PASSED')
  })

  test('[V23] without the root there is no verdict, but cryptography and changes are judged', async () => {
    const { secured } = await createSample()
    const stranger = await createTestAuthority({ now: SAMPLE_TIME })
    for (const anchors of [[], stranger.anchors]) {
      const { signatures } = await judge(secured, anchors)
      expect(signatures[0]).toMatchObject({
        indication: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND', cryptography: 'PASSED', trust: 'INDETERMINATE', byteRange: 'CLEAN', changesAfter: 'LTA-UPDATE', bestSignatureTime: null,
      })
    }
  })

  test('without revocation data for the authorities the judge does not pass what it cannot know', async () => {
    const { authority, signed } = await createSample()
    expect((await judge(signed, authority.anchors)).signatures[0]).toMatchObject({ indication: 'INDETERMINATE', cryptography: 'PASSED' })
  })

  test('[V41] a demo identity is named in the verdict', async () => {
    const { authority, secured } = await createSample({ demo: true })
    const report = await judge(secured, authority.anchors)
    const { verdict, signatures } = encodeReport(report, 'a.pdf', 'en')
    expect(verdict).toMatchObject({ indication: 'TOTAL-PASSED' })
    expect(verdict.sentence).toContain('demo identity')
    expect(signatures[0]!.identity).toMatchObject({ isDemo: true, nameAsGiven: 'Nguyễn Thị Lan', emails: ['lan@example.com'] })
  })

  test('a file that nobody signed is an error, never a silent success', async () => {
    const { base } = await createSample()
    expect(() => extractFacts(base)).toThrow(expect.objectContaining({ code: 'NO_SIGNATURE' }))
  })
})
