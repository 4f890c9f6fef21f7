import type { Selectable } from 'kysely'
import { CodedError } from '../../core/bytes/error.ts'
import { growTree } from '../../core/log/builder.ts'
import { EMPTY_ROOT, HASH_SIZE, hashLeaf } from '../../core/log/merkle.ts'
import type { TileName } from '../../core/log/tile.ts'
import type { Access, Store } from '../storage/database.ts'
import type { Database } from '../storage/schema.ts'

export type TreeRow = Selectable<Database['log_tree']>

export type LogStoreErrorCode = 'LOG_INCONSISTENT' | 'LOG_ROLLED_BACK' | 'LOG_INTAKE_DAMAGED' | 'LOG_PROOF_LATE'

/** Entries of one step at most: bounds memory, and what a crash repeats. */
const MAX_BATCH = 4096

/** The current log, or null before there is any. */
export async function readTree(access: Access): Promise<TreeRow | null> {
  return (await access.selectFrom('log_tree').selectAll().orderBy('number', 'desc').limit(1).executeTakeFirst()) ?? null
}

/** Reads tiles of one log, at the width asked for. Throws LOG_INCONSISTENT for one that is missing or too short. */
export function tileFetcher(access: Access, log: number): (name: TileName) => Promise<Uint8Array> {
  return async ({ level, index, width }) => {
    const row = await access.selectFrom('log_tile').select('hashes').where('log', '=', log).where('level', '=', Number(level)).where('place', '=', index).executeTakeFirst()
    if (!row || row.hashes.length < width * HASH_SIZE) throw new CodedError<LogStoreErrorCode>('LOG_INCONSISTENT', `the log’s tile ${level}/${index} is missing or cut off`, { level, index })
    return new Uint8Array(row.hashes.subarray(0, width * HASH_SIZE))
  }
}

/** Entries by index from the intake. Throws LOG_INTAKE_DAMAGED at a gap. */
export async function readEntries(access: Access, first: number, from: number, count: number): Promise<Uint8Array[]> {
  const start = first + from
  const rows = await access.selectFrom('log_entry').select(['position', 'entry']).where('position', '>=', start).where('position', '<', start + count).orderBy('position').execute()
  return rows.map(({ position, entry }, at) => {
    if (position !== start + at) throw new CodedError<LogStoreErrorCode>('LOG_INTAKE_DAMAGED', `entry ${from + at} is missing`, { index: from + at })
    return new Uint8Array(entry)
  })
}

/**
 * Takes waiting entries into the current tree. Order of commit, and what a crash leaves:
 *
 * 1. The act's own transaction, with its entries in `log_entry` (record/append.ts). Crash after it: they wait, in order; step 2 takes them.
 * 2. One transaction: compare-and-swap of size and root in `log_tree`, and the tiles that grew. Crash in it: nothing happened. Two processes at
 *    once: one finds that size and root are no longer what it read, stores nothing and reads again; so no two trees of one size can exist.
 * 3. The checkpoint of what step 2 made durable is signed (Ed25519: the same tree gives the same note, whoever signs). Crash before: signed by
 *    whoever asks next, for the tree is read from the database and never from memory alone.
 * 4. It is written to `log-checkpoint` in the data folder, then shown and sent to witnesses. What was shown was durable, and a database that is
 *    older than the file or a witness is found at the next start (check.ts).
 *
 * Returns how many entries were taken; 0 when none waited; -1 when another was first.
 */
export async function takeEntries(store: Store, clock: () => number, limit = MAX_BATCH): Promise<number> {
  const tree = await readTree(store)
  if (!tree) return 0
  const entries = await readEntries(store, tree.first_position, tree.size, Math.min(limit, MAX_BATCH))
  if (entries.length === 0) return 0
  const growth = await growTree(tree.size, entries.map(hashLeaf), tileFetcher(store, tree.number))
  const now = clock()
  return store.transaction().execute(async (access) => {
    const swapped = await access
      .updateTable('log_tree')
      .set({ size: growth.size, root: growth.root, updated_at: now })
      .where('number', '=', tree.number)
      .where('size', '=', tree.size)
      .where('root', '=', tree.root)
      .executeTakeFirst()
    if (swapped.numUpdatedRows !== 1n) return -1
    for (const { level, index, hashes } of growth.tiles) {
      await access
        .insertInto('log_tile')
        .values({ log: tree.number, level, place: index, hashes })
        .onConflict((conflict) => conflict.columns(['log', 'level', 'place']).doUpdateSet({ hashes }))
        .execute()
    }
    const minute = Math.floor(now / 60_000)
    await access
      .insertInto('log_growth')
      .values({ log: tree.number, minute, size: growth.size, root: growth.root })
      .onConflict((conflict) => conflict.columns(['log', 'minute']).doUpdateSet({ size: growth.size, root: growth.root }))
      .execute()
    return entries.length
  })
}

/** A row for a new log, empty. */
export function emptyTree(): Pick<TreeRow, 'size' | 'root'> {
  return { size: 0, root: EMPTY_ROOT }
}
