import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../bytes/sha256.ts'
import { LABEL_REGULAR_WIDTHS, LABEL_SEMIBOLD_WIDTHS } from './label-font.ts'
import { SEAL_RADIUS } from './rosette.ts'
import { computeSeal, sealAppearance, sealSvg } from './seal.ts'
import { TURN, UNIT, cosine, sine } from './wave.ts'

const input = {
  hash: sha256(Uint8Array.of(1)), name: 'Nguyễn Thị Ánh Tuyết', time: '2026-11-21T14:32:07+07:00', issuer: 'Countersign Demo Issuing CA',
  address: 'https://example.vn/verify', language: 'vi' as const, width: 288, height: 84,
}

/** Right edge and baseline of every text that the content draws. */
function textEdges(content: string): { right: number; y: number; x: number }[] {
  return [...content.matchAll(/\/([RB]) ([\d.]+) Tf ([\d.-]+) ([\d.-]+) Td <([0-9A-F]*)> Tj/g)].map(([, font, size, x, y, glyphs = '']) => {
    const widths = font === 'B' ? LABEL_SEMIBOLD_WIDTHS : LABEL_REGULAR_WIDTHS
    const width = (glyphs.match(/.{4}/g) ?? []).reduce((sum, glyph) => sum + (widths[Number.parseInt(glyph, 16)] ?? 0), 0)
    return { x: Number(x), y: Number(y), right: Number(x) + (width * Number(size)) / 1000 }
  })
}

describe('whole-number waves', () => {
  it('agree with the sine to one part in ten thousand, and with themselves around the circle', () => {
    for (let angle = -TURN; angle <= TURN; angle += 97) {
      expect(Math.abs(sine(angle) / UNIT - Math.sin((angle * 2 * Math.PI) / TURN))).toBeLessThan(1e-4)
      expect(Number.isInteger(cosine(angle))).toBe(true)
    }
  })
})

describe('seal', () => {
  const hashes = fc.uint8Array({ minLength: 32, maxLength: 32 })
  it('is whole numbers inside its circle, whatever the hash', () => {
    fc.assert(
      fc.property(hashes, (hash) => {
        for (const { points } of computeSeal(hash)) {
          expect(points.length).toBeGreaterThan(40)
          expect(points.every((value) => Number.isInteger(value) && Math.abs(value) <= SEAL_RADIUS)).toBe(true)
        }
      }),
    )
  })
  it('looks different for different hashes and the same for the same', () => {
    const drawings = Array.from({ length: 200 }, (_, index) => JSON.stringify(computeSeal(sha256(Uint8Array.of(index)))))
    expect(new Set(drawings).size).toBe(200)
    expect(computeSeal(input.hash)).toEqual(computeSeal(input.hash))
  })
  it('is an image with a name on the page', () => {
    expect(sealSvg(input.hash, 'Con dấu "A" & B')).toMatch(/^<svg viewBox="-1010 -1010 2020 2020" [^>]*role="img" aria-label="Con dấu &#34;A&#34; &#38; B">/)
  })
})

describe('visible signature', () => {
  it('names only what it brings, in one-byte letters', () => {
    const appearance = sealAppearance(input)
    expect(appearance.fonts).toEqual({ R: 'SealText', B: 'SealName' })
    for (const [, name = ''] of appearance.content.matchAll(/\/(S\d) Do/g)) expect(appearance.xobjects[name]).toBeDefined()
    expect(/^[\x20-\x7e\n]*$/.test(appearance.content)).toBe(true)
    expect(appearance.content.length + Object.values(appearance.xobjects).reduce((sum, form) => sum + form.content.length, 0)).toBeLessThan(40_000)
    expect(sealAppearance(input)).toEqual(appearance)
  })
  it.each(['Россия', '中国电子认证', 'مرجع', 'Cre\u0301dit ✍️ Trust', '\u{1d11e}'])('shows no glyph that is none, whoever issued the certificate (%s): a file that came as PDF/A would end as none', (issuer) => {
    const { content } = sealAppearance({ ...input, issuer, name: `Lan ${issuer}` })
    const glyphs = [...content.matchAll(/<([0-9A-F]+)> Tj/g)].flatMap(([, hex]) => hex!.match(/.{4}/g)!)
    expect(glyphs.length).toBeGreaterThan(20)
    expect(glyphs).not.toContain('0000')
  })
  it('keeps every text inside its box, for any name and issuer', () => {
    const text = fc.string({ unit: fc.constantFrom('W', 'i', 'Ữ', ' ', 'nguyễn', '—'), minLength: 1, maxLength: 120 })
    const sizes = fc.record({ width: fc.integer({ min: 180, max: 420 }), height: fc.integer({ min: 48, max: 130 }) })
    fc.assert(
      fc.property(text, text, sizes, fc.constantFrom('vi' as const, 'en' as const), (name, issuer, size, language) => {
        const { content } = sealAppearance({ ...input, ...size, name, issuer, language })
        for (const { x, right, y } of textEdges(content)) {
          expect(x).toBeGreaterThan(0)
          expect(right).toBeLessThanOrEqual(size.width)
          expect(y).toBeGreaterThanOrEqual(0)
          expect(y).toBeLessThanOrEqual(size.height)
        }
      }),
      { numRuns: 60 },
    )
  })
})
