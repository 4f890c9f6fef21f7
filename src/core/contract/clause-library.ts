import { textsOf } from './block-text.ts'
import { MAX_PARTICULARS } from './document.ts'
import type { ContractDraft, Particular } from './document.ts'
import { placesOf, readBuiltIn } from './library/built-in.ts'
import { readCommon } from './library/clause.ts'
import type { LibraryClause } from './library/clause.ts'
import { commonEn } from './library/common-en.ts'
import { commonVi } from './library/common-vi.ts'
import { findStructureProblem } from './structure.ts'

const plain = (text: string) => text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()

/** The clause with what this draft lacks for it; null where the draft has such a place of another kind or party, or no room for definitions. */
function fit(draft: ContractDraft, clause: LibraryClause): LibraryClause | null {
  const terms = clause.terms.filter(({ term }) => !draft.terms.some((other) => plain(other.term) === plain(term)))
  if (terms.length > 0 && !draft.blocks.some(({ kind }) => kind === 'terms')) return null
  const places = placesOf([...textsOf(clause.blocks), ...terms.map(({ meaning }) => meaning)])
  const currency = draft.particulars.find((one) => one.currency)?.currency
  const added: Particular[] = []
  for (const id of places) {
    const wanted = clause.particulars.find((one) => one.id === id)
    const there = draft.particulars.find((one) => one.id === id)
    if (!wanted || (there && (there.kind !== wanted.kind || there.party !== wanted.party))) return null
    if (!there) added.push(wanted.kind === 'money' ? { ...wanted, maxLength: 16, ...(currency ? { currency } : {}) } : wanted)
  }
  if (draft.particulars.length + added.length > MAX_PARTICULARS) return null
  return { ...clause, terms, particulars: added }
}

/**
 * The clauses that can be put into this draft, in its language: those of the templates, and others that suit most contracts. None that the
 * draft has already (by title or by words), none twice, none that the contract's rules would refuse. Each brings only what the draft lacks, so that what is listed is what will be added.
 */
export function listClauses(draft: ContractDraft): LibraryClause[] {
  const common = (draft.language === 'vi' ? commonVi : commonEn).map(readCommon)
  const builtIn = readBuiltIn(draft)
  const seen = new Set(draft.blocks.flatMap((block) => (block.kind === 'clause' ? [plain(block.title), ...block.paragraphs.map(plain)] : [])))
  const isSound = findStructureProblem(draft) === null
  return [...builtIn, ...common].flatMap((clause) => {
    const words = [plain(clause.title), ...clause.blocks.flatMap((block) => (block.kind === 'clause' ? block.paragraphs.map(plain) : []))]
    if (words.some((text) => seen.has(text))) return []
    const offered = fit(draft, clause)
    if (!offered || (isSound && findStructureProblem(withClause(draft, draft.blocks.length, offered)) !== null)) return []
    for (const text of words) seen.add(text)
    return [offered]
  })
}

/** The draft with the clause's blocks before block `at`, and with the particulars and definitions that it brings; clauses are numbered anew. */
export function withClause(draft: ContractDraft, at: number, clause: LibraryClause): ContractDraft {
  const lacks = <T>(there: readonly T[], more: readonly T[], name: (one: T) => string) => more.filter((one) => !there.some((other) => name(other) === name(one)))
  let number = 0
  return {
    ...draft,
    particulars: [...draft.particulars, ...lacks(draft.particulars, clause.particulars, ({ id }) => id)],
    terms: [...draft.terms, ...lacks(draft.terms, clause.terms, ({ term }) => plain(term))],
    blocks: draft.blocks.toSpliced(at, 0, ...clause.blocks).map((block) => (block.kind === 'clause' ? { ...block, number: (number += 1) } : block)),
  }
}
