/** sRGB, 0–255 each; alpha 0–1. */
export interface Colour {
  readonly red: number
  readonly green: number
  readonly blue: number
  readonly alpha: number
}

const WHITE: Colour = { red: 255, green: 255, blue: 255, alpha: 1 }
const RGB = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:\s*[,/]\s*([\d.]+%?))?\s*\)$/
const SRGB = /^color\(srgb\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)(?:\s*\/\s*([\d.]+%?))?\s*\)$/

function readAlpha(text: string | undefined): number {
  if (text === undefined) return 1
  return text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text)
}

/** A computed style's colour (`rgb()`, `rgba()`, `color(srgb …)`, `transparent`), or null when it is written otherwise. */
export function parseColour(text: string): Colour | null {
  const trimmed = text.trim()
  if (trimmed === 'transparent') return { red: 0, green: 0, blue: 0, alpha: 0 }
  const plain = RGB.exec(trimmed)
  const scaled = plain ? null : SRGB.exec(trimmed)
  const match = plain ?? scaled
  if (!match) return null
  const factor = scaled ? 255 : 1
  const [red, green, blue] = [match[1], match[2], match[3]].map((part) => Math.min(255, Number(part) * factor))
  const alpha = Math.min(1, readAlpha(match[4]))
  if (red === undefined || green === undefined || blue === undefined || [red, green, blue, alpha].some(Number.isNaN)) return null
  return { red, green, blue, alpha }
}

/** One colour laid over another. */
export function layColour(upper: Colour, lower: Colour): Colour {
  const alpha = upper.alpha + lower.alpha * (1 - upper.alpha)
  if (alpha === 0) return { red: 0, green: 0, blue: 0, alpha: 0 }
  const mix = (above: number, below: number) => (above * upper.alpha + below * lower.alpha * (1 - upper.alpha)) / alpha
  return { red: mix(upper.red, lower.red), green: mix(upper.green, lower.green), blue: mix(upper.blue, lower.blue), alpha }
}

/** What is seen through a stack of backgrounds, uppermost first, over a white page. */
export function flattenColours(layers: readonly Colour[]): Colour {
  return layers.reduceRight((below, layer) => layColour(layer, below), WHITE)
}

function linear(channel: number): number {
  const share = channel / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

/** Relative luminance as WCAG 2.2 defines it. */
export function computeLuminance({ red, green, blue }: Colour): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/** Contrast ratio as WCAG 2.2 defines it, 1–21, of a text colour over an opaque background. */
export function computeContrast(text: Colour, background: Colour): number {
  const [one, other] = [computeLuminance(layColour(text, background)), computeLuminance(background)]
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}
