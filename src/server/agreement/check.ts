import { sha256Hex } from '../../core/bytes/sha256.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import { checkStatement } from '../../core/ceremony/statement.ts'
import { presentationOf } from '../../core/consent/presentation.ts'
import { hashStatement, parseStatement, type Statement } from '../../core/consent/statement.ts'
import type { AcceptanceRequest, ClickReceipt, Order } from '../../protocol/agreement.ts'
import { checkPlain } from '../contract/document.ts'
import type { Parts } from '../parts.ts'
import { formatInstant, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import { readText, type AcceptanceRow, type PublishedText, type Version } from './access.ts'
import type { Outcomes } from './batch.ts'
import { checkAsked, findStanding, listStanding, readGround, type Asked, type Ground } from './challenge.ts'
import { openContent } from './content.ts'
import { openSigned } from './signed.ts'

/** A click as it came, its signature verified: everything else is still to be checked. */
export interface Click {
  readonly agreement: string
  readonly request: AcceptanceRequest
  readonly observations: Observations
  readonly text: string
  readonly statement: Statement
  readonly statementHash: string
}

/** A click that fits: what is to be written. */
export interface Made extends Click {
  readonly event: Exclude<Statement['event'], 'withdrawn'>
  readonly version: Version
  readonly asked: Asked
  readonly published: PublishedText
  /** What somebody else's click has in common with this one when both are to get one answer. */
  readonly twins: readonly string[]
}

/** What is to be written, or the answer that there is already. */
export type Checked = { readonly known: ClickReceipt; readonly made: null } | { readonly known: null; readonly made: Made }

/** The statement of a request and, for an acceptance, the key's signature over it. Throws JWS_REFUSED, STATEMENT_MALFORMED, STATEMENT_TOO_LARGE. */
async function openStatement({ jws, statement }: AcceptanceRequest): Promise<{ text: string; statement: Statement }> {
  if (jws === null) {
    if (statement === null) refuse('STATEMENT_MALFORMED')
    return { text: statement, statement: parseStatement(statement) }
  }
  const { payload, keyThumbprint } = await openSigned(jws)
  const parsed = parseStatement(payload)
  if (parsed.keyThumbprint !== keyThumbprint) refuse('JWS_REFUSED', { problem: 'KEY' })
  return { text: payload, statement: parsed }
}

/** Throws JWS_REFUSED, STATEMENT_MALFORMED, STATEMENT_TOO_LARGE. */
export async function openClick(agreement: string, request: AcceptanceRequest, observations: Observations): Promise<Click> {
  const opened = await openStatement(request)
  return { agreement, request, observations, ...opened, statementHash: hashStatement(opened.text) }
}

/** What an order adds to the particulars that a statement commits to. */
export function orderValues(order: Order | null): Record<string, string> {
  return order === null ? {} : { order: encodeCanonicalJson(order) }
}

function checkContent({ request, text, statement }: Click, published: PublishedText, order: Order | null): void {
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
    document, party, values: orderValues(order), salt: request.salt, total: order?.total ?? null, statement: text, parsed: statement, baseRevisionHash: null, claims: request.claims, claimsSalt: request.claimsSalt,
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

const standingName = (subjectLookup: string, number: string): string => `${subjectLookup}/${number}`

/**
 * Everything that is checked of clicks before anything is written. What they have in common, the agreement and its text, is read once. Each is
 * refused by itself, with AGREEMENT_NOT_FOUND, LETTER_REFUSED, HOST_REFUSED, SUBJECT_REFUSED, VERSION_NOT_ACTIVE, VERSION_STALE, STATEMENT_… or,
 * where this very statement was answered to another subject or for another agreement, CHALLENGE_REFUSED.
 */
export async function checkClicks(parts: Parts, clicks: readonly Click[]): Promise<Outcomes<Checked>> {
  const { store } = parts
  const grounds = new Map<string, Promise<Ground & { readonly published: PublishedText | null }>>()
  const read = async (agreement: string) => {
    const ground = await readGround(parts, store, agreement)
    return { ...ground, published: ground.active && (await readText(parts, store, ground.active)) }
  }
  const groundOf = (agreement: string) => {
    const known = grounds.get(agreement) ?? read(agreement)
    grounds.set(agreement, known)
    return known
  }
  const hosts = await Promise.allSettled(clicks.map(async ({ agreement, request }) => {
    const ground = await groundOf(agreement)
    return { published: ground.published, asked: checkAsked(parts, ground, request) }
  }))
  const rows = await store.selectFrom('acceptance').selectAll().where('statement_hash', 'in', clicks.map(({ statementHash }) => statementHash)).execute()
  const known = new Map(rows.map((row) => [row.statement_hash, row]))
  // Terms are accepted once; each order is an offer of its own.
  const asking = hosts.flatMap((host, index) => (host.status === 'fulfilled' && clicks[index]!.statement.event !== 'declined' && host.value.asked.subject?.order == null ? [host.value.asked.subjectLookup] : []))
  const standing = new Set((await listStanding(store, asking.filter((lookup) => lookup !== null))).map((row) => standingName(row.subject_lookup, row.number)))
  return Promise.allSettled(clicks.map(async (click, index): Promise<Checked> => {
    const host = hosts[index]!
    if (host.status === 'rejected') throw host.reason
    const { asked, published } = host.value
    const row = known.get(click.statementHash)
    // What this very statement was answered with, for who sent it: under another subject or for another agreement it is replayed, and gets nothing.
    if (row && row.erased_at === null && (row.agreement !== asked.row.id || row.subject_lookup !== asked.subjectLookup)) refuse('CHALLENGE_REFUSED')
    if (row) return { known: await answerKnown(parts, store, row), made: null }
    if (!asked.active || !published) refuse('VERSION_NOT_ACTIVE')
    checkContent(click, published, asked.subject?.order ?? null)
    const { event } = click.statement
    if (event === 'withdrawn') refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member: 'event' })
    const name = asked.subjectLookup !== null && asked.subject?.order == null && event !== 'declined' ? standingName(asked.subjectLookup, asked.active.number) : null
    // Two tabs, or a double press: the second finds what the first has made.
    if (name !== null && standing.has(name)) {
      const first = await findStanding(store, asked.subjectLookup!, asked.active.number)
      if (first) return { known: await answerKnown(parts, store, first), made: null }
    }
    return { known: null, made: { ...click, event, version: asked.active, asked, published, twins: name === null ? [click.statementHash] : [click.statementHash, name] } }
  }))
}
