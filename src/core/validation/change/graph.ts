import { isDamage } from '../../pdf/error.ts'
import type { PdfObject, PdfReference } from '../../pdf/object.ts'
import type { PdfFile } from '../../pdf/reader.ts'
import { Reach } from './reach.ts'

/** Stands for the trailer, whose number no object has. */
export const TRAILER = 0

/** One reference to an object: the object it stands in and the way inside that object, e.g. `AcroForm/Fields[2]`. */
export interface Edge {
  readonly from: number
  readonly way: string
}

/** What can be reached from the trailer as of a revision. */
export interface ObjectGraph {
  has(number: number): boolean
  /** Numbers of the objects that refer to an object. */
  sources(number: number): readonly number[]
  /** Every reference to an object. */
  referrers(number: number): readonly Edge[]
  /** One full path from the trailer: `Root/Pages/Kids[0]/Contents`. */
  pathOf(number: number): string
  /** The numbers on that path, the object itself first. */
  ancestors(number: number): number[]
}

/** Trailer entries that describe the file; all others lead into the document. */
export const DESCRIPTIVE: ReadonlySet<string> = new Set(['Size', 'Prev', 'XRefStm', 'ID', 'Encrypt', 'Length', 'W', 'Index', 'Filter', 'DecodeParms', 'Type'])
const NONE: ReadonlySet<string> = new Set()

/** Calls `visit` for every reference inside an object, with the way to it. `skip` leaves out dictionary keys at the top. */
export function eachReference(object: PdfObject, visit: (reference: PdfReference, way: string) => void, skip: ReadonlySet<string> = NONE): void {
  const walk = (value: PdfObject, way: string): void => {
    if (value.kind === 'reference') visit(value, way)
    else if (value.kind === 'array') value.items.forEach((item, index) => walk(item, `${way}[${index}]`))
    else if (value.kind === 'dictionary' || value.kind === 'stream') {
      const { entries } = value.kind === 'stream' ? value.dictionary : value
      for (const [key, item] of entries) if (way !== '' || !skip.has(key)) walk(item, way === '' ? key : `${way}/${key}`)
    }
  }
  walk(object, '')
}

/** An object as of a revision, or null when there is none or it cannot be read, which is noted. Throws where a bound is passed. */
export function readObject(file: PdfFile, reference: Pick<PdfReference, 'number' | 'generation'>, revision: number): PdfObject | null {
  try {
    return file.locate(reference, revision)?.object ?? null
  } catch (error) {
    if (!isDamage(error)) throw error
    file.reading.note('object-unreadable', 'PDF_SYNTAX_DAMAGED', 'an object cannot be read', 0)
    return null
  }
}

/** An object as it stands, and the numbers it refers to. */
interface Node {
  readonly object: PdfObject | null
  readonly targets: ReadonlySet<number>
}

function collectReferences(object: PdfObject, visit: (reference: PdfReference) => void, skip: ReadonlySet<string> = NONE): void {
  if (object.kind === 'reference') visit(object)
  else if (object.kind === 'array') for (const item of object.items) collectReferences(item, visit)
  else if (object.kind === 'dictionary') {
    for (const [key, item] of object.entries) if (!skip.has(key)) collectReferences(item, visit)
  } else if (object.kind === 'stream') collectReferences(object.dictionary, visit)
}

/** A document's objects as of one revision after another: going on to the next costs what it changes, however large the document is. */
export class DocumentState implements ObjectGraph {
  readonly file: PdfFile
  readonly #nodes = new Map<number, Node>()
  readonly #ways = new Map<number, ReadonlyMap<number, readonly string[]>>()
  readonly #sources = new Map<number, Set<number>>()
  readonly #reach: Reach
  #revision = 0

  /** As of the first revision. Throws where a bound is passed. */
  constructor(file: PdfFile) {
    this.file = file
    this.#reach = new Reach({ targets: (number) => this.#node(number).targets, sources: (number) => this.#sources.get(number) ?? NO_NUMBERS }, TRAILER)
    this.#reach.grow([TRAILER])
  }

  /** Goes on to a later revision. Throws where a bound is passed. */
  advance(revision: number): void {
    while (this.#revision < revision) this.#step(++this.#revision)
  }

  #step(revision: number): void {
    const touched = [TRAILER, ...this.file.revisions[revision]!.changes.keys()].filter((number) => this.#nodes.has(number))
    const lost: [number, number][] = []
    for (const number of touched) {
      const old = this.#nodes.get(number)!
      this.#nodes.delete(number)
      this.#ways.delete(number)
      const { targets } = this.#node(number)
      for (const target of old.targets) {
        if (targets.has(target)) continue
        this.#sources.get(target)?.delete(number)
        lost.push([number, target])
      }
    }
    this.#reach.cut(lost)
    this.#reach.grow(touched)
  }

  #node(number: number): Node {
    const known = this.#nodes.get(number)
    if (known !== undefined) return known
    const entry = this.file.getEntry(number, this.#revision)?.entry
    const object = number === TRAILER ? this.file.revisions[this.#revision]!.trailer : entry === undefined ? null : readObject(this.file, entry, this.#revision)
    const targets = new Set<number>()
    // whatever generation they name: what a changed generation hides is a change as well, and some readers do not look at them
    if (object !== null) collectReferences(object, (reference) => targets.add(reference.number), number === TRAILER ? DESCRIPTIVE : NONE)
    for (const target of targets) {
      const sources = this.#sources.get(target)
      if (sources === undefined) this.#sources.set(target, new Set([number]))
      else sources.add(number)
    }
    const node: Node = { object, targets }
    this.#nodes.set(number, node)
    return node
  }

  has(number: number): boolean {
    return this.#reach.has(number)
  }

  /** Numbers that an object refers to. */
  targets(number: number): ReadonlySet<number> {
    return this.#node(number).targets
  }

  sources(number: number): readonly number[] {
    return [...(this.#sources.get(number) ?? NO_NUMBERS)].filter((from) => this.#reach.has(from))
  }

  referrers(number: number): readonly Edge[] {
    return this.sources(number).flatMap((from) => this.#waysFrom(from, number).map((way) => ({ from, way })))
  }

  ancestors(number: number): number[] {
    const way: number[] = []
    for (let at: number | undefined = number; at !== undefined && at !== TRAILER && this.has(at); at = this.#reach.parentOf(at)) way.push(at)
    return way
  }

  pathOf(number: number): string {
    return this.ancestors(number).map((step) => this.#waysFrom(this.#reach.parentOf(step)!, step)[0] ?? '').reverse().join('/')
  }

  /** All ways inside an object, found once for as long as it stays the same. */
  #waysFrom(from: number, to: number): readonly string[] {
    let ways = this.#ways.get(from)
    if (ways === undefined) {
      const found = new Map<number, string[]>()
      const { object } = this.#node(from)
      const note = ({ number }: PdfReference, way: string): void => {
        const known = found.get(number)
        if (known === undefined) found.set(number, [way])
        else known.push(way)
      }
      if (object !== null) eachReference(object, note, from === TRAILER ? DESCRIPTIVE : NONE)
      this.#ways.set(from, (ways = found))
    }
    return ways.get(to) ?? []
  }
}

const NO_NUMBERS: ReadonlySet<number> = new Set()
