import type { RevocationReasonName } from '../../protocol/certificate.ts'
import { m } from '../messages/generated/messages.js'

export const REASON_NAMES: Readonly<Record<RevocationReasonName, () => string>> = {
  unspecified: m.keys_reason_unspecified, keyCompromise: m.keys_reason_keycompromise, affiliationChanged: m.keys_reason_affiliationchanged, superseded: m.keys_reason_superseded,
  cessationOfOperation: m.keys_reason_cessationofoperation, privilegeWithdrawn: m.keys_reason_privilegewithdrawn,
}

/** A reason as stored, in words; one that has none stays as it is. */
export const reasonName = (reason: string): string => (Object.hasOwn(REASON_NAMES, reason) ? REASON_NAMES[reason as RevocationReasonName]() : reason)
