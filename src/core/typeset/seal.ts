import type { Language } from '../contract/document.ts'
import { formatDate } from '../contract/format.ts'
import { encodeCode } from './code.ts'
import { LABEL_FONT_NAMES, LABEL_REGULAR_WIDTHS, LABEL_SEMIBOLD_WIDTHS, encodeLabelText, findLabelGlyph, measureLabel } from './label-font.ts'
import { INK, SEAL, SOFT, formatNumber } from './page.ts'
import type { Color } from './page.ts'
import { SEAL_RADIUS, computeSeal, sealSvg, smooth, turnsOf } from './rosette.ts'
import type { SealPath } from './rosette.ts'
import { UNIT, cosine, sine } from './wave.ts'

export { computeSeal, sealSvg }
export type { SealPath }

/** A widget's drawing; the shape that `core/pdf` takes (appearance.ts there). */
export interface SealAppearance {
  readonly width: number
  readonly height: number
  readonly content: string
  readonly fonts: Readonly<Record<string, string>>
  readonly xobjects: Readonly<Record<string, { readonly width: number; readonly height: number; readonly content: string }>>
}

export interface SealInput {
  /** SHA-256(bytes before the signature revision ‖ statement hash), 32 bytes. */
  readonly hash: Uint8Array
  /** As the signatory gave it. */
  readonly name: string
  /** ISO 8601 with offset, as the signatory's clock had it. */
  readonly time: string
  readonly issuer: string
  /** Of the check page: what the QR code holds. */
  readonly address: string
  readonly language: Language
  /** The service's own seal, over what the service says; a signatory's when absent. */
  readonly isService?: boolean
  /** Points. */
  readonly width: number
  readonly height: number
}

const WORDS: Record<Language, { by: string; clock: string; issuer: (name: string) => string; note: string }> = {
  vi: { by: 'Ký điện tử bởi', clock: 'giờ theo máy của người ký', issuer: (name) => `Chứng thư do ${name} cấp`, note: 'Hình này không phải bằng chứng: hãy kiểm tra tệp.' },
  en: { by: 'Signed electronically by', clock: 'by the signatory’s clock', issuer: (name) => `Certificate issued by ${name}`, note: 'This picture is no proof: check the file itself.' },
}

/** `21/11/2026 14:32:07 +07:00` */
function formatTime(time: string, language: Language): string {
  const zone = /(Z|[+-]\d\d:\d\d)$/.exec(time)?.[0] ?? ''
  return `${formatDate(time.slice(0, 10), language).replace('\u00a0', ' ')} ${time.slice(11, 19)} ${zone === 'Z' ? '+00:00' : zone.replace('-', '−')}`
}

const SERVICE_WORDS: typeof WORDS = {
  vi: { ...WORDS.vi, by: 'Niêm phong điện tử của dịch vụ', clock: 'giờ theo máy chủ' },
  en: { ...WORDS.en, by: 'Sealed electronically by the service', clock: 'by the service’s clock' },
}

/** What the label fonts can show: a name in another script (an authority's, of a key brought along) has a mark for each letter, since PDF/A allows no glyph that is none. */
const showable = (text: string): string => Array.from(text.normalize('NFC'), (letter) => (findLabelGlyph(letter.codePointAt(0) ?? 0) === 0 ? (/\s/.test(letter) ? ' ' : '?') : letter)).join('')

const isBold = (font: 'R' | 'B') => (font === 'B' ? LABEL_SEMIBOLD_WIDTHS : LABEL_REGULAR_WIDTHS)

function cutToWidth(text: string, font: 'R' | 'B', size: number, width: number): string {
  if (measureLabel(text, isBold(font), size) <= width) return text
  const letters = [...text]
  while (letters.length > 0 && measureLabel(`${letters.join('').trimEnd()}…`, isBold(font), size) > width) letters.pop()
  return `${letters.join('').trimEnd()}…`
}

/** At most `most` lines; the last one is cut with an ellipsis where words are left over. */
function wrapLabel(text: string, font: 'R' | 'B', size: number, width: number, most: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line === '' || lines.length === most - 1 || measureLabel(longer, isBold(font), size) <= width) line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  if (line !== '') lines.push(line)
  return lines.map((part) => cutToWidth(part, font, size, width))
}

interface LabelLine {
  readonly text: string
  readonly font: 'R' | 'B'
  readonly size: number
  readonly color: Color
  readonly leading: number
}

