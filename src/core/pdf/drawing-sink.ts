import type { Operation } from './content.ts'
import type { Font } from './font.ts'
import type { PdfObject, PdfStream } from './object.ts'
import type { Rectangle } from './page-geometry.ts'
import type { Matrix } from './text-state.ts'

/** Is told each glyph's text, where it stands in the page's coordinates, and in which font. */
export type GlyphSink = (text: string, box: Rectangle, font: Font) => void

/** Finds a resource of the content being read. */
export type FindResource = (category: string, name: string | null) => PdfObject | null

/** Is told everything that a drawing does, in order. */
export interface DrawingSink {
  glyph: GlyphSink
  operation(operation: Operation, ctm: Matrix, find: FindResource): void
  enter(form: PdfStream, ctm: Matrix): void
  leave(): void
}
