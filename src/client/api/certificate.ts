import { authorityListSchema, certificateEntriesSchema, certificateEntrySchema, keptCertificateSchema, keptCertificatesSchema } from '../../protocol/certificate.ts'
import type { AuthorityList, CertificateEntry, KeptCertificate, KeptCertificateRequest, KeptCertificates, StateRequest } from '../../protocol/certificate.ts'
import { requestJson } from './request.ts'

export function fetchKeptCertificates(): Promise<KeptCertificates> {
  return requestJson(keptCertificatesSchema, '/api/certificates')
}

/** The same request gets the same certificate. */
export function requestKeptCertificate(request: KeptCertificateRequest): Promise<KeptCertificate> {
  return requestJson(keptCertificateSchema, '/api/certificates', { method: 'POST', json: request })
}

export function changeCertificateState(serial: string, request: StateRequest): Promise<KeptCertificate> {
  return requestJson(keptCertificateSchema, `/api/certificates/${encodeURIComponent(serial)}/state`, { method: 'PUT', json: request })
}

export function lookUpCertificate(name: string): Promise<CertificateEntry> {
  return requestJson(certificateEntrySchema, `/api/certificate/${encodeURIComponent(name)}`)
}

/** Certificates of a document, by the token of its own link. */
export async function lookUpDocument(token: string): Promise<readonly CertificateEntry[]> {
  return (await requestJson(certificateEntriesSchema, `/api/offers/${encodeURIComponent(token)}/certificates`)).certificates
}

export async function fetchAuthorities(): Promise<AuthorityList['authorities']> {
  return (await requestJson(authorityListSchema, '/api/authorities')).authorities
}
