import { isRegular } from './character.ts'
import { isPlainHeader } from './indirect.ts'
import type { XrefEntry } from './xref.ts'

/** Bytes of a row as the standard has it (ISO 32000-2 §7.5.4). */
export const ROW_LENGTH = 20

/** Takes one row apart. */
export type ReadRow = (source: Uint8Array, at: number, number: number) => XrefEntry

/**
 * One run of a cross-reference table whose rows were all checked, as a map that takes a row apart when it is asked for: signing a file of many
 * thousand objects asks for a few dozen. An entry is the same object every time.
 */
export class TableRun implements ReadonlyMap<number, XrefEntry> {
  readonly size: number
  readonly #source: Uint8Array
  readonly #at: number
  readonly #first: number
  readonly #readRow: ReadRow
  readonly #known = new Map<number, XrefEntry>()

  /** `count` rows from `at` on, numbered from `first`. */
  constructor(source: Uint8Array, at: number, first: number, count: number, readRow: ReadRow) {
    this.#source = source
    this.#at = at
    this.#first = first
    this.size = count
    this.#readRow = readRow
  }

  has(number: number): boolean {
    return Number.isInteger(number) && number >= this.#first && number < this.#first + this.size
  }

  get(number: number): XrefEntry | undefined {
    if (!this.has(number)) return undefined
    const known = this.#known.get(number)
    if (known !== undefined) return known
    const entry = this.#readRow(this.#source, this.#at + (number - this.#first) * ROW_LENGTH, number)
    this.#known.set(number, entry)
    return entry
  }

  /** Whether each row in use points exactly at `n g obj`, as nearly all write it, before `limit`. */
  isExact(limit: number): boolean {
    const source = this.#source
    for (let index = 0, at = this.#at; index < this.size; index++, at += ROW_LENGTH) {
      if (source[at + 17] === 0x66) continue
      const offset = digits(source, at, 10)
      if ((offset > 0 && isRegular(source[offset - 1])) || !isPlainHeader(source, offset, limit, this.#first + index, digits(source, at + 11, 5))) return false
    }
    return true
  }

  *keys(): MapIterator<number> {
    for (let index = 0; index < this.size; index++) yield this.#first + index
  }

  *values(): MapIterator<XrefEntry> {
    for (const number of this.keys()) yield this.get(number)!
  }

  *entries(): MapIterator<[number, XrefEntry]> {
    for (const number of this.keys()) yield [number, this.get(number)!]
  }

  [Symbol.iterator](): MapIterator<[number, XrefEntry]> {
    return this.entries()
  }

  forEach(visit: (entry: XrefEntry, number: number, map: ReadonlyMap<number, XrefEntry>) => void): void {
    for (const [number, entry] of this.entries()) visit(entry, number, this)
  }
}

function digits(source: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) value = value * 10 + source[i]! - 0x30
  return value
}
