import type { FormField } from '../../pdf/form.ts'
import { idText } from '../../pdf/object.ts'
import type { ObjectId, PdfDictionary, PdfObject } from '../../pdf/object.ts'
import { readPages } from '../../pdf/page.ts'
import type { PdfPage } from '../../pdf/page.ts'
import { readRectangle } from '../../pdf/page-geometry.ts'
import type { PdfFile } from '../../pdf/reader.ts'
import { decodeTextString } from '../../pdf/text-string.ts'
import type { Change, ChangeClass, ChangeKind } from './change.ts'
import { listChanges } from './comparison.ts'
import type { ChangedObject } from './comparison.ts'
import { eachReference, readObject, TRAILER } from './graph.ts'
import type { DocumentState, ObjectGraph } from './graph.ts'
import type { Looks } from './look.ts'

const MAX_SHOWN = 200
/** Objects between a changed one and its owner. */
const MAX_OWNED = 10_000

const isBelow = (way: string, root: string): boolean => root === '' || way === root || way.startsWith(`${root}/`) || way.startsWith(`${root}[`)

/** Who may refer to an explained object besides objects of the same owner: object number and the beginning of the way inside it. */
export interface Owner {
  readonly name: string
  readonly roots: readonly { readonly number: number; readonly way: string }[]
  /** Owners of one family may share: the form's resources and the appearances of its fields do. */
  readonly family?: 'form'
  /** Others that may refer to it. */
  readonly admits?: (from: number, way: string) => boolean
}

/** One revision held against the one before: what changed, what has been explained so far, what is to be reported. */
export class StepContext {
  readonly file: PdfFile
  /** The later revision; the earlier is one less. */
  readonly revision: number
  readonly changed: ReadonlyMap<number, ChangedObject>
  readonly graph: ObjectGraph
  readonly changes: Change[] = []
  readonly #explained = new Map<number, Owner | null>()
  /** Where the form keeps its resources; set by the rule for the form. */
  formResources: readonly { readonly number: number; readonly way: string }[] = []
  #isCertified = false
  readonly #looks: Looks
  #places: ReadonlyMap<number, number> | null = null

  constructor(state: DocumentState, looks: Looks, revision: number) {
    const { file } = state
    this.file = file
    this.revision = revision
    this.changed = listChanges(file, revision)
    state.advance(revision)
    this.graph = state
    this.#looks = looks
  }

  get before(): number {
    return this.revision - 1
  }

  /** A signature that certifies the document was made by this revision. */
  get isCertifiedHere(): boolean {
    return this.#isCertified
  }

  noteCertification(): void {
    this.#isCertified = true
  }

  /** Pages as of the earlier revision. */
  get pages(): readonly PdfPage[] {
    return readPages(this.file, this.before)
  }

