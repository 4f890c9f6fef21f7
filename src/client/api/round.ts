import { offerViewSchema } from '../../protocol/offer.ts'
import type { OfferView } from '../../protocol/offer.ts'
import { requestBytes, requestJson } from './request.ts'

/** One of several parties enters its details; gives the offer as it stands then. */
export function sendParticulars(token: string, values: Readonly<Record<string, string>>): Promise<OfferView> {
  return requestJson(offerViewSchema, `/api/offers/${encodeURIComponent(token)}/particulars`, { method: 'PUT', json: { values } })
}

/** The last revision, which the party whose turn it is signs over; null when nobody has signed. With `after`, only what stands after so many bytes. */
export async function fetchRevision(token: string, after: number | null = null): Promise<Uint8Array | null> {
  const bytes = await requestBytes(`/api/offers/${encodeURIComponent(token)}/revision${after === null ? '' : `?after=${after}`}`)
  return bytes.length === 0 ? null : bytes
}
