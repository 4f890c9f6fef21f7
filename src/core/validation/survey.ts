import { isCodedError } from '../bytes/error.ts'
import { isDamage } from '../pdf/error.ts'
import { dictionaryOf, nameOf } from '../pdf/object.ts'
import type { PdfDictionary, PdfObject, PdfReference } from '../pdf/object.ts'
import type { PdfFile } from '../pdf/reader.ts'
import { findConcealedOnPages } from './concealed.ts'
import type { ConcealedOnPage } from './concealed.ts'

/** What acts when the document is opened, printed, clicked or filled in (ISO 32000-2 §12.6). */
export type ActionKind = 'JavaScript' | 'Launch' | 'SubmitForm' | 'ImportData' | 'GoToR' | 'GoToE' | 'Hide' | 'SetOCGState' | 'Rendition' | 'RichMediaExecute'

/** What is in the file but not on its pages as they are shown. */
export type ConcealedKind = 'unused-page' | 'unused-page-tree' | 'unused-catalog' | 'unused-content' | 'hidden-layer' | 'xfa-form' | ConcealedOnPage

export interface Survey {
  readonly actions: readonly { readonly kind: ActionKind; readonly path: string }[]
  /** `number` of the object, or of the page, from 1, that draws it. */
  readonly concealed: readonly { readonly kind: ConcealedKind; readonly number: number }[]
}

const ACTIONS: ReadonlySet<string> = new Set<ActionKind>(['JavaScript', 'Launch', 'SubmitForm', 'ImportData', 'GoToR', 'GoToE', 'Hide', 'SetOCGState', 'Rendition', 'RichMediaExecute'])
const MAX_FOUND = 100
/** Revisions before the first signature that are looked at for what it replaced. */
const MAX_HISTORY = 8

/** Walks a document once, noting what it finds; an object that cannot be read is noted as a deviation, and passed over. */
class Surveyor {
  readonly actions: { kind: ActionKind; path: string }[] = []
  readonly concealed: { kind: ConcealedKind; number: number }[] = []
  readonly #file: PdfFile
  readonly #revision: number
  readonly #seen = new Set<number>()
  readonly #queue: PdfReference[] = []

  constructor(file: PdfFile, revision: number) {
    this.#file = file
    this.#revision = revision
  }

  walk(): void {
    for (const [key, value] of this.#file.revisions[this.#revision]!.trailer.entries) if (key !== 'Prev' && key !== 'Encrypt') this.#visit(value, key)
    for (let at = 0; at < this.#queue.length; at++) {
      const reference = this.#queue[at]!
      const object = this.#read(reference)
      if (object !== null) this.#visit(object, `${reference.number} 0`)
    }
  }

  #read(reference: Pick<PdfReference, 'number' | 'generation'>): PdfObject | null {
    try {
      return this.#file.locate(reference, this.#revision)?.object ?? null
    } catch (error) {
      if (!isDamage(error)) throw error
      this.#file.reading.note('object-unreadable', 'PDF_SYNTAX_DAMAGED', 'an object cannot be read', 0)
      return null
    }
  }

