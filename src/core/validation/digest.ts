import { concatBytes } from '../bytes/compare.ts'
import { hashBytes, isNativeHash } from '../pki/algorithms.ts'
import type { HashName } from '../pki/algorithms.ts'
import type { ByteRange } from '../pdf/signature.ts'

const keyOf = (range: ByteRange, hash: HashName): string => `${hash} ${range.join(' ')}`

/** A hash that takes its data part by part and may be continued in two ways, as the platform outside browsers has it. */
export interface StreamHash {
  update(part: Uint8Array): unknown
  copy(): StreamHash
  digest(): Uint8Array
}

export type CreateStreamHash = (hash: HashName) => StreamHash

export interface RangeRequest {
  readonly range: ByteRange
  readonly hash: HashName
}

/** Hashes of what well-formed /ByteRanges name, each made once however many ask. */
export class RangeDigests {
  readonly #bytes: Uint8Array
  readonly #known = new Map<string, Promise<Uint8Array>>()

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  hash(range: ByteRange, hash: HashName): Promise<Uint8Array> {
    const key = keyOf(range, hash)
    const digest = this.#known.get(key) ?? this.#make(range, hash)
    this.#known.set(key, digest)
    return digest
  }

  /**
   * Hashes the whole file and many ranges in one pass for each kind of hash: what ranges have in common before their gaps is read once.
   * Nothing is copied. Without it, each is hashed when asked for.
   */
  prepare(requests: readonly RangeRequest[], create: CreateStreamHash): void {
    const whole: RangeRequest = { range: [0, this.#bytes.length, this.#bytes.length, 0], hash: 'SHA-256' }
    const all = [...requests, whole]
    // rare hashes are made one by one: the platform may not have them
    for (const hash of new Set(all.map((one) => one.hash).filter(isNativeHash))) {
      const state = create(hash)
      let at = 0
      // what does not begin at the first byte has nothing in common with the others
      for (const { range } of all.filter((one) => one.hash === hash && one.range[0] === 0).sort((a, b) => a.range[1] - b.range[1])) {
        const [, length, second, secondLength] = range
        state.update(this.#bytes.subarray(at, length))
        at = length
        const own = state.copy()
        own.update(this.#bytes.subarray(second, second + secondLength))
        this.#known.set(keyOf(range, hash), Promise.resolve(own.digest()))
      }
    }
  }

  /** SHA-256 of the file. */
  whole(): Promise<Uint8Array> {
    const { length } = this.#bytes
    return this.#known.get(keyOf([0, length, length, 0], 'SHA-256')) ?? hashBytes('SHA-256', this.#bytes)
  }

  #make([first, firstLength, second, secondLength]: ByteRange, hash: HashName): Promise<Uint8Array> {
    return hashBytes(hash, concatBytes(this.#bytes.subarray(first, first + firstLength), this.#bytes.subarray(second, second + secondLength)))
  }
}
