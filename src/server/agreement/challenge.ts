import { needsReacceptance } from '../../core/consent/agreement.ts'
import type { Standing } from '../../protocol/agreement.ts'
import { createToken, hashToken } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import { findActive, readAgreement, readOrigins, readVersions, type AcceptanceRow, type AgreementRow, type Version } from './access.ts'
import { checkHost, verifySubject, type Subject } from './subject.ts'

const CHALLENGE_LIFE = 30 * 60_000

/** Who asks and about what, checked: the agreement, its version in force, the host's subject. */
export interface Asked {
  readonly row: AgreementRow
  readonly active: Version | null
  readonly subject: Subject | null
  readonly subjectLookup: string | null
}

/** What all who are asked have in common. */
export interface Ground {
  readonly row: AgreementRow
  /** What the host signs its subjects with. */
  readonly secret: string
  readonly active: Version | null
}

/** Throws AGREEMENT_NOT_FOUND. */
export async function readGround(parts: Parts, access: Access, agreement: string): Promise<Ground> {
  const { row, key } = await readAgreement(parts, access, agreement)
  return { row, secret: key.openText(`agreement/host_secret/${row.id}`, row.host_secret), active: findActive(await readVersions(access, agreement), parts.clock()) }
}

/** Throws SUBJECT_REFUSED, HOST_REFUSED. */
export function checkAsked({ vault, clock }: Pick<Parts, 'vault' | 'clock'>, { row, secret, active }: Ground, { subject: token, origin }: { subject: string | null; origin: string | null }): Asked {
  checkHost(readOrigins(row), origin)
  const subject = token === null ? null : verifySubject(secret, token, clock())
  return { row, active, subject, subjectLookup: subject && vault.lookup('subject', `${row.id}\n${subject.id}`) }
}

/** Throws AGREEMENT_NOT_FOUND, SUBJECT_REFUSED, HOST_REFUSED. */
export async function readAsked(parts: Parts, access: Access, agreement: string, asked: { subject: string | null; origin: string | null }): Promise<Asked> {
  return checkAsked(parts, await readGround(parts, access, agreement), asked)
}

/** The latest acceptance of a subject that stands. */
export async function findStanding(access: Access, subjectLookup: string, number?: string): Promise<AcceptanceRow | null> {
  let query = access.selectFrom('acceptance').selectAll().where('subject_lookup', '=', subjectLookup).where('event', 'in', ['agreed', 're-accepted']).where('withdrawn_at', 'is', null)
  if (number !== undefined) query = query.where('number', '=', number)
  return (await query.orderBy('at', 'desc').limit(1).executeTakeFirst()) ?? null
}

/** Which versions some subjects have accepted, and not withdrawn from. */
export async function listStanding(access: Access, lookups: readonly string[]): Promise<{ subject_lookup: string; number: string }[]> {
  if (lookups.length === 0) return []
  const rows = await access.selectFrom('acceptance').select(['subject_lookup', 'number']).distinct().where('subject_lookup', 'in', lookups).where('event', 'in', ['agreed', 're-accepted']).where('withdrawn_at', 'is', null).execute()
  return rows.flatMap(({ subject_lookup, number }) => (subject_lookup === null ? [] : [{ subject_lookup, number }]))
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

interface ChallengeUse {
  readonly agreement: string
  readonly version: Pick<Version, 'number'>
  readonly opened: { readonly challenge: string | null; readonly keyThumbprint: string | null; readonly subjectLookup: string | null }
}

/** Uses up the challenges that statements name, each once and only by whom it was given to. Gives those that had theirs. */
export async function takeChallenges<U extends ChallengeUse>(access: Access, uses: readonly U[], now: number): Promise<Set<U>> {
  const named = Map.groupBy(uses.filter(({ opened }) => opened.challenge !== null), ({ opened }) => hashToken(opened.challenge!))
  if (named.size === 0) return new Set()
  const rows = await access.selectFrom('click_challenge').selectAll().where('value_hash', 'in', [...named.keys()]).where('expires_at', '>', now).execute()
  const fitting = new Map<string, U>()
  for (const row of rows) {
    const use = named.get(row.value_hash)?.find(({ agreement, version, opened }) =>
      row.agreement === agreement && row.number === version.number && row.key_thumbprint === opened.keyThumbprint && row.subject_lookup === opened.subjectLookup)
    if (use) fitting.set(row.value_hash, use)
  }
  if (fitting.size === 0) return new Set()
  // Another process may be taking the same: whose delete counts has it.
  const taken = await access.deleteFrom('click_challenge').where('value_hash', 'in', [...fitting.keys()]).returning('value_hash').execute()
  return new Set(taken.map(({ value_hash }) => fitting.get(value_hash)!))
}

/** Throws away challenges whose time is over. */
export async function dropChallenges({ store, clock }: Pick<Parts, 'store' | 'clock'>): Promise<void> {
  await store.deleteFrom('click_challenge').where('expires_at', '<', clock()).execute()
}
