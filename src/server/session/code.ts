import type { Language } from '../../protocol/session.ts'
import { createCode } from '../identifier.ts'
import { wordSessionCode } from '../mail/letter.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { formatInstant } from '../record/append.ts'

export const CODE_LIFE = 10 * 60_000
export const MAX_ATTEMPTS = 5
const WINDOW = 10 * 60_000
/** Codes for one address within a window. Where codes only appear in the outbox there is no mailbox to flood. */
const MAX_CODES = { smtp: 5, outbox: 200 } as const

const hashCode = ({ vault }: Parts, email: string, code: string): string => vault.lookup('session-code', `${email}\n${code}`)

/** Sends a sign-in code. The answer is the same whether or not anybody with this address has been here before. Throws RATE_LIMITED, MAIL_FAILED. */
export async function sendSessionCode(parts: Parts, email: string, language: Language): Promise<{ sent: true; expiresAt: string }> {
  const { store, vault, clock, mailer } = parts
  const now = clock()
  const code = createCode(parts.random)
  const lookup = vault.lookup('email', email)
  const expiresAt = now + CODE_LIFE
  const demo = mailer.mode === 'outbox' ? 1 : 0
  const [mail = ''] = await store.transaction().execute(async (access) => {
    const before = await access.selectFrom('session_code').selectAll().where('email_lookup', '=', lookup).executeTakeFirst()
    const isSameWindow = before !== undefined && now < before.window_start + WINDOW
    const sent = isSameWindow ? before.sent_in_window : 0
    if (sent >= MAX_CODES[mailer.mode]) refuse('RATE_LIMITED')
    const row = { code_hash: hashCode(parts, email, code), attempts: 0, expires_at: expiresAt, demo, window_start: isSameWindow ? before.window_start : now, sent_in_window: sent + 1 }
    await access.insertInto('session_code').values({ email_lookup: lookup, ...row }).onConflict((conflict) => conflict.column('email_lookup').doUpdateSet(row)).execute()
    const content = { to: email, ...wordSessionCode(language, code), rule: 'vn-2023' as const, attachment: null }
    return mailer.enqueue(access, { kind: 'session-code', contract: null, offer: null, content })
  })
  if (!(await mailer.deliver(mail))) refuse('MAIL_FAILED')
  return { sent: true, expiresAt: formatInstant(expiresAt) }
}

/**
 * Uses a code up. The attempt is counted before the code is compared, so that parallel guesses cannot exceed the bound.
 * Returns whether the code could be read in the outbox. Throws CODE_REFUSED, CODE_EXHAUSTED.
 */
export async function redeemSessionCode(parts: Parts, email: string, code: string): Promise<{ demo: boolean }> {
  const { store, vault, clock } = parts
  const lookup = vault.lookup('email', email)
  const row = await store
    .updateTable('session_code')
    .set((column) => ({ attempts: column('attempts', '+', 1) }))
    .where('email_lookup', '=', lookup)
    .where('expires_at', '>', clock())
    .where('attempts', '<', MAX_ATTEMPTS)
    .returning(['code_hash', 'demo'])
    .executeTakeFirst()
  if (!row) {
    const locked = await store.selectFrom('session_code').select('attempts').where('email_lookup', '=', lookup).where('expires_at', '>', clock()).executeTakeFirst()
    refuse(locked ? 'CODE_EXHAUSTED' : 'CODE_REFUSED')
  }
  if (row.code_hash !== hashCode(parts, email, code)) refuse('CODE_REFUSED')
  const used = await store.updateTable('session_code').set({ expires_at: 0 }).where('email_lookup', '=', lookup).where('code_hash', '=', row.code_hash).where('expires_at', '>', 0).executeTakeFirst()
  if (used.numUpdatedRows !== 1n) refuse('CODE_REFUSED')
  return { demo: row.demo === 1 }
}
