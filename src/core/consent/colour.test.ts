import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { computeContrast, flattenColours, layColour, parseColour } from './colour.ts'

describe('colour', () => {
  test('reads the colours that browsers compute', () => {
    expect(parseColour('rgb(28, 33, 48)')).toEqual({ red: 28, green: 33, blue: 48, alpha: 1 })
    expect(parseColour('rgba(28, 33, 48, 0.5)')).toEqual({ red: 28, green: 33, blue: 48, alpha: 0.5 })
    expect(parseColour('rgb(28 33 48 / 50%)')).toEqual({ red: 28, green: 33, blue: 48, alpha: 0.5 })
    expect(parseColour('color(srgb 1 0 0.5)')).toEqual({ red: 255, green: 0, blue: 127.5, alpha: 1 })
    expect(parseColour('transparent')?.alpha).toBe(0)
    expect(parseColour('oklch(0.4 0.1 20)')).toBeNull()
    expect(parseColour('rgb(1.2.3, 4, 5)')).toBeNull()
  })

  test('agrees with the contrast that WCAG states for known pairs', () => {
    const black = { red: 0, green: 0, blue: 0, alpha: 1 }
    const white = { red: 255, green: 255, blue: 255, alpha: 1 }
    const grey = { red: 118, green: 118, blue: 118, alpha: 1 }
    expect(computeContrast(black, white)).toBeCloseTo(21, 5)
    expect(computeContrast(white, white)).toBeCloseTo(1, 5)
    expect(computeContrast(grey, white)).toBeCloseTo(4.54, 2)
  })

  test('a transparent background shows what is behind it', () => {
    const clear = { red: 0, green: 0, blue: 0, alpha: 0 }
    const ink = { red: 28, green: 33, blue: 48, alpha: 1 }
    expect(flattenColours([clear, clear])).toEqual({ red: 255, green: 255, blue: 255, alpha: 1 })
    expect(flattenColours([clear, ink])).toEqual(ink)
    expect(layColour(clear, clear).alpha).toBe(0)
  })

  test('contrast is between 1 and 21 and the same both ways', () => {
    const colour = fc.record({ red: fc.nat(255), green: fc.nat(255), blue: fc.nat(255), alpha: fc.constant(1) })
    fc.assert(
      fc.property(colour, colour, (one, other) => {
        const contrast = computeContrast(one, other)
        expect(contrast).toBeGreaterThanOrEqual(1)
        expect(contrast).toBeLessThanOrEqual(21.001)
        expect(computeContrast(other, one)).toBeCloseTo(contrast, 9)
      }),
    )
  })

  test('any text is a colour or null', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseColour(text)?.alpha ?? 0).toBeLessThanOrEqual(1)
      }),
    )
  })
})
