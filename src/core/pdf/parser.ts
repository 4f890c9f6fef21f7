import { equalBytes } from '../bytes/compare.ts'
import { decodeLatin1 } from '../bytes/text.ts'
import { hasWordAt, hexValue, isDigit, isRegular, isWhite } from './character.ts'
import { refuse } from './error.ts'
import { spellName } from './name.ts'
import type { PdfDictionary, PdfNumber, PdfObject } from './object.ts'
import { STRICT } from './repair.ts'
import type { Repairs } from './repair.ts'
import { readHexString, readLiteralString } from './string.ts'

const MAX_NUMBER_LENGTH = 40
/** Every integer of so many digits is exact. */
const EXACT_DIGITS = 15
/** Objects within one object. */
const MAX_PARTS = 2_000_000

/** Reads objects, one after another, from `at` on; nothing at or past `limit` is looked at as part of one. What is damaged is refused, or noted in `repairs`. */
export class ObjectParser {
  readonly source: Uint8Array
  readonly limit: number
  readonly maxDepth: number
  readonly repairs: Repairs
  at: number
  #parts = 0

  constructor(source: Uint8Array, at: number, limit: number, maxDepth: number, repairs: Repairs = STRICT) {
    this.source = source
    this.at = at
    this.limit = Math.min(limit, source.length)
    this.maxDepth = maxDepth
    this.repairs = repairs
  }

  /** Passes white space and comments. */
  skipSpace(): void {
    const { source, limit } = this
    while (this.at < limit) {
      const code = source[this.at]
      if (code === 0x25) {
        while (this.at < limit && source[this.at] !== 0x0a && source[this.at] !== 0x0d) this.at++
      } else if (isWhite(code)) this.at++
      else return
    }
  }

  /** Whether `word` stands here as a whole token; passes it when so. */
  takeWord(word: string): boolean {
    const end = this.at + word.length
    if (end > this.limit || !hasWordAt(this.source, this.at, word)) return false
    if (end < this.limit && isRegular(this.source[end])) return false
    this.at = end
    return true
  }

  /** An unsigned integer token of at most 10 digits; throws PDF_SYNTAX_DAMAGED. */
  readUnsigned(): number {
    const start = this.at
    let value = 0
    for (; this.at < this.limit && isDigit(this.source[this.at]); this.at++) value = value * 10 + this.source[this.at]! - 0x30
    const length = this.at - start
    if (length === 0 || length > 10 || (this.at < this.limit && isRegular(this.source[this.at]))) {
      refuse('PDF_SYNTAX_DAMAGED', 'not an unsigned integer', { offset: start })
    }
    return value
  }

  /** The object that starts here, after white space. Throws PDF_SYNTAX_DAMAGED, PDF_DUPLICATE_KEY, PDF_TOO_DEEP, PDF_TOO_LARGE. */
  readObject(depth = 0): PdfObject {
    this.#parts = depth === 0 ? 0 : this.#parts + 1
    if (this.#parts > MAX_PARTS) refuse('PDF_TOO_LARGE', 'object has too many parts', { offset: this.at, maxParts: MAX_PARTS })
    if (depth > this.maxDepth) refuse('PDF_TOO_DEEP', 'nested too deep', { offset: this.at, maxDepth: this.maxDepth })
    this.skipSpace()
    const start = this.at
    if (start >= this.limit) refuse('PDF_SYNTAX_DAMAGED', 'no object', { offset: start })
    const code = this.source[start]!
    if (code === 0x2f) return this.#readName()
    if (code === 0x28) {
      const token = readLiteralString(this.source, start, this.limit)
      this.at = token.end
      return { kind: 'string', bytes: token.bytes, isHex: false, start, end: token.end }
    }
    if (code === 0x3c) return this.source[start + 1] === 0x3c ? this.#readDictionary(depth) : this.#readHex()
    if (code === 0x5b) return this.#readArray(depth)
    if (isDigit(code)) return this.#readNumberOrReference()
    if (code === 0x2b || code === 0x2d || code === 0x2e) return this.#readNumber()
    if (this.takeWord('true')) return { kind: 'boolean', value: true, start, end: this.at }
    if (this.takeWord('false')) return { kind: 'boolean', value: false, start, end: this.at }
    if (this.takeWord('null')) return { kind: 'null', start, end: this.at }
    return refuse('PDF_SYNTAX_DAMAGED', 'not an object', { offset: start })
  }

  #readHex(): PdfObject {
    const start = this.at
    const token = readHexString(this.source, start, this.limit)
    this.at = token.end
    return { kind: 'string', bytes: token.bytes, isHex: true, start, end: token.end }
  }

  #readName(): PdfObject & { readonly kind: 'name' } {
    const start = this.at
    return { kind: 'name', name: this.#readNameText(), start, end: this.at }
  }

