import type { Updateable } from 'kysely'
import { encodeHex } from '../../core/bytes/hex.ts'
import { encodeEntry, ENTRY_SCHEMA, entryKindOf, type EntryKind } from '../../core/evidence/entry.ts'
import { commitRecord, hashRecord } from '../../core/evidence/record.ts'
import type { Parts } from '../parts.ts'
import { keptAtLeast } from '../retention/end.ts'
import { nextNumber, type Access } from '../storage/database.ts'
import { insertRows } from '../storage/insert.ts'
import type { Database } from '../storage/schema.ts'
import type { DataKey } from '../vault/vault.ts'
import { composeRecord, type EventFacts, type Link } from './compose.ts'

export { formatInstant, SERVICE_ACTOR, VISITOR_ACTOR, type EventFacts, type Observations } from './compose.ts'

export type RecordParts = Pick<Parts, 'clock' | 'random'>

/** What ends the round of the offer it is about. */
const ENDINGS: ReadonlySet<string> = new Set(['declined', 'lapsed', 'offer-withdrawn'])

export interface EntryOrder {
  readonly kind: EntryKind
  /** SHA-256 in hex of what the entry stands for. */
  readonly hash: string
}

/** A public entry's salt in hex and its number in the intake. */
export interface AppendedEntry {
  readonly salt: string
  readonly position: number
}

/** Salted public entries (R8): kind and commitment, numbered without gaps in order of commit. They become part of the log once the transaction has ended. */
export async function appendEntries(access: Access, { clock, random }: RecordParts, orders: readonly EntryOrder[]): Promise<AppendedEntry[]> {
  const made = orders.map(({ kind, hash }) => {
    const salt = encodeHex(random(32))
    return { salt, entry: encodeEntry({ schema: ENTRY_SCHEMA, kind, commitment: commitRecord(salt, hash) }) }
  })
  const first = await storeEntries(access, { clock }, made.map(({ entry }) => entry))
  return made.map(({ salt }, index) => ({ salt, position: first + index }))
}

/** Public entries that were encoded already, numbered as above. Gives the first one's number. */
export async function storeEntries(access: Access, { clock }: Pick<RecordParts, 'clock'>, entries: readonly Uint8Array[]): Promise<number> {
  const [first, at] = [await nextNumber(access, 'log_entry', entries.length), clock()]
  await insertRows(access, 'log_entry', entries.map((entry, index) => ({ position: first + index, entry, at })))
  return first
}

/**
 * Takes the contract's row until the transaction ends. Whoever writes other rows before a record takes it first, so that two acts of one
 * contract wait for each other and never for what the other holds.
 */
export async function lockContract(access: Access, contract: string): Promise<void> {
  await access.updateTable('contract').set((column) => ({ next_sequence: column.ref('next_sequence') })).where('id', '=', contract).execute()
}

/**
 * Takes the numbers of a contract's next `count` records. Its row stays locked until the transaction ends, so numbers follow the order of commit; what
 * else changes in it may be given. `ending`: the offer whose round ends with them; with `isKnown` each says itself until when it is kept.
 */
export async function takeLink(
  access: Access, { clock }: Pick<RecordParts, 'clock'>, contract: string, count: number,
  { change = {}, ending = null, isKnown = false }: { readonly change?: Updateable<Database['contract']>; readonly ending?: string | null; readonly isKnown?: boolean } = {},
): Promise<Link> {
  const row = await access
    .updateTable('contract')
    .set((column) => ({ ...change, next_sequence: column('next_sequence', '+', count) }))
    .where('id', '=', contract)
    .returning(['next_sequence', 'state', 'updated_at', 'retain_until'])
    .executeTakeFirstOrThrow()
  const sequence = row.next_sequence - count
  const before = sequence === 0 ? null : await access.selectFrom('record').select('hash').where('contract', '=', contract).where('sequence', '=', sequence - 1).executeTakeFirstOrThrow()
  const at = clock()
  return { contract, sequence, previous: before?.hash ?? null, at, kept: isKnown ? null : await keptAtLeast(access, contract, row, at, ending) }
}

/**
 * Appends records to a contract's chain, in this order, with their public entries, in the caller's transaction (R2, R3, R8). The contract's
 * row stays locked until that ends, so numbers follow the order of commit; what else changes in it may be given. Returns their hashes.
 */
export async function appendRecords(access: Access, parts: RecordParts, key: DataKey, contract: string, events: readonly EventFacts[], change: Updateable<Database['contract']> = {}): Promise<string[]> {
  const ending = events.find(({ event }) => change.state === 'concluded' || ENDINGS.has(event))?.offer ?? null
  const isKnown = events.every(({ retainUntil }) => retainUntil !== undefined)
  const link = await takeLink(access, parts, contract, events.length, { change, ending, isKnown })
  let { previous } = link
  const made = events.map((facts, index) => {
    const sequence = link.sequence + index
    const text = composeRecord(parts, { ...link, sequence, previous, kept: facts.retainUntil === undefined ? link.kept : facts.retainUntil }, facts)
    previous = hashRecord(text)
    return { facts, sequence, text, hash: previous }
  })
  const hashes = made.map(({ hash }) => hash)
  const entries = await appendEntries(access, parts, made.map(({ facts, hash }) => ({ kind: entryKindOf(facts.event, facts.act ?? null), hash })))
  await access
    .insertInto('record')
    .values(
      made.map(({ facts, sequence, text, hash }, index) => ({
        contract, sequence, hash, event: facts.event, offer: facts.offer ?? null, at: link.at, log_position: entries[index]!.position,
        record: key.sealText(`record/record/${contract}/${sequence}`, text),
        salt: key.sealText(`record/salt/${contract}/${sequence}`, entries[index]!.salt),
      })),
    )
    .execute()
  return hashes
}

/** Appends one record; see `appendRecords`. Returns its hash. */
export async function appendRecord(access: Access, parts: RecordParts, key: DataKey, contract: string, facts: EventFacts): Promise<string> {
  const [hash] = await appendRecords(access, parts, key, contract, [facts])
  return hash!
}

/** A contract's records as canonical JSON, oldest first: all of them, or some after a sequence. */
export async function readRecords(access: Access, key: DataKey, contract: string, { after, limit }: { readonly after: number; readonly limit: number | null } = { after: -1, limit: null }): Promise<{ sequence: number; hash: string; record: string; offer: string | null }[]> {
  const rows = await access.selectFrom('record').select(['sequence', 'hash', 'record', 'offer']).where('contract', '=', contract).where('sequence', '>', after).orderBy('sequence').$if(limit !== null, (query) => query.limit(limit!)).execute()
  return rows.map((row) => ({ sequence: row.sequence, hash: row.hash, offer: row.offer, record: key.openText(`record/record/${contract}/${row.sequence}`, row.record) }))
}
