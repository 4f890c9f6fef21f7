import { isCodedError } from '../../bytes/error.ts'
import { readOperations } from '../../pdf/content.ts'
import { dictionaryOf, nameOf } from '../../pdf/object.ts'
import type { PdfDictionary, PdfObject, PdfStream } from '../../pdf/object.ts'
import type { PdfFile } from '../../pdf/reader.ts'
import { extractFormText, TextExtractor } from '../../pdf/text.ts'
import type { PdfPage } from '../../pdf/page.ts'
import { plainColour, readFormLetters } from '../../pdf/visible-text.ts'
import type { DrawnLetter } from '../../pdf/visible-text.ts'

/** What an appearance puts on its page. */
export interface Drawing {
  readonly hasText: boolean
  /** Paints an image, in which words may be. */
  readonly hasPicture: boolean
  /** Fills, shades or paints images without letting what lies below shine through. */
  readonly isOpaque: boolean
}

const FILLS: ReadonlySet<string> = new Set(['f', 'F', 'f*', 'B', 'B*', 'b', 'b*', 'sh', 'BI'])
const SHOWS: ReadonlySet<string> = new Set(['Tj', 'TJ', "'", '"'])
const CLEAR_BLENDS: ReadonlySet<string> = new Set(['Multiply', 'Darken'])
const MAX_OPERATIONS = 200_000
const MAX_DEPTH = 8
const NOTHING: Drawing = { hasText: false, hasPicture: false, isOpaque: false }
const ANYTHING: Drawing = { hasText: true, hasPicture: true, isOpaque: true }

/** What sets the colour of what is filled, letters among it. */
const COLOURS: Readonly<Record<string, string>> = { g: 'DeviceGray', rg: 'DeviceRGB', k: 'DeviceCMYK' }
/** Parts of each primary by which a colour must differ from what it stands on. */
const CONTRAST = 0.12

/** Whether a default appearance (ISO 32000-2 §12.7.4.3) writes in the colour of its ground: the widget's /BG, or paper. One that cannot be read may do so. */
export function writesUnseen(appearance: Uint8Array, ground: readonly PdfObject[], maxDepth: number): boolean {
  const paper = ground.length === 0 ? ([1, 1, 1] as const) : plainColour(['', 'DeviceGray', '', 'DeviceRGB', 'DeviceCMYK'][ground.length] ?? null, ground)
  let isUnseen = false
  try {
    for (const { operator, operands } of readOperations(appearance, maxDepth)) {
      if (!(operator in COLOURS)) continue
      const colour = plainColour(COLOURS[operator]!, operands)
      isUnseen = colour !== null && paper !== null && colour.every((part, index) => Math.abs(part - paper[index]!) < CONTRAST)
    }
    return isUnseen
  } catch (error) {
    if (isCodedError(error)) return true
    throw error
  }
}

/** Reads what drawings put on their pages, within one budget; what cannot be read may draw anything. */
class DrawingReader {
  readonly #file: PdfFile
  readonly #revision: number
  #operations = 0
  #hasText = false
  #hasPicture = false
  #isOpaque = false

  constructor(file: PdfFile, revision: number) {
    this.#file = file
    this.#revision = revision
  }

  read(form: PdfStream): Drawing {
    try {
      this.#paint(form, false, 0)
    } catch (error) {
      if (isCodedError(error)) return ANYTHING
      throw error
    }
    return { hasText: this.#hasText, hasPicture: this.#hasPicture, isOpaque: this.#isOpaque }
  }

  #find(resources: PdfDictionary | null, category: string, name: string | null): PdfObject | null {
    const list = resources === null ? null : this.#file.getDictionary(resources, category, this.#revision)
    return list === null || name === null ? null : this.#file.get(list, name, this.#revision)
  }

  #isClear(state: PdfObject | null, before: boolean): boolean {
    if (state?.kind !== 'dictionary') return before
    const alpha = this.#file.get(state, 'ca', this.#revision)
    const blend = nameOf(this.#file.get(state, 'BM', this.#revision))
    if (alpha.kind !== 'number' && blend === null) return before
    return (alpha.kind === 'number' && alpha.value < 0.9) || (blend !== null && CLEAR_BLENDS.has(blend))
  }

