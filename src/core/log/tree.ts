import { equalBytes } from '../bytes/compare.ts'
import { refuse } from './error.ts'
import { checkSize, decompose, EMPTY_ROOT, foldSubtrees, hashNode, splitOf, type Subtree } from './merkle.ts'
import { foldComplete, readTileHashes, TILE_HEIGHT, TILE_WIDTH, tileWidth, type TileName } from './tile.ts'

/** Hashes of complete subtrees of a tree, wherever they are kept. */
export interface HashReader {
  readonly size: number
  read(subtree: Subtree): Promise<Uint8Array>
}

/** Hashes of complete subtrees by `level/index`. A tree that only grows never changes them, so they serve every later size of it. */
export interface HashMemo {
  get(subtree: string): Uint8Array | undefined
  set(subtree: string, hash: Uint8Array): unknown
}

/** A reader over tiles: each is fetched once, at the width that a tree of this size has. `fetchTile` gives the tile's bytes. */
export function createTileReader(size: number, fetchTile: (name: TileName & { readonly level: number }) => Promise<Uint8Array>, memo?: HashMemo): HashReader {
  checkSize(size)
  const kept = new Map<string, Promise<Uint8Array>>()
  const fetchOnce = (level: number, index: number): Promise<Uint8Array> => {
    const key = `${level}/${index}`
    const known = kept.get(key)
    if (known) return known
    const fetched = fetchTile({ level, index, width: tileWidth(level, index, size) })
    kept.set(key, fetched)
    return fetched
  }
  return {
    size,
    async read({ level, index }) {
      const known = memo?.get(`${level}/${index}`)
      if (known) return known
      const first = index * 2 ** (level % TILE_HEIGHT)
      const tileIndex = Math.floor(first / TILE_WIDTH)
      return foldWithin(await fetchOnce(Math.floor(level / TILE_HEIGHT), tileIndex), tileIndex * TILE_WIDTH, level, index, memo)
    },
  }
}

/** The hash of a subtree that lies in one tile, whose first hash is number `start` of its level; each hash above the tile's own row is made once. */
function foldWithin(tile: Uint8Array, start: number, level: number, index: number, memo: HashMemo | undefined): Uint8Array {
  const within = level % TILE_HEIGHT
  if (!memo) return foldComplete(readTileHashes(tile, index * 2 ** within - start, (index + 1) * 2 ** within - start))
  if (within === 0) return readTileHashes(tile, index - start, index - start + 1)[0]!
  const name = `${level}/${index}`
  const known = memo.get(name)
  if (known) return known
  const hash = hashNode(foldWithin(tile, start, level - 1, index * 2, memo), foldWithin(tile, start, level - 1, index * 2 + 1, memo))
  memo.set(name, hash)
  return hash
}

async function hashRange(reader: HashReader, start: number, end: number): Promise<Uint8Array> {
  return foldSubtrees(await Promise.all(decompose(start, end).map((subtree) => reader.read(subtree))))
}

/** The root of the first `size` leaves. */
export async function readRoot(reader: HashReader, size = reader.size): Promise<Uint8Array> {
  checkSize(size)
  return size === 0 ? EMPTY_ROOT : hashRange(reader, 0, size)
}

/** RFC 6962 §2.1.1: the path of a leaf, from its sibling up to the root's child. Throws LOG_RANGE_REFUSED. */
export async function proveInclusion(reader: HashReader, index: number, size = reader.size): Promise<Uint8Array[]> {
  checkSize(index, size)
  if (index >= size || size > reader.size) refuse('LOG_RANGE_REFUSED', 'the tree has no such entry', { index, size })
  const siblings: Promise<Uint8Array>[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (index < middle) {
      siblings.push(hashRange(reader, middle, end))
      end = middle
    } else {
      siblings.push(hashRange(reader, start, middle))
      start = middle
    }
  }
  return (await Promise.all(siblings)).toReversed()
}

