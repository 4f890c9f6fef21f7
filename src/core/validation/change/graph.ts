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

/** Walks everything reachable as of a revision, noting who refers to what. Throws where a bound is passed. */
export function walkGraph(file: PdfFile, revision: number): ObjectGraph {
  const origin = new Map<number, Edge>()
  const edges = new Map<number, Edge[]>()
  const queue: PdfReference[] = []
  const follow = (from: number) => (reference: PdfReference, way: string) => {
    const edge = { from, way }
    const known = edges.get(reference.number)
    if (known === undefined) edges.set(reference.number, [edge])
    else known.push(edge)
    if (origin.has(reference.number)) return
    origin.set(reference.number, edge)
    queue.push(reference)
  }
  const { trailer } = file.revisions[revision]!
  eachReference(trailer, follow(TRAILER), DESCRIPTIVE)
  for (let at = 0; at < queue.length; at++) {
    const reference = queue[at]!
    const object = readObject(file, reference, revision)
    if (object !== null) eachReference(object, follow(reference.number))
  }
  const ancestors = (number: number): number[] => {
    const way: number[] = []
    for (let at = number; at !== TRAILER && origin.has(at); at = origin.get(at)!.from) way.push(at)
    return way
  }
  return {
    revision,
    has: (number) => origin.has(number),
    referrers: (number) => edges.get(number) ?? [],
    ancestors,
    pathOf: (number) => ancestors(number).map((step) => origin.get(step)!.way).reverse().join('/'),
  }
}
