import type { Block } from './document.ts'

/** Every text of these blocks that people read. */
export function textsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case 'heading': case 'paragraph': return [block.text]
      case 'clause': return [block.title, ...block.paragraphs]
      case 'list': return block.items
      case 'table': return [...block.header, ...block.rows.flat()]
      case 'terms': case 'signature': return []
    }
  })
}
