import * as z from 'zod/mini'
import { authorityListSchema, certificateEntriesSchema, certificateEntrySchema } from '../../protocol/certificate.ts'
import { listAuthorities, lookUpCertificate, lookUpDocument } from '../certificate/lookup.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { tokenParams } from './params.ts'

/** The on-line certificate database (L19): one certificate by its own name, or those of one document; never a list of persons. */
export function routeCertificateLookup(app: App, parts: Parts): void {
  const rare = { rateLimit: { max: 120, timeWindow: 60_000 } }
  app.get('/api/certificate/:name', { schema: { params: z.object({ name: z.string() }), response: { 200: certificateEntrySchema } }, config: rare }, (request) => lookUpCertificate(parts, request.params.name))
  app.get('/api/offers/:token/certificates', { schema: { params: tokenParams, response: { 200: certificateEntriesSchema } } }, (request) => lookUpDocument(parts, request.params.token))
  app.get('/api/authorities', { schema: { response: { 200: authorityListSchema } } }, () => listAuthorities(parts))
}
