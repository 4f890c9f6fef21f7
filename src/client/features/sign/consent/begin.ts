import { encodeBase64Url } from '../../../../core/bytes/base64.ts'
import type { ActAt, Consent } from '../act/act.ts'
import { nameOf, placeOf, reasonOf } from '../details/problem.ts'
import type { ChosenKey } from '../../../keystore/signing-key.ts'
import type { Journey } from '../journey.ts'

/** A fresh name for an act, its key and its statement: 16 random bytes. */
export function createActId(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(16)))
}

/** The act that a press of the button begins. */
export function beginAct({ offer, kept, values, salt }: Pick<Journey, 'offer' | 'kept' | 'values' | 'salt'>, consent: Consent, key: ChosenKey | null = null): ActAt<'consented'> {
  const { document, party, view } = offer
  return {
    stage: 'consented',
    id: createActId(),
    offer: view.offer,
    party: party.id,
    email: view.email,
    documentHash: view.documentHash,
    person: { name: nameOf(document, party, values), capacity: kept.draft.capacity, place: placeOf(document, party, kept.draft) },
    reason: reasonOf(kept.draft),
    values,
    salt,
    consent,
    key,
  }
}
