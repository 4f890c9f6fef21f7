import { checkSize, decompose, foldSubtrees, hashNode } from './merkle.ts'
import { refuse } from './error.ts'

/** A tree known only by its right edge: enough to append to it and to know its root, in memory that grows with the logarithm of its size. */
export class Frontier {
  #size: number
  readonly #hashes: { level: number; hash: Uint8Array }[]

  /** `hashes` are those of the complete subtrees of `size` leaves, left to right. Throws LOG_RANGE_REFUSED when there are more or fewer. */
  constructor(size = 0, hashes: readonly Uint8Array[] = []) {
    checkSize(size)
    const parts = decompose(0, size)
    if (parts.length !== hashes.length) refuse('LOG_RANGE_REFUSED', 'not the right edge of such a tree')
    this.#size = size
    this.#hashes = parts.map(({ level }, at) => ({ level, hash: hashes[at]! }))
  }

  get size(): number {
    return this.#size
  }

  get hashes(): Uint8Array[] {
    return this.#hashes.map(({ hash }) => hash)
  }

  append(leaf: Uint8Array): void {
    let [level, hash] = [0, leaf]
    for (let last = this.#hashes.at(-1); last?.level === level; last = this.#hashes.at(-1)) {
      hash = hashNode(last.hash, hash)
      this.#hashes.pop()
      level++
    }
    this.#hashes.push({ level, hash })
    this.#size++
  }

  root(): Uint8Array {
    return foldSubtrees(this.hashes)
  }
}
