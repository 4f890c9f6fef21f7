import { checkStatement } from '../../core/ceremony/statement.ts'
import { hashStatement } from '../../core/consent/statement.ts'
import type { Receipt } from '../../protocol/receipt.ts'
import { passageRule, placeOf } from '../contract/passage.ts'
import { checkOwnWords, readStatement, refuseProblems } from '../intent/intent.ts'
import { readHeldOffer, requireOpen } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, formatInstant, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { OPEN_STATES, readRound } from '../round/access.ts'
import { endRound } from '../round/end.ts'
import { isUniqueViolation } from '../storage/database.ts'
import { composeReceipt, readAnswer } from './answer.ts'
import { receiptContext } from './context.ts'
import { enqueueDecline } from './copy.ts'

export interface DeclineRequest {
  readonly statement: string
  readonly claims: Record<string, unknown>
  readonly claimsSalt: string
}

/** Members that depend on particulars, which nobody asks of somebody who declines. */
const UNASKED = new Set(['textHash', 'particularsHash', 'total'])

/**
 * Takes a decline: nothing is signed and no identity is proven. The same statement again gets the same receipt.
 * Throws OFFER_…, VERSION_STALE, STATEMENT_…, LETTER_REFUSED.
 */
export async function decline(parts: Parts, token: string, { statement: text, claims, claimsSalt }: DeclineRequest, observations: Observations): Promise<Receipt> {
  const { store, clock, settings, mailer } = parts
  const held = await readHeldOffer(parts, store, token)
  const { offer, version, key, document } = held
  const statement = readStatement(text, null)
  const statementHash = hashStatement(text)
  const readEqual = async (): Promise<Receipt | null> => {
    const answer = await readAnswer(store, key, offer.id)
    if (!answer) return null
    return answer.event === 'declined' && answer.statementHash === statementHash ? answer.receipt : refuse('OFFER_ANSWERED')
  }
  const known = await readEqual()
  if (known) return known
  requireOpen(offer, clock())
  if (statement.event !== 'declined' || statement.act !== 'none' || statement.keyThumbprint !== null) refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member: 'event' })
  checkOwnWords(statement)
  const problems = checkStatement({
    document, party: offer.party, values: {}, salt: claimsSalt, statement: text, baseRevisionHash: null, claims, claimsSalt, challenge: null,
  })
  refuseProblems(problems.filter((problem) => !UNASKED.has(problem.member)))
  const identity = { method: 'none' as const, address: null, demo: false }
  const rule = passageRule(document)
  try {
    const { receipt, mails } = await store.transaction().execute(async (access) => {
      const receivedAt = clock()
      const recordHash = await appendRecord(access, parts, key, offer.contract, {
        event: 'declined',
        actor: { kind: 'party', party: offer.party, person: null },
        offer: offer.id,
        version: version.version,
        presentation: statement.presentation,
        act: statement.act,
        statementHash,
        documentHash: version.document_hash,
        evidence: {
          statement: text,
          claims: { salt: claimsSalt, values: claims },
          identityProof: { ...identity, at: null },
          received: { instant: formatInstant(receivedAt), rule, system: settings.publicAddress, place: placeOf(document, 'seller', {}) },
          reason: statement.reason,
        },
        observations,
      })
      const made = composeReceipt(parts, held, { statement, statementHash, recordHash, receivedAt, identity, signature: null })
      await access
        .insertInto('answer')
        .values({
          offer: offer.id, contract: offer.contract, event: 'declined', statement_hash: statementHash, upload_hash: null, file_hash: null, file_size: null, blob: null,
          record_hash: recordHash, receipt: key.sealText(receiptContext(offer.id), JSON.stringify(made)), received_at: receivedAt,
        })
        .execute()
      const moved = await access.updateTable('offer').set({ state: 'declined', answered_at: receivedAt }).where('id', '=', offer.id).where('state', 'in', OPEN_STATES).executeTakeFirst()
      if (moved.numUpdatedRows !== 1n) refuse('STATE_REFUSED')
      await access.updateTable('contract').set({ updated_at: receivedAt }).where('id', '=', offer.contract).execute()
      const { mails: told } = await endRound(parts, access, key, document, await readRound(access, offer.round), 'declined', [offer.id])
      return { receipt: made, mails: [...(await enqueueDecline(parts, access, held, statement.party.name)), ...told] }
    })
    mailer.dispatch(mails)
    return receipt
  } catch (error) {
    const equal = isUniqueViolation(error) ? await readEqual() : null
    if (equal) return equal
    throw error
  }
}
