import type { ContractDraft, Privacy } from '../../../core/contract/document.ts'

export const MAX_PURPOSES = 12

type Purpose = Privacy['purposes'][number]

/** The draft with one more purpose, under a name that no other has. */
export function addPurpose(draft: ContractDraft, controller: string, why: string): ContractDraft {
  const before = draft.privacy ?? { controller, contact: '', purposes: [] }
  const taken = new Set(before.purposes.map(({ id }) => id))
  const number = Array.from({ length: MAX_PURPOSES + 1 }, (_, index) => index + 1).find((one) => !taken.has(`purpose-${one}`)) ?? 1
  return { ...draft, privacy: { ...before, purposes: [...before.purposes, { id: `purpose-${number}`, why, what: '', basis: 'consent', retention: '', recipients: '' }] } }
}

export function changePurpose(draft: ContractDraft, id: string, part: Partial<Purpose>): ContractDraft {
  if (!draft.privacy) return draft
  return { ...draft, privacy: { ...draft.privacy, purposes: draft.privacy.purposes.map((purpose) => (purpose.id === id ? { ...purpose, ...part } : purpose)) } }
}

/** Without its last purpose a draft asks nothing about personal data. */
export function removePurpose(draft: ContractDraft, id: string): ContractDraft {
  if (!draft.privacy) return draft
  const purposes = draft.privacy.purposes.filter((purpose) => purpose.id !== id)
  if (purposes.length > 0) return { ...draft, privacy: { ...draft.privacy, purposes } }
  const { privacy: _, ...rest } = draft
  return rest
}
