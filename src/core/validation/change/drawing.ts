import { isCodedError } from '../../bytes/error.ts'
import { readOperations } from '../../pdf/content.ts'
import { nameOf } from '../../pdf/object.ts'
import type { PdfDictionary, PdfObject, PdfStream } from '../../pdf/object.ts'
import type { PdfPage } from '../../pdf/page.ts'
import type { PdfFile } from '../../pdf/reader.ts'
import { TextExtractor } from '../../pdf/text.ts'

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
