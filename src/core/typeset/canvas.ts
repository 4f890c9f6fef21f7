import Pdf from 'pdfkit'
import type { Node } from './flow.ts'
import type { FontSet } from './font.ts'
import { PAGE, formatNumber } from './page.ts'
import type { Color, Face } from './page.ts'
import type { Measure, SetLine } from './paragraph.ts'

/** The parts of pdfkit that its published types leave out. */
interface Reference {
  readonly data: Record<string, unknown>
}
interface EmbeddedFont {
  readonly id: string
  ref(): Reference
  layout(text: string): { readonly advanceWidth: number }
  encode(text: string): readonly [hex: readonly string[], positions: readonly { readonly xAdvance: number; readonly advanceWidth: number }[]]
}
interface StructureContent {
  readonly refs: readonly unknown[]
}
interface StructureElement {
  readonly dictionary: Reference
  add(child: StructureElement | StructureContent): StructureElement
  end(): void
}
interface Outline {
  addItem(title: string, options: { readonly top: number; readonly left: number; readonly pageNumber: number }): Outline
}
interface Pdfkit {
  readonly ['_font']: EmbeddedFont
  readonly page: { readonly fonts: Record<string, Reference>; readonly dictionary: Reference }
  readonly outline: Outline
  on(event: 'data', listener: (chunk: Uint8Array) => void): void
  on(event: 'end', listener: () => void): void
  on(event: 'error', listener: (error: Error) => void): void
  font(source: Uint8Array): void
  addPage(): void
  addContent(operators: string): void
  markContent(tag: 'Artifact', options: { readonly type: string }): void
  markStructureContent(tag: string): StructureContent
  endMarkedContent(): void
  struct(tag: string, options: { readonly title?: string; readonly alt?: string; readonly scope?: string; readonly bbox?: readonly number[] }): StructureElement
  addStructure(element: StructureElement): void
  end(): void
}

export interface CanvasOptions {
  readonly language: string
  readonly title: string
  readonly author: string
  /** Epoch milliseconds; whole seconds. */
  readonly time: number
}

/** A tagged PDF/A-3a document in the making: pdfkit behind the few strokes that the layout needs, all of them deterministic. */
export class Canvas {
  readonly #pdf: Pdfkit
  readonly #faces: Readonly<Record<Face, EmbeddedFont>>
  readonly #chunks: Uint8Array[] = []
  readonly #finished: Promise<void>
  readonly #elements = new Map<Node, StructureElement>()
  #page = -1

  constructor(fonts: FontSet, options: CanvasOptions) {
    const date = new Date(options.time)
    const settings: PDFKit.PDFDocumentOptions & { readonly font: Uint8Array } = {
      size: [PAGE.width, PAGE.height],
      margin: 0,
      autoFirstPage: false,
      compress: false,
      pdfVersion: '1.7',
      subset: 'PDF/A-3a',
      tagged: true,
      displayTitle: true,
      lang: options.language,
      info: { Title: options.title, Author: options.author, Creator: 'Countersign', Producer: 'Countersign', CreationDate: date, ModDate: date },
      font: fonts.serifRegular as Uint8Array & string,
    }
    const pdf = (this.#pdf = new Pdf(settings) as unknown as Pdfkit)
    this.#finished = new Promise((resolve, reject) => {
      pdf.on('data', (chunk) => this.#chunks.push(chunk))
      pdf.on('end', resolve)
      pdf.on('error', reject)
    })
    const open = (source: Uint8Array) => {
      pdf.font(source)
      return pdf['_font']
    }
    this.#faces = { serif: pdf['_font'], serifBold: open(fonts.serifSemibold), sans: open(fonts.sansRegular), sansBold: open(fonts.sansSemibold) }
  }

  readonly measure: Measure = (face, text) => this.#faces[face].layout(text).advanceWidth

  addPage(): void {
    this.#pdf.addPage()
    this.#page += 1
    this.#pdf.addContent(`1 0 0 -1 0 ${formatNumber(PAGE.height)} cm`) // undoes pdfkit's turned axes
  }

