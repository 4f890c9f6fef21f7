import type { Block, Particular } from '../document.ts'

/** What a clause is about: how the library is ordered. */
export const CLAUSE_SUBJECTS = ['performance', 'payment', 'liability', 'information', 'rights', 'ending', 'communication', 'disputes'] as const
export type ClauseSubject = (typeof CLAUSE_SUBJECTS)[number]

/** A clause as it can be put into a contract: the clause and the lists, tables and paragraphs that belong to it. */
export interface LibraryClause {
  readonly subject: ClauseSubject
  readonly title: string
  readonly blocks: readonly Block[]
  /** What its places ask for, with party and kind; a draft that has them keeps its own. */
  readonly particulars: readonly Particular[]
  /** Terms that it uses in a meaning of its own. */
  readonly terms: readonly { readonly term: string; readonly meaning: string }[]
}

/** A clause in data: its subject, title and paragraphs; particulars are the seller's to fill in. */
export type CommonClause = readonly [subject: ClauseSubject, title: string, paragraphs: readonly string[], particulars?: readonly Pick<Particular, 'id' | 'label' | 'hint'>[]]

export function readCommon([subject, title, paragraphs, asked = []]: CommonClause): LibraryClause {
  return {
    subject,
    title,
    blocks: [{ kind: 'clause', number: 1, title, paragraphs: [...paragraphs] }],
    particulars: asked.map((one) => ({ ...one, party: 'seller', kind: 'text', required: true, maxLength: 120 })),
    terms: [],
  }
}
