import type { Alongside, Consent, ContractDraft, Language } from './document.ts'
import type { ExpandedBlock } from './expand.ts'

export type ConsentControl = Consent['controls'][number]

const WORDS: Readonly<Record<Language, { title: string; label: string; version: string }>> = {
  vi: {
    title: 'Thỏa thuận kèm theo, mỗi thỏa thuận đồng ý bằng một ô riêng',
    label: 'Tôi đã đọc và đồng ý với thỏa thuận kèm theo',
    version: 'phiên bản',
  },
  en: {
    title: 'Agreements alongside, each agreed to by a box of its own',
    label: 'I have read and agree to the agreement alongside',
    version: 'version',
  },
}

const nameOf = ({ title, number }: Alongside, language: Language): string => `“${title}”, ${WORDS[language].version} ${number}`

/** The box of an agreement alongside: its id is the hash of the text, so that the statement names the very version. */
const controlOf = (one: Alongside, language: Language): ConsentControl => ({ id: one.documentHash, label: `${WORDS[language].label} ${nameOf(one, language)}.`, required: true })

/** Every box of a contract: its own, then one for each agreement alongside. */
export const listControls = ({ consent, alongside = [], language }: Pick<ContractDraft, 'consent' | 'alongside' | 'language'>): readonly ConsentControl[] => [...consent.controls, ...alongside.map((one) => controlOf(one, language))]

/** The section that names the agreements, with address and hash: part of what is read and signed. */
export function expandAlongside({ alongside, language }: Pick<ContractDraft, 'alongside' | 'language'>): ExpandedBlock[] {
  if (!alongside) return []
  const runs = (text: string) => [{ text, bold: false }]
  return [
    { kind: 'heading', id: 'alongside', runs: runs(WORDS[language].title) },
    // A hash in one piece is a word that no narrow line can hold.
    { kind: 'list', ordered: false, lines: alongside.map((one) => ({ label: '•', runs: runs(`${nameOf(one, language)}: ${one.address} · SHA-256 ${one.documentHash.replace(/(.{16})(?=.)/g, '$1 ')}`) })) },
  ]
}
