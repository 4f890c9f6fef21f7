import { sha256Hex } from '../bytes/sha256.ts'

const known = new WeakMap<Uint8Array, string>()

function keyOf(object: Uint8Array): string {
  const key = known.get(object) ?? sha256Hex(object)
  known.set(object, key)
  return key
}

/** Proofs of existence (EN 319 102-1 §5.6.2.3): for each object the earliest instant at which something proven holds it. */
export class ProofsOfExistence {
  readonly #instants = new Map<string, number>()
  readonly #now: number

  constructor(now: number) {
    this.#now = now
  }

  /** These objects stood under something whose time is proven. */
  add(objects: readonly Uint8Array[], instant: number): void {
    for (const object of objects) this.#instants.set(keyOf(object), Math.min(instant, this.#instants.get(keyOf(object)) ?? Infinity))
  }

  /** Everything exists now, for it is at hand. */
  earliest(object: Uint8Array): number {
    return this.#instants.size === 0 ? this.#now : (this.#instants.get(keyOf(object)) ?? this.#now)
  }
}