  #paint(form: PdfStream, isOutsideClear: boolean, depth: number): void {
    if (depth > MAX_DEPTH || this.#operations > MAX_OPERATIONS) {
      this.#hasText = true
      this.#isOpaque = true
      return
    }
    const resources = this.#file.getDictionary(form.dictionary, 'Resources', this.#revision)
    const saved: boolean[] = []
    let isClear = isOutsideClear
    for (const { operator, operands } of readOperations(this.#file.decode(form, this.#revision), this.#file.bounds.maxDepth)) {
      if (++this.#operations > MAX_OPERATIONS) break
      if (operator === 'q') saved.push(isClear)
      else if (operator === 'Q') isClear = saved.pop() ?? isOutsideClear
      else if (operator === 'gs') isClear = this.#isClear(this.#find(resources, 'ExtGState', nameOf(operands[0])), isClear)
      else if (SHOWS.has(operator)) this.#hasText = true
      else if (FILLS.has(operator)) this.#fill(isClear, operator === 'BI')
      else if (operator === 'Do') {
        const target = this.#find(resources, 'XObject', nameOf(operands[0]))
        if (target?.kind !== 'stream') continue
        if (nameOf(this.#file.get(target.dictionary, 'Subtype', this.#revision)) === 'Form') this.#paint(target, isClear, depth + 1)
        else this.#fill(isClear, true)
      }
    }
  }

  #fill(isClear: boolean, isPicture: boolean): void {
    this.#hasPicture ||= isPicture
    this.#isOpaque ||= !isClear
  }
}

/** The streams of an appearance dictionary's normal look: one, or one for each state (ISO 32000-2 §12.5.5). */
export function normalAppearances(file: PdfFile, annotation: PdfDictionary, revision: number): PdfStream[] {
  const appearances = file.getDictionary(annotation, 'AP', revision)
  const normal = appearances === null ? null : file.get(appearances, 'N', revision)
  if (normal?.kind === 'stream') return [normal]
  if (normal?.kind !== 'dictionary') return []
  return [...normal.entries.values()].flatMap((item) => {
    const state = file.resolve(item, revision)
    return state.kind === 'stream' ? [state] : []
  })
}

const WIDE_LINE = 6

/** Whether a reader that draws an annotation from its entries fills it: an interior colour, or a line so wide that it does (ISO 32000-2 §12.5.6.6 to .9). */
function isFilled(file: PdfFile, annotation: PdfDictionary, revision: number): boolean {
  const opacity = file.get(annotation, 'CA', revision)
  if (opacity.kind === 'number' && opacity.value < 0.9) return false
  const colour = file.get(annotation, 'IC', revision)
  const style = file.getDictionary(annotation, 'BS', revision)
  const border = file.get(annotation, 'Border', revision)
  const width = style === null ? (border.kind === 'array' ? file.resolve(border.items[2], revision) : null) : file.get(style, 'W', revision)
  return (colour.kind === 'array' && colour.items.length > 0) || (width?.kind === 'number' && width.value >= WIDE_LINE)
}

/** What an annotation draws: by its normal appearance, or as readers do that make one from its entries. */
export function readDrawing(file: PdfFile, annotation: PdfDictionary, revision: number): Drawing {
  const nothing: Drawing = { ...NOTHING, isOpaque: isFilled(file, annotation, revision) }
  return normalAppearances(file, annotation, revision)
    .map((form) => new DrawingReader(file, revision).read(form))
    .reduce((all, one) => ({ hasText: all.hasText || one.hasText, hasPicture: all.hasPicture || one.hasPicture, isOpaque: all.isOpaque || one.isOpaque }), nothing)
}

/** Whether a rectangle lies over the middle of some letter of a page; a page that cannot be read may have them anywhere. */
export function coversText(file: PdfFile, page: PdfPage, rect: readonly number[], revision: number): boolean {
  const [left, right] = [Math.min(rect[0]!, rect[2]!), Math.max(rect[0]!, rect[2]!)]
  const [bottom, top] = [Math.min(rect[1]!, rect[3]!), Math.max(rect[1]!, rect[3]!)]
  let isOver = false
  const extractor = new TextExtractor(file, revision, (text, box) => {
    const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
    isOver ||= text.trim() !== '' && x > left && x < right && y > bottom && y < top
  })
  try {
    extractor.readPage(page.dictionary, page.resources)
    return isOver
  } catch (error) {
    if (isCodedError(error)) return true
    throw error
  }
}

const lettersOf = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Share of the letters of `value` that `shown` has too, in any order: formats move and add signs, they do not invent figures. */
function sharedLetters(value: string, shown: string): number {
  const left = [...shown]
  let found = 0
  for (const letter of value) {
    const at = left.indexOf(letter)
    if (at < 0) continue
    left.splice(at, 1)
    found++
  }
  return found / Math.max(1, value.length, shown.length)
}

const MAX_COMPARED = 2000
/** Below this share of common letters a look does not show its value. */
const MIN_SHARED = 0.6
/** Points: lower letters are not read. */
const MIN_HEIGHT = 1
/** Letters of a value's part that tell it: fewer could be another value. */
const MIN_PART = 8

const isIn = (box: readonly number[], { box: [left, bottom, right, top] }: DrawnLetter): boolean => {
  const [x, y] = [(left + right) / 2, (bottom + top) / 2]
  return x >= Math.min(box[0]!, box[2]!) && x <= Math.max(box[0]!, box[2]!) && y >= Math.min(box[1]!, box[3]!) && y <= Math.max(box[1]!, box[3]!) && top - bottom >= MIN_HEIGHT
}

/** The words that a look draws, those of them that its clipping box (ISO 32000-2 §8.10.2) lets through, and whether something else hides any. */
function readWords(file: PdfFile, form: PdfStream, resources: PdfDictionary | null, revision: number): { readonly drawn: string; readonly seen: string; readonly hides: boolean } {
  const box = file.get(form.dictionary, 'BBox', revision)
  const corners = box.kind === 'array' ? box.items.map((item) => file.resolve(item, revision)).map((item) => (item.kind === 'number' ? item.value : Number.NaN)) : []
  const isBoxed = corners.length === 4 && !corners.some(Number.isNaN)
  const letters = readFormLetters(file, form, resources, revision)
  return {
    drawn: extractFormText(file, form, resources, revision),
    seen: letters.filter((letter) => isBoxed && isIn(corners, letter)).map(({ text }) => text).join(''),
    // a font made of drawings draws whatever it likes; and what is shown only while a layer is, which nothing in a field's look has to do with
    hides: form.dictionary.entries.has('OC') || drawsItsLetters(file, form, resources, revision) || letters.some(({ unseen }) => unseen !== null && unseen !== 'tiny'),
  }
}

/** Whether a look uses a Type 3 font (§9.6.4). */
function drawsItsLetters(file: PdfFile, form: PdfStream, resources: PdfDictionary | null, revision: number): boolean {
  const used = file.getDictionary(form.dictionary, 'Resources', revision) ?? resources
  const fonts = used === null ? null : file.getDictionary(used, 'Font', revision)
  return [...(fonts?.entries.values() ?? [])].some((value) => nameOf(dictionaryOf(file.resolve(value, revision))?.entries.get('Subtype')) === 'Type3')
}

/** How an appearance stands to the value it should show: 'same' letters, plausibly 'formatted', 'other', or 'unknown' when it cannot be read. */
export function compareAppearance(file: PdfFile, widget: PdfDictionary, value: string, resources: PdfDictionary | null, revision: number): 'same' | 'formatted' | 'other' | 'unknown' {
  try {
    const forms = normalAppearances(file, widget, revision)
    if (forms.length === 0) return 'unknown'
    const words = forms.map((form) => readWords(file, form, resources, revision))
    const drawn = words.map((one) => one.drawn).join('')
    if (drawn.includes('\ufffd')) return 'unknown'
    const expected = lettersOf(value).slice(0, MAX_COMPARED)
    const found = [drawn, words.map((one) => one.seen).join('')].map((text) => lettersOf(text).slice(0, MAX_COMPARED))
    if (expected !== '' && words.some((one) => one.hides)) return 'other'
    if (found.every((text) => text === expected)) return 'same'
    const outcomes = found.map((text) => standing(expected, text))
    return outcomes.includes('other') ? 'other' : 'formatted'
  } catch (error) {
    if (isCodedError(error)) return 'unknown'
    throw error
  }
}

function standing(expected: string, found: string): 'formatted' | 'other' {
  // a long text is cut off or scrolled by its field
  if (found.length >= MIN_PART && expected.includes(found)) return 'formatted'
  return sharedLetters(expected, found) >= MIN_SHARED ? 'formatted' : 'other'
}

/** Whether rich text (ISO 32000-2 §12.7.4.4) says what the plain value says. */
export function saysTheSame(rich: string, value: string): boolean {
  const plain = rich.replace(/<[^>]*>/g, ' ').replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/gi, (_, hex: string | undefined, decimal: string | undefined) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : ''
  }).replace(/&(?:amp|lt|gt|quot|apos);/g, ' ')
  return lettersOf(plain) === lettersOf(value)
}