  /** Draws inside marked content of a structure element. */
  tag(node: Node, draw: () => void): void {
    const content = this.#pdf.markStructureContent(node.tag)
    draw()
    this.#pdf.endMarkedContent()
    this.#element(node).add(content)
  }

  artifact(type: 'Layout' | 'Pagination', draw: () => void): void {
    this.#pdf.markContent('Artifact', { type })
    draw()
    this.#pdf.endMarkedContent()
  }

  /** A line of text; `baseline` from the page's top edge. */
  text(line: SetLine, x: number, baseline: number): void {
    const operators: string[] = ['BT']
    let color: Color | null = null
    for (const [index, span] of line.spans.entries()) {
      const font = this.#faces[span.style.face]
      this.#pdf.page.fonts[font.id] ??= font.ref()
      operators.push(`/${font.id} ${formatNumber(span.style.size)} Tf`)
      if (span.style.color !== color) operators.push(`${(color = span.style.color)} rg`)
      if (index === 0) operators.push(`1 0 0 1 ${formatNumber(x)} ${formatNumber(PAGE.height - baseline)} Tm`)
      operators.push(this.#showText(font, span.text, (line.stretch * 1000) / span.style.size))
    }
    operators.push('ET')
    this.#pdf.addContent(operators.join(' '))
  }

  #showText(font: EmbeddedFont, text: string, stretch: number): string {
    const [hex, positions] = font.encode(text)
    const spaces = [...text].map((letter) => letter === ' ')
    const pieces: string[] = []
    let run = ''
    for (const [index, glyph] of hex.entries()) {
      run += glyph
      const position = positions[index]
      const shift = position ? position.xAdvance - position.advanceWidth + (spaces[index] ? stretch : 0) : 0
      if (Math.round(shift * 100) === 0) continue
      pieces.push(`<${run}> ${formatNumber(-shift)}`)
      run = ''
    }
    if (run !== '') pieces.push(`<${run}>`)
    return `[${pieces.join(' ')}] TJ`
  }

  /** A horizontal or vertical stroke; y from the page's top edge. */
  stroke(points: readonly (readonly [x: number, y: number])[], color: Color, width: number): void {
    const path = points.map(([x, y], index) => `${formatNumber(x)} ${formatNumber(PAGE.height - y)} ${index === 0 ? 'm' : 'l'}`)
    this.#pdf.addContent(`${color} RG ${formatNumber(width)} w ${path.join(' ')} S`)
  }

  bookmark(title: string, top: number): void {
    this.#pdf.outline.addItem(title, { top, left: PAGE.width, pageNumber: this.#page })
  }

  /** Fixes where a form field will be: its element's bounding box on this page. */
  reserve(node: Node, x: number, top: number, width: number, height: number): void {
    const element = this.#element(node, [x, top, x + width, top + height])
    element.dictionary.data['Pg'] = this.#pdf.page.dictionary
  }

  #element(node: Node, bbox?: readonly number[]): StructureElement {
    const existing = this.#elements.get(node)
    if (existing) return existing
    const { title, alt, scope, numbering } = node
    const element = this.#pdf.struct(node.tag, { ...(title ? { title } : {}), ...(alt ? { alt } : {}), ...(scope ? { scope } : {}), ...(bbox ? { bbox } : {}) })
    if (numbering) element.dictionary.data['A'] = { O: 'List', ListNumbering: numbering }
    this.#elements.set(node, element)
    return element
  }

  #join(node: Node): StructureElement {
    const element = this.#element(node)
    for (const child of node.children) element.add(this.#join(child))
    return element
  }

  /** Closes the document under this structure root and returns its bytes. */
  async finish(root: Node): Promise<Uint8Array> {
    this.#pdf.addStructure(this.#join(root))
    this.#pdf.end()
    await this.#finished
    const bytes = new Uint8Array(this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0))
    let offset = 0
    for (const chunk of this.#chunks) {
      bytes.set(chunk, offset)
      offset += chunk.length
    }
    return bytes
  }
}
