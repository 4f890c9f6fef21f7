import * as z from 'zod/mini'
import {
  acceptorListSchema, acceptanceViewSchema, agreementDetailSchema, agreementListSchema, agreementSecretSchema, agreementViewSchema, clickChallengeSchema, clickReceiptSchema, standingSchema, versionViewSchema,
} from '../../protocol/agreement.ts'
import type { AcceptanceRequest, AcceptanceView, AcceptorList, AgreementDetail, AgreementSecret, AgreementView, ClickReceipt, Standing, VersionView } from '../../protocol/agreement.ts'
import type { Language } from '../../protocol/session.ts'
import { requestJson } from './request.ts'

const at = (agreement: string, rest = '') => `/api/agreements/${encodeURIComponent(agreement)}${rest}`
const held = (token: string, rest = '') => `/api/acceptances/${encodeURIComponent(token)}${rest}`

/** Who is asked, and by which page. */
export interface Asker {
  readonly subject: string | null
  readonly origin: string | null
}

export const fetchAgreement = (agreement: string): Promise<AgreementView> => requestJson(agreementViewSchema, at(agreement))
export const fetchVersion = (agreement: string, number: string): Promise<VersionView> => requestJson(versionViewSchema, at(agreement, `/versions/${number}`))
export const fetchStanding = (agreement: string, asker: Asker): Promise<Standing> => requestJson(standingSchema, at(agreement, '/standing'), { method: 'POST', json: asker })

export function requestClickChallenge(agreement: string, number: string, keyThumbprint: string, asker: Asker): Promise<{ challenge: string; expiresAt: string }> {
  return requestJson(clickChallengeSchema, at(agreement, '/challenge'), { method: 'POST', json: { number, keyThumbprint, ...asker } })
}

/** Repeating it with the same statement is harmless. */
export const sendAcceptance = (agreement: string, request: AcceptanceRequest): Promise<ClickReceipt> => requestJson(clickReceiptSchema, at(agreement, '/acceptances'), { method: 'POST', json: request })

/** Several at once: all are taken, or none. Repeating it is harmless. */
export async function sendAcceptances(acceptances: readonly { readonly agreement: string; readonly request: AcceptanceRequest }[]): Promise<readonly ClickReceipt[]> {
  return (await requestJson(z.object({ receipts: z.array(clickReceiptSchema) }), '/api/acceptances', { method: 'POST', json: { acceptances } })).receipts
}

export const fetchAcceptance = (token: string): Promise<AcceptanceView> => requestJson(acceptanceViewSchema, held(token))
export const withdrawAcceptance = (token: string, reason: string | null, email: string | null): Promise<ClickReceipt> => requestJson(clickReceiptSchema, held(token, '/withdrawal'), { method: 'POST', json: { reason, email } })

export const eraseAcceptance = (token: string): Promise<{ erasedAt: string }> => requestJson(z.object({ erasedAt: z.string() }), held(token, '/erasure'), { method: 'POST', json: {} })

export async function fetchAgreements(): Promise<readonly AgreementDetail[]> {
  return (await requestJson(agreementListSchema, '/api/agreements')).agreements
}

export function createAgreement(title: string, language: Language): Promise<{ detail: AgreementDetail; secret: AgreementSecret }> {
  return requestJson(z.object({ detail: agreementDetailSchema, secret: agreementSecretSchema }), '/api/agreements', { method: 'POST', json: { title, language } })
}

const change = (agreement: string, rest: string, json: unknown, method: 'POST' | 'PUT' = 'POST'): Promise<AgreementDetail> => requestJson(agreementDetailSchema, at(agreement, rest), { method, json })
export const draftVersion = (agreement: string, kind: 'major' | 'minor') => change(agreement, '/versions', { kind })
export const activateVersion = (agreement: string, number: string, activeFrom: string | null) => change(agreement, `/versions/${number}/activation`, { activeFrom })
export const retireVersion = (agreement: string, number: string) => change(agreement, `/versions/${number}/retirement`, {})
export const saveAgreementSettings = (agreement: string, settings: { origins: readonly string[]; webhook: string | null }) => change(agreement, '/settings', settings, 'PUT')

export const fetchAcceptances = (agreement: string): Promise<AcceptorList> => requestJson(acceptorListSchema, at(agreement, '/acceptances'))