function composeLines(input: SealInput, width: number, scale: number): LabelLine[] {
  const [shownName, shownIssuer] = [showable(input.name), showable(input.issuer)]
  const words = (input.isService ? SERVICE_WORDS : WORDS)[input.language]
  const lines = (text: string, font: 'R' | 'B', size: number, color: Color, most: number, leading: number): LabelLine[] =>
    wrapLabel(text, font, size * scale, width, most).map((part) => ({ text: part, font, size: size * scale, color, leading: leading * scale }))
  const name = [10, 9, 8, 7].map((size) => lines(shownName, 'B', size, INK, size > 8 ? 1 : 2, size + 2.2)).find((set) => !set.some((line) => line.text.endsWith('…'))) ?? lines(shownName, 'B', 7, INK, 2, 9.2)
  return [
    ...lines(words.by, 'R', 6.2, SOFT, 1, 8),
    ...name,
    ...lines(formatTime(input.time, input.language), 'R', 7, INK, 1, 9.2),
    ...lines(words.clock, 'R', 6.2, SOFT, 1, 8),
    ...lines(words.issuer(shownIssuer), 'R', 6.2, SOFT, 2, 8),
    ...lines(words.note, 'R', 5.6, SOFT, 2, 7.2),
  ]
}

function drawLines(lines: readonly LabelLine[], x: number, top: number): string {
  let y = top
  return lines
    .map((line) => {
      y -= line.leading
      return `${line.color} rg BT /${line.font} ${formatNumber(line.size)} Tf ${formatNumber(x)} ${formatNumber(y + line.leading * 0.24)} Td <${encodeLabelText(line.text)}> Tj ET`
    })
    .join('\n')
}

function drawCurve(path: SealPath): string {
  const { start, segments } = smooth(path.points)
  const shift = (value: number) => value + SEAL_RADIUS
  return `${SEAL} RG ${path.width} w 1 j ${start.map(shift).join(' ')} m\n${segments.map((segment) => `${segment.map(shift).join(' ')} c`).join('\n')}\ns`
}

const decimal = (value: number) => String(Math.round(value * 1e4) / 1e4)

function drawCopies(path: SealPath, name: string): string {
  return turnsOf(path)
    .map((angle) => {
      const [cos, sin] = [cosine(angle) / UNIT, sine(angle) / UNIT]
      const [x, y] = [SEAL_RADIUS - SEAL_RADIUS * cos + SEAL_RADIUS * sin, SEAL_RADIUS - SEAL_RADIUS * sin - SEAL_RADIUS * cos]
      return `q ${decimal(cos)} ${decimal(sin)} ${decimal(-sin)} ${decimal(cos)} ${decimal(x)} ${decimal(y)} cm /${name} Do Q`
    })
    .join('\n')
}

/** The code's dark modules as one filled path in a square of `size` points. */
function drawCode(address: string, x: number, y: number, size: number): string {
  const rows = encodeCode(address)
  const count = rows.length
  const bars: string[] = []
  rows.forEach((dark, row) => {
    for (let from = 0; from < count; from++) {
      if (!dark[from]) continue
      let end = from
      while (end < count && dark[end]) end++
      bars.push(`${from} ${count - 1 - row} ${end - from} 1 re`)
      from = end
    }
  })
  const scale = decimal(size / count)
  return `q ${scale} 0 0 ${scale} ${formatNumber(x)} ${formatNumber(y)} cm ${INK} rg\n${bars.join('\n')}\nf Q`
}

/**
 * A visible signature within `width` × `height`: rosette, name, time, issuer, and a QR code to the check page (left out where the place is
 * narrower than two and a half times its height). Text is measured and never leaves its column.
 */
export function sealAppearance(input: SealInput): SealAppearance {
  const { width, height } = input
  const pad = Math.min(4, height / 20)
  const side = Math.min(height - 2 * pad, width / 3)
  const hasCode = width >= height * 2.5
  const codeSide = hasCode ? Math.min(side, 60) : 0
  const left = pad + side + 9
  const column = Math.max(10, width - left - (hasCode ? codeSide + 12 : pad))
  const room = height - 2 * pad
  let scale = Math.min(1.15, height / 78)
  let lines = composeLines(input, column, scale)
  const total = () => lines.reduce((sum, line) => sum + line.leading, 0)
  while (total() > room && scale > 0.2) {
    scale *= 0.94
    lines = composeLines(input, column, scale)
  }
  const paths = computeSeal(input.hash)
  const names = paths.map((_, index) => `S${index + 1}`)
  const scaled = decimal(side / (2 * SEAL_RADIUS))
  const content = [
    `q ${scaled} 0 0 ${scaled} ${formatNumber(pad)} ${formatNumber((height - side) / 2)} cm`,
    ...paths.map((path, index) => drawCopies(path, names[index] ?? '')),
    'Q',
    drawLines(lines, left, (height + total()) / 2),
    ...(hasCode ? [drawCode(input.address, width - pad - codeSide, (height - codeSide) / 2, codeSide)] : []),
  ].join('\n')
  const forms = paths.map((path, index) => [names[index] ?? '', { width: 2 * SEAL_RADIUS, height: 2 * SEAL_RADIUS, content: drawCurve(path) }] as const)
  return { width, height, content, fonts: { R: LABEL_FONT_NAMES.regular, B: LABEL_FONT_NAMES.semibold }, xobjects: Object.fromEntries(forms) }
}
