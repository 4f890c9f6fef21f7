import type { Consent, ContractDraft } from '../../../core/contract/document.ts'

export const MAX_BOXES = 8

type Box = Consent['controls'][number]

const changeConsent = (draft: ContractDraft, change: Partial<Consent>): ContractDraft => ({ ...draft, consent: { ...draft.consent, ...change } })

/** The button under other words; the sentence names them, where it named the earlier ones. Without words it stays what it was. */
export function renameButton(draft: ContractDraft, typed: string): ContractDraft {
  const button = typed.normalize('NFC').trim()
  const before = draft.consent.button
  if (button === '' || button === before) return draft
  return changeConsent(draft, { button, advisal: draft.consent.advisal.split(before).join(button) })
}

export const changeWords = (draft: ContractDraft, words: Partial<Pick<Consent, 'advisal' | 'button' | 'decline'>>): ContractDraft => changeConsent(draft, words)

/** One more box, unticked and required, under a name that no other has. */
export function addBox(draft: ContractDraft, label: string): ContractDraft {
  const { controls } = draft.consent
  if (controls.length >= MAX_BOXES) return draft
  const taken = new Set(controls.map(({ id }) => id))
  const number = Array.from({ length: MAX_BOXES + 1 }, (_, index) => index + 1).find((one) => !taken.has(`box-${one}`)) ?? 1
  return changeConsent(draft, { controls: [...controls, { id: `box-${number}`, label, required: true }] })
}

export const changeBox = (draft: ContractDraft, id: string, change: Partial<Pick<Box, 'label' | 'required'>>): ContractDraft =>
  changeConsent(draft, { controls: draft.consent.controls.map((box) => (box.id === id ? { ...box, ...change } : box)) })

/** Without one box; the last one stays, since something must be asked. */
export function removeBox(draft: ContractDraft, id: string): ContractDraft {
  const controls = draft.consent.controls.filter((box) => box.id !== id)
  return controls.length === 0 ? draft : changeConsent(draft, { controls })
}
