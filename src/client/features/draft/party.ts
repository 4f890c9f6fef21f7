import type { ContractDraft, Language, Particular, Party } from '../../../core/contract/document.ts'
import { MAX_PARTIES } from '../../../core/contract/document.ts'
import { isUsed } from './edit.ts'
import { findSpot } from './own/place.ts'

type Kind = 'name' | 'address' | 'email' | 'phone'
const KINDS: readonly (readonly [Kind, Particular['kind'], number])[] = [['name', 'person-name', 80], ['address', 'address', 200], ['email', 'email', 120], ['phone', 'phone', 24]]
const LABELS: Record<Language, Record<Kind, string>> = {
  vi: { name: 'Họ và tên', address: 'Địa chỉ', email: 'Thư điện tử', phone: 'Điện thoại' },
  en: { name: 'Full name', address: 'Address', email: 'E-mail', phone: 'Telephone' },
}

/** Over a seller's own file a party is asked for its name and address alone. */
const kindsOf = ({ template }: Pick<ContractDraft, 'template'>) => (template === 'own-file' ? KINDS.filter(([kind]) => kind === 'name' || kind === 'email') : KINDS)

const introduceShortly = (language: Language, id: string, role: string): string => (language === 'vi' ? `**${role}:** {${id}-name}; thư điện tử {${id}-email}.` : `**${role}:** {${id}-name}; e-mail {${id}-email}.`)

const introduce = (language: Language, id: string, role: string, template: string): string =>
  template === 'own-file' ? introduceShortly(language, id, role) : language === 'vi'
    ? `**${role}:** {${id}-name}, địa chỉ {${id}-address}; thư điện tử {${id}-email}, điện thoại {${id}-phone}.`
    : `**${role}:** {${id}-name}, of {${id}-address}; e-mail {${id}-email}, telephone {${id}-phone}.`

/** Whether the paragraph is the one that brought this party in, whatever it is called now. */
const isIntroduction = (text: string, { language, template }: ContractDraft, id: string): boolean => text.endsWith(introduce(language, id, '', template).slice('**:**'.length)) && /^\*\*[^*]*:\*\*/.test(text)

export const canAddParty = ({ parties }: ContractDraft): boolean => parties.length < MAX_PARTIES

/** One more signatory: what is asked of it, a paragraph that names it after the parties there are, its signature place, the last turn. */
export function addParty(draft: ContractDraft, role: string): ContractDraft {
  if (!canAddParty(draft)) return draft
  const { language, parties } = draft
  let number = 1
  const idOf = () => (number === 1 ? 'buyer' : `buyer-${number}`)
  while (parties.some(({ id }) => id === idOf()) || draft.particulars.some(({ id }) => id.startsWith(`${idOf()}-`) && KINDS.some(([kind]) => id === `${idOf()}-${kind}`))) number++
  const id = idOf()
  const order = Math.min(MAX_PARTIES, Math.max(1, ...parties.filter(({ signs }) => signs).map((party) => party.order)))
  const particulars = kindsOf(draft).map(([kind, particular, maxLength]): Particular => ({ id: `${id}-${kind}`, party: id, label: LABELS[language][kind], kind: particular, required: true, maxLength }))
  const names = parties.map(({ nameParticular }) => `{${nameParticular}}`)
  const after = draft.blocks.findLastIndex((block) => block.kind === 'paragraph' && block.text.startsWith('**') && names.some((name) => block.text.includes(name)))
  return {
    ...draft,
    parties: [...parties, { id, role, signs: true, order, nameParticular: `${id}-name`, emailParticular: `${id}-email` }],
    particulars: [...draft.particulars, ...particulars],
    blocks: [...draft.blocks.toSpliced(after + 1, 0, { kind: 'paragraph', text: introduce(language, id, role, draft.template) }), ...(draft.file === null ? [{ kind: 'signature' as const, party: id }] : [])],
    file: withPlace(draft, id),
  }
}

/** The file with a place for a party that has none: on the last page, where no other place is. */
function withPlace({ file }: ContractDraft, party: string): ContractDraft['file'] {
  if (file === null || file.places.some((place) => place.party === party)) return file
  const last = file.places.findLast(({ page }) => page === file.pages)
  return { ...file, places: [...file.places, last ? { ...last, party, y: last.y + last.height + 12 } : findSpot(file.pages, { width: 595, height: 842 }, party, file.places)] }
}

/** The draft without a party, its introduction, places and particulars; null while other texts still name them. The seller stays, and so does the last other signatory. */
export function removeParty(draft: ContractDraft, id: string): ContractDraft | null {
  const others = draft.parties.filter((party) => party.id !== 'seller')
  if (id === 'seller' || others.length < 2) return null
  const blocks = draft.blocks.filter((block) => !(block.kind === 'signature' && block.party === id) && !(block.kind === 'paragraph' && isIntroduction(block.text, draft, id)))
  const file = draft.file && { ...draft.file, places: draft.file.places.filter((place) => place.party !== id) }
  const rest: ContractDraft = { ...draft, blocks, file, parties: draft.parties.filter((party) => party.id !== id) }
  const own = draft.particulars.filter((particular) => particular.party === id)
  if (own.some((particular) => isUsed(rest, particular.id))) return null
  return { ...rest, particulars: draft.particulars.filter((particular) => particular.party !== id) }
}

export function changeParty(draft: ContractDraft, id: string, change: Partial<Pick<Party, 'role' | 'signs' | 'order'>>): ContractDraft {
  const party = draft.parties.find((one) => one.id === id)
  if (!party) return draft
  const parties = draft.parties.map((one) => (one.id === id ? { ...one, ...change } : one))
  if (draft.file !== null) return { ...draft, parties, file: change.signs === true ? withPlace(draft, id) : change.signs === false ? { ...draft.file, places: draft.file.places.filter((place) => place.party !== id) } : draft.file }
  const hasPlace = draft.blocks.some((block) => block.kind === 'signature' && block.party === id)
  return { ...draft, parties, blocks: change.signs === true && !hasPlace ? [...draft.blocks, { kind: 'signature', party: id }] : draft.blocks }
}

/** The party one place earlier or later; parties that sign one after the other change turns with it. */
export function moveParty(draft: ContractDraft, id: string, step: -1 | 1): ContractDraft {
  const from = draft.parties.findIndex((party) => party.id === id)
  const to = from + step
  const [one, other] = [draft.parties[from], draft.parties[to]]
  if (!one || !other) return draft
  return { ...draft, parties: draft.parties.with(from, { ...other, order: one.order }).with(to, { ...one, order: other.order }) }
}

/** Everybody at once, or one after the other as they stand; the seller, where it signs, last. */
export function arrangeTurns(draft: ContractDraft, inSequence: boolean): ContractDraft {
  let turn = 0
  const others = new Map(draft.parties.filter(({ id, signs }) => signs && id !== 'seller').map(({ id }) => [id, inSequence ? (turn += 1) : 1]))
  const last = Math.min(MAX_PARTIES, Math.max(1, ...others.values()) + 1)
  return { ...draft, parties: draft.parties.map((party) => ({ ...party, order: others.get(party.id) ?? (party.signs ? last : party.order) })) }
}