  #visit(root: PdfObject, path: string): void {
    const stack: PdfObject[] = [root]
    for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
      if (value.kind === 'reference') {
        if (!this.#seen.has(value.number)) {
          this.#seen.add(value.number)
          this.#queue.push(value)
        }
      } else if (value.kind === 'array') stack.push(...value.items)
      else if (value.kind === 'dictionary' || value.kind === 'stream') {
        const dictionary = value.kind === 'stream' ? value.dictionary : value
        this.#note(dictionary, path)
        for (const item of dictionary.entries.values()) if (item.kind !== 'name' && item.kind !== 'number') stack.push(item)
      }
    }
  }

  #note({ entries }: PdfDictionary, path: string): void {
    if (this.actions.length >= MAX_FOUND) return
    const kind = nameOf(entries.get('S'))
    const isAction = kind !== null && ACTIONS.has(kind)
    if (isAction || entries.has('JS')) this.actions.push({ kind: isAction ? (kind as ActionKind) : 'JavaScript', path })
  }

  /** Takes what an earlier revision showed as history: it was replaced, not hidden. */
  passHistory(earlier: Surveyor): void {
    for (const number of earlier.#seen) this.#seen.add(number)
  }

  /** Pages, page trees, catalogs and content that nothing leads to: alternatives that one changed reference would show. */
  findUnused(): void {
    for (const id of this.#file.listObjects(this.#revision)) {
      if (this.concealed.length >= MAX_FOUND) return
      if (this.#seen.has(id.number)) continue
      const object = this.#readQuietly(id)
      const dictionary = dictionaryOf(object ?? undefined)
      const type = nameOf(dictionary?.entries.get('Type'))
      const kind = type === 'Page' ? 'unused-page' : type === 'Pages' ? 'unused-page-tree' : type === 'Catalog' ? 'unused-catalog' : null
      if (kind !== null) this.concealed.push({ kind, number: id.number })
      else if (object?.kind === 'stream' && looksDrawn(this.#file, object)) this.concealed.push({ kind: 'unused-content', number: id.number })
    }
  }

  #readQuietly(id: Pick<PdfReference, 'number' | 'generation'>): PdfObject | null {
    try {
      return this.#file.locate(id, this.#revision)?.object ?? null
    } catch (error) {
      if (isCodedError(error)) return null
      throw error
    }
  }

  /** Layers that are off, and a form of another technology laid over the pages. */
  findHidden(): void {
    const root = this.#file.getRoot(this.#revision)
    const layers = this.#file.getDictionary(root, 'OCProperties', this.#revision)
    const shown = layers === null ? null : this.#file.getDictionary(layers, 'D', this.#revision)
    const off = shown === null ? null : this.#file.get(shown, 'OFF', this.#revision)
    const isAllOff = shown !== null && nameOf(this.#file.get(shown, 'BaseState', this.#revision)) === 'OFF'
    if (isAllOff || (off?.kind === 'array' && off.items.length > 0)) this.concealed.push({ kind: 'hidden-layer', number: 0 })
    const form = this.#file.getDictionary(root, 'AcroForm', this.#revision)
    if (form?.entries.has('XFA')) this.concealed.push({ kind: 'xfa-form', number: 0 })
  }
}

/** Whether an unused stream is a form or begins as a page's content does. */
function looksDrawn(file: PdfFile, stream: PdfObject & { readonly kind: 'stream' }): boolean {
  const { entries } = stream.dictionary
  if (nameOf(entries.get('Subtype')) === 'Form') return true
  if (entries.has('Type') || entries.has('Subtype') || entries.has('N') || entries.has('Length1')) return false
  try {
    const head = String.fromCharCode(...file.decode(stream).subarray(0, 200))
    return /(^|\s)(BT|q|re|cm|Tf)\s/.test(head)
  } catch (error) {
    if (isCodedError(error)) return false
    throw error
  }
}

/** What a revision holds that acts by itself, and what it holds without showing it: asked of the one that was signed first, for what comes later is judged as a change. Reads every object once. Throws PDF_TOO_LARGE, PDF_TOO_DEEP, PDF_STRUCTURE_DAMAGED. */
export function surveyDocument(file: PdfFile, revision: number): Survey {
  const surveyor = new Surveyor(file, revision)
  surveyor.walk()
  for (let index = Math.max(0, revision - MAX_HISTORY); index < revision; index++) {
    const earlier = new Surveyor(file, index)
    earlier.walk()
    surveyor.passHistory(earlier)
  }
  surveyor.findUnused()
  surveyor.findHidden()
  const onPages = findConcealedOnPages(file, revision).map(({ kind, page }) => ({ kind, number: page }))
  return { actions: surveyor.actions, concealed: [...surveyor.concealed, ...onPages] }
}
