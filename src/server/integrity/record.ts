import type { Selectable } from 'kysely'
import { equalBytes } from '../../core/bytes/compare.ts'
import { encodeEntry, ENTRY_SCHEMA, entryKindOf, FIRST_ENTRY_SCHEMA } from '../../core/evidence/entry.ts'
import { commitRecord, hashRecord, parseRecord, type ContractRecord } from '../../core/evidence/record.ts'
import type { Parts } from '../parts.ts'
import type { Database } from '../storage/schema.ts'
import type { DataKey } from '../vault/vault.ts'
import { damageOf, type Damage } from './damage.ts'

/** The entry at a position of the intake; null when there is none. */
export async function readEntry({ store }: Pick<Parts, 'store'>, position: number): Promise<Uint8Array | null> {
  const row = await store.selectFrom('log_entry').select('entry').where('position', '=', position).executeTakeFirst()
  return row ? new Uint8Array(row.entry) : null
}

/** Records opened at once. */
const PAGE = 500

/**
 * A contract's records against their hashes, their links and their entries in the log, and their number against what the contract has counted.
 * Gives the hashes of the files that they tell of, by sequence.
 */
export async function checkRecords(parts: Parts, key: DataKey, contract: string): Promise<{ readonly damages: Damage[]; readonly files: ReadonlyMap<number, string> }> {
  const { store } = parts
  const damages: Damage[] = []
  const files = new Map<number, string>()
  const find = (sequence: number, code: Damage['code']): void => void damages.push({ subject: contract, name: `record ${contract}/${sequence}`, code })
  let previous: string | null = null
  let at = 0
  for (;;) {
    const rows = await store.selectFrom('record').selectAll().where('contract', '=', contract).where('sequence', '>=', at).orderBy('sequence').limit(PAGE).execute()
    for (const row of rows) {
      if (row.sequence !== at) find(at, 'ROW_MISSING')
      try {
        const { record, salt, text } = openRecord(key, row)
        if (record.evidence?.fileHash) files.set(row.sequence, record.evidence.fileHash)
        if (hashRecord(text) !== row.hash || record.event !== row.event) find(row.sequence, 'ROW_DIFFERS')
        if (record.sequence !== row.sequence || (row.sequence === at && record.previous !== previous)) find(row.sequence, 'CHAIN_BROKEN')
        if (!(await isLogged(parts, row, record, salt))) find(row.sequence, 'ENTRY_DIFFERS')
      } catch (error) {
        find(row.sequence, damageOf(error, 'ROW_DIFFERS'))
      }
      previous = row.hash
      at = row.sequence + 1
    }
    if (rows.length < PAGE) break
  }
  const counted = await store.selectFrom('contract').select('next_sequence').where('id', '=', contract).executeTakeFirst()
  // Another record may have come meanwhile: then it is there by now.
  if (counted && counted.next_sequence > at && !(await store.selectFrom('record').select('sequence').where('contract', '=', contract).where('sequence', '=', at).executeTakeFirst())) find(at, 'ROW_MISSING')
  return { damages, files }
}

type RecordRow = Selectable<Database['record']>

function openRecord(key: DataKey, { contract, sequence, record, salt }: RecordRow): { readonly record: ContractRecord; readonly salt: string; readonly text: string } {
  const text = key.openText(`record/record/${contract}/${sequence}`, record)
  return { record: parseRecord(text), salt: key.openText(`record/salt/${contract}/${sequence}`, salt), text }
}

/** Whether the entry stands in the log's intake that stands for this record and nothing else. */
async function isLogged(parts: Parts, { hash, log_position: position }: RecordRow, record: ContractRecord, salt: string): Promise<boolean> {
  const commitment = commitRecord(salt, hash)
  if (position === null) {
    const early = encodeEntry({ schema: FIRST_ENTRY_SCHEMA, kind: 'record', commitment })
    return (await parts.store.selectFrom('log_entry').select('position').where('entry', '=', early).executeTakeFirst()) !== undefined
  }
  const entry = await readEntry(parts, position)
  return entry !== null && equalBytes(entry, encodeEntry({ schema: ENTRY_SCHEMA, kind: entryKindOf(record.event, record.act), commitment }))
}
