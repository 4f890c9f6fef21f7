import { concatBytes } from '../bytes/compare.ts'
import { decompose, foldSubtrees, HASH_SIZE } from './merkle.ts'
import type { TreeHead } from './checkpoint.ts'
import { foldComplete, listNewTiles, readTileHashes, TILE_WIDTH, tileWidth, type TileName } from './tile.ts'
import { createTileReader, type HashMemo } from './tree.ts'

export interface BuiltTile {
  readonly level: number
  readonly index: number
  readonly hashes: Uint8Array
}

/** What a batch of leaves makes of a tree. */
export interface Growth extends TreeHead {
  /** Each new or wider tile, whole. */
  readonly tiles: readonly BuiltTile[]
}

/**
 * Appends leaf hashes to a tree of `oldSize`. `fetchTile` gives the tiles of the tree so far: only those at its right edge are asked for,
 * once each. Pure but for that; storing comes after.
 */
export async function growTree(oldSize: number, leaves: readonly Uint8Array[], fetchTile: (name: TileName & { readonly level: number }) => Promise<Uint8Array>, memo?: HashMemo): Promise<Growth> {
  const size = oldSize + leaves.length
  const made = new Map<string, Uint8Array>()
  const edge = new Map<string, Promise<Uint8Array>>()
  const before = (level: number, index: number): Promise<Uint8Array> => {
    const width = tileWidth(level, index, oldSize)
    if (width === 0) return Promise.resolve(new Uint8Array(0))
    const key = `${level}/${index}`
    const known = edge.get(key) ?? fetchTile({ level, index, width })
    edge.set(key, known)
    return known
  }
  const tiles: BuiltTile[] = []
  for (const { level, index, width } of listNewTiles(oldSize, size)) {
    const old = await before(level, index)
    const first = index * TILE_WIDTH
    const added: Uint8Array[] = []
    for (let at = old.length / HASH_SIZE; at < width; at++) {
      if (level === 0) added.push(leaves[first + at - oldSize]!)
      // A level above 0 holds hashes of full tiles below, which this batch made or widened to the full.
      else added.push(foldComplete(readTileHashes(made.get(`${level - 1}/${first + at}`)!, 0, TILE_WIDTH)))
    }
    const hashes = concatBytes(old, ...added)
    made.set(`${level}/${index}`, hashes)
    tiles.push({ level, index, hashes })
  }
  const reader = createTileReader(size, async ({ level, index }) => made.get(`${level}/${index}`) ?? before(level, index), memo)
  const root = foldSubtrees(await Promise.all(decompose(0, size).map((subtree) => reader.read(subtree))))
  return { size, root, tiles }
}
