import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { COVERAGE, FONT_FILES, checkCoverage } from './font.ts'
import { LABEL_REGULAR_WIDTHS, LABEL_SEMIBOLD_WIDTHS, findLabelGlyph } from './label-font.ts'
import { TYPESET_REVISION } from './revision.ts'
import { readSfnt } from './sfnt.ts'

const read = (file: string) => new Uint8Array(readFileSync(join(import.meta.dirname, '../../../public/fonts', file)))
const letters = COVERAGE.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => first + index))

describe('committed fonts', () => {
  it.each(Object.values(FONT_FILES))('$file is the one whose hash the typeset revision names', ({ file, hash }) => {
    expect(sha256Hex(read(file))).toBe(hash)
  })
  it('are named by the revision', () => {
    const all = sha256Hex(encodeUtf8(Object.values(FONT_FILES).map((font) => font.hash).join('\n')))
    expect(TYPESET_REVISION).toContain(`fonts-${all.slice(0, 16)}`)
  })
  it('hold every letter that COVERAGE promises, and COVERAGE leaves none out', () => {
    const common = Object.values(FONT_FILES).map(({ file }) => new Set(readSfnt(read(file)).glyphs.keys()))
    expect(letters).toEqual([...(common[0] ?? [])].filter((point) => common.every((set) => set.has(point))))
  })
  it('stay within what a buyer may be asked to fetch', () => {
    const total = Object.values(FONT_FILES).reduce((sum, { file }) => sum + gzipSync(read(file)).length, 0)
    expect(total).toBeLessThan(200_000)
  })
  it('have tabular figures in the text cuts, so that amounts stand in columns', () => {
    for (const { file } of [FONT_FILES.serifRegular, FONT_FILES.serifSemibold]) {
      const font = readSfnt(read(file))
      expect(new Set([...'0123456789'].map((figure) => font.advances[font.glyphs.get(figure.codePointAt(0) ?? 0) ?? 0])).size).toBe(1)
    }
  })
})

describe('label fonts', () => {
  it.each([['sansRegular', LABEL_REGULAR_WIDTHS], ['sansSemibold', LABEL_SEMIBOLD_WIDTHS]] as const)('%s has the glyphs and widths of the table', (name, widths) => {
    const font = readSfnt(read(FONT_FILES[name].file))
    expect(font.unitsPerEm).toBe(1000)
    expect(font.advances).toEqual(widths)
    for (const point of letters) expect(findLabelGlyph(point)).toBe(font.glyphs.get(point))
    expect(findLabelGlyph(0x4e00)).toBe(0)
  })
})

describe('coverage', () => {
  it('takes all of Vietnamese', () => {
    const base = 'aăâeêioôơuưy'
    const marks = ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323']
    const all = [...base].flatMap((letter) => marks.map((mark) => (letter + mark).normalize('NFC')))
      .concat('đ')
      .join('')
    expect(checkCoverage(all + all.toUpperCase())).toEqual([])
    expect(checkCoverage('30.000.000\u00a0₫ — “€” ’ …\n')).toEqual([])
  })
  it('names each letter outside once, in order', () => {
    expect(checkCoverage('a漢b😀漢→')).toEqual(['漢', '😀', '→'])
  })
})

describe('font reader', () => {
  it('refuses what is no font with a code', () => {
    expect(() => readSfnt(new Uint8Array(3))).toThrow(expect.objectContaining({ code: 'FONT_MALFORMED' }))
    expect(() => readSfnt(read('serif-regular.ttf').subarray(0, 500))).toThrow(expect.objectContaining({ code: 'FONT_MALFORMED' }))
  })
})
