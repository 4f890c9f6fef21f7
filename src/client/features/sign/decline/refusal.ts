import { composeStatement } from '../../../../core/ceremony/statement.ts'
import type { Receipt } from '../../../../protocol/receipt.ts'
import type { Service } from '../../../../protocol/service.ts'
import { isFailure } from '../../../api/failure.ts'
import { fetchReceipt, sendRefusal } from '../../../api/offer.ts'
import { gatherClaims, readClock } from '../../../consent/claims.ts'
import type { Reading } from '../../../consent/reading.ts'
import { createActId } from '../consent/begin.ts'
import { randomHex } from '../draft.ts'
import { nameOf } from '../details/problem.ts'
import type { Offer } from '../offer.ts'
import { tidyReason } from './reason.ts'

/** A decline names no particulars: the salt of nothing is 32 zero bytes (statement rule S12). */
export const EMPTY_SALT = '00'.repeat(32)

/**
 * Says no: composes the statement of the decline and sends it. An offer that has its answer already, as when the answer to a first attempt was lost,
 * gives the receipt of that one. Throws ApiFailure.
 */
export async function refuse(token: string, { document, party, view }: Offer, service: Service, reason: string, reading: Reading): Promise<Receipt> {
  const clock = readClock()
  const claims = gatherClaims(reading, clock)
  const claimsSalt = randomHex(32)
  const statement = composeStatement({
    document,
    party: party.id,
    values: {},
    salt: EMPTY_SALT,
    id: createActId(),
    event: 'declined',
    act: 'none',
    baseRevision: null,
    person: { name: nameOf(document, party, {}) || (view.name ?? view.email), capacity: 'self', place: null },
    controls: [],
    review: { shown: false, edits: 0, confirmed: true },
    reason: tidyReason(reason),
    snapshotHash: null,
    conspicuousness: [],
    claims,
    claimsSalt,
    appBuild: service.build,
    keyThumbprint: null,
    challenge: null,
    claimedTime: clock,
  })
  try {
    return await sendRefusal(token, { statement, claims: { ...claims }, claimsSalt })
  } catch (error) {
    if (isFailure(error, 'OFFER_ANSWERED')) return fetchReceipt(token)
    throw error
  }
}
