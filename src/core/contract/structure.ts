import type { Block, ContractDraft, Privacy } from './document.ts'
import type { ContractErrorCode } from './error.ts'
import { DOCUMENT_PLACES, parseInline } from './inline.ts'
import { hasLongWord } from './letter.ts'

/** A broken inner reference or rule: where, and the name concerned. */
export interface StructureProblem {
  readonly code: ContractErrorCode
  readonly path: string
  readonly name?: string
}

/** Letters that a contract may show with every value as long as it may be: what bounds the work of setting it. */
export const MAX_SHOWN_LETTERS = 200_000
/** Places where one party signs. */
const MAX_PLACES = 4
/** A party's name stands beside its signature place. */
const MAX_NAME_LENGTH = 200
const LONGEST_WORDS = 400

/** Every text of a block that may hold places and emphasis, with its path. */
function* blockTexts(block: Block, path: string): Generator<readonly [string, string]> {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      yield [block.text, `${path}.text`]
      return
    case 'clause':
      yield [block.title, `${path}.title`]
      for (const [index, text] of block.paragraphs.entries()) yield [text, `${path}.paragraphs.${index}`]
      return
    case 'list':
      for (const [index, text] of block.items.entries()) yield [text, `${path}.items.${index}`]
      return
    case 'table':
      for (const [index, text] of block.header.entries()) yield [text, `${path}.header.${index}`]
      for (const [row, cells] of block.rows.entries()) for (const [index, text] of cells.entries()) yield [text, `${path}.rows.${row}.${index}`]
      return
    case 'terms':
    case 'signature':
  }
}

function repeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index)
}

function privacyTexts({ controller, contact, purposes }: Privacy): (readonly [string, string])[] {
  const members = ['why', 'what', 'retention', 'recipients'] as const
  return [[controller, 'privacy.controller'], [contact, 'privacy.contact'], ...purposes.flatMap((purpose, index) => members.map((member) => [purpose[member], `privacy.purposes.${index}.${member}`] as const))]
}

