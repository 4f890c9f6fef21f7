import { refuse } from './error.ts'
import type { PdfErrorCode } from './error.ts'

/** Deviations from ISO 32000-2 that a tolerant reading passes over, and notes. The table in SPEC.md says what each one is. */
export type RepairKind =
  | 'header-preceded'
  | 'header-displaced'
  | 'header-form'
  | 'xref-offset'
  | 'xref-entry-form'
  | 'xref-entry-astray'
  | 'xref-first-number'
  | 'xref-entry-twice'
  | 'xref-stream-length'
  | 'xref-section-unended'
  | 'size-too-small'
  | 'stream-line-end'
  | 'stream-length'
  | 'endobj-missing'
  | 'key-twice'
  | 'name-escape'
  | 'number-form'
  | 'object-stream-form'
  | 'object-unreadable'
  | 'tree-entry-twice'

/** One kind of deviation: how often, and where first. */
export interface Repair {
  readonly kind: RepairKind
  readonly count: number
  /** Into the file, or into the container of an object inside an object stream. */
  readonly offset: number
}

const MAX_REPAIRS = 100_000

/** What had to be passed over while a file was read. A strict reading refuses at the first; a tolerant one notes it, and the judge lowers its verdict. */
export class Repairs {
  readonly isTolerant: boolean
  readonly #found = new Map<RepairKind, { count: number; readonly offset: number }>()
  #total = 0

  constructor(isTolerant: boolean) {
    this.isTolerant = isTolerant
  }

  /** Notes a deviation, or throws `code` when the reading is strict. */
  note(kind: RepairKind, code: PdfErrorCode, message: string, offset: number): void {
    if (!this.isTolerant) refuse(code, message, { offset })
    if (++this.#total > MAX_REPAIRS) refuse('PDF_TOO_LARGE', 'too many deviations', { maxRepairs: MAX_REPAIRS })
    const known = this.#found.get(kind)
    if (known === undefined) this.#found.set(kind, { count: 1, offset })
    else known.count++
  }

  list(): Repair[] {
    return [...this.#found].map(([kind, { count, offset }]) => ({ kind, count, offset }))
  }
}

/** For bytes that are read strictly whatever the file's reading is. */
export const STRICT = new Repairs(false)
