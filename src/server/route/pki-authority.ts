import * as z from 'zod/mini'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'

const schema = { params: z.object({ name: z.string().check(z.regex(/^(root|issuing(-\d{1,3})?)$/)) }) }

/** Certificates and revocation lists at the addresses that certificates carry (RFC 5280 §4.2.1.13, §4.2.2.1). */
export function routeAuthority(app: App, { authority }: Parts): void {
  const find = (slug: string) => authority.issuers.find((issuer) => issuer.slug === slug) ?? refuse('NOT_FOUND')
  app.get('/pki/ca/:name.cer', { schema }, (request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').type('application/pkix-cert').send(Buffer.from(find(request.params.name).certificate)),
  )
  // Asked for anew each time: a list is fresh as soon as a status has changed.
  app.get('/pki/crl/:name.crl', { schema }, async (request, reply) =>
    reply.header('cache-control', 'public, no-cache').type('application/pkix-crl').send(Buffer.from(await authority.getCrl(find(request.params.name).slug))),
  )
  app.get('/pki/crl/:name/delta.crl', { schema }, async (request, reply) => {
    const delta = await authority.getDeltaCrl(find(request.params.name).slug)
    return reply.header('cache-control', 'public, no-cache').type('application/pkix-crl').send(Buffer.from(delta ?? refuse('NOT_FOUND')))
  })
}
