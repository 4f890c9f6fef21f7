import { textsOf } from '../../../core/contract/block-text.ts'
import type { Block, ContractDraft, Particular } from '../../../core/contract/document.ts'
import { parseInline } from '../../../core/contract/inline.ts'
import { dropMarks } from '../../locale/marks.ts'

/** Where a text of the draft stands: a block's index and, within it, which text. */
export type TextPlace = { readonly kind: 'title' } | { readonly kind: 'term'; readonly index: number } | { readonly kind: 'meaning'; readonly index: number } | BlockPlace

type BlockPlace =
  | { readonly kind: 'text'; readonly block: number }
  | { readonly kind: 'clause-title'; readonly block: number }
  | { readonly kind: 'paragraph'; readonly block: number; readonly index: number }
  | { readonly kind: 'item'; readonly block: number; readonly index: number }
  | { readonly kind: 'header'; readonly block: number; readonly column: number }
  | { readonly kind: 'cell'; readonly block: number; readonly row: number; readonly column: number }

/** A stable name of a place, for focus and problems: the path as the contract's rules name it. */
export function pathOf(place: TextPlace): string {
  switch (place.kind) {
    case 'title': return 'title'
    case 'text': return `blocks.${place.block}.text`
    case 'clause-title': return `blocks.${place.block}.title`
    case 'paragraph': return `blocks.${place.block}.paragraphs.${place.index}`
    case 'item': return `blocks.${place.block}.items.${place.index}`
    case 'header': return `blocks.${place.block}.header.${place.column}`
    case 'cell': return `blocks.${place.block}.rows.${place.row}.${place.column}`
    case 'term': case 'meaning': return `terms.${place.index}.${place.kind}`
  }
}

function editBlock(block: Block, place: BlockPlace, text: string): Block {
  if (place.kind === 'text' && (block.kind === 'heading' || block.kind === 'paragraph')) return { ...block, text }
  if (place.kind === 'clause-title' && block.kind === 'clause') return { ...block, title: text }
  if (place.kind === 'paragraph' && block.kind === 'clause') return { ...block, paragraphs: block.paragraphs.with(place.index, text) }
  if (place.kind === 'item' && block.kind === 'list') return { ...block, items: block.items.with(place.index, text) }
  if (place.kind === 'header' && block.kind === 'table') return { ...block, header: block.header.with(place.column, text) }
  if (place.kind === 'cell' && block.kind === 'table') return { ...block, rows: block.rows.with(place.row, (block.rows[place.row] ?? []).with(place.column, text)) }
  return block
}

/** The draft with one text changed; NFC, one line, so that what is typed on any keyboard is the same text. */
export function editText(draft: ContractDraft, place: TextPlace, typed: string): ContractDraft {
  const text = typed.normalize('NFC').replace(/\s+/g, ' ')
  if (place.kind === 'title') return { ...draft, title: text }
  if (place.kind === 'term' || place.kind === 'meaning') {
    const item = draft.terms[place.index]
    return item ? { ...draft, terms: draft.terms.with(place.index, { ...item, [place.kind]: text }) } : draft
  }
  const block = draft.blocks[place.block]
  return block ? { ...draft, blocks: draft.blocks.with(place.block, editBlock(block, place, text)) } : draft
}

/** A new paragraph of a clause, item of a list or row of a table, after `index`. */
export function insertLine(draft: ContractDraft, block: number, index: number, text: string): ContractDraft {
  const found = draft.blocks[block]
  switch (found?.kind) {
    case 'clause': return { ...draft, blocks: draft.blocks.with(block, { ...found, paragraphs: found.paragraphs.toSpliced(index + 1, 0, text) }) }
    case 'list': return { ...draft, blocks: draft.blocks.with(block, { ...found, items: found.items.toSpliced(index + 1, 0, text) }) }
    case 'table': return { ...draft, blocks: draft.blocks.with(block, { ...found, rows: found.rows.toSpliced(index + 1, 0, found.header.map(() => text)) }) }
    default: return draft
  }
}

/** Takes a paragraph, item or row out; a list keeps at least one item, a clause at least one paragraph. */
export function removeLine(draft: ContractDraft, block: number, index: number): ContractDraft {
  const found = draft.blocks[block]
  switch (found?.kind) {
    case 'clause': return found.paragraphs.length < 2 ? draft : { ...draft, blocks: draft.blocks.with(block, { ...found, paragraphs: found.paragraphs.toSpliced(index, 1) }) }
    case 'list': return found.items.length < 2 ? draft : { ...draft, blocks: draft.blocks.with(block, { ...found, items: found.items.toSpliced(index, 1) }) }
    case 'table': return { ...draft, blocks: draft.blocks.with(block, { ...found, rows: found.rows.toSpliced(index, 1) }) }
    default: return draft
  }
}

/** The seller's value of a particular; an empty one takes it away. */
export function setValue(draft: ContractDraft, id: string, value: string): ContractDraft {
  return {
    ...draft,
    particulars: draft.particulars.map((particular) => {
      if (particular.id !== id) return particular
      const { value: _, ...rest } = particular
      return value === '' ? rest : { ...rest, value }
    }),
  }
}

/** Whether a text of the contract names the particular, or a rule of it needs it. */
export function isUsed(draft: ContractDraft, id: string): boolean {
  if (draft.total?.particular === id || draft.parties.some((party) => party.nameParticular === id || party.emailParticular === id)) return true
  const texts = [draft.title, ...draft.terms.flatMap((item) => [item.term, item.meaning]), ...textsOf(draft.blocks)]
  return texts.some((text) => parseInline(text).inlines.some((inline) => inline.kind === 'place' && inline.name === id))
}

/** An id from a label: `Ngày giao hàng` → `ngay-giao-hang`, made unique among those there are. */
export function nameParticular(label: string, taken: readonly string[]): string {
  const slug = dropMarks(label).toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '').slice(0, 40).replace(/-+$/, '') || 'info'
  let id = slug
  for (let count = 2; taken.includes(id); count++) id = `${slug}-${count}`
  return id
}

export function addParticular(draft: ContractDraft, particular: Particular): ContractDraft {
  return { ...draft, particulars: [...draft.particulars, particular] }
}

export function removeParticular(draft: ContractDraft, id: string): ContractDraft {
  return isUsed(draft, id) ? draft : { ...draft, particulars: draft.particulars.filter((particular) => particular.id !== id) }
}
