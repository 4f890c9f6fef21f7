import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurably } from '../durable-file.ts'
import { dropOldPages, type Store } from '../storage/database.ts'

const NAME = 'erased-keys'
const PAGE = 500

/** Ids of the keys that were destroyed, as kept beside the master key; they say nothing of anybody. */
export function readErased(keyFolder: string): Set<string> {
  const path = join(keyFolder, NAME)
  return new Set(existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter((line) => line !== '') : [])
}

/**
 * Adds the database's destroyed keys to the list beside the master key, so that an older copy of the database does not bring back what was erased; then older
 * pages go from the write-ahead log, which held them in their wrapping.
 */
export async function keepErased(store: Store, keyFolder: string): Promise<void> {
  const known = readErased(keyFolder)
  const before = known.size
  const rows = await store.selectFrom('data_key').select('id').where('destroyed_at', 'is not', null).execute()
  for (const { id } of rows) known.add(id)
  if (known.size === before) return
  writeDurably(join(keyFolder, NAME), Buffer.from([...known].map((id) => `${id}\n`).join(''), 'utf8'))
  await dropOldPages(store)
}

/** Destroys again what the list names and a restored database still has. Gives how many keys that were. */
export async function applyErased(store: Store, keyFolder: string, now: number): Promise<number> {
  const ids = [...readErased(keyFolder)]
  let count = 0
  for (let at = 0; at < ids.length; at += PAGE) {
    const some = ids.slice(at, at + PAGE)
    count += await store.transaction().execute(async (access) => {
      const { numUpdatedRows } = await access.updateTable('data_key').set({ wrapped: null, destroyed_at: now }).where('id', 'in', some).where('destroyed_at', 'is', null).executeTakeFirst()
      await access.updateTable('acceptance').set({ erased_at: now, subject_lookup: null, content: new Uint8Array(0), withdrawal: null }).where('id', 'in', some).where('erased_at', 'is', null).execute()
      await access.updateTable('data_consent').set({ erased_at: now, subject_lookup: null, token: new Uint8Array(0) }).where('id', 'in', some).where('erased_at', 'is', null).execute()
      await access.updateTable('contract').set({ erased_at: now, draft: null }).where('id', 'in', some).where('erased_at', 'is', null).execute()
      return Number(numUpdatedRows)
    })
  }
  return count
}
