import type { ExpandedBlock, Run } from '../contract/expand.ts'
import { makeNode, toSpans } from './flow.ts'
import type { Box, Node, PlacedText } from './flow.ts'
import { MEASURE, PAGE, STYLES } from './page.ts'
import { breakLines } from './paragraph.ts'
import type { Measure, Span } from './paragraph.ts'

const GAP = 16
const PADDING = 5
const LEADING = 14.5
const HEAD_LEADING = 12
/** A row is never split, so it has to fit a page, whatever it holds. */
const TALLEST = PAGE.height - PAGE.top - PAGE.bottom - 40
const AMOUNT = /^[\d.,\u2212-]+(\u00a0\S+)?$/

type TableBlock = Extract<ExpandedBlock, { kind: 'table' }>

const naturalWidth = (spans: readonly Span[], measure: Measure) => spans.reduce((sum, span) => sum + (measure(span.style.face, span.text) * span.style.size) / 1000, 0)

/** Widths of the columns: what each asks for when all fit, else the widest give way, to their longest word while that is possible; the rest goes to the first. */
function chooseWidths(wanted: readonly number[], longestWords: readonly number[], room: number): number[] {
  let widths = wanted.map((width) => Math.max(width, 24))
  const total = () => widths.reduce((sum, width) => sum + width, 0)
  for (const least of [longestWords, longestWords.map(() => 24)]) {
    for (let cap = room; cap > 24 && total() > room; cap -= 2) widths = widths.map((width, index) => Math.max(Math.min(width, cap), Math.min(width, least[index] ?? 24)))
  }
  return widths.map((width, index) => (index === 0 ? width + Math.max(0, room - total()) : width))
}

/** Cells set smaller until their row fits a page. */
function fitRow(cells: readonly (readonly Span[])[], widths: readonly number[], leading: number, measure: Measure): { readonly cells: readonly (readonly Span[])[]; readonly scale: number } {
  for (let scale = 1; ; scale *= 0.92) {
    const scaled = scale === 1 ? cells : cells.map((spans) => spans.map((span) => ({ ...span, style: { ...span.style, size: span.style.size * scale } })))
    const lines = Math.max(...scaled.map((spans, column) => breakLines(spans, widths[column] ?? 0, measure, false).length))
    if (lines * leading * scale <= TALLEST || scale < 0.1) return { cells: scaled, scale }
  }
}

/** A table as one box a row; columns of amounts are set flush right. */
export function layoutTable(block: TableBlock, measure: Measure, root: Node): Box[] {
  const table = makeNode('Table')
  root.children.push(table)
  const [head, body] = [makeNode('THead'), makeNode('TBody')]
  table.children.push(head, body)
  const headCells = block.header.map((runs): Span[] => runs.map((run) => ({ text: run.text, style: STYLES.tableHead })))
  const rows = block.rows.map((row) => row.map((runs) => toSpans(runs, STYLES.cell, STYLES.cellStrong)))
  const text = (runs: readonly Run[]) => runs.map((run) => run.text).join('')
  const isRight = block.header.map((_, column) => block.rows.length > 0 && block.rows.every((row) => AMOUNT.test(text(row[column] ?? []))))
  const wanted = block.header.map((_, column) => Math.max(...[headCells, ...rows].map((row) => naturalWidth(row[column] ?? [], measure) + 0.5)))
  const longestWords = block.header.map((_, column) =>
    Math.max(24, ...[headCells, ...rows].flatMap((row) => (row[column] ?? []).flatMap((span) => span.text.split(' ').map((word) => naturalWidth([{ ...span, text: word }], measure) + 0.5)))),
  )
  const widths = chooseWidths(wanted, longestWords, MEASURE - GAP * (block.header.length - 1))

  return [headCells, ...rows].map((given, index) => {
    const isHead = index === 0
    const { cells, scale } = fitRow(given, widths, isHead ? HEAD_LEADING : LEADING, measure)
    const row = makeNode('TR')
    ;(isHead ? head : body).children.push(row)
    const texts: PlacedText[] = []
    const leading = (isHead ? HEAD_LEADING : LEADING) * scale
    let [x, height] = [PAGE.left as number, 0]
    for (const [column, spans] of cells.entries()) {
      const node = isHead ? makeNode('TH', { scope: 'Column' }) : makeNode('TD')
      row.children.push(node)
      const width = widths[column] ?? 0
      const lines = breakLines(spans, width, measure, false)
      for (const [at, line] of lines.entries()) {
        texts.push({ node, x: isRight[column] ? x + width - line.width : x, baseline: PADDING + at * leading + leading * 0.76, line })
      }
      height = Math.max(height, lines.length * leading)
      x += width + GAP
    }
    const full = height + PADDING * 2
    return {
      before: isHead ? 8 : 0,
      height: full + (index === rows.length ? 6 : 0),
      keep: isHead || index === rows.length - 1,
      texts,
      rules: [...(isHead ? [{ x: PAGE.left, y: 0, width: MEASURE, strong: true }] : []), { x: PAGE.left, y: full, width: MEASURE, strong: isHead || index === rows.length }],
    }
  })
}
