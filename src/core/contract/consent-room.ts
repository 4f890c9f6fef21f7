import { encodeCanonicalJson } from '../bytes/canonical-json.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { listControls } from './alongside.ts'
import type { ContractDraft } from './document.ts'

/** What the controls, the sentence and the button may take of a statement's 16,384 bytes, so that everything else finds room as well. */
export const MAX_CONSENT_BYTES = 9_000

/** Whether a statement has room for what is asked. */
export function hasRoomForConsent(document: Pick<ContractDraft, 'consent' | 'alongside' | 'language'>): boolean {
  const { advisal, button } = document.consent
  const controls = listControls(document).map(({ id, label }) => ({ id, label, initial: false, final: true, changedAt: '2026-01-01T00:00:00.000+00:00' }))
  return encodeUtf8(encodeCanonicalJson({ advisal, button, controls })).length <= MAX_CONSENT_BYTES
}
