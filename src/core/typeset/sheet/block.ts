export type VerdictTone = 'pass' | 'doubt' | 'fail'

/** What a sheet of people's facts is made of, in the order that a reader meets it, before it is set. */
export type SheetBlock =
  | { readonly kind: 'title'; readonly text: string; readonly meta: string }
  | { readonly kind: 'verdict'; readonly tone: VerdictTone; readonly lead: string; readonly rest: string | null; readonly word: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }
  /** One thing at one time: the time in the margin, a sentence, what else is known of it. */
  | { readonly kind: 'entry'; readonly time: string; readonly lead: string; readonly lines: readonly string[] }
  /** Where the service's seal goes; `text` stands beside it. */
  | { readonly kind: 'seal'; readonly text: string; readonly description: string }

/** Every text of a block put through `change`. */
export function mapBlock(block: SheetBlock, change: (text: string) => string): SheetBlock {
  switch (block.kind) {
    case 'title': return { ...block, text: change(block.text), meta: change(block.meta) }
    case 'verdict': return { ...block, lead: change(block.lead), rest: block.rest && change(block.rest), word: change(block.word) }
    case 'heading': case 'paragraph': return { ...block, text: change(block.text) }
    case 'facts': return { ...block, rows: block.rows.map(([name, value]) => [change(name), change(value)] as const) }
    case 'list': return { ...block, items: block.items.map(change) }
    case 'table': return { ...block, header: block.header.map(change), rows: block.rows.map((row) => row.map(change)) }
    case 'entry': return { ...block, time: change(block.time), lead: change(block.lead), lines: block.lines.map(change) }
    case 'seal': return { ...block, text: change(block.text), description: change(block.description) }
  }
}

/** Long names break only at spaces when they are set. */
export const spread = (text: string, every: number): string => text.replace(new RegExp(`(.{${every}})(?=.)`, 'g'), '$1 ')
