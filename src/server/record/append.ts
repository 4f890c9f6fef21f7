import type { Updateable } from 'kysely'
import { encodeHex } from '../../core/bytes/hex.ts'
import { encodeEntry, ENTRY_SCHEMA, entryKindOf, type EntryKind } from '../../core/evidence/entry.ts'
import { commitRecord, encodeRecord, hashRecord, RECORD_SCHEMA, type ContractRecord } from '../../core/evidence/record.ts'
import { createId } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import { keptAtLeast } from '../retention/end.ts'
import { nextNumber, type Access } from '../storage/database.ts'
import type { Database } from '../storage/schema.ts'
import type { DataKey } from '../vault/vault.ts'

type Evidence = NonNullable<ContractRecord['evidence']>
export type Observations = NonNullable<ContractRecord['observations']>
export type RecordParts = Pick<Parts, 'clock' | 'random'>

/** What an event tells; what is not given is null in the record. */
export interface EventFacts {
  readonly event: ContractRecord['event']
  readonly actor: ContractRecord['actor']
  readonly offer?: string
  readonly version?: string
  readonly presentation?: ContractRecord['presentation']
  readonly act?: ContractRecord['act']
  readonly statementHash?: string | null
  readonly documentHash?: string | null
  readonly evidence?: Partial<Evidence>
  readonly observations?: Observations | null
  /** Until when this is kept at least; when it is not given, the contract's own end as far as it is known. */
  readonly retainUntil?: number | null
}

/** What ends the round of the offer it is about. */
const ENDINGS: ReadonlySet<string> = new Set(['declined', 'lapsed', 'offer-withdrawn'])

const NO_EVIDENCE: Evidence = {
  statement: null, claims: null, identityProof: null, certificateThumbprint: null, certificate: null, fileHash: null, timestampToken: null,
  sent: null, received: null, notice: null, reason: null,
}

export const SERVICE_ACTOR: ContractRecord['actor'] = { kind: 'service', party: null, person: null }
export const VISITOR_ACTOR: ContractRecord['actor'] = { kind: 'visitor', party: null, person: null }

/** Instants as records write them: UTC with milliseconds. */
export function formatInstant(epoch: number): string {
  return new Date(epoch).toISOString()
}

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
  const first = await nextNumber(access, 'log_entry', orders.length)
  const at = clock()
  const made = orders.map(({ kind, hash }, index) => {
    const salt = encodeHex(random(32))
    return { salt, position: first + index, entry: encodeEntry({ schema: ENTRY_SCHEMA, kind, commitment: commitRecord(salt, hash) }) }
  })
  await access.insertInto('log_entry').values(made.map(({ position, entry }) => ({ position, entry, at }))).execute()
  return made.map(({ salt, position }) => ({ salt, position }))
}

interface Link {
  readonly contract: string
  readonly sequence: number
  readonly previous: string | null
  readonly at: number
  readonly kept: number | null
}

function compose({ random }: RecordParts, { contract, sequence, previous, at, kept }: Link, facts: EventFacts): string {
  return encodeRecord({
    schema: RECORD_SCHEMA,
    id: createId(random),
    contract,
    version: facts.version ?? null,
    sequence,
    previous,
    at: formatInstant(at),
    event: facts.event,
    actor: facts.actor,
    presentation: facts.presentation ?? null,
    act: facts.act ?? null,
    statementHash: facts.statementHash ?? null,
    documentHash: facts.documentHash ?? null,
    evidence: facts.evidence ? { ...NO_EVIDENCE, ...facts.evidence } : null,
    observations: facts.observations ?? null,
    retainUntil: kept === null ? null : formatInstant(kept),
    jurisdiction: null,
  })
}

/**
 * Takes the contract's row until the transaction ends. Whoever writes other rows before a record takes it first, so that two acts of one
 * contract wait for each other and never for what the other holds.
 */
export async function lockContract(access: Access, contract: string): Promise<void> {
  await access.updateTable('contract').set((column) => ({ next_sequence: column.ref('next_sequence') })).where('id', '=', contract).execute()
}

/**
 * Appends records to a contract's chain, in this order, with their public entries, in the caller's transaction (R2, R3, R8). The contract's
 * row stays locked until that ends, so numbers follow the order of commit; what else changes in it may be given. Returns their hashes.
 */
export async function appendRecords(access: Access, parts: RecordParts, key: DataKey, contract: string, events: readonly EventFacts[], change: Updateable<Database['contract']> = {}): Promise<string[]> {
  const row = await access
    .updateTable('contract')
    .set((column) => ({ ...change, next_sequence: column('next_sequence', '+', events.length) }))
    .where('id', '=', contract)
    .returning(['next_sequence', 'state', 'updated_at', 'retain_until'])
    .executeTakeFirstOrThrow()
  const first = row.next_sequence - events.length
  const before = first === 0 ? null : await access.selectFrom('record').select('hash').where('contract', '=', contract).where('sequence', '=', first - 1).executeTakeFirstOrThrow()
  const at = parts.clock()
  const ending = events.find(({ event }) => change.state === 'concluded' || ENDINGS.has(event))?.offer ?? null
  const known = events.every(({ retainUntil }) => retainUntil !== undefined) ? null : await keptAtLeast(access, contract, row, at, ending)
  let previous = before?.hash ?? null
  const made = events.map((facts, index) => {
    const sequence = first + index
    const text = compose(parts, { contract, sequence, previous, at, kept: facts.retainUntil === undefined ? known : facts.retainUntil }, facts)
    previous = hashRecord(text)
    return { facts, sequence, text, hash: previous }
  })
  const hashes = made.map(({ hash }) => hash)
  const entries = await appendEntries(access, parts, made.map(({ facts, hash }) => ({ kind: entryKindOf(facts.event, facts.act ?? null), hash })))
  await access
    .insertInto('record')
    .values(
      made.map(({ facts, sequence, text, hash }, index) => ({
        contract, sequence, hash, event: facts.event, offer: facts.offer ?? null, at, log_position: entries[index]!.position,
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
