import type { Language } from '../contract/document.ts'
import { signatureFieldName } from '../contract/place.ts'
import type { ExpandedBlock, Line, Run } from '../contract/expand.ts'
import { makeNode, toSpans } from './flow.ts'
import type { Box, Node, PlacedText, Rule } from './flow.ts'
import { MEASURE, PAGE, SIGNATURE_PLACE, STYLES } from './page.ts'
import type { Style } from './page.ts'
import { breakLines } from './paragraph.ts'
import type { Measure, SetLine, Span } from './paragraph.ts'
import { layoutTable } from './table.ts'

const LEADING = 16.2
const NUMBER_COLUMN = 31
const LIST_INDENT = 14
const LIST_COLUMN = 18

interface Setting {
  readonly node: Node
  readonly x: number
  readonly width: number
  readonly leading: number
  readonly before: number
  readonly justify: boolean
  readonly centred?: boolean
  readonly label?: { readonly node: Node; readonly x: number; readonly text: string; readonly style: Style }
  readonly bookmark?: string
  /** Stays with what follows, as a heading does. */
  readonly keep?: boolean
}

/** A paragraph as one box a line; two lines at least stay together at either end. */
export function setParagraph(spans: readonly Span[], measure: Measure, setting: Setting): Box[] {
  const lines = breakLines(spans, setting.width, measure, setting.justify)
  const baseline = setting.leading * 0.74
  return lines.map((line, index) => {
    const x = setting.centred ? setting.x + (setting.width - line.width) / 2 : setting.x
    const texts: PlacedText[] = [{ node: setting.node, x, baseline, line }]
    if (index === 0 && setting.label) {
      const { node, text, style } = setting.label
      texts.unshift({ node, x: setting.label.x, baseline, line: { spans: [{ text, style }], width: 0, stretch: 0 } })
    }
    return {
      before: index === 0 ? setting.before : 0,
      height: setting.leading,
      keep: (setting.keep ?? false) || (lines.length > 1 && (index === 0 || index === lines.length - 2)),
      texts,
      rules: [],
      ...(index === 0 && setting.bookmark !== undefined ? { bookmark: setting.bookmark } : {}),
    }
  })
}

function setLabelled(line: Line, list: Node, measure: Measure, x: number, column: number, before: number): Box[] {
  const label = makeNode('Lbl')
  const body = makeNode('LBody')
  list.children.push(makeNode('LI', {}, line.label === null ? [body] : [label, body]))
  return setParagraph(toSpans(line.runs, STYLES.text, STYLES.strong), measure, {
    node: body,
    x: x + column,
    width: MEASURE - (x - PAGE.left) - column,
    leading: LEADING,
    before,
    justify: true,
    ...(line.label === null ? {} : { label: { node: label, x, text: line.label, style: STYLES.number } }),
  })
}

const FIELD_HINT: Record<Language, (role: string) => string> = {
  vi: (role) => `Chỗ ký điện tử: ${role}`,
  en: (role) => `Electronic signature: ${role}`,
}

type SignatureBlock = Extract<ExpandedBlock, { kind: 'signature' }>

function setSignature(block: SignatureBlock, root: Node, measure: Measure, language: Language, first: boolean): Box {
  const left = MEASURE - SIGNATURE_PLACE.width - 14
  const right = PAGE.left + MEASURE - SIGNATURE_PLACE.width
  const [role, name] = [makeNode('P'), makeNode('P')]
  const division = makeNode('Sect', {}, [role, name])
  root.children.push(division)
  const texts: PlacedText[] = []
  const place = (node: Node, lines: readonly SetLine[], x: number, y: number, leading: number) => {
    for (const [index, line] of lines.entries()) texts.push({ node, x, baseline: y + index * leading + leading * 0.74, line })
    return y + lines.length * leading
  }
  let y = place(role, breakLines([{ text: block.role, style: STYLES.strong }], left, measure, false), PAGE.left, 6, 15)
  y = place(name, breakLines(toSpans([block.name], STYLES.cell, STYLES.cell), left, measure, false), PAGE.left, y, 14)
  const rules: Rule[] = [{ x: PAGE.left, y: 0, width: MEASURE, strong: false }]
  const common = { before: first ? 26 : 18, rules, texts }
  if (!block.signs) {
    const note = makeNode('P')
    division.children.push(note)
    const end = block.note === null ? 0 : place(note, breakLines([{ text: block.note, style: STYLES.note }], SIGNATURE_PLACE.width, measure, false), right, 6.5, 12)
    return { ...common, height: Math.max(y, end) + 4, keep: false }
  }
  const field = makeNode('Form', { title: signatureFieldName(block.party, block.place), alt: FIELD_HINT[language](block.role) })
  division.children.push(field)
  return { ...common, height: Math.max(y, SIGNATURE_PLACE.height + 16), keep: false, place: { node: field, party: block.party, x: right, y: 10, ...SIGNATURE_PLACE } }
}

