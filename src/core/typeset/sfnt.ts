import { CodedError } from '../bytes/error.ts'

/** What this project needs of a TrueType font: letters, widths, and the few numbers of a PDF font descriptor, in font units. */
export interface Sfnt {
  readonly unitsPerEm: number
  readonly ascent: number
  readonly descent: number
  readonly capHeight: number
  readonly boundingBox: readonly [number, number, number, number]
  readonly postScriptName: string
  readonly glyphCount: number
  /** Glyph of each letter, in code point order. */
  readonly glyphs: ReadonlyMap<number, number>
  readonly advances: readonly number[]
}

/** Reads head, hhea, hmtx, OS/2, name and a format 4 cmap. Throws FONT_MALFORMED; meant for the committed fonts only. */
export function readSfnt(bytes: Uint8Array): Sfnt {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const u16 = (at: number) => view.getUint16(at)
  const i16 = (at: number) => view.getInt16(at)
  const tables = new Map<string, number>()
  const malformed = (what: string) => new CodedError('FONT_MALFORMED', what)
  try {
    for (let i = 0; i < u16(4); i++) {
      const at = 12 + i * 16
      tables.set(String.fromCharCode(...bytes.subarray(at, at + 4)), view.getUint32(at + 8))
    }
    const table = (tag: string) => {
      const at = tables.get(tag)
      if (at === undefined) throw malformed(`no ${tag} table`)
      return at
    }
    const [head, hhea, hmtx, os2] = [table('head'), table('hhea'), table('hmtx'), table('OS/2')]
    const glyphCount = u16(table('maxp') + 4)
    const metrics = u16(hhea + 34)
    const advances = Array.from({ length: glyphCount }, (_, glyph) => u16(hmtx + 4 * Math.min(glyph, metrics - 1)))

    const cmap = table('cmap')
    let subtable = -1
    for (let i = 0; i < u16(cmap + 2); i++) {
      const offset = cmap + view.getUint32(cmap + 8 + i * 8)
      if (u16(offset) === 4) subtable = offset
    }
    if (subtable < 0) throw malformed('no format 4 cmap')
    const glyphs = new Map<number, number>()
    const segments = u16(subtable + 6)
    for (let i = 0; i < segments; i += 2) {
      const [end, start] = [u16(subtable + 14 + i), u16(subtable + 16 + segments + i)]
      const [delta, rangeAt] = [u16(subtable + 16 + segments * 2 + i), subtable + 16 + segments * 3 + i]
      for (let point = start; point <= end && point < 0xffff; point++) {
        const range = u16(rangeAt)
        const raw = range === 0 ? point : u16(rangeAt + range + (point - start) * 2)
        const glyph = raw === 0 && range !== 0 ? 0 : (raw + delta) & 0xffff
        if (glyph > 0) glyphs.set(point, glyph)
      }
    }

    const name = table('name')
    let postScriptName = ''
    for (let i = 0; i < u16(name + 2); i++) {
      const at = name + 6 + i * 12
      if (u16(at + 6) !== 6) continue
      const from = name + u16(name + 4) + u16(at + 10)
      postScriptName = String.fromCharCode(...bytes.subarray(from, from + u16(at + 8)).filter((byte) => byte !== 0))
    }
    return {
      unitsPerEm: u16(head + 18),
      ascent: i16(hhea + 4),
      descent: i16(hhea + 6),
      capHeight: i16(os2 + 88),
      boundingBox: [i16(head + 36), i16(head + 38), i16(head + 40), i16(head + 42)],
      postScriptName,
      glyphCount,
      glyphs: new Map([...glyphs].sort(([a], [b]) => a - b)),
      advances,
    }
  } catch (error) {
    if (error instanceof CodedError) throw error
    throw malformed('font ends early')
  }
}
