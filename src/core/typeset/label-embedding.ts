import { PDFName, PDFNumber, PDFRawStream, PDFString } from 'pdf-lib'
import type { PDFContext, PDFDict, PDFRef } from 'pdf-lib'
import { encodeLatin1 } from '../bytes/text.ts'
import { readSfnt } from './sfnt.ts'
import type { Sfnt } from './sfnt.ts'

const hex4 = (value: number) => value.toString(16).toUpperCase().padStart(4, '0')

/** Letters by glyph (ISO 32000-2 §9.10.3); each glyph of the label fonts is one letter. */
function encodeToUnicode(font: Sfnt): string {
  const entries = [...font.glyphs].map(([point, glyph]) => `<${hex4(glyph)}> <${hex4(point)}>`)
  const blocks: string[] = []
  for (let at = 0; at < entries.length; at += 100) {
    const part = entries.slice(at, at + 100)
    blocks.push(`${part.length} beginbfchar\n${part.join('\n')}\nendbfchar`)
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
${blocks.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end`
}

/**
 * Embeds a whole committed label font as a composite font with Identity-H, so that appearances drawn later can name its glyphs.
 * Returns the reference that goes into the AcroForm's /DR /Font.
 */
export function embedLabelFont(context: PDFContext, bytes: Uint8Array): PDFRef {
  const font = readSfnt(bytes)
  const stream = (dict: PDFDict, contents: Uint8Array) => context.register(PDFRawStream.of(dict, contents))
  const name = PDFName.of(font.postScriptName)
  const file = stream(context.obj({ Length1: PDFNumber.of(bytes.length) }), bytes)
  const descriptor = context.register(
    context.obj({
      Type: 'FontDescriptor',
      FontName: name,
      Flags: 4,
      FontBBox: [...font.boundingBox],
      ItalicAngle: 0,
      Ascent: font.ascent,
      Descent: font.descent,
      CapHeight: font.capHeight,
      StemV: 80,
      FontFile2: file,
    }),
  )
  const descendant = context.register(
    context.obj({
      Type: 'Font',
      Subtype: 'CIDFontType2',
      BaseFont: name,
      CIDSystemInfo: { Registry: PDFString.of('Adobe'), Ordering: PDFString.of('Identity'), Supplement: 0 },
      FontDescriptor: descriptor,
      CIDToGIDMap: 'Identity',
      DW: 0,
      W: [0, [...font.advances]],
    }),
  )
  const toUnicode = stream(context.obj({}), encodeLatin1(encodeToUnicode(font)))
  return context.register(
    context.obj({ Type: 'Font', Subtype: 'Type0', BaseFont: name, Encoding: 'Identity-H', DescendantFonts: [descendant], ToUnicode: toUnicode }),
  )
}
