import { dataChallengeSchema, dataConsentListSchema, dataConsentViewSchema } from '../../protocol/data-consent.ts'
import type { DataConsentList, DataConsentView, DataPlace } from '../../protocol/data-consent.ts'
import { requestJson } from './request.ts'

const at = '/api/data-consents'

export const fetchDataConsent = (place: DataPlace): Promise<DataConsentView> => requestJson(dataConsentViewSchema, `${at}/standing`, { method: 'POST', json: { place } })
export const requestDataChallenge = (place: DataPlace, keyThumbprint: string): Promise<{ challenge: string }> => requestJson(dataChallengeSchema, `${at}/challenge`, { method: 'POST', json: { place, keyThumbprint } })
/** Repeating it with the same statement is harmless. */
export const sendDataConsent = (place: DataPlace, jws: string): Promise<DataConsentView> => requestJson(dataConsentViewSchema, at, { method: 'POST', json: { place, jws } })
export const fetchDataConsents = (contract: string): Promise<DataConsentList> => requestJson(dataConsentListSchema, `/api/contracts/${encodeURIComponent(contract)}/data-consents`)
