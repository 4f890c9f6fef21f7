import { expandAlongside } from './alongside.ts'
import type { ContractDocument, Language, ParticularValues, PartyId } from './document.ts'
import { formatDate, formatInstant } from './format.ts'
import { parseInline } from './inline.ts'
import { formatParticular, resolveValues } from './particular.ts'
import { markTerms } from './term.ts'
import { moneyInWords } from './words.ts'

/** A stretch of letters in one style. */
export interface Run {
  readonly text: string
  readonly bold: boolean
  /** The particular whose value this is. */
  readonly particular?: string
  /** No value yet: `text` is the label in brackets, or a dash where the value is optional. */
  readonly missing?: true
  /** Index of the defined term that these letters are. */
  readonly term?: number
}

/** A paragraph or item with its printed number ("1.1.", "a)", "•") or none. */
export interface Line {
  readonly label: string | null
  readonly runs: readonly Run[]
}

/** A block with numbers and values in place: the one source of the page, the PDF and the plain text. */
export type ExpandedBlock =
  | { readonly kind: 'title'; readonly runs: readonly Run[] }
  | { readonly kind: 'meta'; readonly runs: readonly Run[] }
  | { readonly kind: 'heading'; readonly id: string; readonly runs: readonly Run[] }
  | { readonly kind: 'clause'; readonly id: string; readonly label: string; readonly title: readonly Run[]; readonly lines: readonly Line[] }
  | { readonly kind: 'paragraph'; readonly runs: readonly Run[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly lines: readonly Line[] }
  | { readonly kind: 'table'; readonly header: readonly (readonly Run[])[]; readonly rows: readonly (readonly (readonly Run[])[])[] }
  | { readonly kind: 'terms'; readonly items: readonly { readonly index: number; readonly runs: readonly Run[] }[] }
  | { readonly kind: 'signature'; readonly party: PartyId; /** Which of the party's places, from 1. */ readonly place: number; readonly signs: boolean; readonly role: string; readonly name: Run; readonly note: string | null }

const WORDS: Record<Language, { clause: (number: number) => string; meta: (number: string, version: string, date: string) => string; published: string; open: string }> = {
  vi: {
    clause: (number) => `Điều ${number}.`,
    meta: (number, version, date) => `Số ${number} · phiên bản ${version} · ngày ${date}`,
    published: 'Đã ký điện tử khi công bố; chữ ký đính kèm tệp này (publication.p7s).',
    open: 'không ấn định',
  },
  en: {
    clause: (number) => `${number}.`,
    meta: (number, version, date) => `No. ${number} · version ${version} · ${date}`,
    published: 'Signed electronically at publication; the signature is attached to this file (publication.p7s).',
    open: 'not fixed',
  },
}

function letterLabel(index: number): string {
  const letter = (position: number) => String.fromCharCode(97 + position)
  return `${index < 26 ? letter(index) : letter(Math.floor(index / 26) - 1) + letter(index % 26)})`
}

/** Title, meta line and blocks of a document with these values in place. Unknown places cannot occur in a parsed document. */
export function expandBlocks(document: ContractDocument, values: ParticularValues): ExpandedBlock[] {
  const { language } = document
  const words = WORDS[language]
  const resolved = resolveValues(document, values)
  const particulars = new Map(document.particulars.map((particular) => [particular.id, particular]))

  const fact = (name: string): string => {
    switch (name) {
      case '@number': return document.number
      case '@version': return document.version
      case '@created-on': return formatDate(document.createdOn, language)
      case '@reply-by': return document.replyBy === null ? words.open : formatInstant(document.replyBy, language)
      case '@governing-law': return document.governingLaw
      case '@jurisdiction': return document.jurisdiction
      default: return ''
    }
  }
  const place = (name: string, inWords: boolean, bold: boolean): Run => {
    const particular = particulars.get(name)
    if (!particular) return { text: fact(name), bold }
    const value = resolved[name]
    if (value === undefined) return { text: particular.required ? `[${particular.label}]` : '—', bold, particular: name, missing: true }
    const text = inWords ? moneyInWords(value, particular.currency ?? 'VND', language) : formatParticular(particular, value, language)
    return { text, bold, particular: name }
  }
  const plainRuns = (text: string): Run[] =>
    parseInline(text).inlines.map((inline) => (inline.kind === 'letters' ? { text: inline.text, bold: inline.bold } : place(inline.name, inline.words, inline.bold)))
  /** Terms are marked where they first stand in each block. */
  const marker = () => {
    const known = new Set<number>()
    return (text: string) => markTerms(plainRuns(text), document.terms, known)
  }

  const expanded: ExpandedBlock[] = [
    { kind: 'title', runs: plainRuns(document.title) },
    { kind: 'meta', runs: [{ text: words.meta(document.number, document.version, formatDate(document.createdOn, language)), bold: false }] },
  ]
  const placed = new Map<PartyId, number>()
  // Before the signatures, which close the text; where none stands in it, at the end.
  let alongside = expandAlongside(document)
  for (const [index, block] of document.blocks.entries()) {
    const runs = marker()
    if (block.kind === 'signature') {
      expanded.push(...alongside)
      alongside = []
    }
    switch (block.kind) {
      case 'heading':
        expanded.push({ kind: 'heading', id: `heading-${index + 1}`, runs: plainRuns(block.text) })
        break
      case 'clause': {
        const numbered = block.paragraphs.length > 1
        expanded.push({
          kind: 'clause',
          id: `clause-${block.number}`,
          label: words.clause(block.number),
          title: plainRuns(block.title),
          lines: block.paragraphs.map((text, at) => ({ label: numbered ? `${block.number}.${at + 1}.` : null, runs: runs(text) })),
        })
        break
      }
      case 'paragraph':
        expanded.push({ kind: 'paragraph', runs: runs(block.text) })
        break
      case 'list':
        expanded.push({ kind: 'list', ordered: block.ordered, lines: block.items.map((text, at) => ({ label: block.ordered ? letterLabel(at) : '•', runs: runs(text) })) })
        break
      case 'table':
        expanded.push({ kind: 'table', header: block.header.map(plainRuns), rows: block.rows.map((row) => row.map(plainRuns)) })
        break
      case 'terms':
        expanded.push({
          kind: 'terms',
          items: document.terms.map((item, at) => ({ index: at, runs: [...plainRuns(item.term).map((run) => ({ ...run, bold: true, term: at })), { text: ': ', bold: false }, ...plainRuns(item.meaning)] })),
        })
        break
      case 'signature': {
        const party = document.parties.find((candidate) => candidate.id === block.party)
        if (!party) break
        const number = (placed.get(party.id) ?? 0) + 1
        placed.set(party.id, number)
        const note = !party.signs && party.id === 'seller' ? words.published : null
        expanded.push({ kind: 'signature', party: party.id, place: number, signs: party.signs, role: party.role, name: place(party.nameParticular, false, false), note })
      }
    }
  }
  return [...expanded, ...alongside]
}
