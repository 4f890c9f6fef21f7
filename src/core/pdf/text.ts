import { readOperations } from './content.ts'
import type { DrawingSink, FindResource, GlyphSink } from './drawing-sink.ts'
import { refuse } from './error.ts'
import { readFont } from './font.ts'
import type { Font, Glyph } from './font.ts'
import { dictionaryOf, integerOf, nameOf, pdfDictionary } from './object.ts'
import type { PdfDictionary, PdfObject, PdfStream } from './object.ts'
import { readPages } from './page.ts'
import { attempt, readPageContent } from './page-content.ts'
import { boxAround, cornersOf } from './page-geometry.ts'
import type { PdfFile } from './reader.ts'
import { IDENTITY, initialState, matrixOf, multiply, TextFlow } from './text-state.ts'
import type { GraphicsState, Matrix } from './text-state.ts'

/** Text drawn under one marked-content sequence. */
export interface TextRun {
  readonly text: string
  readonly isArtifact: boolean
  /** Structure tag of the innermost sequence, e.g. `P`, or null outside any. */
  readonly tag: string | null
  readonly mcid: number | null
}

/** What a page's content draws as text. Glyphs as the fonts map them; /ActualText is a claim and not used. */
export interface PageText {
  /** Real content, in the order of the content stream. */
  readonly content: string
  /** Marked as artifact: running heads, page numbers. */
  readonly artifacts: string
  readonly runs: readonly TextRun[]
}

interface Mark {
  readonly tag: string | null
  readonly mcid: number | null
  readonly isArtifact: boolean
}

const MAX_OPERATIONS = 2_000_000
const MAX_TEXT_LENGTH = 20_000_000
const MAX_NESTING = 500
const MAX_FORM_DEPTH = 12
/** Times a form is painted, over all pages. */
const MAX_FORMS = 20_000
const NO_MARK: Mark = { tag: null, mcid: null, isArtifact: false }

/** What of the font size a glyph may take below and above its line. */
const DESCENT = -0.22
const ASCENT = 0.78

/** Reads the content of pages, one after another, within one budget. */
export class TextExtractor {
  readonly #file: PdfFile
  readonly #revision: number
  readonly #onGlyph: GlyphSink | null
  readonly #sink: DrawingSink | null
  readonly #fonts = new Map<PdfDictionary, Font>()
  readonly #activeForms = new Set<PdfStream>()
  #operations = 0
  #forms = 0
  #length = 0
  #content = new TextFlow()
  #artifacts = new TextFlow()
  #runs: (Mark & { text: string })[] = []
  #marks: Mark[] = []
  #standIn: Font | null = null
  readonly #isTolerant: boolean

  /** `isTolerant`: what cannot be read is passed over, as those do who show a page; a font that cannot is read as Latin letters. */
  constructor(file: PdfFile, revision: number, to: GlyphSink | DrawingSink | null = null, { isTolerant = false } = {}) {
    this.#file = file
    this.#isTolerant = isTolerant
    if (isTolerant) this.#standIn = readFont(file, pdfDictionary({}), revision)
    this.#sink = typeof to === 'function' ? null : to
    this.#onGlyph = typeof to === 'function' ? to : (to?.glyph.bind(to) ?? null)
    this.#revision = revision
  }

  readPage(page: PdfDictionary, resources: PdfDictionary | null): PageText {
    this.#content = new TextFlow()
    this.#artifacts = new TextFlow()
    this.#runs = []
    this.#marks = []
    this.#readContent(readPageContent(this.#file, page, this.#revision, this.#isTolerant), resources, IDENTITY)
    return { content: this.#content.text, artifacts: this.#artifacts.text, runs: this.#runs }
  }

  /** What a form draws, whatever it is marked as; text in a font that cannot be found is read as Latin letters. */
  readForm(form: PdfStream, resources: PdfDictionary | null): string {
    this.#content = new TextFlow()
    this.#artifacts = new TextFlow()
    this.#standIn = readFont(this.#file, pdfDictionary({}), this.#revision)
    const own = this.#file.getDictionary(form.dictionary, 'Resources', this.#revision)
    this.#readContent(this.#file.decode(form, this.#revision), own ?? resources, IDENTITY)
    return this.#content.text + this.#artifacts.text
  }

  #find(resources: PdfDictionary | null, category: string, name: string | null): PdfObject | null {
    const list = resources === null ? null : this.#file.getDictionary(resources, category, this.#revision)
    return list === null || name === null ? null : this.#file.get(list, name, this.#revision)
  }

