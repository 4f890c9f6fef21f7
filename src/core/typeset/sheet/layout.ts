import type { Run } from '../../contract/expand.ts'
import { makeNode } from '../flow.ts'
import type { Box, Node } from '../flow.ts'
import { setParagraph } from '../layout.ts'
import { INK, MEASURE, PAGE, SIGNATURE_PLACE, SOFT, STYLES } from '../page.ts'
import type { Style } from '../page.ts'
import { breakLines } from '../paragraph.ts'
import type { Measure, Span } from '../paragraph.ts'
import { layoutTable } from '../table.ts'
import type { SheetBlock, VerdictTone } from './block.ts'

const LEAD: Style = { face: 'sansBold', size: 14, color: INK }
const BODY: Style = { face: 'sans', size: 9.4, color: INK }
const STRONG: Style = { face: 'sansBold', size: 9.4, color: INK }
const NAME: Style = { face: 'sans', size: 9, color: SOFT }
const SMALL: Style = { face: 'sans', size: 8.2, color: SOFT }
const LEADING = 13.4
const VERDICT_INDENT = 52
const NAME_COLUMN = 172
const LIST_COLUMN = 14
const TIME_COLUMN = 64
/** Name of the field that the service's seal fills. */
export const SEAL_FIELD = 'seal'

const run = (text: string): Run[] => [{ text, bold: false }]

/** Boxes in reading order, with their structure in `root`; `verdict` names those that the bar and the shape stand beside. */
export function layoutSheet(blocks: readonly SheetBlock[], measure: Measure, root: Node): { readonly boxes: Box[]; readonly verdict: Box[]; readonly tone: VerdictTone | null } {
  const boxes: Box[] = []
  let tone: VerdictTone | null = null
  const verdict: Box[] = []
  const set = (spans: readonly Span[], tag: string, setting: { readonly x?: number; readonly leading?: number; readonly before?: number; readonly keep?: boolean; readonly bookmark?: string; readonly parent?: Node }): Box[] => {
    const { x = PAGE.left, leading = LEADING, before = 5, keep = false, bookmark, parent = root } = setting
    const node = makeNode(tag)
    parent.children.push(node)
    const made = setParagraph(spans, measure, { node, x, width: MEASURE - (x - PAGE.left), leading, before, justify: false, keep, ...(bookmark === undefined ? {} : { bookmark }) })
    boxes.push(...made)
    return made
  }
  const labelled = (list: Node, label: string, style: Style, text: string, column: number, before: number, look: Style = BODY): void => {
    const [name, body] = [makeNode('Lbl'), makeNode('LBody')]
    list.children.push(makeNode('LI', {}, [name, body]))
    boxes.push(...setParagraph([{ text, style: look }], measure, {
      node: body, x: PAGE.left + column, width: MEASURE - column, leading: LEADING, before, justify: false, label: { node: name, x: PAGE.left, text: label, style },
    }))
  }
  for (const block of blocks) {
    switch (block.kind) {
      case 'title':
        set([{ text: block.text, style: STYLES.title }], 'H1', { leading: 25, before: 0, keep: true, bookmark: block.text })
        set([{ text: block.meta, style: STYLES.meta }], 'P', { before: 3, leading: 13, keep: true })
        break
      case 'verdict': {
        tone = block.tone
        const x = PAGE.left + VERDICT_INDENT
        verdict.push(...set([{ text: block.lead, style: LEAD }], 'P', { x, before: 22, leading: 19, keep: true }))
        if (block.rest !== null) verdict.push(...set([{ text: block.rest, style: BODY }], 'P', { x, before: 3, keep: true }))
        const word = set([{ text: block.word, style: STRONG }], 'P', { x, before: 3 })
        verdict.push(...word)
        break
      }
      case 'heading':
        set([{ text: block.text, style: STYLES.heading }], 'H2', { before: 20, leading: 17, keep: true, bookmark: block.text })
        break
      case 'paragraph':
        set([{ text: block.text, style: BODY }], 'P', { before: verdict.length > 0 && boxes.at(-1) === verdict.at(-1) ? 16 : 8 })
        break
      case 'facts': {
        const list = makeNode('L', { numbering: 'None' })
        root.children.push(list)
        for (const [at, [name, value]] of block.rows.entries()) labelled(list, name, NAME, value, NAME_COLUMN, at === 0 ? 4 : 3)
        break
      }
      case 'list': {
        const list = makeNode('L', { numbering: 'Disc' })
        root.children.push(list)
        for (const item of block.items) labelled(list, '•', NAME, item, LIST_COLUMN, 3)
        break
      }
      case 'entry': {
        const list = makeNode('L', { numbering: 'None' })
        root.children.push(list)
        labelled(list, block.time, NAME, block.lead, TIME_COLUMN, 7, STRONG)
        const body = list.children[0]?.children[1]
        if (!body) break
        for (const line of block.lines) {
          const node = makeNode('P')
          body.children.push(node)
          boxes.push(...setParagraph([{ text: line, style: SMALL }], measure, { node, x: PAGE.left + TIME_COLUMN, width: MEASURE - TIME_COLUMN, leading: 11.6, before: 1, justify: false }))
        }
        break
      }
      case 'seal': {
        const node = makeNode('P')
        const field = makeNode('Form', { title: SEAL_FIELD, alt: block.description })
        root.children.push(node, field)
        const lines = breakLines([{ text: block.text, style: SMALL }], MEASURE - SIGNATURE_PLACE.width - 18, measure, false)
        boxes.push({
          before: 22, height: Math.max(SIGNATURE_PLACE.height, lines.length * 11.6), keep: false, rules: [],
          texts: lines.map((line, at) => ({ node, x: PAGE.left, baseline: at * 11.6 + 9, line })),
          place: { node: field, party: SEAL_FIELD, x: PAGE.width - PAGE.right - SIGNATURE_PLACE.width, y: 0, ...SIGNATURE_PLACE },
        })
        break
      }
      case 'table':
        boxes.push(...layoutTable({ kind: 'table', header: block.header.map(run), rows: block.rows.map((row) => row.map(run)) }, measure, root))
    }
  }
  return { boxes, verdict, tone }
}
