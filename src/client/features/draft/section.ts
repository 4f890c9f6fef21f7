import type { Block, ContractDraft } from '../../../core/contract/document.ts'

/** What moves together: a clause with the lists, tables and paragraphs up to the next one; or the part before the first clause; or the signature places. */
export interface Section {
  readonly kind: 'opening' | 'clause' | 'signatures'
  /** Index of its first block. */
  readonly start: number
  readonly blocks: readonly Block[]
}

/** A contract's blocks in sections, in order; the opening and the signatures may be empty and are then left out. */
export function splitSections(blocks: readonly Block[]): Section[] {
  const sections: { kind: Section['kind']; start: number; blocks: Block[] }[] = []
  for (const [index, block] of blocks.entries()) {
    const last = sections.at(-1)
    const kind = block.kind === 'clause' ? 'clause' : block.kind === 'signature' ? 'signatures' : (last?.kind ?? 'opening')
    if (last && block.kind !== 'clause' && last.kind === kind) last.blocks.push(block)
    else sections.push({ kind, start: index, blocks: [block] })
  }
  return sections
}

/** Clauses numbered 1, 2, 3 … in the order they stand. */
export function renumber(blocks: readonly Block[]): Block[] {
  let number = 0
  return blocks.map((block) => {
    if (block.kind !== 'clause') return block
    number += 1
    return block.number === number ? block : { ...block, number }
  })
}

function withSections(draft: ContractDraft, sections: readonly Section[]): ContractDraft {
  return { ...draft, blocks: renumber(sections.flatMap((section) => section.blocks)) }
}

/** Moves a clause past its neighbour clause; the same draft when there is none. */
export function moveClause(draft: ContractDraft, position: number, direction: 1 | -1): ContractDraft {
  const sections = splitSections(draft.blocks)
  const here = sections[position]
  const there = sections[position + direction]
  if (here?.kind !== 'clause' || there?.kind !== 'clause') return draft
  return withSections(draft, sections.with(position, there).with(position + direction, here))
}

/** Takes a section's clause out. */
export function removeClause(draft: ContractDraft, position: number): ContractDraft {
  const sections = splitSections(draft.blocks)
  return sections[position]?.kind === 'clause' ? withSections(draft, sections.toSpliced(position, 1)) : draft
}

/** Puts sections in at a position, as a clause that was taken out or a new one. */
export function insertSection(draft: ContractDraft, position: number, blocks: readonly Block[]): ContractDraft {
  return withSections(draft, splitSections(draft.blocks).toSpliced(position, 0, { kind: 'clause', start: 0, blocks }))
}

/** A new clause after a section. */
export function addClause(draft: ContractDraft, position: number, title: string, paragraph: string): ContractDraft {
  return insertSection(draft, position + 1, [{ kind: 'clause', number: 1, title, paragraphs: [paragraph] }])
}
