import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STYLES } from './page.ts'
import { breakLines } from './paragraph.ts'
import type { Measure, Span } from './paragraph.ts'

const measure: Measure = (_, text) => [...text].reduce((sum, letter) => sum + (letter === ' ' ? 250 : letter === 'W' ? 900 : 500), 0)
const widthOf = (spans: readonly Span[]) => spans.reduce((sum, span) => sum + (measure(span.style.face, span.text) * span.style.size) / 1000, 0)

const spans = fc.array(
  fc.record({ text: fc.string({ unit: fc.constantFrom('a', 'W', ' ', ' ', 'ữ', '-', '\u00a0'), maxLength: 120 }), style: fc.constantFrom(STYLES.text, STYLES.strong, STYLES.missing) }),
  { maxLength: 8 },
)
const words = (text: string) => text.split(' ').filter((word) => word !== '')

describe('line breaking', () => {
  it('keeps every word whole and in order, and every line within the measure', () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 30, max: 420 }), fc.boolean(), (given, width, justify) => {
        const lines = breakLines(given, width, measure, justify)
        expect(words(lines.map((line) => line.spans.map((span) => span.text).join('')).join(''))).toEqual(words(given.map((span) => span.text).join('')))
        for (const [index, line] of lines.entries()) {
          const text = line.spans.map((span) => span.text).join('')
          expect(text.endsWith(' ')).toBe(index < lines.length - 1)
          const inside = text.replace(/ +$/, '').split(' ').length - 1
          expect(line.width + inside * line.stretch).toBeLessThanOrEqual(width + 0.01)
          expect(Math.abs(widthOf(line.spans) - line.width)).toBeLessThan(3)
        }
      }),
      { numRuns: 300 },
    )
  })
  it('sets inner lines to both edges, the last one plainly', () => {
    const lines = breakLines([{ text: 'một hai ba bốn năm sáu bảy tám chín mười một hai ba bốn năm sáu bảy tám', style: STYLES.text }], 130, measure, true)
    expect(lines.length).toBeGreaterThan(2)
    for (const line of lines.slice(0, -1)) expect(line.width + (line.spans.map((span) => span.text).join('').trimEnd().split(' ').length - 1) * line.stretch).toBeCloseTo(130, 5)
    expect(lines.at(-1)?.stretch).toBe(0)
  })
  it('sets a word that no line holds smaller instead of cutting it', () => {
    const [line] = breakLines([{ text: 'W'.repeat(100), style: STYLES.text }], 200, measure, true)
    expect(line?.spans.map((span) => span.text).join('')).toBe('W'.repeat(100))
    expect(line?.width).toBeLessThanOrEqual(200)
  })
  it('is quick for the longest paragraph a contract may hold', () => {
    const text = 'điều khoản '.repeat(360)
    expect(breakLines([{ text, style: STYLES.text }], 420, measure, true).length).toBeGreaterThan(10)
  })
})
