import { equalBytes } from '../../core/bytes/compare.ts'
import { CodedError } from '../../core/bytes/error.ts'
import { openCheckpoint, type Checkpoint } from '../../core/log/checkpoint.ts'
import { hashLeaf, HASH_SIZE } from '../../core/log/merkle.ts'
import { parseNoteKey } from '../../core/log/note.ts'
import { foldComplete, listNewTiles, readTileHashes, TILE_WIDTH } from '../../core/log/tile.ts'
import { createTileReader, readRoot } from '../../core/log/tree.ts'
import type { Store } from '../storage/database.ts'
import { readEntries, takeEntries, tileFetcher, type LogStoreErrorCode, type TreeRow } from './tree.ts'

function fail(message: string, details: Readonly<Record<string, string | number>> = {}): never {
  throw new CodedError<LogStoreErrorCode>('LOG_INCONSISTENT', message, details)
}

/** Entries `from` to the end, each held against its leaf. Throws LOG_INCONSISTENT with the index of the first that differs. */
async function checkEntries(store: Store, tree: TreeRow, from: number): Promise<void> {
  const fetchTile = tileFetcher(store, tree.number)
  for (let start = Math.floor(from / TILE_WIDTH) * TILE_WIDTH; start < tree.size; start += TILE_WIDTH) {
    const width = Math.min(TILE_WIDTH, tree.size - start)
    const [entries, tile] = await Promise.all([readEntries(store, tree.first_position, start, width), fetchTile({ level: 0, index: start / TILE_WIDTH, width })])
    const leaves = readTileHashes(tile, 0, width)
    for (let at = 0; at < width; at++) {
      const entry = entries[at]
      if (!entry || !equalBytes(hashLeaf(entry), leaves[at]!)) fail(`entry ${start + at} is not the one that the log took in`, { index: start + at })
    }
  }
}

/** Each hash of the levels above 0 held against the full tile it stands for. Throws LOG_INCONSISTENT with the tile's place. */
async function checkTiles(store: Store, tree: TreeRow, from: number): Promise<void> {
  const fetchTile = tileFetcher(store, tree.number)
  const reach = (level: number, index: number): number => (index + 1) * TILE_WIDTH ** (level + 1)
  for (const { level, index, width } of listNewTiles(0, tree.size)) {
    if (level === 0 || reach(level, index) <= from) continue
    const hashes = readTileHashes(await fetchTile({ level, index, width }), 0, width)
    for (let at = 0; at < width; at++) {
      const below = index * TILE_WIDTH + at
      if (reach(level - 1, below) <= from) continue
      const full = await fetchTile({ level: level - 1, index: below, width: TILE_WIDTH })
      if (!equalBytes(foldComplete(readTileHashes(full, 0, full.length / HASH_SIZE)), hashes[at]!)) fail(`the log’s tile ${level - 1}/${below} does not give what stands above it`, { level: level - 1, index: below })
    }
  }
}

/**
 * Holds the stored tree against itself: root, tiles and entries from index `from` on. What lies before `from` is covered only as far as the
 * root depends on it. Throws LOG_INCONSISTENT, LOG_INTAKE_DAMAGED, saying where.
 */
export async function checkTree(store: Store, tree: TreeRow, from = 0): Promise<void> {
  await checkEntries(store, tree, from)
  await checkTiles(store, tree, from)
  const root = await readRoot(createTileReader(tree.size, tileFetcher(store, tree.number)))
  if (!equalBytes(root, tree.root)) fail(`the log’s tiles do not give the root of ${tree.size} entries`, { size: tree.size })
}

/** A checkpoint this log signed once, as kept in the data folder, a backup or by a witness. Throws what opening it throws. */
export function openEarlier(tree: TreeRow, text: string): Promise<Checkpoint> {
  return openCheckpoint(text, parseNoteKey(tree.verifier))
}

/** Takes waiting entries in until the tree has this size. Throws LOG_ROLLED_BACK. */
export async function reachSize(store: Store, clock: () => number, readCurrent: () => Promise<TreeRow>, size: number): Promise<TreeRow> {
  let tree = await readCurrent()
  while (tree.size < size && (await takeEntries(store, clock, size - tree.size)) !== 0) tree = await readCurrent()
  if (tree.size < size) {
    throw new CodedError<LogStoreErrorCode>('LOG_ROLLED_BACK', `the log has ${tree.size} entries, but a checkpoint of ${size} was signed: restore a newer backup`, { size: tree.size, signed: size })
  }
  return tree
}

/**
 * Nothing is signed before the log has reached every checkpoint known of it: entries that wait are taken in first; a tree that stays smaller,
 * or has another root at that size, was restored or rewritten. Throws LOG_ROLLED_BACK, LOG_INCONSISTENT.
 */
export async function reachCheckpoint(store: Store, clock: () => number, readCurrent: () => Promise<TreeRow>, earlier: Pick<Checkpoint, 'size' | 'root'>): Promise<void> {
  const tree = await reachSize(store, clock, readCurrent, earlier.size)
  const root = await readRoot(createTileReader(tree.size, tileFetcher(store, tree.number)), earlier.size)
  if (!equalBytes(root, earlier.root)) fail(`this log was rewritten: the first ${earlier.size} entries are not those of the checkpoint that was signed`, { size: earlier.size })
}
