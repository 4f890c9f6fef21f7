import type { PartyId } from '../contract/document.ts'
import type { Run } from '../contract/expand.ts'
import { PAGE, STYLES } from './page.ts'
import type { Style } from './page.ts'
import type { SetLine, Span } from './paragraph.ts'

/** A structure element: its tag (ISO 32000-2 §14.8) and what a reader is told about it. */
export interface Node {
  readonly tag: string
  readonly children: Node[]
  readonly scope?: 'Column'
  readonly numbering?: 'Decimal' | 'LowerAlpha' | 'Disc' | 'None'
  readonly title?: string
  readonly alt?: string
}

export function makeNode(tag: string, options: Partial<Omit<Node, 'tag' | 'children'>> = {}, children: Node[] = []): Node {
  return { tag, children, ...options }
}

/** Runs in a base style and its strong form; a missing value is set as a label. */
export function toSpans(runs: readonly Run[], base: Style, strong: Style): Span[] {
  return runs.map((run) => ({ text: run.text, style: run.missing && run.text !== '—' ? STYLES.missing : run.bold ? strong : base }))
}

/** A line of text in a box: `x` from the page's left edge, `baseline` from the box's top. */
export interface PlacedText {
  readonly node: Node
  readonly x: number
  readonly baseline: number
  readonly line: SetLine
}

/** A hairline (an artifact), `y` from the box's top. */
export interface Rule {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly strong: boolean
}

/** The rectangle of a signature field, from the box's top. */
export interface Place {
  readonly node: Node
  readonly party: PartyId
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The smallest thing that is never split: a line, a table row, a signature place. Points. */
export interface Box {
  readonly before: number
  readonly height: number
  /** Stays on the page of the next box. */
  readonly keep: boolean
  readonly texts: readonly PlacedText[]
  readonly rules: readonly Rule[]
  readonly place?: Place
  readonly bookmark?: string
}

export interface PlacedBox {
  readonly box: Box
  /** Top of the box, from the page's top edge. */
  readonly y: number
}

/** Deals boxes out to pages. Boxes tied by `keep` move together; a chain longer than a page is broken where it must be. */
export function paginate(boxes: readonly Box[]): PlacedBox[][] {
  const pages: PlacedBox[][] = []
  let page: PlacedBox[] = []
  let y: number = PAGE.top
  const bottom = PAGE.height - PAGE.bottom
  for (let from = 0; from < boxes.length; ) {
    let end = from + 1
    while (end < boxes.length && boxes[end - 1]!.keep) end++
    const chain = boxes.slice(from, end)
    const height = chain.reduce((sum, box, index) => sum + box.height + (index === 0 && page.length === 0 ? 0 : box.before), 0)
    if (page.length > 0 && y + height > bottom) {
      pages.push(page)
      page = []
      y = PAGE.top
    }
    for (const box of chain) {
      const before = page.length === 0 ? 0 : box.before
      if (page.length > 0 && y + before + box.height > bottom) {
        pages.push(page)
        page = []
        y = PAGE.top
      }
      y += page.length === 0 ? 0 : before
      page.push({ box, y })
      y += box.height
    }
    from = end
  }
  if (page.length > 0) pages.push(page)
  return pages
}