function* problems(draft: ContractDraft): Generator<StructureProblem> {
  const particulars = new Map(draft.particulars.map((particular) => [particular.id, particular]))
  const parties = draft.parties.map((party) => party.id)
  for (const [path, names] of [
    ['particulars', draft.particulars.map((particular) => particular.id)],
    ['parties', parties],
    ['consent.controls', draft.consent.controls.map((control) => control.id)],
    ['privacy.purposes', (draft.privacy?.purposes ?? []).map((purpose) => purpose.id)],
    ['alongside', (draft.alongside ?? []).map((one) => one.agreement)],
    ['terms', draft.terms.map((item) => item.term)],
    ['blocks', draft.blocks.flatMap((block) => (block.kind === 'clause' ? [String(block.number)] : []))],
  ] as const) {
    const name = repeated(names)
    if (name !== undefined) yield { code: 'CONTRACT_NAME_REPEATED', path, name }
  }

  for (const [index, party] of draft.parties.entries()) {
    for (const key of ['nameParticular', 'emailParticular'] as const) {
      const particular = particulars.get(party[key])
      if (particular?.party !== party.id) yield { code: 'CONTRACT_PARTICULAR_UNKNOWN', path: `parties.${index}.${key}`, name: party[key] }
      else if (key === 'emailParticular' ? particular.kind !== 'email' : particular.maxLength > MAX_NAME_LENGTH) yield { code: 'CONTRACT_PARTICULAR_KIND', path: `parties.${index}.${key}`, name: party[key] }
    }
    const blocks = draft.blocks.filter((block) => block.kind === 'signature' && block.party === party.id).length
    const places = draft.file ? draft.file.places.filter((place) => place.party === party.id).length : blocks
    const isOdd = draft.file ? blocks > 0 || (!party.signs && places > 0) : !party.signs && places > 1
    if (isOdd || places > MAX_PLACES || (party.signs && places === 0)) yield { code: 'CONTRACT_SIGNATURE_PLACE', path: `parties.${index}`, name: party.id }
  }
  if (!parties.includes('seller')) yield { code: 'CONTRACT_PARTY_UNKNOWN', path: 'parties', name: 'seller' }
  for (const [index, place] of (draft.file?.places ?? []).entries()) {
    if (!parties.includes(place.party) || place.page > (draft.file?.pages ?? 0)) yield { code: 'CONTRACT_SIGNATURE_PLACE', path: `file.places.${index}`, name: place.party }
  }
  for (const [index, particular] of draft.particulars.entries()) {
    const path = `particulars.${index}`
    if (!parties.includes(particular.party)) yield { code: 'CONTRACT_PARTY_UNKNOWN', path, name: particular.party }
    if ((particular.kind === 'choice') !== (particular.choices !== undefined)) yield { code: 'CONTRACT_PARTICULAR_KIND', path, name: particular.id }
    if ((particular.kind === 'money') !== (particular.currency !== undefined)) yield { code: 'CONTRACT_PARTICULAR_KIND', path, name: particular.id }
    if (particular.label.trim() === '') yield { code: 'CONTRACT_TEXT_EMPTY', path: `${path}.label` }
  }

  const texts = [
    [draft.title, 'title'] as const,
    ...draft.terms.flatMap((item, index) => [[item.term, `terms.${index}.term`] as const, [item.meaning, `terms.${index}.meaning`] as const]),
    ...draft.blocks.flatMap((block, index) => [...blockTexts(block, `blocks.${index}`)]),
  ]
  let shown = 0
  for (const [text, path] of texts) {
    if (text.trim() === '' && !/\.(rows|header)\./.test(path)) yield { code: 'CONTRACT_TEXT_EMPTY', path }
    if (hasLongWord(text)) yield { code: 'CONTRACT_WORD_TOO_LONG', path }
    const { inlines, problem } = parseInline(text)
    if (problem) yield { code: problem, path }
    for (const inline of inlines) {
      if (inline.kind !== 'place') {
        shown += inline.text.length
        continue
      }
      shown += Math.max(particulars.get(inline.name)?.maxLength ?? LONGEST_WORDS, inline.words ? LONGEST_WORDS : 0)
      const known = inline.name.startsWith('@') ? DOCUMENT_PLACES.some((name) => name === inline.name) : particulars.has(inline.name)
      if (!known) yield { code: 'CONTRACT_PLACEHOLDER_UNKNOWN', path, name: inline.name }
      else if (inline.words && particulars.get(inline.name)?.kind !== 'money') yield { code: 'CONTRACT_PARTICULAR_KIND', path, name: inline.name }
    }
  }
  if (shown > MAX_SHOWN_LETTERS) yield { code: 'CONTRACT_TOO_LARGE', path: 'blocks' }
  for (const [text, path] of [
    [draft.consent.button, 'consent.button'],
    [draft.consent.decline, 'consent.decline'],
    [draft.governingLaw, 'governingLaw'],
    [draft.jurisdiction, 'jurisdiction'],
    ...draft.parties.map((party, index) => [party.role, `parties.${index}.role`] as const),
    ...draft.consent.controls.map((control, index) => [control.label, `consent.controls.${index}.label`] as const),
    ...(draft.privacy ? privacyTexts(draft.privacy) : []),
    ...draft.disclosure.paragraphs.map((text, index) => [text, `disclosure.paragraphs.${index}`] as const),
  ] as const) {
    if (text.trim() === '') yield { code: 'CONTRACT_TEXT_EMPTY', path }
  }

  for (const [index, block] of draft.blocks.entries()) {
    if (block.kind === 'signature' && !parties.includes(block.party)) yield { code: 'CONTRACT_PARTY_UNKNOWN', path: `blocks.${index}`, name: block.party }
    if (block.kind === 'table' && block.rows.some((row) => row.length !== block.header.length)) yield { code: 'CONTRACT_TABLE_UNEVEN', path: `blocks.${index}` }
  }
  const termPlaces = draft.blocks.filter((block) => block.kind === 'terms').length
  if (termPlaces !== (draft.terms.length > 0 ? 1 : 0)) yield { code: 'CONTRACT_TERMS_PLACE', path: 'blocks' }
  if (draft.total) {
    const particular = particulars.get(draft.total.particular)
    if (!particular) yield { code: 'CONTRACT_PARTICULAR_UNKNOWN', path: 'total', name: draft.total.particular }
    else if (particular.kind !== 'money') yield { code: 'CONTRACT_PARTICULAR_KIND', path: 'total', name: particular.id }
  }
  for (const [index, { title }] of (draft.alongside ?? []).entries()) {
    if (hasLongWord(title)) yield { code: 'CONTRACT_WORD_TOO_LONG', path: `alongside.${index}.title` }
  }
  // Each agreement has a box of its own: a form that has none cannot ask for several.
  if (draft.alongside && (draft.presentation === 'sign-in-wrap' || draft.presentation === 'browse-wrap')) yield { code: 'CONTRACT_ALONGSIDE_WITHOUT_BOXES', path: 'alongside' }
  if (!draft.consent.advisal.includes(draft.consent.button)) yield { code: 'CONTRACT_ADVISAL_WITHOUT_BUTTON', path: 'consent.advisal' }
}

/** The first broken rule among a document's inner references, or null: names are unique, places exist, tables are even, the advisal names the button. */
export function findStructureProblem(draft: ContractDraft): StructureProblem | null {
  for (const found of problems(draft)) return found
  return null
}
