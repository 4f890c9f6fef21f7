import { readFields } from '../../pdf/form.ts'
import type { FormField } from '../../pdf/form.ts'
import { eachReference } from './graph.ts'
import type { DocumentState, ObjectGraph } from './graph.ts'

const NONE: ReadonlySet<number> = new Set()

/** What the appearances of fields lead to, kept from one revision to the next, so that a changed object is asked for the fields that show it and not the other way round. */
export class Looks {
  readonly #state: DocumentState
  /** Every object that some appearance leads to, or once led to. */
  readonly #drawn = new Set<number>()
  #fields: readonly FormField[] = []
  #asked: { readonly changed: ReadonlyMap<number, unknown>; readonly holders: ReadonlySet<number> } | null = null

  constructor(state: DocumentState) {
    this.#state = state
    this.note(0, [])
  }

  /** Takes in what a revision, judged and done, draws anew; `changed` are the numbers of its objects. */
  note(revision: number, changed: Iterable<number>): void {
    const waiting: number[] = []
    for (const number of changed) if (this.#drawn.has(number)) waiting.push(...this.#state.targets(number))
    const fields = readFields(this.#state.file, revision)
    for (const [place, field] of fields.entries()) {
      if (field === this.#fields[place]) continue
      for (const { dictionary } of [field, ...field.widgets]) {
        const look = dictionary.entries.get('AP')
        if (look !== undefined) eachReference(look, ({ number }) => waiting.push(number))
      }
    }
    this.#fields = fields
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      if (this.#drawn.has(number)) continue
      this.#drawn.add(number)
      waiting.push(...this.#state.targets(number))
    }
  }

  /** Numbers of the objects, widgets among them, whose appearances lead to a changed one. */
  holders(graph: ObjectGraph, changed: ReadonlyMap<number, unknown>): ReadonlySet<number> {
    if (this.#asked?.changed === changed) return this.#asked.holders
    const seen = new Set([...changed.keys()].filter((number) => this.#drawn.has(number)))
    const holders = new Set<number>()
    for (const number of seen) {
      for (const from of graph.sources(number)) {
        holders.add(from)
        if (this.#drawn.has(from)) seen.add(from)
      }
    }
    this.#asked = { changed, holders: holders.size > 0 ? holders : NONE }
    return this.#asked.holders
  }
}