/** RFC 6962 §2.1.2: that the tree of `size` continues the tree of `oldSize`; empty when either is trivial. Throws LOG_RANGE_REFUSED. */
export async function proveConsistency(reader: HashReader, oldSize: number, size = reader.size): Promise<Uint8Array[]> {
  checkSize(oldSize, size)
  if (oldSize > size || size > reader.size) refuse('LOG_RANGE_REFUSED', 'the tree was never of this size', { oldSize, size })
  if (oldSize === 0 || oldSize === size) return []
  const parts: Promise<Uint8Array>[] = []
  let [start, end] = [0, size]
  let isWhole = true
  while (oldSize !== end) {
    const middle = start + splitOf(end - start)
    if (oldSize <= middle) {
      parts.push(hashRange(reader, middle, end))
      end = middle
    } else {
      parts.push(hashRange(reader, start, middle))
      start = middle
      isWhole = false
    }
  }
  if (!isWhole) parts.push(hashRange(reader, start, end))
  return (await Promise.all(parts)).toReversed()
}

function takeUp(proof: readonly Uint8Array[]): { next: () => Uint8Array; end: () => void } {
  let at = 0
  return {
    next: () => proof[at++] ?? refuse('LOG_PROOF_INVALID', 'the proof is too short'),
    end: () => {
      if (at !== proof.length) refuse('LOG_PROOF_INVALID', 'the proof is too long')
    },
  }
}

/** Sides of the path from a leaf up: true where the sibling stands on the left. */
function sidesOf(index: number, size: number): boolean[] {
  const sides: boolean[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (index < middle) end = middle
    else start = middle
    sides.push(start === middle)
  }
  return sides.toReversed()
}

/** Verifies that the leaf stands at `index` of the tree with this root. Throws LOG_PROOF_INVALID, LOG_RANGE_REFUSED. */
export function verifyInclusion({ index, size, root, leaf, proof }: { readonly index: number; readonly size: number; readonly root: Uint8Array; readonly leaf: Uint8Array; readonly proof: readonly Uint8Array[] }): void {
  checkSize(index, size)
  if (index >= size) refuse('LOG_RANGE_REFUSED', 'the tree has no such entry')
  const { next, end } = takeUp(proof)
  let hash = leaf
  for (const isLeft of sidesOf(index, size)) hash = isLeft ? hashNode(next(), hash) : hashNode(hash, next())
  end()
  if (!equalBytes(hash, root)) refuse('LOG_PROOF_INVALID', 'the entry is not in this tree')
}

/** Verifies that the tree of `size` continues the tree of `oldSize`. Throws LOG_PROOF_INVALID, LOG_RANGE_REFUSED. */
export function verifyConsistency({ oldSize, oldRoot, size, root, proof }: { readonly oldSize: number; readonly oldRoot: Uint8Array; readonly size: number; readonly root: Uint8Array; readonly proof: readonly Uint8Array[] }): void {
  checkSize(oldSize, size)
  if (oldSize > size) refuse('LOG_RANGE_REFUSED', 'the older tree is the larger one')
  const { next, end } = takeUp(proof)
  if (oldSize === 0 || oldSize === size) {
    end()
    if (!equalBytes(oldRoot, oldSize === 0 ? EMPTY_ROOT : root)) refuse('LOG_PROOF_INVALID', 'one size has two roots')
    return
  }
  const steps: boolean[] = []
  let [start, stop] = [0, size]
  while (oldSize !== stop) {
    const middle = start + splitOf(stop - start)
    const isLeft = oldSize > middle
    if (isLeft) start = middle
    else stop = middle
    steps.push(isLeft)
  }
  let older = start === 0 ? oldRoot : next()
  let newer = older
  for (const isLeft of steps.toReversed()) {
    const sibling = next()
    if (isLeft) older = hashNode(sibling, older)
    newer = isLeft ? hashNode(sibling, newer) : hashNode(newer, sibling)
  }
  end()
  if (!equalBytes(older, oldRoot) || !equalBytes(newer, root)) refuse('LOG_PROOF_INVALID', 'the newer tree does not continue the older one')
}
