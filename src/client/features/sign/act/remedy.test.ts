import { describe, expect, test } from 'vitest'
import { REFUSALS } from '../../../../protocol/error.ts'
import { STAGES } from './act.ts'
import { endsAct, remedyFor } from './remedy.ts'

describe('what to do about a failure', () => {
  test('a lost network, a full or failing server never costs the act', () => {
    for (const stage of STAGES) {
      for (const code of ['OFFLINE', 'SERVICE_FAILED', 'STORAGE_FULL', 'MAIL_FAILED', 'RATE_LIMITED', 'ANSWER_MALFORMED']) {
        expect(endsAct(remedyFor(code, stage))).toBe(false)
      }
    }
  })

  test('a wrong code is asked for again; elsewhere it makes no sense', () => {
    expect(remedyFor('CODE_REFUSED', 'code-sent')).toBe('code')
    expect(remedyFor('CODE_EXHAUSTED', 'code-sent')).toBe('code')
    expect(remedyFor('CODE_REFUSED', 'signed')).toBe('again')
  })

  test('a new version leads to a fresh review, an ended or answered offer to its end', () => {
    expect(remedyFor('VERSION_STALE', 'stated')).toBe('review')
    expect(remedyFor('OFFER_LAPSED', 'signed')).toBe('ended')
    expect(remedyFor('OFFER_WITHDRAWN', null)).toBe('ended')
    expect(remedyFor('OFFER_ANSWERED', 'signed')).toBe('answered')
  })

  test('every refusal of the server has a remedy', () => {
    for (const code of Object.keys(REFUSALS)) expect(remedyFor(code, 'stated')).toMatch(/^(wait|code|again|review|details|ended|answered)$/)
  })
})
