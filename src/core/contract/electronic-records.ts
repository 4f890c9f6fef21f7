import type { ContractDraft } from './document.ts'
import { createConsent, createDisclosure, createShortDisclosure } from './template/consent.ts'

/** The box by which a person agrees to electronic records, apart from everything else that is asked (15 USC 7001(c)(1)). */
export const RECORDS_BOX = 'electronic-records'
/** What must be told before that, in the order of the standard disclosure (15 USC 7001(c)(1)(B) and (C)). */
export const DISCLOSURE_SUBJECTS = ['scope', 'paper', 'withdrawal', 'contact', 'equipment'] as const

type Asked = Pick<ContractDraft, 'consent' | 'disclosure' | 'language'>

/** The box, when the version asks for consent to electronic records by itself. */
export const findRecordsBox = ({ consent }: Pick<ContractDraft, 'consent'>): ContractDraft['consent']['controls'][number] | null => consent.controls.find(({ id }) => id === RECORDS_BOX) ?? null

/** Whether the disclosure has room for all that must be told. */
export const isFullDisclosure = ({ disclosure }: Pick<ContractDraft, 'disclosure'>): boolean => disclosure.paragraphs.filter((text) => text.trim() !== '').length >= DISCLOSURE_SUBJECTS.length

/** Asks for it: a box of its own, and a disclosure that tells everything; what stood there already stays. */
export function askRecordsConsent<Draft extends Asked>(draft: Draft): Draft {
  if (findRecordsBox(draft)) return draft
  const box = findRecordsBox({ consent: createConsent(draft.language, 'none') })!
  return { ...draft, consent: { ...draft.consent, controls: [...draft.consent.controls, box] }, disclosure: isFullDisclosure(draft) ? draft.disclosure : createDisclosure(draft.language) }
}

/** Asks for it no longer: one sentence is told, and no box asks. Whoever asks for nothing else keeps the box: something must be asked. */
export function dropRecordsConsent<Draft extends Asked>(draft: Draft): Draft {
  const controls = draft.consent.controls.filter(({ id }) => id !== RECORDS_BOX)
  return controls.length === 0 ? draft : { ...draft, consent: { ...draft.consent, controls }, disclosure: createShortDisclosure(draft.language) }
}
