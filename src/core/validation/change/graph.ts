import { isCodedError } from '../../bytes/error.ts'
import type { PdfObject, PdfReference } from '../../pdf/object.ts'
import type { PdfFile } from '../../pdf/reader.ts'

/** Stands for the trailer, whose number no object has. */
export const TRAILER = 0

/** One reference to an object: the object it stands in and the way inside that object, e.g. `AcroForm/Fields[2]`. */
export interface Edge {
  readonly from: number
  readonly way: string
}

/** What can be reached from the trailer as of a revision. */
export interface ObjectGraph {
  readonly revision: number
  has(number: number): boolean
  /** Every reference to an object. */
  referrers(number: number): readonly Edge[]
  /** One full path from the trailer: `Root/Pages/Kids[0]/Contents`. */
  pathOf(number: number): string
  /** The numbers on that path, the object itself first. */
  ancestors(number: number): number[]
}

/** Trailer entries that describe the file; all others lead into the document. */
const DESCRIPTIVE: ReadonlySet<string> = new Set(['Size', 'Prev', 'XRefStm', 'ID', 'Encrypt', 'Length', 'W', 'Index', 'Filter', 'DecodeParms', 'Type'])
const BOUNDS: ReadonlySet<string> = new Set(['PDF_TOO_LARGE', 'PDF_TOO_DEEP'])

/** Calls `visit` for every reference inside an object, with the way to it. `skip` leaves out dictionary keys at the top. */
export function eachReference(object: PdfObject, visit: (reference: PdfReference, way: string) => void, skip: ReadonlySet<string> = new Set()): void {
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
    if (!isCodedError(error) || BOUNDS.has(error.code)) throw error
    file.reading.note('object-unreadable', 'PDF_SYNTAX_DAMAGED', 'an object cannot be read', 0)
    return null
  }
}

/** An object as it stands, and what it refers to. */
interface Node {
  readonly object: PdfObject | null
  readonly generation: number
  readonly targets: readonly PdfReference[]
}

/** A document's objects as of one revision after another: what does not change is read once, however many revisions there are. */
export class DocumentState {
  readonly file: PdfFile
  readonly #nodes = new Map<number, Node>()
  #revision = 0

  constructor(file: PdfFile) {
    this.file = file
  }

  /** Goes on to a later revision. */
  advance(revision: number): void {
    for (; this.#revision < revision; this.#revision++) for (const number of this.file.revisions[this.#revision + 1]!.changes.keys()) this.#nodes.delete(number)
  }

  node(number: number): Node {
    const known = this.#nodes.get(number)
    if (known !== undefined) return known
    const generation = this.file.getEntry(number, this.#revision)?.entry.generation ?? 0
    const object = readObject(this.file, { number, generation }, this.#revision)
    const targets: PdfReference[] = []
    if (object !== null) collectReferences(object, targets)
    const node: Node = { object, generation, targets }
    this.#nodes.set(number, node)
    return node
  }
}

function collectReferences(object: PdfObject, found: PdfReference[]): void {
  if (object.kind === 'reference') found.push(object)
  else if (object.kind === 'array') for (const item of object.items) collectReferences(item, found)
  else if (object.kind === 'dictionary') for (const item of object.entries.values()) collectReferences(item, found)
  else if (object.kind === 'stream') collectReferences(object.dictionary, found)
}

/** Walks everything reachable as of a revision; `asked` are the objects whose referrers will be wanted. Throws where a bound is passed. */
export function walkGraph(state: DocumentState, revision: number, asked: ReadonlyMap<number, unknown>): ObjectGraph {
  const { file } = state
  state.advance(revision)
  const { trailer } = file.revisions[revision]!
  const parents = new Map<number, number>()
  const queue: PdfReference[] = []
  eachReference(trailer, (reference) => {
    if (parents.has(reference.number)) return
    parents.set(reference.number, TRAILER)
    queue.push(reference)
  }, DESCRIPTIVE)
  for (let at = 0; at < queue.length; at++) {
    const { number, generation } = queue[at]!
    const node = state.node(number)
    // a reference to another generation is one to nothing (§7.3.10)
    if (node.generation !== generation) continue
    for (const target of node.targets) {
      if (parents.has(target.number)) continue
      parents.set(target.number, number)
      queue.push(target)
    }
  }
  const waysFrom = (from: number, to: number): string[] => {
    const ways: string[] = []
    const object = from === TRAILER ? trailer : state.node(from).object
    if (object !== null) eachReference(object, (reference, way) => reference.number === to && ways.push(way), from === TRAILER ? DESCRIPTIVE : new Set())
    return ways
  }
  /** For the objects asked about at first, or, once others are asked about, for all: who refers to them. */
  const index = (isAsked: (number: number) => boolean): Map<number, number[]> => {
    const sources = new Map<number, number[]>()
    const note = (from: number, to: number): void => {
      if (!isAsked(to)) return
      const known = sources.get(to)
      if (known === undefined) sources.set(to, [from])
      else if (known.at(-1) !== from) known.push(from)
    }
    eachReference(trailer, (reference) => note(TRAILER, reference.number), DESCRIPTIVE)
    for (const from of parents.keys()) for (const target of state.node(from).targets) note(from, target.number)
    return sources
  }
  let some: Map<number, number[]> | null = null
  let all: Map<number, number[]> | null = null
  const sourcesOf = (number: number): readonly number[] => {
    if (asked.has(number)) some ??= index((one) => asked.has(one))
    else all ??= index(() => true)
    return (asked.has(number) ? some : all)!.get(number) ?? []
  }
  const ancestors = (number: number): number[] => {
    const way: number[] = []
    for (let at = number; at !== TRAILER && parents.has(at); at = parents.get(at)!) way.push(at)
    return way
  }
  return {
    revision,
    has: (number) => parents.has(number),
    referrers: (number) => sourcesOf(number).flatMap((from) => waysFrom(from, number).map((way) => ({ from, way }))),
    ancestors,
    pathOf: (number) => ancestors(number).map((step) => waysFrom(parents.get(step)!, step)[0] ?? '').reverse().join('/'),
  }
}
