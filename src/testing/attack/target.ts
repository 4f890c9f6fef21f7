import { encodeLatin1 } from '../../core/bytes/text.ts'
import { readFields } from '../../core/pdf/form.ts'
import type { FormField } from '../../core/pdf/form.ts'
import { dictionaryOf, pdfArray, pdfDictionary, pdfName, pdfNumber, pdfReference, pdfStream, pdfString, withEntries } from '../../core/pdf/object.ts'
import type { ObjectId, PdfDictionary, PdfObject, PdfReference } from '../../core/pdf/object.ts'
import type { PdfPage } from '../../core/pdf/page.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import type { PdfFile } from '../../core/pdf/reader.ts'
import { findSignatures } from '../../core/pdf/signature.ts'
import type { SignatureField, SignatureValue } from '../../core/pdf/signature.ts'
import { appendRevision, nextNumber } from '../../core/pdf/writer.ts'

type Entries = Readonly<Record<string, PdfObject | undefined>>

/** Writes one revision more: new objects get numbers, old ones new values. */
export class Update {
  readonly #target: Target
  readonly #objects = new Map<number, { id: ObjectId; value: PdfObject | Uint8Array }>()
  readonly #freed: number[] = []
  #next: number

  constructor(target: Target) {
    this.#target = target
    this.#next = nextNumber(target.file)
  }

  add(value: PdfObject): PdfReference {
    const id = { number: this.#next++, generation: 0 }
    this.#objects.set(id.number, { id, value })
    return pdfReference(id)
  }

  set(id: ObjectId, value: PdfObject): this {
    this.#objects.set(id.number, { id: { number: id.number, generation: id.generation }, value })
    return this
  }

  /** Sets entries of a dictionary object, over what this update has already set. */
  edit(id: ObjectId, entries: Entries): this {
    const known = this.#objects.get(id.number)?.value
    const before = known instanceof Uint8Array || known === undefined ? this.#target.file.getObject(id) : known
    const dictionary = dictionaryOf(before)
    if (dictionary === null) throw new Error(`object ${id.number} is no dictionary`)
    const changed = withEntries(dictionary, entries)
    return this.set(id, before.kind === 'stream' ? pdfStream(Object.fromEntries(changed.entries), before.raw) : changed)
  }

  free(number: number): this {
    this.#freed.push(number)
    return this
  }

  write(trailer: Entries = {}): Uint8Array {
    return appendRevision(this.#target.file, { objects: [...this.#objects.values()].map(({ id, value }) => ({ ...id, value })), freed: this.#freed, trailer })
  }
}

/** A signed file of any producer, as an attacker sees it. */
export class Target {
  readonly bytes: Uint8Array
  readonly file: PdfFile
  readonly catalog: PdfReference
  readonly page: PdfPage
  readonly signed: SignatureField & { readonly value: SignatureValue }

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.file = readPdf(bytes)
    this.catalog = this.file.getRootReference()
    this.page = this.file.pages[0]!
    const signed = findSignatures(this.file).find((field) => field.value !== null)
    if (!signed?.value) throw new Error('the target is not signed')
    this.signed = { ...signed, value: signed.value }
  }

  update(): Update {
    return new Update(this)
  }

  get signatureId(): ObjectId {
    return this.signed.value.id!
  }

  /** Object number of the page's (first) content stream. */
  get contentId(): ObjectId {
    const contents = this.page.dictionary.entries.get('Contents')
    const first = contents?.kind === 'array' ? contents.items[0] : contents
    if (first?.kind !== 'reference') throw new Error('content is no reference')
    const target = this.file.getObject(first)
    return target.kind === 'array' && target.items[0]?.kind === 'reference' ? target.items[0] : first
  }

  /** A text field by its name. */
  text(name: string): FormField & { readonly id: ObjectId } {
    const field = readFields(this.file).find((one) => one.name === name)
    if (!field?.id) throw new Error(`no field ${name}`)
    return { ...field, id: field.id }
  }

  /** Adds to a list under a key of a dictionary, wherever the list stands. */
  grow(update: Update, holder: ObjectId, key: string, items: readonly PdfObject[], place: 'start' | 'end' = 'end'): Update {
    const given = dictionaryOf(this.file.getObject(holder))?.entries.get(key)
    const list = this.file.resolve(given)
    const old = list.kind === 'array' ? list.items : []
    const grown = pdfArray(place === 'end' ? [...old, ...items] : [...items, ...old])
    return given?.kind === 'reference' ? update.set(given, grown) : update.edit(holder, { [key]: grown })
  }

  get pages(): ObjectId {
    const pages = this.file.root.entries.get('Pages')
    if (pages?.kind !== 'reference') throw new Error('no page tree')
    return pages
  }

  /** Edits the form, direct or not. */
  editForm(update: Update, change: (form: PdfDictionary) => Entries): Update {
    const given = this.file.root.entries.get('AcroForm')
    const form = this.file.getDictionary(this.file.root, 'AcroForm')!
    return given?.kind === 'reference' ? update.edit(given, change(form)) : update.edit(this.catalog, { AcroForm: withEntries(form, change(form)) })
  }

  fields(form: PdfDictionary): readonly PdfObject[] {
    const list = this.file.get(form, 'Fields')
    return list.kind === 'array' ? list.items : []
  }
}

export const rect = (...numbers: readonly number[]): PdfObject => pdfArray(numbers.map(pdfNumber))
export const text = (words: string): PdfObject => pdfString(encodeLatin1(words))
export const dict = pdfDictionary
export const name = pdfName
export const list = pdfArray
export const stream = (entries: Entries, data: string): PdfObject => pdfStream(entries, encodeLatin1(data))

/** A form XObject that draws words on white. */
export const drawing = (words = '90 million', fill = '1 g 0 0 595 842 re f 0 g'): PdfObject => {
  const font = dict({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Helvetica') })
  return stream({ Type: name('XObject'), Subtype: name('Form'), BBox: rect(0, 0, 595, 842), Resources: dict({ Font: dict({ F1: font }) }) }, `${fill} BT /F1 20 Tf 50 700 Td (${words}) Tj ET`)
}

/** A page's content with another sentence. */
export const content = (words = 'The price is 90 million'): PdfObject => stream({}, `BT /F1 12 Tf 50 700 Td (${words}) Tj ET`)
