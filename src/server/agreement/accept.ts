import { sha256Hex } from '../../core/bytes/sha256.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import { checkStatement } from '../../core/ceremony/statement.ts'
import { presentationOf } from '../../core/consent/presentation.ts'
import { hashStatement, parseStatement, type Statement } from '../../core/consent/statement.ts'
import type { AcceptanceRequest, ClickReceipt, Order } from '../../protocol/agreement.ts'
import { createId, createToken, hashToken } from '../identifier.ts'
import { checkPlain } from '../contract/document.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, formatInstant, lockContract, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import { readText, type AcceptanceRow, type PublishedText, type Version } from './access.ts'
import { shareTransaction } from './batch.ts'
import { consumeClickChallenge, findStanding, readAsked, type Asked } from './challenge.ts'
import { openContent, sealContent, type AcceptanceContent } from './content.ts'
import { prepareReceipts, signReceipt } from './receipt.ts'
import { openSigned } from './signed.ts'
import { enqueueWebhook, type DeliveryFacts } from './webhook.ts'

const DAY = 86_400_000

/** The statement of a request and, for an acceptance, the key's signature over it. Throws JWS_REFUSED, STATEMENT_MALFORMED, STATEMENT_TOO_LARGE. */
async function openStatement({ jws: text, statement }: AcceptanceRequest): Promise<{ text: string; statement: Statement }> {
  if (text === null) {
    if (statement === null) refuse('STATEMENT_MALFORMED')
    return { text: statement, statement: parseStatement(statement) }
  }
  const { payload, keyThumbprint } = await openSigned(text)
  const parsed = parseStatement(payload)
  if (parsed.keyThumbprint !== keyThumbprint) refuse('JWS_REFUSED', { problem: 'KEY' })
  return { text: payload, statement: parsed }
}

/** What an order adds to the particulars that a statement commits to. */
export function orderValues(order: Order | null): Record<string, string> {
  return order === null ? {} : { order: encodeCanonicalJson(order) }
}

function checkContent(request: AcceptanceRequest, text: string, statement: Statement, published: PublishedText, order: Order | null): void {
  const { document } = published
  if (statement.documentHash !== published.row.document_hash) refuse('VERSION_STALE')
  // What a person gives stands on certificates: letters that show nothing or turn the order of others could make one name pass for another.
  for (const given of [statement.party.name, statement.party.place, statement.reason]) checkPlain(given ?? '')
  const isDecline = statement.event === 'declined'
  if (presentationOf(document.presentation) === 'notice-only') refuse('STATEMENT_REFUSED', { problem: 'NOT_ASSENT', member: 'presentation' })
  const isExpected = isDecline ? request.jws === null && statement.act === 'none' : request.jws !== null && statement.act === 'key-signed-click' && (statement.event === 'agreed' || statement.event === 're-accepted')
  if (!isExpected) refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member: 'act' })
  const party = document.parties.find(({ id, signs }) => signs && id !== 'seller')?.id ?? 'buyer'
  const [problem] = checkStatement({
    document, party, values: orderValues(order), salt: request.salt, total: order?.total ?? null, statement: text, baseRevisionHash: null, claims: request.claims, claimsSalt: request.claimsSalt,
    challenge: isDecline ? null : statement.challenge,
  })
  if (problem) refuse('STATEMENT_REFUSED', { problem: problem.code, member: problem.member })
  const snapshotHash = request.snapshot === null ? null : sha256Hex(encodeUtf8(request.snapshot))
  if (snapshotHash !== statement.snapshotHash) refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member: 'snapshotHash' })
}

/** The answer to a request that was answered before, from what was kept. */
async function answerKnown(parts: Parts, access: Access, row: AcceptanceRow): Promise<ClickReceipt> {
  const content = await openContent(parts, access, row)
  if (!content) refuse('ACCEPTANCE_NOT_FOUND')
  return { acceptance: row.id, token: content.token, agreement: row.agreement, number: row.number, event: row.event, at: formatInstant(row.at), receipt: content.receipt }
}

interface Made {
  readonly version: Version
  readonly asked: Asked
  readonly published: PublishedText
  readonly request: AcceptanceRequest
  readonly text: string
  readonly statement: Statement
}

async function insert(parts: Parts, access: Access, { version, asked, published, request, text, statement }: Made, observations: Observations): Promise<ClickReceipt> {
  const { vault, clock, random } = parts
  const { row: agreement, subject, subjectLookup } = asked
  const now = clock()
  const isDecline = statement.event === 'declined'
  if (statement.event === 'withdrawn') refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member: 'event' })
  if (!isDecline) await consumeClickChallenge(access, { challenge: statement.challenge, agreement: agreement.id, number: version.number, keyThumbprint: statement.keyThumbprint, subjectLookup, now })
  const id = createId(random)
  const token = createToken(random)
  const statementHash = hashStatement(text)
  const identity = subject ? ('asserted-by-host' as const) : ('none' as const)
  const at = formatInstant(now)
  const recordHash = await appendRecord(access, parts, published.key, version.contract, {
    event: statement.event, actor: { kind: 'visitor', party: null, person: null }, version: published.row.version, presentation: statement.presentation, act: statement.act, statementHash,
    documentHash: published.row.document_hash,
  })
  const receipt = await signReceipt(parts, {
    iat: Math.floor(now / 1000), jti: id, sub: subject?.id ?? null, aud: subject?.audience ?? request.origin, nonce: subject?.nonce ?? null, origin: request.origin,
    agreement: agreement.id, version: version.number, event: statement.event, documentHash: published.row.document_hash, statementHash, recordHash,
    presentation: statement.presentation, act: statement.act, identity, keyThumbprint: statement.keyThumbprint, total: statement.total, at,
  })
  const content: AcceptanceContent = {
    statement: text, jws: request.jws, salt: request.salt, claims: request.claims, claimsSalt: request.claimsSalt, snapshot: request.snapshot, subject: subject?.id ?? null, nonce: subject?.nonce ?? null,
    audience: subject?.audience ?? null, origin: request.origin, order: subject?.order ?? null, observations: { ...observations }, token, receipt,
  }
  const key = await vault.createKey(access, 'person', id)
  const days = published.document.withdrawal?.days ?? null
  await access
    .insertInto('acceptance')
    .values({
      id, agreement: agreement.id, number: version.number, version_id: published.row.version_id, contract: version.contract, event: statement.event, presentation: statement.presentation, act: statement.act, identity,
      subject_lookup: subjectLookup, token_hash: hashToken(token), statement_hash: statementHash, document_hash: published.row.document_hash, record_hash: recordHash, content: sealContent(key, id, content), at: now,
      withdraw_until: isDecline || days === null ? null : now + days * DAY, withdrawn_at: null, withdrawal: null, erased_at: null,
    })
    .execute()
  const facts: DeliveryFacts = { type: `acceptance.${statement.event}`, acceptance: id, number: version.number, at, receipt }
  await enqueueWebhook(parts, access, agreement, facts)
  return { acceptance: id, token, agreement: agreement.id, number: version.number, event: statement.event, at, receipt }
}

