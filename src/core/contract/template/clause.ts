import type { Block } from '../document.ts'

/** Numbers clauses in order; other blocks stay where they stand. */
export type Passage = readonly [title: string, ...paragraphs: string[]] | Block

export function numberClauses(passages: readonly Passage[]): Block[] {
  let number = 0
  return passages.map((passage) => {
    if ('kind' in passage) return passage
    const [title, ...paragraphs] = passage
    number += 1
    return { kind: 'clause', number, title, paragraphs }
  })
}
