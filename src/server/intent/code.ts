import type { Statement } from '../../core/consent/statement.ts'
import { formatMoney } from '../../core/contract/format.ts'
import { parseStatement } from '../../core/consent/statement.ts'
import type { Intent } from '../../protocol/offer.ts'
import { passageRule } from '../contract/passage.ts'
import { digestContract } from '../contract/summary.ts'
import { createCode } from '../identifier.ts'
import { wordSigningCode } from '../mail/letter.ts'
import { maskEmail, readHeldOffer, requireOpen, type HeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { appendRecords, formatInstant, VISITOR_ACTOR, lockContract } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { CODE_LIFE, MAX_ATTEMPTS } from '../session/code.ts'
import { readIntent, type IntentRow } from './access.ts'

const MAX_CODES = 5

/** A code is worth something for one offer, one statement and one key only. */
function hashCode({ vault }: Parts, row: Pick<IntentRow, 'offer' | 'statement_hash' | 'key_thumbprint'>, code: string): string {
  return vault.lookup('signing-code', `${row.offer}\n${row.statement_hash}\n${row.key_thumbprint}\n${code}`)
}

export function describeIntent({ clock }: Pick<Parts, 'clock'>, { email }: Pick<HeldOffer, 'email'>, row: IntentRow): Intent {
  return { statementHash: row.statement_hash, state: row.state, maskedEmail: maskEmail(email), expiresAt: formatInstant(row.code_expires_at ?? clock()) }
}

function describeTotal(total: Statement['total'], { document }: HeldOffer): string | null {
  if (!total) return null
  const currency = (['VND', 'USD', 'EUR'] as const).find((known) => known === total.currency)
  return currency ? formatMoney(total.amount, currency, document.language) : `${total.amount} ${total.currency}`
}

/** Sends a fresh code to the offer's address; the one before is void. Throws INTENT_NOT_FOUND, OFFER_…, RATE_LIMITED, MAIL_FAILED. */
export async function sendSigningCode(parts: Parts, held: HeldOffer, statementHash: string): Promise<Intent> {
  const { store, clock, mailer } = parts
  const { offer, key, document, email } = held
  const now = clock()
  requireOpen(offer, now)
  const code = createCode(parts.random)
  const intent = await readIntent(store, key, offer.id, statementHash)
  if (!intent) refuse('INTENT_NOT_FOUND')
  if (intent.row.state !== 'code-sent') return describeIntent(parts, held, intent.row)
  const { total } = parseStatement(intent.statement)
  const [mail = ''] = await store.transaction().execute(async (access) => {
    await lockContract(access, offer.contract)
    const changed = await access
      .updateTable('intent')
      .set((column) => ({ code_hash: hashCode(parts, intent.row, code), code_expires_at: now + CODE_LIFE, attempts: 0, codes_sent: column('codes_sent', '+', 1), demo: mailer.mode === 'outbox' ? 1 : 0 }))
      .where('offer', '=', offer.id)
      .where('statement_hash', '=', statementHash)
      .where('state', '=', 'code-sent')
      .where('codes_sent', '<', MAX_CODES)
      .executeTakeFirst()
    if (changed.numUpdatedRows !== 1n) refuse('RATE_LIMITED')
    await access.updateTable('offer').set({ state: 'code-sent' }).where('id', '=', offer.id).where('state', 'in', ['sent', 'opened']).execute()
    const words = wordSigningCode(document.language, code, { title: digestContract(document).title, number: document.number, total: describeTotal(total, held) })
    return mailer.enqueue(access, { kind: 'code', contract: offer.contract, offer: offer.id, content: { to: email, ...words, rule: passageRule(document), attachment: null } })
  })
  if (!(await mailer.deliver(mail))) refuse('MAIL_FAILED')
  await store.updateTable('intent').set({ code_sent_at: clock() }).where('offer', '=', offer.id).where('statement_hash', '=', statementHash).execute()
  return describeIntent(parts, held, { ...intent.row, code_expires_at: now + CODE_LIFE })
}

/** The same by the link's token. */
export async function resendSigningCode(parts: Parts, token: string, statementHash: string): Promise<Intent> {
  return sendSigningCode(parts, await readHeldOffer(parts, parts.store, token), statementHash)
}

/**
 * Checks a code for an intent. The attempt is counted before the comparison. Once certified, the right code goes on being right, so that a
 * lost answer can be asked for again. Throws CODE_REFUSED, CODE_EXHAUSTED.
 */
export async function redeemSigningCode(parts: Parts, held: HeldOffer, row: IntentRow, code: string): Promise<void> {
  const { store, clock } = parts
  const { offer, key, version } = held
  const byIntent = <T extends { where(column: 'offer' | 'statement_hash', operator: '=', value: string): T }>(query: T): T => query.where('offer', '=', row.offer).where('statement_hash', '=', row.statement_hash)
  const counted = await byIntent(store.updateTable('intent').set((column) => ({ attempts: column('attempts', '+', 1) })))
    .where('attempts', '<', MAX_ATTEMPTS)
    .returning(['code_hash', 'code_expires_at', 'state', 'attempts'])
    .executeTakeFirst()
  if (!counted) refuse('CODE_EXHAUSTED')
  const isRight = counted.code_hash === hashCode(parts, row, code)
  const isLive = counted.state !== 'code-sent' || (counted.code_expires_at ?? 0) > clock()
  if (isRight && isLive) {
    await byIntent(store.updateTable('intent').set({ attempts: 0 })).execute()
    return
  }
  const common = { actor: VISITOR_ACTOR, offer: offer.id, version: version.version, statementHash: row.statement_hash }
  await store.transaction().execute((access) =>
    appendRecords(access, parts, key, offer.contract, [
      { ...common, event: 'code-failed' as const, evidence: { reason: isRight ? 'expired' : 'wrong' } },
      ...(counted.attempts >= MAX_ATTEMPTS ? [{ ...common, event: 'code-locked' as const }] : []),
    ]),
  )
  refuse('CODE_REFUSED')
}
