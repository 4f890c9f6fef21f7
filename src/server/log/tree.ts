import type { Selectable } from 'kysely'
import { CodedError } from '../../core/bytes/error.ts'
import { growTree } from '../../core/log/builder.ts'
import { MAX_ENTRY } from '../../core/log/bundle.ts'
import type { LogErrorCode } from '../../core/log/error.ts'
import { EMPTY_ROOT, HASH_SIZE, hashLeaf } from '../../core/log/merkle.ts'
import type { TileName } from '../../core/log/tile.ts'
import { runDerived, type Access, type Store } from '../storage/database.ts'
import type { Database } from '../storage/schema.ts'
import type { TileCache } from './tile-cache.ts'

export type TreeRow = Selectable<Database['log_tree']>

export type LogStoreErrorCode = 'LOG_INCONSISTENT' | 'LOG_ROLLED_BACK' | 'LOG_INTAKE_DAMAGED' | 'LOG_PROOF_LATE' | 'LOG_WITNESS_SILENT' | 'LOG_FOREIGN'

/** Entries of one step at most: bounds memory, and what a crash repeats. */
export const MAX_BATCH = 4096

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

/** Entries by index from the intake. Throws LOG_INTAKE_DAMAGED at a gap, LOG_ENTRY_TOO_LARGE. */
export async function readEntries(access: Access, first: number, from: number, count: number): Promise<Uint8Array[]> {
  const start = first + from
  const rows = await access.selectFrom('log_entry').select(['position', 'entry']).where('position', '>=', start).where('position', '<', start + count).orderBy('position').execute()
  return rows.map(({ position, entry }, at) => {
    if (position !== start + at) throw new CodedError<LogStoreErrorCode>('LOG_INTAKE_DAMAGED', `entry ${from + at} is missing`, { index: from + at })
    // No tile could hold it: it never becomes part of a tree that is signed.
    if (entry.length > MAX_ENTRY) throw new CodedError<LogErrorCode>('LOG_ENTRY_TOO_LARGE', `entry ${from + at} is larger than an entry may be`, { index: from + at, length: entry.length })
    return new Uint8Array(entry)
  })
}

/** A tree's row in the words that a step needs, and how many entries the step took: 0 when none waited, -1 when another process was first. */
export interface Step {
  readonly tree: TreeRow
  readonly taken: number
}

/**
 * Takes waiting entries into the current tree. Order of commit, and what a crash leaves:
 *
 * 1. The act's own transaction, with its entries in `log_entry` (record/append.ts), synced to the disk. Crash after it: they wait, in order; step 2
 *    takes them. From here on every tree up to this size is decided: it is a function of the entries, numbered without gaps in order of commit.
 * 2. One transaction: compare-and-swap of size and root in `log_tree`, and the tiles that grew. It is not synced (`runDerived`): a power cut
 *    takes it back whole, and the next step makes the same tree, tile for tile, from the same durable entries. Two processes at once: one finds
 *    that size and root are no longer what it read, stores nothing and reads again; so no two trees of one size can exist.
 * 3. The checkpoint is signed (Ed25519: the same tree gives the same note, whoever signs), once for each tree, and shown. Crash before: signed by
 *    whoever asks next. After a power cut the tree may be smaller than what was shown; the entries are not, and before anything is signed again
 *    the tree takes them in up to the largest checkpoint known (check.ts).
 * 4. Within a second the newest checkpoint is in `log-checkpoint` in the data folder (checkpoint-file.ts). A database that is older than this file,
 *    a backup's or a witness's checkpoint is found at the next start.
 */
export async function takeStep(store: Store, clock: () => number, limit = MAX_BATCH, cache?: TileCache): Promise<Step | null> {
  const tree = await readTree(store)
  if (!tree) return null
  const entries = await readEntries(store, tree.first_position, tree.size, Math.min(limit, MAX_BATCH))
  if (entries.length === 0) return { tree, taken: 0 }
  const growth = await growTree(tree.size, entries.map(hashLeaf), cache?.over(store, tree.number) ?? tileFetcher(store, tree.number), cache?.memo(tree.number))
  const now = clock()
  const taken = await runDerived(store, async (access) => {
    const swapped = await access
      .updateTable('log_tree')
      .set({ size: growth.size, root: growth.root, updated_at: now })
      .where('number', '=', tree.number)
      .where('size', '=', tree.size)
      .where('root', '=', tree.root)
      .executeTakeFirst()
    if (swapped.numUpdatedRows !== 1n) return -1
    const rows = growth.tiles.map(({ level, index, hashes }) => ({ log: tree.number, level, place: index, hashes }))
    await access
      .insertInto('log_tile')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['log', 'level', 'place']).doUpdateSet((row) => ({ hashes: row.ref('excluded.hashes') })))
      .execute()
    const minute = Math.floor(now / 60_000)
    await access
      .insertInto('log_growth')
      .values({ log: tree.number, minute, size: growth.size, root: growth.root })
      .onConflict((conflict) => conflict.columns(['log', 'minute']).doUpdateSet({ size: growth.size, root: growth.root }))
      .execute()
    return entries.length
  })
  if (taken < 0) return { tree, taken }
  cache?.keep(tree.number, growth.tiles)
  return { tree: { ...tree, size: growth.size, root: growth.root, updated_at: now }, taken }
}

/** As `takeStep`; gives how many entries were taken. */
export async function takeEntries(store: Store, clock: () => number, limit = MAX_BATCH): Promise<number> {
  return (await takeStep(store, clock, limit))?.taken ?? 0
}

/** A row for a new log, empty. */
export function emptyTree(): Pick<TreeRow, 'size' | 'root'> {
  return { size: 0, root: EMPTY_ROOT }
}
