import { decodeHex } from '../../core/bytes/hex.ts'
import { encodeEntry, FIRST_ENTRY_SCHEMA } from '../../core/evidence/entry.ts'
import { encodeRecordProof } from '../../core/evidence/record-proof.ts'
import { commitRecord } from '../../core/evidence/record.ts'
import type { ContractLog } from '../../protocol/log.ts'
import { readOwnContract } from '../contract/access.ts'
import { readHeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { classifyError, refuse } from '../refusal.ts'
import type { DataKey } from '../vault/vault.ts'

interface RecordRow {
  readonly contract: string
  readonly sequence: number
  readonly hash: string
  readonly salt: Uint8Array
  readonly log_position: number | null
}

/** What needs the store to be written, or null where it cannot be (full, read-only): reading what is stored never depends on it. */
async function whereWritable<Value>(work: Promise<Value>): Promise<Value | null> {
  try {
    return await work
  } catch (error) {
    if (['STORAGE_FULL', 'STORAGE_REFUSED'].includes(classifyError(error))) return null
    throw error
  }
}

/** The proof of one record as a file; null when no tree has it. A record from before the log is found by its commitment. */
async function proveRecord({ store, log }: Parts, key: DataKey, row: RecordRow): Promise<string | null> {
  const salt = key.openText(`record/salt/${row.contract}/${row.sequence}`, row.salt)
  const early = encodeEntry({ schema: FIRST_ENTRY_SCHEMA, kind: 'record', commitment: commitRecord(salt, row.hash) })
  const query = store.selectFrom('log_entry').select(['position', 'entry'])
  const found = await (row.log_position === null ? query.where('entry', '=', early) : query.where('position', '=', row.log_position)).executeTakeFirst()
  const proven = found && (await whereWritable(log.prove(found.position)))
  return proven ? encodeRecordProof({ entry: new Uint8Array(found.entry), salt: decodeHex(salt), proof: proven.proof }, row.hash) : null
}

/** Every record of a contract with its proof, oldest first. */
export async function proveContract(parts: Parts, key: DataKey, contract: string): Promise<ContractLog> {
  const rows = await parts.store.selectFrom('record').select(['contract', 'sequence', 'hash', 'salt', 'log_position']).where('contract', '=', contract).orderBy('sequence').execute()
  await whereWritable(parts.log.advance())
  const entries: ContractLog['entries'] = []
  for (const row of rows) entries.push({ sequence: row.sequence, hash: row.hash, proof: await proveRecord(parts, key, row) })
  return { entries }
}

/** The same for its seller. Throws CONTRACT_NOT_FOUND. */
export async function proveOwnContract(parts: Parts, person: string, id: string): Promise<ContractLog> {
  const { key } = await readOwnContract(parts, parts.store, person, id)
  return proveContract(parts, key, id)
}

/** The proof of the record with this hash; null when there is none or no tree has it yet. */
export async function proveHash(parts: Parts, key: DataKey, hash: string): Promise<string | null> {
  const row = await parts.store.selectFrom('record').select(['contract', 'sequence', 'hash', 'salt', 'log_position']).where('hash', '=', hash).executeTakeFirst()
  if (!row) return null
  await whereWritable(parts.log.advance())
  return proveRecord(parts, key, row)
}

/** The proof of the answer that the holder of a link gave. Throws OFFER_NOT_FOUND, NOT_FOUND before there is an answer. */
export async function proveAnswer(parts: Parts, token: string): Promise<{ readonly proof: string; readonly name: string }> {
  const { offer, key } = await readHeldOffer(parts, parts.store, token)
  const answer = await parts.store.selectFrom('answer').select('record_hash').where('offer', '=', offer.id).executeTakeFirst()
  const row = answer && (await parts.store.selectFrom('record').select(['contract', 'sequence', 'hash', 'salt', 'log_position']).where('hash', '=', answer.record_hash).executeTakeFirst())
  const proof = row && (await proveRecord(parts, key, row))
  if (!proof) return refuse('NOT_FOUND')
  return { proof, name: `receipt-${row.hash.slice(0, 12)}.tlog-proof` }
}