  #readNameText(): string {
    const { source, limit } = this
    const start = this.at++
    let end = start + 1
    while (end < limit && isRegular(source[end]) && source[end] !== 0x23) end++
    if (end >= limit || source[end] !== 0x23) {
      this.at = end
      return spellName(source, start + 1, end)
    }
    let name = ''
    while (this.at < limit && isRegular(source[this.at])) {
      let code = source[this.at++]!
      if (code === 0x23) {
        const high = hexValue(source[this.at])
        const low = hexValue(source[this.at + 1])
        if (high < 0 || low < 0 || this.at + 2 > limit) this.repairs.note('name-escape', 'PDF_SYNTAX_DAMAGED', 'malformed escape in a name', start)
        else {
          code = high * 16 + low
          this.at += 2
        }
      }
      name += String.fromCharCode(code)
    }
    return name
  }

  #readNumber(): PdfNumber {
    const start = this.at
    let whole = 0
    for (; this.at < this.limit && isDigit(this.source[this.at]); this.at++) whole = whole * 10 + this.source[this.at]! - 0x30
    // most numbers are digits and nothing else
    if (this.at > start && this.at - start <= EXACT_DIGITS && !(this.at < this.limit && isRegular(this.source[this.at]))) {
      return { kind: 'number', value: whole, isInteger: true, start, end: this.at }
    }
    while (this.at < this.limit && isRegular(this.source[this.at])) this.at++
    const text = this.at - start > MAX_NUMBER_LENGTH ? '' : decodeLatin1(this.source.subarray(start, this.at))
    const isPlain = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)
    if (!isPlain && !/^[+-]{1,2}\d*\.?\d*$/.test(text)) refuse('PDF_SYNTAX_DAMAGED', 'not a number', { offset: start })
    if (!isPlain) this.repairs.note('number-form', 'PDF_SYNTAX_DAMAGED', 'not a number', start)
    const value = Number(isPlain ? text : text.replace(/^[+-]([+-])/, '$1').replace(/^([+-]?\.?)$/, '0'))
    const isInteger = !text.includes('.')
    if (isInteger && !Number.isSafeInteger(value)) refuse('PDF_SYNTAX_DAMAGED', 'integer out of range', { offset: start })
    return { kind: 'number', value, isInteger, start, end: this.at }
  }

  #readNumberOrReference(): PdfObject {
    const number = this.#readNumber()
    if (!number.isInteger || number.value > 0xffffffff) return number
    const end = this.at
    this.skipSpace()
    const second = this.at
    let generation = 0
    for (; this.at < this.limit && isDigit(this.source[this.at]); this.at++) generation = generation * 10 + this.source[this.at]! - 0x30
    if (this.at > second && this.at - second <= 5) {
      const afterGeneration = this.at
      this.skipSpace()
      if (this.at > afterGeneration && this.takeWord('R')) {
        if (generation > 65_535) refuse('PDF_SYNTAX_DAMAGED', 'generation out of range', { offset: second })
        return { kind: 'reference', number: number.value, generation, start: number.start, end: this.at }
      }
    }
    this.at = end
    return number
  }

  #readArray(depth: number): PdfObject {
    const start = this.at++
    const items: PdfObject[] = []
    for (;;) {
      this.skipSpace()
      if (this.at >= this.limit) refuse('PDF_SYNTAX_DAMAGED', 'array has no end', { offset: start })
      if (this.source[this.at] === 0x5d) break
      items.push(this.readObject(depth + 1))
    }
    this.at++
    return { kind: 'array', items, start, end: this.at }
  }

  #readDictionary(depth: number): PdfDictionary {
    const start = this.at
    this.at += 2
    const entries = new Map<string, PdfObject>()
    for (;;) {
      this.skipSpace()
      const code = this.at < this.limit ? this.source[this.at] : undefined
      if (code === 0x3e && this.source[this.at + 1] === 0x3e && this.at + 2 <= this.limit) break
      if (code !== 0x2f) refuse('PDF_SYNTAX_DAMAGED', 'dictionary has no key or no end', { offset: this.at })
      const at = this.at
      const key = this.#readNameText()
      const value = this.readObject(depth + 1)
      const first = entries.get(key)
      if (first !== undefined) this.#passTwice(at, first, value)
      else entries.set(key, value)
    }
    this.at += 2
    return { kind: 'dictionary', entries, start, end: this.at }
  }

  /** A key that stands twice with the same spelling of its value is one for every reader; with two values it is refused. */
  #passTwice(offset: number, first: PdfObject, second: PdfObject): void {
    const isSame = equalBytes(this.source.subarray(first.start, first.end), this.source.subarray(second.start, second.end))
    if (!isSame) refuse('PDF_DUPLICATE_KEY', 'a key stands twice in one dictionary', { offset })
    this.repairs.note('key-twice', 'PDF_DUPLICATE_KEY', 'a key stands twice in one dictionary', offset)
  }
}
