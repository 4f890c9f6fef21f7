import { versionState } from '../../core/consent/agreement.ts'
import { parseStatement } from '../../core/consent/statement.ts'
import type { AcceptanceSummary, AcceptanceView, AgreementView, VersionView } from '../../protocol/agreement.ts'
import { digestContract } from '../contract/summary.ts'
import { hashToken } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import { findConsent } from '../records-consent/consent.ts'
import { readRecordsWithdrawal } from '../records-consent/stored.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import { findActive, readAgreement, readOrigins, readText, readVersions, summarizeVersion, type AcceptanceRow } from './access.ts'
import { readClickHistory } from './history.ts'
import { readOrderReply } from './order.ts'
import { openContent, summarizeAcceptance, type AcceptanceContent } from './content.ts'

/** What anyone may know: every published version, and which is in force. Throws AGREEMENT_NOT_FOUND. */
export async function viewAgreement(parts: Parts, id: string): Promise<AgreementView> {
  const { store, clock } = parts
  const { row, key } = await readAgreement(parts, store, id)
  const versions = await readVersions(store, id)
  const shown = versions.filter(({ published, activeFrom }) => published && activeFrom !== null)
  const active = findActive(versions, clock())
  const newest = active ?? shown.at(-1)
  const summaries = []
  for (const version of shown.toReversed()) summaries.push(await summarizeVersion(parts, store, version, versions, null))
  return {
    agreement: id,
    title: key.openText(`agreement/title/${id}`, row.title),
    seller: newest ? digestContract((await readText(parts, store, newest)).document).seller : '',
    language: row.language,
    versions: summaries,
    active: active?.number ?? null,
    origins: readOrigins(row),
  }
}

/** The text of a version that was put into force or is going to be. Throws AGREEMENT_NOT_FOUND, VERSION_NOT_FOUND. */
export async function viewVersion(parts: Parts, id: string, number: string): Promise<VersionView> {
  const { store, clock } = parts
  await readAgreement(parts, store, id)
  const versions = await readVersions(store, id)
  const version = versions.find((one) => one.number === number && one.activeFrom !== null)
  const { row, text } = await readText(parts, store, version)
  return { number, version: row.version_id, state: versionState(version!, versions, clock()), document: text, documentHash: row.document_hash }
}

/** An acceptance by the secret in its link. Throws ACCEPTANCE_NOT_FOUND, ACCEPTANCE_ERASED. */
export async function readHeldAcceptance(parts: Parts, access: Access, token: string): Promise<{ row: AcceptanceRow; content: AcceptanceContent }> {
  const row = await access.selectFrom('acceptance').selectAll().where('token_hash', '=', hashToken(token)).executeTakeFirst()
  if (!row) refuse('ACCEPTANCE_NOT_FOUND')
  const content = await openContent(parts, access, row)
  if (!content) refuse('ACCEPTANCE_ERASED')
  return { row, content }
}

/** Everything of one acceptance, with the very text that it is of. */
export async function viewAcceptance(parts: Parts, token: string): Promise<AcceptanceView> {
  const { store, vault } = parts
  const { row, content } = await readHeldAcceptance(parts, store, token)
  const { row: agreement, key } = await readAgreement(parts, store, row.agreement)
  const versions = await readVersions(store, row.agreement)
  const { text, document } = await readText(parts, store, versions.find(({ contract }) => contract === row.contract))
  const own = await vault.loadKey(store, row.id)
  const statement = parseStatement(content.statement)
  const records = await readRecordsWithdrawal(store, own, row.id)
  return {
    acceptance: row.id, agreement: row.agreement, title: key.openText(`agreement/title/${agreement.id}`, agreement.title), seller: digestContract(document).seller, number: row.number,
    language: document.language, event: row.event, at: formatInstant(row.at), claimedTime: statement.claimedTime, clockDifference: Math.round((Date.parse(statement.claimedTime) - row.at) / 1000),
    presentation: row.presentation, act: row.act, identity: row.identity, subject: content.subject, origin: content.origin, order: content.order,
    orderReply: content.order === null || row.event === 'declined' ? null : await readOrderReply(store, row, document, parts.clock()),
    statement: content.statement, statementHash: row.statement_hash, jws: content.jws, snapshot: content.snapshot, document: text, documentHash: row.document_hash, recordHash: row.record_hash,
    receipt: content.receipt,
    history: await readClickHistory(parts, row),
    recordsConsent: { givenAt: (row.event === 'declined' ? null : findConsent(document, content.statement))?.givenAt ?? null, at: records?.at ?? null, receipt: records?.receipt ?? null },
    withdrawal:
      row.withdraw_until === null && row.withdrawn_at === null
        ? null
        : {
            until: row.withdraw_until === null ? null : formatInstant(row.withdraw_until),
            at: row.withdrawn_at === null ? null : formatInstant(row.withdrawn_at),
            receipt: row.withdrawal === null ? null : own.openText(`acceptance/withdrawal/${row.id}`, row.withdrawal),
          },
  }
}

/** Acceptances of a page of an agreement's list: each has to be opened for its subject. */
const PAGE = 20
/** Of one subject, all that it ever answered. */
const MOST = 100

interface LookUp {
  readonly subject?: string | undefined
  readonly statementHash?: string | undefined
  /** The next page: what came before this acceptance. */
  readonly before?: string | undefined
}

/** For a host's server: what a subject, or a statement's hash, stands behind; without either the agreement's newest, page by page. Throws AGREEMENT_NOT_FOUND, HOST_REFUSED, ACCEPTANCE_NOT_FOUND. */
export async function lookUp(parts: Parts, id: string, secret: string | null, by: LookUp): Promise<{ acceptances: AcceptanceSummary[] }> {
  const { store, vault } = parts
  const { row, key } = await readAgreement(parts, store, id)
  if (secret === null || hashToken(secret) !== hashToken(key.openText(`agreement/host_secret/${id}`, row.host_secret))) refuse('HOST_REFUSED')
  let query = store.selectFrom('acceptance').selectAll()
  // A subject's look-up key holds the agreement already: naming it again would lead the database to walk through all of its acceptances.
  if (by.subject !== undefined) query = query.where('subject_lookup', '=', vault.lookup('subject', `${id}\n${by.subject}`))
  else query = query.where('agreement', '=', id)
  if (by.statementHash !== undefined) query = query.where('statement_hash', '=', by.statementHash)
  if (by.before !== undefined) {
    const last = await store.selectFrom('acceptance').select(['id', 'at']).where('id', '=', by.before).where('agreement', '=', id).executeTakeFirst()
    if (!last) refuse('ACCEPTANCE_NOT_FOUND')
    // Many may have come in the same millisecond.
    query = query.where(({ eb, or, and }) => or([eb('at', '<', last.at), and([eb('at', '=', last.at), eb('id', '<', last.id)])]))
  }
  const rows = await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(by.subject === undefined ? PAGE : MOST).execute()
  const acceptances: AcceptanceSummary[] = []
  for (const one of rows) acceptances.push(await summarizeAcceptance(parts, store, one))
  return { acceptances }
}
