import { recordsConsentSchema } from '../../protocol/records-consent.ts'
import type { RecordsConsent } from '../../protocol/records-consent.ts'
import { requestJson } from './request.ts'

/** Where it was given: with a signed contract, or with a click. */
export interface RecordsPlace {
  readonly kind: 'offer' | 'acceptance'
  readonly token: string
}

const addressOf = ({ kind, token }: RecordsPlace): string => `/api/${kind}s/${encodeURIComponent(token)}/records-consent`

export const fetchRecordsConsent = (place: RecordsPlace): Promise<RecordsConsent> => requestJson(recordsConsentSchema, addressOf(place))
/** Repeating it gives the first acknowledgement. */
export const withdrawRecordsConsent = (place: RecordsPlace, email: string | null): Promise<RecordsConsent> => requestJson(recordsConsentSchema, addressOf(place), { method: 'POST', json: { email } })
