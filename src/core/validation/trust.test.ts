import { describe, expect, test } from 'vitest'
import { signatureOf } from '../../testing/attack/edit.ts'
import { buildBase, createSample, SAMPLE_TIME, signSample } from '../../testing/attack/sample.ts'
import { createTestAuthority, serialNumberOf } from '../../testing/pki/authority.ts'
import type { TestAuthority } from '../../testing/pki/authority.ts'
import { parseSignedData } from '../cms/signed-data.ts'
import { appendDocumentSecurityStore } from '../pdf/validation-data.ts'
import type { RevocationReason } from '../pki/revocation.ts'
import { extractFacts } from './facts.ts'
import { validate } from './validate.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = SAMPLE_TIME + HOUR

/** A signature of somebody with a certificate that can be revoked, and the data that its authority publishes. */
async function signRevocable(authority: TestAuthority, data: (serialNumber: string) => Promise<{ crls?: Uint8Array[]; ocsps?: Uint8Array[] }>): Promise<Uint8Array> {
  const signatory = await authority.issueSignatory({ email: 'lan@example.com', revocable: true, notAfter: SAMPLE_TIME + 400 * DAY })
  const signed = await signSample({ authority, base: buildBase(), signatory })
  const { crls = [], ocsps = [] } = await data(serialNumberOf(signatory.certificate))
  return appendDocumentSecurityStore(signed, { certificates: [...authority.anchors, ...authority.intermediates], crls: [await authority.issueCrl({ by: 'root' }), ...crls], ocsps })
}

async function judge(bytes: Uint8Array, authority: TestAuthority, time = NOW) {
  const { signatures } = await validate(extractFacts(bytes), { anchors: authority.anchors }, time)
  return signatures[0]!
}

const revoke = (serialNumber: string, revokedAt: number, reason: RevocationReason = 'keyCompromise') => [{ serialNumber, revokedAt, reason }]

describe('revocation is judged at the proven time', () => {
  test('[V30] a list that does not name the certificate settles it', async () => {
    const authority = await createTestAuthority({ now: SAMPLE_TIME })
    const signature = await judge(await signRevocable(authority, async () => ({ crls: [await authority.issueCrl()] })), authority)
    expect(signature).toMatchObject({ indication: 'TOTAL-PASSED', level: 'PAdES-BASELINE-LT' })
    expect(signature.path.map(({ revocation }) => revocation)).toEqual(['good', 'good', null])
  })

  test('[V30] revoked before the timestamp never passes, whatever an older answer says: it may have been signed before, and nothing proves it', async () => {
    const authority = await createTestAuthority({ now: SAMPLE_TIME })
    const bytes = await signRevocable(authority, async (serial) => ({
      crls: [await authority.issueCrl({ entries: revoke(serial, SAMPLE_TIME - HOUR), crlNumber: 2 }), await authority.issueCrl()],
    }))
    expect(await judge(bytes, authority)).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'REVOKED_NO_POE', cryptography: 'PASSED', trust: 'INDETERMINATE' })
  })

  test('[V30] revoked after the timestamp does not undo the signature', async () => {
    const authority = await createTestAuthority({ now: SAMPLE_TIME })
    const bytes = await signRevocable(authority, async (serial) => ({
      crls: [await authority.issueCrl({ entries: revoke(serial, SAMPLE_TIME + HOUR / 2), thisUpdate: SAMPLE_TIME + HOUR / 2, nextUpdate: SAMPLE_TIME + DAY })],
    }))
    expect(await judge(bytes, authority)).toMatchObject({ indication: 'TOTAL-PASSED' })
  })

  test('[V30] a hold at the proven time leaves it open', async () => {
    const authority = await createTestAuthority({ now: SAMPLE_TIME })
    const bytes = await signRevocable(authority, async (serial) => ({ crls: [await authority.issueCrl({ entries: revoke(serial, SAMPLE_TIME - HOUR, 'certificateHold') })] }))
    expect(await judge(bytes, authority)).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' })
  })

  test('[V30] a list that had lapsed before the proven time says nothing', async () => {
    const authority = await createTestAuthority({ now: SAMPLE_TIME })
    const bytes = await signRevocable(authority, async () => ({ crls: [await authority.issueCrl({ thisUpdate: SAMPLE_TIME - 3 * DAY, nextUpdate: SAMPLE_TIME - DAY })] }))
    expect(await judge(bytes, authority)).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' })
  })

  test('[V30] [V36] a stranger’s list of the same name says nothing', async () => {
    const authority = await createTestAuthority({ now: SAMPLE_TIME })
    const stranger = await createTestAuthority({ now: SAMPLE_TIME })
    const bytes = await signRevocable(authority, async () => ({ crls: [await stranger.issueCrl()] }))
    expect(await judge(bytes, authority)).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' })
  })

  test('[V30] lists supplied beside the file count as embedded ones do', async () => {
    const { authority, signed } = await createSample()
    const crls = [await authority.issueCrl({ by: 'root' }), await authority.issueCrl()]
    const { verdict } = await validate(extractFacts(signed), { anchors: authority.anchors, crls }, NOW)
    expect(verdict.indication).toBe('TOTAL-PASSED')
  })
})

describe('time', () => {
  test('[V33] a timestamp service that nobody trusts proves nothing: an ended certificate stays in doubt', async () => {
    const { authority, secured } = await createSample()
    const { certificates } = parseSignedData(signatureOf(secured).contents!, { allowZeroPadding: true })
    const [, issuing] = certificates
    expect(issuing).toBeDefined()
    const { signatures } = await validate(extractFacts(secured), { anchors: authority.intermediates }, NOW)
    expect(signatures[0]).toMatchObject({ indication: 'INDETERMINATE', bestSignatureTime: null, level: 'PAdES-BASELINE-B', cryptography: 'PASSED' })
  })

  test('[V33] years after the service’s own certificate has ended, without a newer timestamp, it proves nothing', async () => {
    const { authority, secured } = await createSample()
    expect(await judge(secured, authority, SAMPLE_TIME + 6 * 365 * DAY)).toMatchObject({ indication: 'INDETERMINATE', bestSignatureTime: null })
  })
})
