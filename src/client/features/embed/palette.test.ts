import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { computeContrast, parseColour } from '../../../core/consent/colour.ts'
import { derivePalette } from './palette.ts'

const channel = fc.integer({ min: 0, max: 255 })
const colour = fc.tuple(channel, channel, channel).map(([red, green, blue]) => `rgb(${red}, ${green}, ${blue})`)
const contrast = (palette: Readonly<Record<string, string>>, upper: string, lower: string) => computeContrast(parseColour(palette[upper] ?? '')!, parseColour(palette[lower] ?? '')!)

describe('a host’s colours in the frame: a pair that looks well there must not hide what is asked here', () => {
  test('whatever pair is taken, text, edges, links and verdicts can be read on it', () => {
    let taken = 0
    fc.assert(fc.property(colour, colour, (ink, surface) => {
      const palette = derivePalette(ink, surface)
      const isFit = computeContrast(parseColour(ink)!, parseColour(surface)!) >= 7
      expect(palette !== null).toBe(isFit)
      if (!palette) return
      taken++
      for (const text of ['--ink', '--ink-soft', '--link', '--pass', '--doubt', '--fail']) expect(contrast(palette, text, '--surface'), `${text} ${ink} ${surface}`).toBeGreaterThanOrEqual(4.5)
      expect(contrast(palette, '--rule-strong', '--surface')).toBeGreaterThanOrEqual(3)
      expect(contrast(palette, '--action-ink', '--action')).toBeGreaterThanOrEqual(7)
      for (const wash of ['--wash', '--pass-wash', '--doubt-wash', '--fail-wash']) expect(contrast(palette, '--ink', wash), `${wash} ${ink} ${surface}`).toBeGreaterThanOrEqual(4.5)
    }), { numRuns: 2000 })
    expect(taken).toBeGreaterThan(100)
  })

  test('what is faint, seen through, or no colour leaves the frame its own', () => {
    expect(derivePalette('rgb(120, 120, 120)', 'rgb(255, 255, 255)')).toBe(null)
    expect(derivePalette('rgb(0, 0, 0)', 'rgba(255, 255, 255, 0.5)')).toBe(null)
    expect(derivePalette('rgba(0, 0, 0, 0.9)', 'rgb(255, 255, 255)')).toBe(null)
    fc.assert(fc.property(fc.string(), fc.string(), (ink, surface) => {
      const palette = derivePalette(ink, surface)
      expect(palette === null || parseColour(ink) !== null).toBe(true)
    }))
  })
})
