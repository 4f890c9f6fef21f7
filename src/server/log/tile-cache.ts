import { HASH_SIZE } from '../../core/log/merkle.ts'
import { tileWidth, type TileName } from '../../core/log/tile.ts'
import type { BuiltTile } from '../../core/log/builder.ts'
import type { HashMemo } from '../../core/log/tree.ts'
import type { Store } from '../storage/database.ts'
import { tileFetcher, type TreeRow } from './tree.ts'

/** 4 MB of tiles, and the hashes above them. */
const MOST_TILES = 512
const MOST_HASHES = 32_768

type HashTile = TileName & { readonly level: number }

/** Keeps the newest `most` by the order in which they were last written. */
function createShelf<V>(most: number): { get(key: string): V | undefined; set(key: string, value: V): void; clear(): void } {
  const kept = new Map<string, V>()
  return {
    get: (key) => kept.get(key),
    set(key, value) {
      kept.delete(key)
      kept.set(key, value)
      if (kept.size > most) kept.delete(kept.keys().next().value!)
    },
    clear: () => kept.clear(),
  }
}

/**
 * Tiles and inner hashes of this process's logs, so that neither an append nor a proof reads the tree's edge again. A tree only grows: a tile that
 * is kept is the beginning of every later width of it, and the hash of a complete subtree never changes. What another process added is read.
 */
export class TileCache {
  readonly #tiles = createShelf<Uint8Array>(MOST_TILES)
  readonly #hashes = createShelf<Uint8Array>(MOST_HASHES)

  over(store: Store, log: number): (name: HashTile) => Promise<Uint8Array> {
    const fetchTile = tileFetcher(store, log)
    return async (name) => {
      const key = `${log}/${name.level}/${name.index}`
      const kept = this.#tiles.get(key)
      if (kept && kept.length >= name.width * HASH_SIZE) return kept.subarray(0, name.width * HASH_SIZE)
      const read = await fetchTile(name)
      this.#tiles.set(key, read)
      return read
    }
  }

  memo(log: number): HashMemo {
    return { get: (subtree) => this.#hashes.get(`${log}/${subtree}`), set: (subtree, hash) => this.#hashes.set(`${log}/${subtree}`, hash) }
  }

  clear(): void {
    this.#tiles.clear()
    this.#hashes.clear()
  }

  /** What a step has stored. */
  keep(log: number, tiles: readonly BuiltTile[]): void {
    for (const { level, index, hashes } of tiles) this.#tiles.set(`${log}/${level}/${index}`, hashes)
  }
}

/** Whether a tree has this tile at this width. */
export function hasTile({ size }: Pick<TreeRow, 'size'>, { level, index, width }: TileName): boolean {
  return tileWidth(level === 'entries' ? 0 : level, index, size) >= width
}
