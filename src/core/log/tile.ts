import { HASH_SIZE, hashNode } from './merkle.ts'
import { refuse } from './error.ts'

/** Levels of the tree in one tile, and hashes in a full one. */
export const TILE_HEIGHT = 8
export const TILE_WIDTH = 256
const MAX_LEVEL = 63

/** A tile of hashes, or with level 'entries' a bundle; `width` is 1 to 256. */
export interface TileName {
  readonly level: number | 'entries'
  readonly index: number
  readonly width: number
}

/** `tile/<L>/<N>[.p/<W>]` (C2SP tlog-tiles). Throws LOG_RANGE_REFUSED. */
export function tilePath({ level, index, width }: TileName): string {
  const isLevel = level === 'entries' || (Number.isInteger(level) && level >= 0 && level <= MAX_LEVEL)
  if (!isLevel || !Number.isSafeInteger(index) || index < 0 || !Number.isInteger(width) || width < 1 || width > TILE_WIDTH) refuse('LOG_RANGE_REFUSED', 'not a tile')
  const digits = String(index)
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0')
  const groups = padded.match(/\d{3}/g)!
  const number = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${number}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

/** Reads such a path, only in the one form that `tilePath` writes; null for any other text. */
export function parseTilePath(path: string): TileName | null {
  if (path.length > 100) return null
  const found = /^tile\/(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path)
  if (!found) return null
  const level = found[1] === 'entries' ? 'entries' : Number(found[1])
  const index = Number(found[2]!.replace(/[x/]/g, ''))
  const width = found[3] === undefined ? TILE_WIDTH : Number(found[3])
  if (!Number.isSafeInteger(index) || (found[3] !== undefined && width >= TILE_WIDTH)) return null
  const name: TileName = { level, index, width }
  return tilePath(name) === path ? name : null
}

/** Hashes at a tile level of a tree: floor(size / 256^level). */
function countAt(level: number, size: number): number {
  let count = size
  for (let step = 0; step < level; step++) count = Math.floor(count / TILE_WIDTH)
  return count
}

/** How wide a tile of a tree of this size is; 0 when the tree has none of it. */
export function tileWidth(level: number, index: number, size: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, countAt(level, size) - index * TILE_WIDTH))
}

/** Every tile that a tree has at `size` and did not have, or had narrower, at `oldSize`: level by level, left to right. */
export function listNewTiles(oldSize: number, size: number): (TileName & { readonly level: number })[] {
  const tiles: (TileName & { readonly level: number })[] = []
  for (let level = 0; level <= MAX_LEVEL; level++) {
    const [before, now] = [countAt(level, oldSize), countAt(level, size)]
    if (now === 0) break
    for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < now; index++) {
      const width = tileWidth(level, index, size)
      if (width !== tileWidth(level, index, oldSize)) tiles.push({ level, index, width })
    }
  }
  return tiles
}

/** Hashes `from` to `to` of a tile's bytes. Throws LOG_TILE_MALFORMED when there are fewer or the bytes are no tile. */
export function readTileHashes(tile: Uint8Array, from: number, to: number): Uint8Array[] {
  if (tile.length % HASH_SIZE !== 0 || tile.length > TILE_WIDTH * HASH_SIZE || to * HASH_SIZE > tile.length) refuse('LOG_TILE_MALFORMED', 'not a tile of this width')
  const hashes: Uint8Array[] = []
  for (let at = from; at < to; at++) hashes.push(tile.subarray(at * HASH_SIZE, (at + 1) * HASH_SIZE))
  return hashes
}

/** The hash over a power of two of hashes side by side. */
export function foldComplete(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes
  while (row.length > 1) {
    const above: Uint8Array[] = []
    for (let at = 0; at + 1 < row.length; at += 2) above.push(hashNode(row[at]!, row[at + 1]!))
    row = above
  }
  return row[0]!
}
