import { needsReacceptance } from '../../core/consent/agreement.ts'
import type { Standing } from '../../protocol/agreement.ts'
import { createToken, hashToken } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import { findActive, readAgreement, readVersions, type AcceptanceRow, type AgreementRow, type Version } from './access.ts'
import { checkHost, verifySubject, type Subject } from './subject.ts'

const CHALLENGE_LIFE = 30 * 60_000

/** Who asks and about what, checked: the agreement, its version in force, the host's subject. */
export interface Asked {
  readonly row: AgreementRow
  readonly active: Version | null
  readonly subject: Subject | null
  readonly subjectLookup: string | null
}

/** Throws AGREEMENT_NOT_FOUND, SUBJECT_REFUSED, HOST_REFUSED. */
export async function readAsked(parts: Parts, access: Access, agreement: string, { subject: token, origin }: { subject: string | null; origin: string | null }): Promise<Asked> {
  const { vault, clock } = parts
  const { row, key } = await readAgreement(parts, access, agreement)
  checkHost(row, origin)
  const subject = token === null ? null : verifySubject(key, row, token, clock())
  return { row, active: findActive(await readVersions(access, agreement), clock()), subject, subjectLookup: subject && vault.lookup('subject', `${agreement}\n${subject.id}`) }
}

/** The latest acceptance of a subject that stands. */
export async function findStanding(access: Access, subjectLookup: string, number?: string): Promise<AcceptanceRow | null> {
  let query = access.selectFrom('acceptance').selectAll().where('subject_lookup', '=', subjectLookup).where('event', 'in', ['agreed', 're-accepted']).where('withdrawn_at', 'is', null)
  if (number !== undefined) query = query.where('number', '=', number)
  return (await query.orderBy('at', 'desc').limit(1).executeTakeFirst()) ?? null
}

/** Whether this subject must be asked. Throws AGREEMENT_NOT_FOUND, SUBJECT_REFUSED, HOST_REFUSED. */
export async function readStanding(parts: Parts, agreement: string, request: { subject: string | null; origin: string | null }): Promise<Standing> {
  const { active, subject, subjectLookup } = await readAsked(parts, parts.store, agreement, request)
  const accepted = subjectLookup === null ? null : await findStanding(parts.store, subjectLookup)
  const isOrder = subject?.order != null
  return {
    subject: subject?.id ?? null,
    order: subject?.order ?? null,
    accepted: accepted && { number: accepted.number, at: formatInstant(accepted.at) },
    // Each order is an offer of its own; terms are accepted once for each major version.
    isAsked: active !== null && (isOrder || accepted === null || needsReacceptance(accepted.number, active.number)),
  }
}

/** A number that only a statement closed now, for this key, version and subject, can name. Throws VERSION_NOT_ACTIVE and what `readAsked` throws. */
export async function createClickChallenge(parts: Parts, agreement: string, request: { number: string; keyThumbprint: string; subject: string | null; origin: string | null }): Promise<{ challenge: string; expiresAt: string }> {
  const { store, clock, random } = parts
  const { active, subjectLookup } = await readAsked(parts, store, agreement, request)
  if (active?.number !== request.number) refuse('VERSION_NOT_ACTIVE')
  const challenge = createToken(random)
  const expiresAt = clock() + CHALLENGE_LIFE
  await store
    .insertInto('click_challenge')
    .values({ value_hash: hashToken(challenge), agreement, number: request.number, key_thumbprint: request.keyThumbprint, subject_lookup: subjectLookup, expires_at: expiresAt, statement_hash: null })
    .execute()
  return { challenge, expiresAt: formatInstant(expiresAt) }
}

/** Ties a challenge to the statement that names it; it is used up by that. Throws CHALLENGE_REFUSED. */
export async function consumeClickChallenge(access: Access, use: { challenge: string | null; agreement: string; number: string; keyThumbprint: string | null; subjectLookup: string | null; now: number }): Promise<void> {
  if (use.challenge === null || use.keyThumbprint === null) refuse('CHALLENGE_REFUSED')
  let query = access
    .deleteFrom('click_challenge')
    .where('value_hash', '=', hashToken(use.challenge))
    .where('agreement', '=', use.agreement)
    .where('number', '=', use.number)
    .where('key_thumbprint', '=', use.keyThumbprint)
    .where('expires_at', '>', use.now)
  query = use.subjectLookup === null ? query.where('subject_lookup', 'is', null) : query.where('subject_lookup', '=', use.subjectLookup)
  const taken = await query.executeTakeFirst()
  if (taken.numDeletedRows !== 1n) refuse('CHALLENGE_REFUSED')
}

/** Throws away challenges whose time is over. */
export async function dropChallenges({ store, clock }: Pick<Parts, 'store' | 'clock'>): Promise<void> {
  await store.deleteFrom('click_challenge').where('expires_at', '<', clock()).execute()
}
