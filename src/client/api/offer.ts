import { challengeAnswerSchema, intentSchema, noticeViewSchema, offerViewSchema } from '../../protocol/offer.ts'
import type { Intent, IntentRequest, NoticeView, OfferView } from '../../protocol/offer.ts'
import { receiptSchema } from '../../protocol/receipt.ts'
import type { Receipt } from '../../protocol/receipt.ts'
import { certificateAnswerSchema } from '../../protocol/service.ts'
import type { CertificateAnswer, PresentedCertificate } from '../../protocol/service.ts'
import { requestBytes, requestJson, requestNothing } from './request.ts'

const at = (token: string, rest = '') => `/api/offers/${encodeURIComponent(token)}${rest}`

export function fetchOffer(token: string): Promise<OfferView> {
  return requestJson(offerViewSchema, at(token))
}

/** Tells that the terms were shown or read; notice, never assent. */
export function reportSeen(token: string, event: 'displayed' | 'accessed'): Promise<void> {
  return requestNothing(at(token, '/seen'), { method: 'POST', json: { event } })
}

export function requestChallenge(token: string, keyThumbprint: string): Promise<{ challenge: string; expiresAt: string }> {
  return requestJson(challengeAnswerSchema, at(token, '/challenge'), { method: 'POST', json: { keyThumbprint } })
}

/** Repeating it with the same statement is harmless. */
export function sendIntent(token: string, statementHash: string, intent: IntentRequest): Promise<Intent> {
  return requestJson(intentSchema, at(token, `/intents/${statementHash}`), { method: 'PUT', json: intent })
}

export function requestFreshCode(token: string, statementHash: string): Promise<Intent> {
  return requestJson(intentSchema, at(token, `/intents/${statementHash}/code`), { method: 'POST', json: {} })
}

/** `request` is a PKCS#10 request in base64; the same request gets the same answer. `presented`: a certificate that the signatory has already. */
export function requestSignatoryCertificate(token: string, statementHash: string, code: string, key: { readonly request: string } | { readonly presented: PresentedCertificate }): Promise<CertificateAnswer> {
  return requestJson(certificateAnswerSchema, at(token, `/intents/${statementHash}/certificate`), { method: 'POST', json: { code, ...key } })
}

export function sendRefusal(token: string, refusal: { statement: string; claims: Record<string, unknown>; claimsSalt: string }): Promise<Receipt> {
  return requestJson(receiptSchema, at(token, '/refusal'), { method: 'POST', json: refusal })
}

export function fetchReceipt(token: string): Promise<Receipt> {
  return requestJson(receiptSchema, at(token, '/receipt'))
}

export function offerFileAddress(token: string): string {
  return at(token, '/file')
}

export function fetchOfferFile(token: string): Promise<Uint8Array> {
  return requestBytes(offerFileAddress(token))
}

export function fetchNotice(version: string): Promise<NoticeView> {
  return requestJson(noticeViewSchema, `/api/notices/${encodeURIComponent(version)}`)
}

/** `inView`: whether the notice was in view without scrolling; null when it could not be measured. */
export function reportNotice(version: string, event: 'displayed' | 'accessed', inView: boolean | null): Promise<void> {
  return requestNothing(`/api/notices/${encodeURIComponent(version)}/events`, { method: 'POST', json: { event, inView } })
}