/** Sets expanded blocks as boxes in reading order; fills `root` with their structure. */
export function layoutBlocks(blocks: readonly ExpandedBlock[], language: Language, measure: Measure, root: Node): Box[] {
  const boxes: Box[] = []
  const paragraph = (runs: readonly Run[], tag: string, before: number) => {
    const node = makeNode(tag)
    root.children.push(node)
    boxes.push(...setParagraph(toSpans(runs, STYLES.text, STYLES.strong), measure, { node, x: PAGE.left, width: MEASURE, leading: LEADING, before, justify: true }))
  }
  const heading = (text: string) => {
    const node = makeNode('H2')
    root.children.push(node)
    boxes.push(...setParagraph([{ text, style: STYLES.heading }], measure, { node, x: PAGE.left, width: MEASURE, leading: 17, before: 15, justify: false, keep: true, bookmark: text }))
  }
  const list = (numbering: NonNullable<Node['numbering']>): Node => {
    const node = makeNode('L', { numbering })
    root.children.push(node)
    return node
  }
  const text = (runs: readonly Run[]) => runs.map((run) => run.text).join('')
  for (const [index, block] of blocks.entries()) {
    const next = blocks[index + 1]
    switch (block.kind) {
      case 'title': {
        const node = makeNode('H1')
        root.children.push(node)
        boxes.push(...setParagraph([{ text: text(block.runs), style: STYLES.title }], measure, { node, x: PAGE.left, width: MEASURE, leading: 25, before: 0, justify: false, centred: true, keep: true, bookmark: text(block.runs) }))
        break
      }
      case 'meta': {
        const node = makeNode('P')
        root.children.push(node)
        const set = setParagraph([{ text: text(block.runs), style: STYLES.meta }], measure, { node, x: PAGE.left, width: MEASURE, leading: 13, before: 5, justify: false, centred: true, keep: true })
        boxes.push(...set.map((box, at) => (at === set.length - 1 ? { ...box, height: box.height + 14 } : box)))
        break
      }
      case 'heading':
        heading(text(block.runs))
        break
      case 'clause': {
        heading(`${block.label} ${text(block.title)}`)
        if (block.lines.some((line) => line.label !== null)) {
          const node = list('Decimal')
          for (const [at, line] of block.lines.entries()) boxes.push(...setLabelled(line, node, measure, PAGE.left, NUMBER_COLUMN, at === 0 ? 3 : 5))
        } else for (const line of block.lines) paragraph(line.runs, 'P', 3)
        break
      }
      case 'paragraph':
        paragraph(block.runs, 'P', 6)
        break
      case 'list': {
        const node = list(block.ordered ? 'LowerAlpha' : 'Disc')
        for (const line of block.lines) boxes.push(...setLabelled(line, node, measure, PAGE.left + LIST_INDENT, LIST_COLUMN, 3))
        break
      }
      case 'terms': {
        const node = list('None')
        for (const item of block.items) boxes.push(...setLabelled({ label: null, runs: item.runs }, node, measure, PAGE.left, LIST_INDENT, 4))
        break
      }
      case 'table':
        boxes.push(...layoutTable(block, measure, root))
        break
      case 'signature': {
        const previous = blocks[index - 1]
        const box = setSignature(block, root, measure, language, previous?.kind !== 'signature')
        boxes.push({ ...box, keep: next?.kind === 'signature' })
      }
    }
  }
  return boxes
}
