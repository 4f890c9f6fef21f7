import { lookUp, parseToUnicode } from './cmap.ts'
import type { ToUnicode } from './cmap.ts'
import { refuse } from './error.ts'
import { textOfGlyphName, UNKNOWN } from './glyph-name.ts'
import { dictionaryOf, nameOf } from './object.ts'
import type { PdfDictionary } from './object.ts'
import type { PdfFile } from './reader.ts'

/** One shown code. */
export interface Glyph {
  /** U+FFFD when the font does not say what the code means. */
  readonly text: string
  /** Advance in thousandths of the font size. */
  readonly width: number
  /** A one-byte code 32, to which word spacing applies. */
  readonly isSpaceCode: boolean
}

/** What text extraction needs of a font. */
export interface Font {
  readonly decode: (bytes: Uint8Array) => Glyph[]
  readonly shapes: Shapes
}

/** Where what a font draws comes from: procedures of its own (Type 3), a font file inside the PDF, or a font that the reader has, found by names. */
export type Shapes = 'procedures' | 'embedded' | 'named'

const MAX_WIDTHS = 200_000
/** Where WinAnsiEncoding is not Latin-1: codes 0x80 to 0x9f. */
const WINDOWS = '\u20ac\u2022\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u2022\u017d\u2022\u2022\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u2022\u017e\u0178'

function textOfCode(code: number): string {
  if (code >= 0x80 && code <= 0x9f) return WINDOWS[code - 0x80]!
  return code < 0x20 ? UNKNOWN : String.fromCharCode(code)
}

function readToUnicode(file: PdfFile, font: PdfDictionary, revision: number): ToUnicode | null {
  const stream = file.get(font, 'ToUnicode', revision)
  return stream.kind === 'stream' ? parseToUnicode(file.decode(stream, revision), file.bounds.maxDepth) : null
}

function readDifferences(file: PdfFile, font: PdfDictionary, revision: number): Map<number, string> {
  const texts = new Map<number, string>()
  const encoding = dictionaryOf(file.get(font, 'Encoding', revision))
  const differences = encoding === null ? null : file.get(encoding, 'Differences', revision)
  let code = 0
  for (const item of differences?.kind === 'array' ? differences.items : []) {
    if (item.kind === 'number') code = item.value
    else if (item.kind === 'name') texts.set(code++, textOfGlyphName(item.name))
  }
  return texts
}

const PICTURE_FONTS = /^(?:Symbol|ZapfDingbats|Wingdings|Webdings)/

function readShapes(file: PdfFile, font: PdfDictionary | null, revision: number): Shapes {
  if (font === null) return 'named'
  if (nameOf(file.get(font, 'Subtype', revision)) === 'Type3') return 'procedures'
  const descriptor = file.getDictionary(font, 'FontDescriptor', revision)
  return descriptor !== null && ['FontFile', 'FontFile2', 'FontFile3'].some((key) => descriptor.entries.has(key)) ? 'embedded' : 'named'
}

function readSimple(file: PdfFile, font: PdfDictionary, revision: number): Font {
  const map = readToUnicode(file, font, revision)
  const differences = readDifferences(file, font, revision)
  const shapes = readShapes(file, font, revision)
  // a reader draws a font of its own by the names of glyphs: what /ToUnicode says of them is only said
  const isNamed = shapes === 'named' && !PICTURE_FONTS.test(nameOf(file.get(font, 'BaseFont', revision)) ?? 'Symbol')
  const first = file.get(font, 'FirstChar', revision)
  const widths = file.get(font, 'Widths', revision)
  // a font of procedures measures in units of its own (§9.6.4)
  const matrix = shapes === 'procedures' ? file.get(font, 'FontMatrix', revision) : null
  const [across] = matrix?.kind === 'array' ? matrix.items.map((item) => file.resolve(item, revision)) : []
  const unit = across?.kind === 'number' ? across.value * 1000 : 1
  const widthOf = (code: number): number => {
    const item = widths.kind === 'array' && first.kind === 'number' ? file.resolve(widths.items[code - first.value], revision) : null
    return item?.kind === 'number' ? item.value * unit : 500
  }
  const glyphs = Array.from({ length: 256 }, (_, code): Glyph => {
    const named = differences.get(code)
    const text = isNamed && named !== undefined && named !== UNKNOWN ? named : ((map === null ? null : lookUp(map, 1, code)) ?? named ?? textOfCode(code))
    return { text, width: widthOf(code), isSpaceCode: code === 32 }
  })
  return { decode: (bytes) => Array.from(bytes, (code) => glyphs[code]!), shapes }
}

