import { Canvas } from '../canvas.ts'
import { finishPlain } from '../finish.ts'
import type { AttachedFile } from '../finish.ts'
import { makeNode, paginate } from '../flow.ts'
import type { Node } from '../flow.ts'
import { checkCoverage } from '../font.ts'
import type { FontSet } from '../font.ts'
import { PAGE, RULE, STYLES } from '../page.ts'
import { drawPage, fitText } from '../pdf.ts'
import { mapBlock } from './block.ts'
import type { SheetBlock } from './block.ts'
import { layoutSheet, SEAL_FIELD } from './layout.ts'
import { drawVerdict } from './verdict.ts'

export interface SheetInput {
  readonly blocks: readonly SheetBlock[]
  readonly title: string
  /** At the foot of every page. */
  readonly foot: string
  readonly language: 'vi' | 'en'
  /** Epoch milliseconds, whole seconds: what the file says of when it was made. */
  readonly time: number
  readonly files: readonly AttachedFile[]
  readonly fonts: FontSet
}

const WORDS = {
  en: { page: (page: number, pages: number) => `Page ${page}/${pages}`, replaced: 'Letters that the fonts of this file do not hold are shown as “?”; the attached JSON has them.' },
  vi: { page: (page: number, pages: number) => `Trang ${page}/${pages}`, replaced: 'Ký tự mà phông chữ của tệp này không có được thay bằng “?”; tệp JSON đính kèm ghi đủ.' },
} as const

/** On one line, composed. */
const flatten = (text: string): string => text.normalize('NFC').replace(/[\p{Cc}\s]+/gu, ' ').trim()

/** What the fonts can show of a text; names that strangers gave hold anything. */
export function coverText(text: string): string {
  const plain = flatten(text)
  const outside = new Set(checkCoverage(plain))
  return outside.size === 0 ? plain : [...plain].map((letter) => (outside.has(letter) ? '?' : letter)).join('')
}

function drawFurniture(canvas: Canvas, foot: string, page: string): void {
  const style = STYLES.furniture
  const right = PAGE.width - PAGE.right
  const set = (text: string, x: number, isRight: boolean): void => {
    const width = (canvas.measure(style.face, text) * style.size) / 1000
    canvas.text({ spans: [{ text, style }], width, stretch: 0 }, isRight ? x - width : x, PAGE.height - 46)
  }
  canvas.artifact('Pagination', () => {
    set(fitText(foot, style, right - PAGE.left - 90, canvas.measure), PAGE.left, false)
    set(page, right, true)
    canvas.stroke([[PAGE.left, PAGE.height - 58], [right, PAGE.height - 58]], RULE, 0.5)
  })
}

/**
 * Facts for people as a tagged PDF/A-3a file in one language, the same bytes for the same input in every engine. With a block `seal` it has an empty
 * signature field of that name. Letters outside the fonts are replaced, and a note says so.
 */
export async function typesetSheet({ blocks: given, title: name, foot, language, time, files, fonts }: SheetInput): Promise<Uint8Array> {
  const flat = given.map((block) => mapBlock(block, flatten))
  const blocks = flat.map((block) => mapBlock(block, coverText))
  if (JSON.stringify(blocks) !== JSON.stringify(flat)) blocks.push({ kind: 'paragraph', text: WORDS[language].replaced })
  const title = coverText(name)
  const canvas = new Canvas(fonts, { language, title, author: 'Countersign', time })
  const root: Node = makeNode('Document')
  const { boxes, verdict, tone } = layoutSheet(blocks, canvas.measure, root)
  const pages = paginate(boxes)
  for (const [index, placed] of pages.entries()) {
    canvas.addPage()
    if (tone !== null) drawVerdict(canvas, placed, verdict, tone)
    drawPage(canvas, placed)
    drawFurniture(canvas, coverText(foot), WORDS[language].page(index + 1, pages.length))
  }
  const places = blocks.flatMap((block) => (block.kind === 'seal' ? [{ field: SEAL_FIELD, description: block.description, hint: '–' }] : []))
  return finishPlain({ pdf: await canvas.finish(root), files, xmp: { title, author: 'Countersign', language, time }, places, fonts })
}
