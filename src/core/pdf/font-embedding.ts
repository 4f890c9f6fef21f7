import { deflate } from '../bytes/deflate.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { pdfArray, pdfDictionary, pdfName, pdfNumber, pdfReference, pdfStream, pdfString } from './object.ts'
import type { RevisionObject } from './writer.ts'

/** A TrueType font to embed whole, so that what is drawn later can name its glyphs. A plain value: whoever reads fonts gives one of this shape. */
export interface EmbeddableFont {
  readonly bytes: Uint8Array
  readonly postScriptName: string
  readonly boundingBox: readonly number[]
  readonly ascent: number
  readonly descent: number
  readonly capHeight: number
  /** Units of all measures to the em. */
  readonly unitsPerEm: number
  /** Glyph of each letter's code point; each glyph one letter. */
  readonly glyphs: ReadonlyMap<number, number>
  readonly advances: readonly number[]
}

const hex4 = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0')

/** Letters by glyph (ISO 32000-2 §9.10.3). */
function encodeToUnicode(glyphs: ReadonlyMap<number, number>): string {
  const entries = [...glyphs].filter(([point]) => point <= 0xffff).map(([point, glyph]) => `<${hex4(glyph)}> <${hex4(point)}>`)
  const blocks: string[] = []
  for (let at = 0; at < entries.length; at += 100) {
    const part = entries.slice(at, at + 100)
    blocks.push(`${part.length} beginbfchar\n${part.join('\n')}\nendbfchar`)
  }
  return [
    '/CIDInit /ProcSet findresource begin', '12 dict begin', 'begincmap', '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def', '/CMapType 2 def', '1 begincodespacerange', '<0000> <FFFF>', 'endcodespacerange', ...blocks, 'endcmap',
    'CMapName currentdict /CMap defineresource pop', 'end', 'end',
  ].join('\n')
}

/**
 * A composite font with Identity-H (ISO 32000-2 §9.7), numbered from `number` on; the first object is the font itself. Fit for PDF/A at
 * every level: embedded whole, every glyph with its letter.
 */
export function composeFont(font: EmbeddableFont, number: number): RevisionObject[] {
  const id = (offset: number) => ({ number: number + offset, generation: 0 })
  const scale = (value: number): number => Math.round((value * 1000) / font.unitsPerEm)
  const name = pdfName(font.postScriptName)
  const text = (value: string) => pdfString(encodeLatin1(value))
  const descriptor = pdfDictionary({
    Type: pdfName('FontDescriptor'), FontName: name, Flags: pdfNumber(4), FontBBox: pdfArray(font.boundingBox.map(scale).map(pdfNumber)), ItalicAngle: pdfNumber(0),
    Ascent: pdfNumber(scale(font.ascent)), Descent: pdfNumber(scale(font.descent)), CapHeight: pdfNumber(scale(font.capHeight)), StemV: pdfNumber(80), FontFile2: pdfReference(id(3)),
  })
  const descendant = pdfDictionary({
    Type: pdfName('Font'), Subtype: pdfName('CIDFontType2'), BaseFont: name,
    CIDSystemInfo: pdfDictionary({ Registry: text('Adobe'), Ordering: text('Identity'), Supplement: pdfNumber(0) }),
    FontDescriptor: pdfReference(id(2)), CIDToGIDMap: pdfName('Identity'), DW: pdfNumber(0), W: pdfArray([pdfNumber(0), pdfArray(font.advances.map(scale).map(pdfNumber))]),
  })
  const composite = pdfDictionary({
    Type: pdfName('Font'), Subtype: pdfName('Type0'), BaseFont: name, Encoding: pdfName('Identity-H'), DescendantFonts: pdfArray([pdfReference(id(1))]), ToUnicode: pdfReference(id(4)),
  })
  const packed = (entries: Parameters<typeof pdfStream>[0], bytes: Uint8Array) => pdfStream({ ...entries, Filter: pdfName('FlateDecode') }, deflate(bytes))
  const program = packed({ Length1: pdfNumber(font.bytes.length) }, font.bytes)
  return [composite, descendant, descriptor, program, packed({}, encodeLatin1(encodeToUnicode(font.glyphs)))].map((value, offset) => ({ ...id(offset), value }))
}
