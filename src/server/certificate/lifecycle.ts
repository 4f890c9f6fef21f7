import type { CertificateEvent, CertificateState, OperatorStateRequest, StateRequest } from '../../protocol/certificate.ts'
import { epochOf } from '../authority/status.ts'
import { wordCertificateChanged, wordCertificateEnding } from '../mail/certificate-letter.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { nextNumber } from '../storage/database.ts'
import { appendCertificateEvent, lockWhereUsed, recordWhereUsed } from './event.ts'
import { readOwn, type KeptRow } from './kept.ts'
import type { Person } from '../session/session.ts'

const DAY = 24 * 60 * 60_000
/** Milliseconds before its end at which a holder is told, once each. */
const NOTICES = [30 * DAY, 7 * DAY] as const
const NOTICED_AT_ONCE = 100

/** Which state can follow which, and what that is called. Revoked is for good. */
const MOVES: Readonly<Record<CertificateState, Partial<Record<CertificateState, CertificateEvent['event']>>>> = {
  good: { suspended: 'suspended', revoked: 'revoked' },
  suspended: { good: 'restored', revoked: 'revoked' },
  revoked: {},
}

/** What happens in a certificate's life when it is to become `next`; null when nothing changes. Throws CERTIFICATE_STATE_REFUSED. */
export function moveOf(state: CertificateState, next: CertificateState): Exclude<CertificateEvent['event'], 'issued'> | null {
  if (state === next) return null
  const event = MOVES[state][next]
  return event === undefined || event === 'issued' ? refuse('CERTIFICATE_STATE_REFUSED', { state }) : event
}

async function change(parts: Parts, row: KeptRow, { state, reason }: StateRequest, by: CertificateEvent['by']): Promise<void> {
  const { store, vault, mailer, clock, settings } = parts
  const mails = await store.transaction().execute(async (access) => {
    const used = await lockWhereUsed(access, row.serial)
    const at = clock()
    const before = await access.selectFrom('kept_certificate').select(['state', 'not_after']).where('serial', '=', row.serial).executeTakeFirstOrThrow()
    const event = moveOf(before.state, state)
    if (event === null) return []
    // What the operator has put on hold, its holder does not take off.
    const last = await access.selectFrom('certificate_event').select('actor').where('serial', '=', row.serial).orderBy('sequence', 'desc').limit(1).executeTakeFirst()
    if (event === 'restored' && by === 'holder' && last?.actor === 'operator') refuse('CERTIFICATE_HELD')
    if (before.not_after < at) refuse('CERTIFICATE_STATE_REFUSED', { state: 'ended' })
    const told = event === 'revoked' ? (reason ?? 'unspecified') : null
    const changed = await access
      .updateTable('kept_certificate')
      .set({ state, reason: told, changed_at: at, ...(event === 'suspended' ? { held_since: at } : event === 'restored' ? { held_since: null } : {}) })
      .where('serial', '=', row.serial)
      .where('state', '=', before.state)
      .executeTakeFirst()
    if (changed.numUpdatedRows !== 1n) {
      const now = await access.selectFrom('kept_certificate').select('state').where('serial', '=', row.serial).executeTakeFirstOrThrow()
      return moveOf(now.state, state) === null ? [] : refuse('CERTIFICATE_STATE_REFUSED', { state: now.state }) // somebody asked for the same at the same moment
    }
    const key = await vault.loadKey(access, row.person)
    await appendCertificateEvent(access, parts, key, { serial: row.serial, event, by, reason: told, at })
    await recordWhereUsed(access, parts, used, row.thumbprint, event, told)
    // The lists are made anew when they are next asked for, in every process.
    await nextNumber(access, epochOf(row.issuer))
    const person = await access.selectFrom('person').select('email').where('id', '=', row.person).executeTakeFirstOrThrow()
    const to = key.openText(`person/email/${row.person}`, person.email)
    const words = wordCertificateChanged({ serial: row.serial, notAfter: row.not_after, link: `${settings.publicAddress}/keys` }, event, by)
    return mailer.enqueue(access, { kind: 'certificate', contract: null, offer: null, content: { to, ...words, rule: 'vn-2023', attachment: null } })
  })
  mailer.dispatch(mails)
}

/** The holder suspends, restores or revokes, at once. Repeating it is harmless. Throws CERTIFICATE_NOT_FOUND, CERTIFICATE_STATE_REFUSED, CERTIFICATE_HELD. */
export async function changeOwnState(parts: Parts, person: Person, serial: string, request: StateRequest): Promise<void> {
  await change(parts, await readOwn(parts, person, serial), request, 'holder')
}

/** The operator does, and revokes with a reason only. Throws CERTIFICATE_NOT_FOUND, CERTIFICATE_STATE_REFUSED. */
export async function changeAnyState(parts: Parts, serial: string, request: OperatorStateRequest): Promise<void> {
  const row = await parts.store.selectFrom('kept_certificate').selectAll().where('serial', '=', serial).executeTakeFirst()
  await change(parts, row ?? refuse('CERTIFICATE_NOT_FOUND'), request, 'operator')
}

/** Refuses a certificate of ours that may not sign now. Throws CERTIFICATE_SUSPENDED, CERTIFICATE_REVOKED, CERTIFICATE_ENDED. */
export function requireUsable({ state, not_before: notBefore, not_after: notAfter }: Pick<KeptRow, 'state' | 'not_before' | 'not_after'>, now: number): void {
  if (state === 'suspended') refuse('CERTIFICATE_SUSPENDED')
  if (state === 'revoked') refuse('CERTIFICATE_REVOKED')
  if (now < notBefore || now > notAfter) refuse('CERTIFICATE_ENDED')
}

/** Tells holders that a certificate ends soon, unless it is renewed or given up already: one letter for the nearest day that has come, also when several came while nobody looked. */
export async function noticeEndings(parts: Parts): Promise<void> {
  const { store, vault, mailer, clock, settings } = parts
  const now = clock()
  for (const [index, before] of [...NOTICES.entries()].toReversed()) {
    const due = await store.selectFrom('kept_certificate').selectAll().where('state', '!=', 'revoked').where('notices', '<=', index).where('not_after', '>', now).where('not_after', '<=', now + before).limit(NOTICED_AT_ONCE).execute()
    for (const row of due) {
      const mails = await store.transaction().execute(async (access) => {
        const taken = await access.updateTable('kept_certificate').set({ notices: index + 1 }).where('serial', '=', row.serial).where('notices', '<=', index).executeTakeFirst()
        const renewed = await access.selectFrom('kept_certificate').select('serial').where('replaces', '=', row.serial).where('state', '!=', 'revoked').executeTakeFirst()
        if (taken.numUpdatedRows !== 1n || renewed) return []
        const key = await vault.loadKey(access, row.person)
        const person = await access.selectFrom('person').select('email').where('id', '=', row.person).executeTakeFirstOrThrow()
        const words = wordCertificateEnding({ serial: row.serial, notAfter: row.not_after, link: `${settings.publicAddress}/keys` })
        return mailer.enqueue(access, { kind: 'certificate', contract: null, offer: null, content: { to: key.openText(`person/email/${row.person}`, person.email), ...words, rule: 'vn-2023', attachment: null } })
      })
      mailer.dispatch(mails)
    }
  }
}
