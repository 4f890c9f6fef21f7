import type { Face, Style } from './page.ts'

export interface Span {
  readonly text: string
  readonly style: Style
}

/** One line as it is set: spaces stand in the text, also the one at which the line was broken. */
export interface SetLine {
  readonly spans: readonly Span[]
  /** Points, without the trailing space and before stretching. */
  readonly width: number
  /** Points added to each space inside the line (less than zero: taken away). */
  readonly stretch: number
}

/** Width of a text in thousandths of the size, kerning included. */
export type Measure = (face: Face, text: string) => number

interface Word {
  readonly spans: readonly Span[]
  readonly width: number
  /** Width of the space after it, 0 after the last. */
  readonly space: number
}

const SHRINK = 0.14
const LOOSEST = 2.5
/** Cost of a line too loose to be set even. */
const RAGGED = 6000

const widthOf = (spans: readonly Span[], measure: Measure) => spans.reduce((sum, span) => sum + (measure(span.style.face, span.text) * span.style.size) / 1000, 0)

/** A word that no line can hold is set smaller, never cut: a cut would put a break into the text that was read. */
function fitWord(spans: readonly Span[], width: number, measure: Measure): readonly Span[] {
  const natural = widthOf(spans, measure)
  if (natural <= width) return spans
  const scale = Math.max(0.02, Math.floor((width / natural) * 100) / 100)
  return spans.map(({ text, style }) => ({ text, style: { ...style, size: style.size * scale } }))
}

function splitWords(spans: readonly Span[], width: number, measure: Measure): Word[] {
  const words: Word[] = []
  let current: Span[] = []
  const close = (hasSpace: boolean) => {
    const fitted = fitWord(current, width, measure)
    const style = fitted.at(-1)?.style
    if (!style) return
    // The space is set in the style of the word before it.
    words.push({ spans: fitted, width: widthOf(fitted, measure), space: hasSpace ? (measure(style.face, ' ') * style.size) / 1000 : 0 })
    current = []
  }
  for (const { text, style } of spans) {
    for (const [index, part] of text.split(' ').entries()) {
      if (index > 0) close(true)
      if (part !== '') current.push({ text: part, style })
    }
  }
  close(false)
  return words
}

function badness(slack: number, spaces: number, width: number, justify: boolean): number {
  if (!justify) return slack < 0 ? Infinity : 1 + (slack / width) * (slack / width) * 50
  if (slack < -SHRINK * spaces - 0.001) return Infinity
  if (slack > LOOSEST * spaces) return RAGGED + slack * slack
  const ratio = slack < 0 ? -slack / (SHRINK * spaces) : slack / (0.6 * spaces)
  const cost = 1 + ratio * ratio * ratio
  return cost * cost
}

/** Start of each line, by least total badness; each line takes at least one word. */
function chooseBreaks(words: readonly Word[], width: number, justify: boolean): number[] {
  const best: { cost: number; from: number }[] = [{ cost: 0, from: 0 }]
  for (let end = 1; end <= words.length; end++) {
    let [length, spaces] = [0, 0]
    let chosen = { cost: Infinity, from: end - 1 }
    for (let from = end - 1; from >= 0; from--) {
      const word = words[from]!
      const space = from === end - 1 ? 0 : word.space
      length += word.width + space
      spaces += space
      const slack = width - length
      if (slack < -SHRINK * spaces - 0.001 && from < end - 1) break
      const last = end === words.length
      const cost = last && justify && slack >= 0 ? (from === end - 1 && end > 1 ? 20 : 0) : badness(slack, spaces, width, justify)
      const total = (best[from]?.cost ?? Infinity) + (cost === Infinity ? 1e9 : cost)
      if (total < chosen.cost) chosen = { cost: total, from }
    }
    best.push(chosen)
  }
  const starts: number[] = []
  for (let end = words.length; end > 0; end = best[end]!.from) starts.unshift(best[end]!.from)
  return starts
}

function joinWords(words: readonly Word[], last: boolean): Span[] {
  const spans: { text: string; style: Style }[] = []
  const add = (text: string, style: Style) => {
    const previous = spans.at(-1)
    if (previous?.style === style) previous.text += text
    else spans.push({ text, style })
  }
  for (const [index, word] of words.entries()) {
    for (const span of word.spans) add(span.text, span.style)
    const style = word.spans.at(-1)?.style
    if (style && word.space > 0 && (index < words.length - 1 || !last)) add(' ', style)
  }
  return spans
}

/** Breaks spans into lines of at most `width` points, only at spaces. `justify` sets both edges even. */
export function breakLines(spans: readonly Span[], width: number, measure: Measure, justify: boolean): SetLine[] {
  const words = splitWords(spans, width, measure)
  const starts = chooseBreaks(words, width, justify)
  return starts.map((start, index) => {
    const isLast = index === starts.length - 1
    const taken = words.slice(start, starts[index + 1])
    const set = joinWords(taken, isLast)
    const gaps = taken.slice(0, -1).filter((word) => word.space > 0)
    const trailing = taken.at(-1)
    const natural = widthOf(set, measure) - (isLast || !trailing ? 0 : trailing.space)
    const slack = width - natural
    const loosest = LOOSEST * gaps.reduce((sum, word) => sum + word.space, 0)
    const stretches = gaps.length > 0 && (slack < 0 || (justify && !isLast && slack <= loosest))
    return { spans: set, width: natural, stretch: stretches ? slack / gaps.length : 0 }
  })
}
