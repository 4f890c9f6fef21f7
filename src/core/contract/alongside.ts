import { encodeCanonicalJson } from '../bytes/canonical-json.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import type { Alongside, Consent, ContractDraft, Language } from './document.ts'
import type { ExpandedBlock } from './expand.ts'

/** What the controls, the sentence and the button may take of a statement's 16,384 bytes, so that everything else finds room as well. */
export const MAX_CONSENT_BYTES = 9_000

export type ConsentControl = Consent['controls'][number]

const WORDS: Readonly<Record<Language, { title: string; intro: string; label: (title: string, number: string) => string; name: (title: string, number: string) => string; read: (address: string) => string }>> = {
  vi: {
    title: 'Thỏa thuận kèm theo',
    intro: 'Mỗi thỏa thuận dưới đây là một văn bản riêng. Khi ký hợp đồng này, người ký đồng ý với từng thỏa thuận bằng một ô riêng, theo đúng phiên bản có mã băm được ghi.',
    label: (title, number) => `Tôi đã đọc và đồng ý với “${title}”, phiên bản ${number}, là thỏa thuận riêng kèm theo hợp đồng này.`,
    name: (title, number) => `“${title}”, phiên bản ${number}.`,
    read: (address) => `Nội dung: ${address}`,
  },
  en: {
    title: 'Agreements alongside',
    intro: 'Each agreement below is a text of its own. Whoever signs this contract agrees to each of them by a box of its own, in exactly the version whose hash stands here.',
    label: (title, number) => `I have read and agree to “${title}”, version ${number}, a separate agreement alongside this contract.`,
    name: (title, number) => `“${title}”, version ${number}.`,
    read: (address) => `Text: ${address}`,
  },
}

/** The box of an agreement alongside: its id is the hash of the text, so that the statement names the very version. */
export const controlOf = ({ documentHash, title, number }: Alongside, language: Language): ConsentControl => ({ id: documentHash, label: WORDS[language].label(title, number), required: true })

/** Every box of a contract: its own, then one for each agreement alongside. */
export function listControls(document: Pick<ContractDraft, 'consent' | 'alongside' | 'language'>): readonly ConsentControl[] {
  const { consent, alongside, language } = document
  return alongside ? [...consent.controls, ...alongside.map((one) => controlOf(one, language))] : consent.controls
}

/** Whether a statement has room for what is asked. */
export function hasRoomForConsent(document: Pick<ContractDraft, 'consent' | 'alongside' | 'language'>): boolean {
  const { advisal, button } = document.consent
  const controls = listControls(document).map(({ id, label }) => ({ id, label, initial: false, final: true, changedAt: '2026-01-01T00:00:00.000+00:00' }))
  return encodeUtf8(encodeCanonicalJson({ advisal, button, controls })).length <= MAX_CONSENT_BYTES
}

/** The section that names the agreements, with address and hash: part of what is read and signed. */
export function expandAlongside({ alongside, language }: Pick<ContractDraft, 'alongside' | 'language'>): ExpandedBlock[] {
  if (!alongside) return []
  const words = WORDS[language]
  const runs = (text: string) => [{ text, bold: false }]
  const spaced = (hash: string) => hash.replace(/(.{16})(?=.)/g, '$1 ')
  return [
    { kind: 'heading', id: 'alongside', runs: runs(words.title) },
    { kind: 'paragraph', runs: runs(words.intro) },
    { kind: 'list', ordered: false, lines: alongside.map(({ title, number, address, documentHash }) => ({ label: '•', runs: runs(`${words.name(title, number)} ${words.read(address)} SHA-256: ${spaced(documentHash)}`) })) },
  ]
}