  #readContent(bytes: Uint8Array, resources: PdfDictionary | null, ctm: Matrix): void {
    const saved: GraphicsState[] = []
    const outerMarks = this.#marks.length
    let state = initialState(ctm)
    let line: Matrix = IDENTITY
    let text: Matrix = IDENTITY
    const moveLine = (x: number, y: number): void => {
      line = multiply([1, 0, 0, 1, x, y], line)
      text = line
    }
    const show = (object: PdfObject | undefined): void => {
      if (object?.kind === 'string' && state.font !== null) text = this.#show(state.font.decode(object.bytes), state, text)
    }
    const find: FindResource = (category, name) => this.#find(resources, category, name)
    for (const operation of readOperations(bytes, this.#file.bounds.maxDepth, this.#isTolerant)) {
      const { operator, operands } = operation
      this.#sink?.operation(operation, state.ctm, find)
      if (++this.#operations > MAX_OPERATIONS) refuse('PDF_TOO_LARGE', 'too many drawing operations', { maxOperations: MAX_OPERATIONS })
      const number = (i: number): number => {
        const operand = operands[i]
        return operand?.kind === 'number' ? operand.value : 0
      }
      switch (operator) {
        case 'q':
          if (saved.length >= MAX_NESTING) refuse('PDF_TOO_DEEP', 'graphics states nested too deep')
          saved.push({ ...state })
          break
        case 'Q':
          state = saved.pop() ?? state
          break
        case 'cm':
          state.ctm = multiply(matrixOf(operands), state.ctm)
          break
        case 'BT':
          line = IDENTITY
          text = IDENTITY
          break
        case 'Tf':
          state.font = this.#font(this.#find(resources, 'Font', nameOf(operands[0])))
          state.size = number(1)
          break
        case 'gs':
          this.#setFont(this.#find(resources, 'ExtGState', nameOf(operands[0])), state)
          break
        case 'Tc':
          state.characterSpacing = number(0)
          break
        case 'Tw':
          state.wordSpacing = number(0)
          break
        case 'Tz':
          state.scale = number(0) / 100
          break
        case 'TL':
          state.leading = number(0)
          break
        case 'Ts':
          state.rise = number(0)
          break
        case 'TD':
          state.leading = -number(1)
          moveLine(number(0), number(1))
          break
        case 'Td':
          moveLine(number(0), number(1))
          break
        case 'Tm':
          line = matrixOf(operands)
          text = line
          break
        case 'T*':
          moveLine(0, -state.leading)
          break
        case 'Tj':
          show(operands[0])
          break
        case "'":
          moveLine(0, -state.leading)
          show(operands[0])
          break
        case '"':
          state.wordSpacing = number(0)
          state.characterSpacing = number(1)
          moveLine(0, -state.leading)
          show(operands[2])
          break
        case 'TJ':
          for (const item of operands[0]?.kind === 'array' ? operands[0].items : []) {
            if (item.kind === 'number') text = multiply([1, 0, 0, 1, (-item.value / 1000) * state.size * state.scale, 0], text)
            else show(item)
          }
          break
        case 'BMC':
        case 'BDC':
          this.#begin(nameOf(operands[0]), operands[1], resources)
          break
        case 'EMC':
          if (this.#marks.length > outerMarks) this.#marks.pop()
          break
        case 'Do':
          this.#paint(this.#find(resources, 'XObject', nameOf(operands[0])), resources, state.ctm)
          break
        default:
      }
    }
    this.#marks.length = outerMarks
  }

  #font(object: PdfObject | null): Font | null {
    const dictionary = object === null ? null : dictionaryOf(object)
    if (dictionary === null) return this.#standIn
    const known = this.#fonts.get(dictionary) ?? attempt(this.#isTolerant, () => readFont(this.#file, dictionary, this.#revision)) ?? this.#standIn
    if (known !== null) this.#fonts.set(dictionary, known)
    return known
  }

  /** The font of a graphics state dictionary (ISO 32000-2 §8.4.5). */
  #setFont(given: PdfObject | null, state: GraphicsState): void {
    const pair = given?.kind === 'dictionary' ? this.#file.get(given, 'Font', this.#revision) : null
    if (pair?.kind !== 'array') return
    const [font, size] = [0, 1].map((at) => this.#file.resolve(pair.items[at], this.#revision))
    state.font = this.#font(font!)
    state.size = size!.kind === 'number' ? size!.value : state.size
  }

  #begin(tag: string | null, given: PdfObject | undefined, resources: PdfDictionary | null): void {
    if (this.#marks.length >= MAX_NESTING) refuse('PDF_TOO_DEEP', 'marked content nested too deep')
    const properties = given?.kind === 'name' ? this.#find(resources, 'Properties', given.name) : given
    const mcid = properties?.kind === 'dictionary' ? integerOf(this.#file.get(properties, 'MCID', this.#revision)) : null
    const outer = this.#marks.at(-1) ?? NO_MARK
    this.#marks.push({ tag, mcid: mcid ?? outer.mcid, isArtifact: outer.isArtifact || tag === 'Artifact' })
  }

  #paint(object: PdfObject | null, resources: PdfDictionary | null, ctm: Matrix): void {
    if (object?.kind !== 'stream' || nameOf(this.#file.get(object.dictionary, 'Subtype', this.#revision)) !== 'Form') return
    if (++this.#forms > MAX_FORMS) refuse('PDF_TOO_LARGE', 'forms painted too often', { maxForms: MAX_FORMS })
    if (this.#activeForms.has(object)) refuse('PDF_STRUCTURE_DAMAGED', 'a form paints itself')
    if (this.#activeForms.size >= MAX_FORM_DEPTH) refuse('PDF_TOO_DEEP', 'forms nested too deep')
    const matrix = this.#file.get(object.dictionary, 'Matrix', this.#revision)
    const own = this.#file.getDictionary(object.dictionary, 'Resources', this.#revision)
    this.#activeForms.add(object)
    const inner = matrix.kind === 'array' ? multiply(matrixOf(matrix.items), ctm) : ctm
    this.#sink?.enter(object, inner)
    attempt(this.#isTolerant, () => this.#readContent(this.#file.decode(object, this.#revision), own ?? resources, inner))
    this.#sink?.leave()
    this.#activeForms.delete(object)
  }

  /** Adds glyphs and gives the text matrix after them. */
  #show(glyphs: readonly Glyph[], state: GraphicsState, from: Matrix): Matrix {
    const mark = this.#marks.at(-1) ?? NO_MARK
    const flow = mark.isArtifact ? this.#artifacts : this.#content
    let at = from
    for (const glyph of glyphs) {
      const start = multiply([1, 0, 0, 1, 0, state.rise], multiply(at, state.ctm))
      const stretch = Math.hypot(start[0], start[1]) || 1
      const size = Math.abs(state.size) * (Math.hypot(start[2], start[3]) || 1)
      const gap = flow.gapBefore({ x: start[4], y: start[5], size }, { x: start[0] / stretch, y: start[1] / stretch })
      const advance = ((glyph.width / 1000) * state.size + state.characterSpacing + (glyph.isSpaceCode ? state.wordSpacing : 0)) * state.scale
      this.#onGlyph?.(glyph.text, boxAround(cornersOf(0, DESCENT * state.size, advance, ASCENT * state.size), start), state.font!)
      at = multiply([1, 0, 0, 1, advance, 0], at)
      const end = multiply([1, 0, 0, 1, 0, state.rise], multiply(at, state.ctm))
      this.#length += glyph.text.length + 1
      if (this.#length > MAX_TEXT_LENGTH) refuse('PDF_TOO_LARGE', 'too much text', { maxLength: MAX_TEXT_LENGTH })
      flow.append(gap + glyph.text, { x: end[4], y: end[5], size })
      this.#append(mark, gap + glyph.text)
    }
    return at
  }

  #append(mark: Mark, text: string): void {
    const last = this.#runs.at(-1)
    if (last !== undefined && last.mcid === mark.mcid && last.isArtifact === mark.isArtifact && last.tag === mark.tag) last.text += text
    else this.#runs.push({ ...mark, text: text.trimStart() })
  }
}

/**
 * The text that each page draws as of a revision, artifacts apart from real content, forms included, annotations not. Bounded.
 * Throws PDF_TOO_LARGE, PDF_TOO_DEEP and what damage calls for.
 */
export function extractText(file: PdfFile, revision = file.newest): PageText[] {
  const extractor = new TextExtractor(file, revision)
  return readPages(file, revision).map((page) => extractor.readPage(page.dictionary, page.resources))
}

/** The text that a form XObject draws (an appearance, say); `resources` stand in where it has none. Throws as `extractText`. */
export function extractFormText(file: PdfFile, form: PdfStream, resources: PdfDictionary | null, revision = file.newest): string {
  return new TextExtractor(file, revision).readForm(form, resources)
}
