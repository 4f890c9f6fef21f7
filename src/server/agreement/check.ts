import type { ClickReceipt } from '../../protocol/agreement.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import { readOrigins, readText, type AcceptanceRow, type AgreementRow, type PublishedText, type Version } from './access.ts'
import type { Outcomes } from './batch.ts'
import { findStanding, listStanding, readGround } from './challenge.ts'
import { openContent } from './content.ts'
import { raiseFault } from './desk.ts'
import type { DeskGround, Opened } from './desk-sheet.ts'

/** What all clicks on an agreement have in common, as the database has it. */
export interface ClickGround {
  readonly row: AgreementRow
  readonly active: Version | null
  readonly published: PublishedText | null
  readonly desk: DeskGround
}

/** By agreement; where it cannot be read, why. */
export type Grounds = ReadonlyMap<string, PromiseSettledResult<ClickGround>>

/** A click whose signature was verified, by its number on the sheet: everything else is still to be checked. */
export interface Click {
  readonly index: number
  readonly agreement: string
  readonly opened: Opened
}

/** A click that fits: what is to be written. */
export interface Made extends Click {
  readonly event: Exclude<Opened['event'], 'withdrawn'>
  readonly row: AgreementRow
  readonly version: Version
  readonly published: PublishedText
  /** What somebody else's click has in common with this one when both are to get one answer. */
  readonly twins: readonly string[]
}

/** What is to be written, or the answer that there is already. */
export type Checked = { readonly known: ClickReceipt; readonly made: null } | { readonly known: null; readonly made: Made }

async function readClickGround(parts: Parts, agreement: string): Promise<ClickGround> {
  const { row, secret, active } = await readGround(parts, parts.store, agreement)
  const published = active && (await readText(parts, parts.store, active))
  return { row, active, published, desk: { origins: readOrigins(row), secret, text: published?.text ?? null, documentHash: published?.row.document_hash ?? null } }
}

/** What there is to each agreement that clicks are on, read once for all of them. */
export async function readGrounds(parts: Parts, agreements: ReadonlySet<string>): Promise<Grounds> {
  const names = [...agreements]
  const read = await Promise.allSettled(names.map((agreement) => readClickGround(parts, agreement)))
  return new Map(names.map((agreement, index) => [agreement, read[index]!]))
}

/** What a desk needs of it. */
export function deskGrounds(grounds: Grounds): Map<string, DeskGround> {
  return new Map(Array.from(grounds).flatMap(([agreement, ground]) => (ground.status === 'fulfilled' ? [[agreement, ground.value.desk] as const] : [])))
}

/** Whether clicks that were read on one ground may be judged on another. */
export function standOn(ground: ReadonlyMap<string, DeskGround>, other: ReadonlyMap<string, DeskGround>): boolean {
  const isSame = (a: DeskGround, b: DeskGround | undefined) => b !== undefined && a.documentHash === b.documentHash && a.secret === b.secret && a.text === b.text && a.origins.join(' ') === b.origins.join(' ')
  return ground.size === other.size && Array.from(ground).every(([agreement, one]) => isSame(one, other.get(agreement)))
}

/** The answer to a request that was answered before, from what was kept. */
async function answerKnown(parts: Parts, access: Access, row: AcceptanceRow): Promise<ClickReceipt> {
  const content = await openContent(parts, access, row)
  if (!content) refuse('ACCEPTANCE_NOT_FOUND')
  return { acceptance: row.id, token: content.token, agreement: row.agreement, number: row.number, event: row.event, at: formatInstant(row.at), receipt: content.receipt }
}

const standingName = (subjectLookup: string, number: string): string => `${subjectLookup}/${number}`

/**
 * Everything that is checked of clicks before anything is written. Each is refused by itself, with AGREEMENT_NOT_FOUND, LETTER_REFUSED, HOST_REFUSED,
 * SUBJECT_REFUSED, VERSION_NOT_ACTIVE, VERSION_STALE, STATEMENT_… or, where this very statement was answered to another subject or for another agreement,
 * CHALLENGE_REFUSED.
 */
export async function checkClicks(parts: Parts, grounds: Grounds, clicks: readonly Click[]): Promise<Outcomes<Checked>> {
  const { store } = parts
  const rows = clicks.length === 0 ? [] : await store.selectFrom('acceptance').selectAll().where('statement_hash', 'in', clicks.map(({ opened }) => opened.statementHash)).execute()
  const known = new Map(rows.map((row) => [row.statement_hash, row]))
  // Terms are accepted once; each order is an offer of its own.
  const asking = clicks.flatMap(({ opened }) => (opened.event === 'declined' || opened.isOrder || opened.subjectLookup === null ? [] : [opened.subjectLookup]))
  const standing = new Set((await listStanding(store, asking)).map((row) => standingName(row.subject_lookup, row.number)))
  return Promise.allSettled(clicks.map(async (click): Promise<Checked> => {
    const { opened: { statementHash, event, subjectLookup, refused, misfit, isOrder }, agreement } = click
    const ground = grounds.get(agreement)!
    if (ground.status === 'rejected') throw ground.reason
    if (refused) throw raiseFault(refused)
    const { row: own, active, published } = ground.value
    const row = known.get(statementHash)
    // What this very statement was answered with, for who sent it: under another subject or for another agreement it is replayed, and gets nothing.
    if (row && row.erased_at === null && (row.agreement !== own.id || row.subject_lookup !== subjectLookup)) refuse('CHALLENGE_REFUSED')
    if (row) return { known: await answerKnown(parts, store, row), made: null }
    if (!active || !published) refuse('VERSION_NOT_ACTIVE')
    if (misfit) throw raiseFault(misfit)
    if (event === 'withdrawn') refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member: 'event' })
    const name = subjectLookup !== null && !isOrder && event !== 'declined' ? standingName(subjectLookup, active.number) : null
    // Two tabs, or a double press: the second finds what the first has made.
    if (name !== null && standing.has(name)) {
      const first = await findStanding(store, subjectLookup!, active.number)
      if (first) return { known: await answerKnown(parts, store, first), made: null }
    }
    return { known: null, made: { ...click, event, row: own, version: active, published, twins: name === null ? [statementHash] : [statementHash, name] } }
  }))
}
