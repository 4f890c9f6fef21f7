import { describe, expect, test } from 'vitest'
import { buildBase, createSample, SAMPLE_TIME, secureSample, signSample } from '../../testing/attack/sample.ts'
import { createTestAuthority, serialNumberOf } from '../../testing/pki/authority.ts'
import type { TestAuthority } from '../../testing/pki/authority.ts'
import { DEFAULT_ALGORITHM_POLICY } from '../pki/algorithm-policy.ts'
import type { AlgorithmPolicy } from '../pki/algorithm-policy.ts'
import type { CrlEntryParameters } from '../pki/crl-issue.ts'
import { appendDocumentSecurityStore } from '../pdf/validation-data.ts'
import { appendDocumentTimestamp } from '../signing/document-timestamp.ts'
import { extractFacts } from './facts.ts'
import type { Policy } from './policy.ts'
import { validate } from './validate.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

async function archive(authority: TestAuthority, bytes: Uint8Array, at: number): Promise<Uint8Array> {
  const { length } = await authority.issueTimestamp(new Uint8Array(32))
  return appendDocumentTimestamp(bytes, length, (imprint) => authority.issueTimestamp(imprint, at))
}

async function judge(bytes: Uint8Array, policy: Policy, time: number) {
  const { signatures } = await validate(extractFacts(bytes), policy, time)
  return signatures.map(({ type, indication, subIndication, bestSignatureTime, level }) => ({ type, indication, subIndication, bestSignatureTime, level }))
}

/** The root's list, made later, that names the issuing authority as revoked at an instant. */
function revokeIssuing(authority: TestAuthority, revokedAt: number, thisUpdate: number): Promise<Uint8Array> {
  const entries: CrlEntryParameters[] = [{ serialNumber: serialNumberOf(authority.intermediates[0]!), revokedAt, reason: 'keyCompromise' }]
  return authority.issueCrl({ by: 'root', entries, crlNumber: 9, thisUpdate, nextUpdate: thisUpdate + 30 * DAY })
}

describe('an authority that was revoked years later', () => {
  test('[V34] lists that it signed count only where an archive timestamp proves that they are older than its revocation', async () => {
    const authority = await createTestAuthority({ now: SAMPLE_TIME })
    const signatory = await authority.issueSignatory({ email: 'lan@example.com', revocable: true, notAfter: SAMPLE_TIME + 400 * DAY })
    const secured = await secureSample(authority, await signSample({ authority, base: buildBase(), signatory }))
    const later = SAMPLE_TIME + 20 * DAY
    const known: Policy = { anchors: authority.anchors, crls: [await revokeIssuing(authority, later, later + HOUR)] }
    expect(await judge(secured, { anchors: authority.anchors }, later + DAY)).toMatchObject([{ indication: 'TOTAL-PASSED' }])
    expect(await judge(secured, known, later + DAY)).toMatchObject([{ indication: 'INDETERMINATE', subIndication: 'NO_POE' }])
    const archived = await archive(authority, secured, SAMPLE_TIME + HOUR)
    const [signature] = await judge(archived, known, later + DAY)
    expect(signature).toMatchObject({ type: 'signature', indication: 'TOTAL-PASSED', level: 'PAdES-BASELINE-LTA' })
  })
})

describe('algorithms age', () => {
  const aged = (hash: 'SHA-256', until: number): AlgorithmPolicy => ({ ...DEFAULT_ALGORITHM_POLICY, hashes: { ...DEFAULT_ALGORITHM_POLICY.hashes, [hash]: until } })

  test('[V20] a hash that fell after signing leaves an unarchived signature in doubt', async () => {
    const { authority, secured } = await createSample()
    const policy: Policy = { anchors: authority.anchors, algorithms: aged('SHA-256', SAMPLE_TIME + 10 * DAY) }
    expect(await judge(secured, policy, SAMPLE_TIME + HOUR)).toMatchObject([{ indication: 'TOTAL-PASSED' }])
    expect(await judge(secured, policy, SAMPLE_TIME + 20 * DAY)).toMatchObject([{ indication: 'INDETERMINATE', bestSignatureTime: null }])
  })

  test('[V20] never believed is never believed, proven or not', async () => {
    const { authority, secured } = await createSample()
    const [signature] = await judge(secured, { anchors: authority.anchors, algorithms: aged('SHA-256', -Infinity) }, SAMPLE_TIME + HOUR)
    expect(signature).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'CRYPTO_CONSTRAINTS_FAILURE' })
  })
})

describe('what a signature signs makes it younger', () => {
  test('[V35] revoked before a timestamp that stands under the signature: it was made after the revocation, REVOKED', async () => {
    const authority = await createTestAuthority({ now: SAMPLE_TIME })
    const stamped = await archive(authority, buildBase(), SAMPLE_TIME)
    const signatory = await authority.issueSignatory({ email: 'lan@example.com', revocable: true, notAfter: SAMPLE_TIME + 400 * DAY })
    const signed = await signSample({ authority, base: stamped, signatory })
    const entries = [{ serialNumber: serialNumberOf(signatory.certificate), revokedAt: SAMPLE_TIME - HOUR, reason: 'keyCompromise' as const }]
    const bytes = appendDocumentSecurityStore(signed, { certificates: [...authority.anchors, ...authority.intermediates], crls: [await authority.issueCrl({ by: 'root' }), await authority.issueCrl({ entries })], ocsps: [] })
    const found = await judge(bytes, { anchors: authority.anchors }, SAMPLE_TIME + HOUR)
    expect(found.find(({ type }) => type === 'signature')).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'REVOKED' })
  })

  test('[V35] the certificate had ended before that: EXPIRED', async () => {
    const authority = await createTestAuthority({ now: SAMPLE_TIME })
    const stamped = await archive(authority, buildBase(), SAMPLE_TIME)
    const signatory = await authority.issueSignatory({ notBefore: SAMPLE_TIME - 2 * HOUR, notAfter: SAMPLE_TIME - HOUR })
    const bytes = await secureSample(authority, await signSample({ authority, base: stamped, signatory }))
    const found = await judge(bytes, { anchors: authority.anchors }, SAMPLE_TIME + HOUR)
    expect(found.find(({ type }) => type === 'signature')).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'EXPIRED' })
  })
})

describe('policy', () => {
  test('[V24] a certificate policy that the reader asks for must hold for the whole path', async () => {
    const { authority, secured } = await createSample()
    const [other] = await judge(secured, { anchors: authority.anchors, acceptedPolicies: ['1.2.3.4'] }, SAMPLE_TIME + HOUR)
    expect(other).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'CHAIN_CONSTRAINTS_FAILURE' })
  })
})