/** /W of a CIDFont (ISO 32000-2 §9.7.4.3). */
function readCidWidths(file: PdfFile, font: PdfDictionary, revision: number): Map<number, number> {
  const widths = new Map<number, number>()
  const list = file.get(font, 'W', revision)
  const items = list.kind === 'array' ? list.items.map((item) => file.resolve(item, revision)) : []
  const set = (cid: number, width: number): void => {
    widths.set(cid, width)
    if (widths.size > MAX_WIDTHS) refuse('PDF_TOO_LARGE', 'too many glyph widths', { maxWidths: MAX_WIDTHS })
  }
  for (let i = 0; i + 1 < items.length; ) {
    const [first, second, third] = [items[i], items[i + 1], items[i + 2]]
    if (first?.kind === 'number' && second?.kind === 'array') {
      const start = first.value
      second.items.forEach((item, j) => {
        const width = file.resolve(item, revision)
        if (width.kind === 'number') set(start + j, width.value)
      })
      i += 2
    } else if (first?.kind === 'number' && second?.kind === 'number' && third?.kind === 'number' && second.value - first.value < 65_536) {
      for (let cid = first.value; cid <= second.value; cid++) set(cid, third.value)
      i += 3
    } else {
      return refuse('PDF_STRUCTURE_DAMAGED', 'malformed glyph widths')
    }
  }
  return widths
}

function readComposite(file: PdfFile, font: PdfDictionary, revision: number): Font {
  const map = readToUnicode(file, font, revision)
  const descendants = file.get(font, 'DescendantFonts', revision)
  const descendant = descendants.kind === 'array' ? dictionaryOf(file.resolve(descendants.items[0], revision)) : null
  const widths = descendant === null ? new Map<number, number>() : readCidWidths(file, descendant, revision)
  const standard = descendant === null ? null : file.get(descendant, 'DW', revision)
  const missing = standard?.kind === 'number' ? standard.value : 1000
  const isIdentity = nameOf(file.get(font, 'Encoding', revision))?.startsWith('Identity') === true
  const lengths = isIdentity || map === null || map.codeLengths.length === 0 ? [2] : map.codeLengths
  const shortest = lengths[0]!
  const decode = (bytes: Uint8Array): Glyph[] => {
    const glyphs: Glyph[] = []
    for (let at = 0; at < bytes.length; ) {
      let code = 0
      let length = 0
      let text: string | null = null
      for (const candidate of lengths) {
        while (length < candidate && at + length < bytes.length) code = code * 256 + bytes[at + length++]!
        text = map === null ? null : lookUp(map, length, code)
        if (text !== null) break
      }
      if (text === null && lengths.length > 1) length = Math.min(shortest, bytes.length - at)
      glyphs.push({ text: text ?? UNKNOWN, width: widths.get(code) ?? missing, isSpaceCode: length === 1 && code === 32 })
      at += Math.max(1, length)
    }
    return glyphs
  }
  return { decode, shapes: readShapes(file, descendant, revision) }
}

/** Reads what text extraction needs of a font dictionary. Throws what damage calls for. */
export function readFont(file: PdfFile, font: PdfDictionary, revision = file.newest): Font {
  return nameOf(file.get(font, 'Subtype', revision)) === 'Type0' ? readComposite(file, font, revision) : readSimple(file, font, revision)
}
