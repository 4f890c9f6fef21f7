import * as z from 'zod/mini'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'

const schema = { params: z.object({ name: z.enum(['root', 'issuing']) }) }

/** Certificates and revocation lists at the addresses that certificates carry (RFC 5280 §4.2.1.13, §4.2.2.1). */
export function routeAuthority(app: App, { authority }: Parts): void {
  app.get('/pki/ca/:name.cer', { schema }, (request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').type('application/pkix-cert').send(Buffer.from(authority[request.params.name])),
  )
  app.get('/pki/crl/:name.crl', { schema }, async (request, reply) =>
    reply.header('cache-control', 'public, max-age=60').type('application/pkix-crl').send(Buffer.from(await authority.getCrl(request.params.name))),
  )
}
