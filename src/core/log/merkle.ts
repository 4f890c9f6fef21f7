import { sha256 } from '../bytes/sha256.ts'
import { refuse } from './error.ts'

/** Bytes of every hash. */
export const HASH_SIZE = 32
const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

/** RFC 6962 §2.1: the hash of an empty tree. */
export const EMPTY_ROOT: Uint8Array = sha256()

/** RFC 6962 §2.1: SHA-256(0x00 ‖ entry). */
export function hashLeaf(entry: Uint8Array): Uint8Array<ArrayBuffer> {
  return sha256(LEAF, entry)
}

/** RFC 6962 §2.1: SHA-256(0x01 ‖ left ‖ right). */
export function hashNode(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  return sha256(NODE, left, right)
}

/** Sizes and indexes are whole numbers up to 2^53 − 1; `>>` and `<<` would cut them to 32 bits. Throws LOG_RANGE_REFUSED. */
export function checkSize(...sizes: readonly number[]): void {
  for (const size of sizes) if (!Number.isSafeInteger(size) || size < 0) refuse('LOG_RANGE_REFUSED', 'not a size of a tree')
}

/** The largest power of two below `size`, which is at least 2: where RFC 6962 splits a tree. */
export function splitOf(size: number): number {
  let split = 2 ** Math.floor(Math.log2(size))
  // log2 is rounded near 2^53.
  while (split >= size) split /= 2
  while (split * 2 < size) split *= 2
  return split
}

/** A complete subtree: its 2^level leaves begin at index · 2^level. */
export interface Subtree {
  readonly level: number
  readonly index: number
}

/** The complete subtrees of the leaves [start, end), left to right, as large as can be; `start` is a multiple of the first one's width. */
export function decompose(start: number, end: number): Subtree[] {
  const subtrees: Subtree[] = []
  let at = start
  while (at < end) {
    let level = 0
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= end) level++
    subtrees.push({ level, index: at / 2 ** level })
    at += 2 ** level
  }
  return subtrees
}

/** One hash over complete subtrees that stand side by side as `decompose` gives them. */
export function foldSubtrees(hashes: readonly Uint8Array[]): Uint8Array {
  const last = hashes.at(-1)
  if (last === undefined) return EMPTY_ROOT
  let root = last
  for (let at = hashes.length - 2; at >= 0; at--) root = hashNode(hashes[at]!, root)
  return root
}

/** The root over leaf hashes, in memory: for small trees and as the plain reading of RFC 6962 that tests hold all else against. */
export function computeRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return EMPTY_ROOT
  if (leaves.length === 1) return leaves[0]!
  const split = splitOf(leaves.length)
  return hashNode(computeRoot(leaves.slice(0, split)), computeRoot(leaves.slice(split)))
}
