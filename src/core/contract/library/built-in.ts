import { textsOf } from '../block-text.ts'
import type { Block, ContractDraft, Particular } from '../document.ts'
import { parseInline } from '../inline.ts'
import { TEMPLATES } from '../template.ts'
import type { TemplateId } from '../template.ts'
import { findWord } from '../term.ts'
import type { ClauseSubject, LibraryClause } from './clause.ts'

/** Subjects of each template's clauses in their order; `*` before one that fits contracts of that template only. */
export const TEMPLATE_SUBJECTS: Readonly<Record<Exclude<TemplateId, 'own-file'>, readonly (ClauseSubject | `*${ClauseSubject}`)[]>> = {
  'sale-of-goods': ['performance', '*communication', 'performance', 'performance', 'liability', 'payment', 'liability', 'ending', '*communication', '*communication', 'information', 'liability', 'disputes'],
  services: ['performance', '*communication', 'performance', 'performance', 'performance', 'payment', 'payment', 'rights', 'information', 'information', '*communication', 'ending', 'liability', 'disputes'],
  'terms-of-service': ['*communication', 'performance', 'performance', 'rights', 'payment', 'performance', 'information', '*communication', 'ending', 'ending', 'liability', 'disputes'],
  'co-ownership': ['performance', '*communication', 'performance', 'performance', 'payment', 'payment', 'rights', 'ending', 'information', '*communication', 'liability', 'disputes'],
}

/** Names of the particulars that texts name, each once. */
export function placesOf(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => parseInline(text).inlines.flatMap((inline) => (inline.kind === 'place' && !inline.name.startsWith('@') ? [inline.name] : []))))]
}

/** Each clause of a contract with what stands between it and the next. */
function splitClauses(blocks: readonly Block[]): Block[][] {
  const clauses: Block[][] = []
  for (const block of blocks) {
    if (block.kind === 'signature') break
    if (block.kind === 'clause') clauses.push([block])
    else clauses.at(-1)?.push(block)
  }
  return clauses
}

/** Terms of the template that the texts use, and those that the meanings of these use. */
function termsIn(texts: readonly string[], terms: ContractDraft['terms']): ContractDraft['terms'] {
  const used = new Set<string>()
  const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
  const add = (from: readonly string[]) => {
    for (const { term, meaning } of terms) {
      // Vietnamese writes its terms small, English does not: there a small letter is the plain word.
      if (used.has(term) || !from.some((text) => findWord(text, term, 0) >= 0 || (/[^\0-\x7f]/.test(term) && findWord(text, lower(term), 0) >= 0))) continue
      used.add(term)
      add([meaning])
    }
  }
  add(texts)
  return terms.filter(({ term }) => used.has(term))
}

const escape = (text: string) => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')

/** Calls the parties of one contract as another does; markup in a role is no markup in a text. */
function renameRoles(from: ContractDraft, to: ContractDraft): (text: string) => string {
  const names = new Map(from.parties.map(({ id, role }) => [role, to.parties.find((party) => party.id === id)?.role.replace(/[{}*]/g, '').trim() || role]))
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${[...names.keys()].map(escape).join('|')})(?=${from.language === 'en' ? 's?' : ''}(?![\\p{L}\\p{N}]))`, 'gu')
  return (text) => text.replace(pattern, (role) => names.get(role) ?? role)
}

function mapBlock(block: Block, change: (text: string) => string): Block {
  switch (block.kind) {
    case 'heading': case 'paragraph': return { ...block, text: change(block.text) }
    case 'clause': return { ...block, title: change(block.title), paragraphs: block.paragraphs.map(change) }
    case 'list': return { ...block, items: block.items.map(change) }
    case 'table': return { ...block, header: block.header.map(change), rows: block.rows.map((cells) => cells.map(change)) }
    case 'terms': case 'signature': return block
  }
}

/** The clauses of the templates in a draft's language that fit its parties, in the draft's own words for them; those of its own template first. */
export function readBuiltIn(draft: ContractDraft): LibraryClause[] {
  const own = (id: string) => (id === draft.template ? 0 : 1)
  return [...TEMPLATES].sort((a, b) => own(a.id) - own(b.id)).flatMap(({ id, drafts }) => {
    const source = drafts[draft.language]
    // "Both parties" is not said of three, nor "all three" of two.
    if (id === 'own-file' || source.parties.length !== draft.parties.length || source.parties.some((party) => !draft.parties.some((other) => other.id === party.id))) return []
    const rename = renameRoles(source, draft)
    return splitClauses(source.blocks).flatMap((blocks, index) => {
      const subject = TEMPLATE_SUBJECTS[id][index]
      if (!subject || (subject.startsWith('*') && id !== draft.template)) return []
      const texts = textsOf(blocks)
      const terms = termsIn(texts, source.terms)
      const asked = placesOf([...texts, ...terms.map(({ meaning }) => meaning)])
      const named = blocks.map((block) => mapBlock(block, rename))
      return [{
        subject: subject.replace('*', '') as ClauseSubject,
        title: named[0]?.kind === 'clause' ? named[0].title : '',
        blocks: named,
        terms: terms.map(({ term, meaning }) => ({ term, meaning: rename(meaning) })),
        particulars: source.particulars.filter((one) => asked.includes(one.id)).map((one): Particular => ({ ...one, label: rename(one.label), ...(one.choices ? { choices: one.choices.map(rename) } : {}) })),
      }]
    })
  })
}
