import { encodeHex } from '../../core/bytes/hex.ts'
import { encodeEntry, ENTRY_SCHEMA } from '../../core/evidence/entry.ts'
import { commitRecord, encodeRecord, hashRecord, RECORD_SCHEMA, type ContractRecord } from '../../core/evidence/record.ts'
import { createId } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import { nextNumber, type Access } from '../storage/database.ts'
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
}

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

/** A salted public entry (R8): kind and commitment, numbered without gaps in order of commit. Returns the salt in hex. */
export async function appendEntry(access: Access, { clock, random }: RecordParts, kind: 'record' | 'certificate', hash: string): Promise<string> {
  const salt = encodeHex(random(32))
  const position = await nextNumber(access, 'log_entry')
  await access.insertInto('log_entry').values({ position, entry: encodeEntry({ schema: ENTRY_SCHEMA, kind, commitment: commitRecord(salt, hash) }), at: clock() }).execute()
  return salt
}

/**
 * Appends one record to a contract's chain, with its public entry, in the caller's transaction (R2, R3, R8).
 * The contract's row stays locked until that ends, so numbers follow the order of commit.
 */
export async function appendRecord(access: Access, parts: RecordParts, key: DataKey, contract: string, facts: EventFacts): Promise<{ hash: string; text: string }> {
  const { next_sequence: next } = await access
    .updateTable('contract')
    .set((column) => ({ next_sequence: column('next_sequence', '+', 1) }))
    .where('id', '=', contract)
    .returning('next_sequence')
    .executeTakeFirstOrThrow()
  const sequence = next - 1
  const before = sequence === 0 ? null : await access.selectFrom('record').select('hash').where('contract', '=', contract).where('sequence', '=', sequence - 1).executeTakeFirstOrThrow()
  const at = parts.clock()
  const text = encodeRecord({
    schema: RECORD_SCHEMA,
    id: createId(parts.random),
    contract,
    version: facts.version ?? null,
    sequence,
    previous: before?.hash ?? null,
    at: formatInstant(at),
    event: facts.event,
    actor: facts.actor,
    presentation: facts.presentation ?? null,
    act: facts.act ?? null,
    statementHash: facts.statementHash ?? null,
    documentHash: facts.documentHash ?? null,
    evidence: facts.evidence ? { ...NO_EVIDENCE, ...facts.evidence } : null,
    observations: facts.observations ?? null,
    retainUntil: null,
    jurisdiction: null,
  })
  const hash = hashRecord(text)
  const salt = await appendEntry(access, parts, 'record', hash)
  await access
    .insertInto('record')
    .values({
      contract, sequence, hash, event: facts.event, offer: facts.offer ?? null, at,
      record: key.sealText(`record/record/${contract}/${sequence}`, text),
      salt: key.sealText(`record/salt/${contract}/${sequence}`, salt),
    })
    .execute()
  return { hash, text }
}

/** A contract's records as canonical JSON, oldest first. */
export async function readRecords(access: Access, key: DataKey, contract: string): Promise<{ hash: string; record: string }[]> {
  const rows = await access.selectFrom('record').select(['sequence', 'hash', 'record']).where('contract', '=', contract).orderBy('sequence').execute()
  return rows.map((row) => ({ hash: row.hash, record: key.openText(`record/record/${contract}/${row.sequence}`, row.record) }))
}