/** What this very statement was answered with, for who sent it: under another subject or for another agreement it is replayed, and gets nothing. */
const findKnown = async (parts: Parts, access: Access, { row: agreement, subjectLookup }: Asked, text: string): Promise<ClickReceipt | null> => {
  const row = await access.selectFrom('acceptance').selectAll().where('statement_hash', '=', hashStatement(text)).executeTakeFirst()
  if (!row) return null
  if (row.erased_at === null && (row.agreement !== agreement.id || row.subject_lookup !== subjectLookup)) refuse('CHALLENGE_REFUSED')
  return answerKnown(parts, access, row)
}

/** Everything that is checked of a click before anything is written: what is to be written, or the answer that there is already. */
async function checkClick(parts: Parts, agreement: string, request: AcceptanceRequest): Promise<{ readonly known: ClickReceipt; readonly made: null } | { readonly known: null; readonly made: Made }> {
  const { store } = parts
  const asked = await readAsked(parts, store, agreement, request)
  const { text, statement } = await openStatement(request)
  const repeated = await findKnown(parts, store, asked, text)
  if (repeated) return { known: repeated, made: null }
  const version = asked.active
  if (!version) refuse('VERSION_NOT_ACTIVE')
  const published = await readText(parts, store, version)
  checkContent(request, text, statement, published, asked.subject?.order ?? null)
  // Two tabs, or a double press: the second finds what the first has made.
  if (asked.subjectLookup !== null && statement.event !== 'declined' && asked.subject?.order == null) {
    const standing = await findStanding(store, asked.subjectLookup, version.number)
    if (standing) return { known: await answerKnown(parts, store, standing), made: null }
  }
  return { known: null, made: { version, asked, published, request, text, statement } }
}

/**
 * Takes a click: checks the key's signature over the statement, the statement against the version in force, the challenge, the snapshot; writes
 * record and acceptance in one transaction. Repeating the same statement, and accepting what the same subject has accepted, gives the first
 * answer again. Throws AGREEMENT_NOT_FOUND, LETTER_REFUSED, HOST_REFUSED, SUBJECT_REFUSED, VERSION_NOT_ACTIVE, VERSION_STALE, JWS_REFUSED, STATEMENT_…,
 * CHALLENGE_REFUSED.
 */
export async function acceptAgreement(parts: Parts, agreement: string, request: AcceptanceRequest, observations: Observations): Promise<ClickReceipt> {
  const { store } = parts
  const { known, made } = await checkClick(parts, agreement, request)
  if (known) return known
  await prepareReceipts(parts)
  try {
    return await shareTransaction(store, (access) => insert(parts, access, made, observations))
  } catch (error) {
    // The same statement, sent twice at once: whichever came second finds the challenge used up, and what the first has made.
    const other = await findKnown(parts, store, made.asked, made.text)
    if (other) return other
    throw error
  }
}

/**
 * Takes the clicks of several agreements that were asked at one place, a statement each: all of them are written in one transaction, or none is.
 * What was answered before is answered again. Throws BODY_MALFORMED for one agreement named twice, and what `acceptAgreement` throws.
 */
export async function acceptTogether(parts: Parts, clicks: readonly { readonly agreement: string; readonly request: AcceptanceRequest }[], observations: Observations): Promise<ClickReceipt[]> {
  const { store } = parts
  if (new Set(clicks.map(({ agreement }) => agreement)).size !== clicks.length) refuse('BODY_MALFORMED', { path: 'acceptances' })
  const read = async () => {
    const checked = []
    for (const { agreement, request } of clicks) checked.push(await checkClick(parts, agreement, request))
    return checked
  }
  const checked = await read()
  await prepareReceipts(parts)
  const write = async (access: Access): Promise<ClickReceipt[]> => {
    // Contracts' rows in one order, so that two groups wait for each other and never for what the other holds.
    for (const contract of checked.flatMap(({ made }) => (made ? [made.version.contract] : [])).toSorted()) await lockContract(access, contract)
    const receipts: ClickReceipt[] = []
    for (const { known, made } of checked) receipts.push(known ?? (await insert(parts, access, made, observations)))
    return receipts
  }
  try {
    return await store.transaction().execute(write)
  } catch (error) {
    const again = await read().catch(() => [])
    if (again.length > 0 && again.every(({ known }) => known)) return again.map(({ known }) => known!)
    throw error
  }
}
