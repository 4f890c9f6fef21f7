import { encodeUtf8 } from '../../bytes/text.ts'
import { encodeReport } from '../../validation/encode.ts'
import { Canvas } from '../canvas.ts'
import { finishPlain } from '../finish.ts'
import { makeNode, paginate } from '../flow.ts'
import type { Node } from '../flow.ts'
import { checkCoverage } from '../font.ts'
import type { FontSet } from '../font.ts'
import { PAGE, RULE, STYLES } from '../page.ts'
import { drawPage, fitText } from '../pdf.ts'
import { layoutReport } from './layout.ts'
import { outlineReport, toneOf } from './outline.ts'
import type { OutlineInput, ReportBlock } from './outline.ts'
import { drawVerdict } from './verdict.ts'
import { REPORT_WORDS } from './words.ts'

export interface ReportInput extends OutlineInput {
  readonly fonts: FontSet
}

/** On one line, composed. */
const flatten = (text: string): string => text.normalize('NFC').replace(/[\p{Cc}\s]+/gu, ' ').trim()

/** What the fonts can show of a text; names in a stranger's file hold anything. */
function coverText(text: string): string {
  const plain = flatten(text)
  const outside = new Set(checkCoverage(plain))
  return outside.size === 0 ? plain : [...plain].map((letter) => (outside.has(letter) ? '?' : letter)).join('')
}

/** Every text of a block put through `change`. */
function mapBlock(block: ReportBlock, change: (text: string) => string): ReportBlock {
  switch (block.kind) {
    case 'title': return { ...block, text: change(block.text), meta: change(block.meta) }
    case 'verdict': return { ...block, lead: change(block.lead), rest: block.rest && change(block.rest), word: change(block.word) }
    case 'heading': case 'paragraph': return { ...block, text: change(block.text) }
    case 'facts': return { ...block, rows: block.rows.map(([name, value]) => [change(name), change(value)] as const) }
    case 'list': return { ...block, items: block.items.map(change) }
    case 'table': return { ...block, header: block.header.map(change), rows: block.rows.map((row) => row.map(change)) }
  }
}

function drawFurniture(canvas: Canvas, name: string, page: string): void {
  const style = STYLES.furniture
  const right = PAGE.width - PAGE.right
  const set = (text: string, x: number, isRight: boolean): void => {
    const width = (canvas.measure(style.face, text) * style.size) / 1000
    canvas.text({ spans: [{ text, style }], width, stretch: 0 }, isRight ? x - width : x, PAGE.height - 46)
  }
  canvas.artifact('Pagination', () => {
    set(fitText(name, style, right - PAGE.left - 90, canvas.measure), PAGE.left, false)
    set(page, right, true)
    canvas.stroke([[PAGE.left, PAGE.height - 58], [right, PAGE.height - 58]], RULE, 0.5)
  })
}

/** The report for people: tagged PDF/A-3a in one language, with the report for programs (JSON) attached. Nothing in it is a proof; it is not signed. */
export async function typesetReport(input: ReportInput): Promise<Uint8Array> {
  const { examination, language, fonts } = input
  const words = REPORT_WORDS[language]
  const given = outlineReport(input).map((block) => mapBlock(block, flatten))
  const blocks = given.map((block) => mapBlock(block, coverText))
  if (JSON.stringify(blocks) !== JSON.stringify(given)) blocks.push({ kind: 'paragraph', text: words.replaced })
  const name = coverText(input.name)
  const time = Math.floor(Date.parse(examination.report.judgedAt) / 1000) * 1000
  const title = `${words.title}: ${name}`
  const canvas = new Canvas(fonts, { language, title, author: 'Countersign', time })
  const root: Node = makeNode('Document')
  const { boxes, verdict } = layoutReport(blocks, canvas.measure, root)
  const pages = paginate(boxes)
  for (const [index, placed] of pages.entries()) {
    canvas.addPage()
    drawVerdict(canvas, placed, verdict, toneOf(examination))
    drawPage(canvas, placed)
    drawFurniture(canvas, name, words.page(index + 1, pages.length))
  }
  const json = encodeUtf8(`${JSON.stringify(encodeReport(examination.report, input.name, language), null, 2)}\n`)
  return finishPlain({
    pdf: await canvas.finish(root),
    files: [{ name: 'report.json', mediaType: 'application/json', relationship: 'Data', description: words.attachment, bytes: json }],
    xmp: { title, author: 'Countersign', language, time },
  })
}