  /** Place, from 0, of the pages of the earlier revision by their numbers. */
  get #pageIndex(): ReadonlyMap<number, number> {
    this.#places ??= new Map(this.pages.map(({ id }, place) => [id.number, place]))
    return this.#places
  }

  /** Null also for what cannot be read, which is noted. */
  dictionary(object: PdfObject | undefined, revision: number): PdfDictionary | null {
    const value = object?.kind === 'reference' ? readObject(this.file, object, revision) : object
    if (value?.kind === 'reference') return this.dictionary(this.file.resolve(value, revision), revision)
    return value?.kind === 'dictionary' ? value : value?.kind === 'stream' ? value.dictionary : null
  }

  /** Takes a changed object as accounted for. With an owner, only that owner's objects and roots may refer to it. */
  explain(number: number, owner: Owner | null = null): void {
    if (this.changed.has(number) && !this.#explained.has(number)) this.#explained.set(number, owner)
  }

  isExplained(number: number): boolean {
    return this.#explained.has(number)
  }

  /** Explains every changed object that `value` leads to, as the owner's. Dictionary keys in `skip` are not followed at the top. */
  explainBelow(value: PdfObject | undefined, owner: Owner, skip: ReadonlySet<string> = new Set()): void {
    this.#below(value, skip, (number) => {
      this.explain(number, owner)
      return true
    })
  }

  /** The same for objects that were not there before; those that were and changed stay unexplained. */
  explainNewBelow(value: PdfObject | undefined, owner: Owner): void {
    this.#below(value, new Set(), (number) => {
      if (this.changed.get(number)?.before === null) this.explain(number, owner)
      return true
    })
  }

  /** Whether anything that `value` leads to has changed. */
  leadsToChange(value: PdfObject | undefined): boolean {
    const found: number[] = []
    this.#below(value, new Set(), (number) => {
      if (this.changed.has(number)) found.push(number)
      return found.length === 0
    })
    return found.length > 0
  }

  /** Calls `visit` once for each object number that `value` leads to, until it says false. */
  #below(value: PdfObject | undefined, skip: ReadonlySet<string>, visit: (number: number) => boolean): void {
    const seen = new Set<number>()
    const queue: PdfObject[] = value === undefined ? [] : [value]
    const state = { stopped: false }
    for (let at = 0; at < queue.length; at++) {
      if (state.stopped) return
      eachReference(queue[at]!, (reference) => {
        if (state.stopped || seen.has(reference.number)) return
        seen.add(reference.number)
        state.stopped = !visit(reference.number)
        const target = readObject(this.file, reference, this.revision)
        if (target !== null) queue.push(target)
      }, at === 0 ? skip : new Set())
    }
  }

  /** Reachable changed objects nobody accounted for, and explained ones that a stranger refers to as well. */
  listUnexplained(): { readonly changed: ChangedObject; readonly isShared: boolean }[] {
    const found: { changed: ChangedObject; isShared: boolean }[] = []
    for (const changed of this.changed.values()) {
      if (!this.graph.has(changed.number)) continue
      const owner = this.#explained.get(changed.number)
      if (owner === undefined) found.push({ changed, isShared: false })
      else if (owner !== null && !this.#isOwnersAlone(changed.number, owner, new Set())) found.push({ changed, isShared: true })
    }
    return found
  }

  /** Whether every way to an object leads through its owner: directly, or through objects that are the owner's alone. */
  #isOwnersAlone(number: number, owner: Owner, seen: Set<number>): boolean {
    if (seen.has(number)) return true
    seen.add(number)
    if (seen.size > MAX_OWNED) return false
    return this.graph.referrers(number).every(({ from, way }) => {
      const other = this.#explained.get(from)
      if (other != null && (other.name === owner.name || (other.family !== undefined && other.family === owner.family))) return true
      if (owner.roots.some((root) => root.number === from && isBelow(way, root.way)) || owner.admits?.(from, way) === true) return true
      return from !== TRAILER && !this.changed.has(from) && this.#isOwnersAlone(from, owner, seen)
    })
  }

  report(id: ObjectId, kind: ChangeKind, changeClass: ChangeClass, more: Partial<Pick<Change, 'path' | 'field' | 'page' | 'rect' | 'before' | 'after'>> = {}): void {
    const page = more.page ?? this.pageOf(id.number)
    this.changes.push({
      revision: this.revision,
      object: { number: id.number, generation: id.generation },
      path: this.graph.pathOf(id.number),
      kind,
      class: changeClass,
      ...(page === undefined ? {} : { page }),
      ...more,
    })
  }

  /** The page, from 1, that shows an annotation or on whose way an object lies. */
  pageOf(number: number): number | undefined {
    const places = this.#pageIndex
    for (const { from, way } of this.graph.referrers(number)) {
      const pages = way.startsWith('Annots[') ? [from] : way.startsWith('[') ? this.graph.referrers(from).flatMap((edge) => (edge.way === 'Annots' ? [edge.from] : [])) : []
      const place = pages.map((page) => places.get(page)).find((one) => one !== undefined)
      if (place !== undefined) return place + 1
    }
    const page = this.graph.ancestors(number).find((step) => places.has(step))
    return page === undefined ? undefined : places.get(page)! + 1
  }

  /** Whether what a field draws may have changed though the field itself did not. */
  isLookTouched(field: FormField): boolean {
    const holders = this.#looks.holders(this.graph, this.changed)
    return holders.size > 0 && [field, ...field.widgets].some(({ id }) => id !== null && holders.has(id.number))
  }

  /** A value for people. */
  show(object: PdfObject): string {
    return showObject(object)
  }

  rectOf(dictionary: PdfDictionary): readonly number[] | undefined {
    return readRectangle(this.file, dictionary, 'Rect', this.revision) ?? undefined
  }
}

/** A value for people: at most 200 letters. */
export function showObject(object: PdfObject): string {
  const text = ((): string => {
    switch (object.kind) {
      case 'null': return ''
      case 'string': return decodeTextString(object.bytes)
      case 'name': return object.name
      case 'number': case 'boolean': return String(object.value)
      case 'array': return object.items.map(showObject).join(', ')
      case 'reference': return idText(object)
      case 'dictionary': case 'stream': return `<<${[...(object.kind === 'stream' ? object.dictionary : object).entries.keys()].join(' ')}>>`
    }
  })()
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}
