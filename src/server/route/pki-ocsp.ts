import * as z from 'zod/mini'
import { decodeBase64 } from '../../core/bytes/base64.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'

function decodeRequest(text: string): Uint8Array {
  try {
    return decodeBase64(text)
  } catch {
    return new Uint8Array(0)
  }
}

/** Like lists, asked for anew each time: an answer is about now, and a change of status is true at once. */
const FRESH = 'no-cache'

/** RFC 6960 appendix A: POST with the request as body, GET with it in base64 in the path. */
export function routeOcsp(app: App, { authority }: Parts): void {
  app.post('/pki/ocsp', { bodyLimit: 8192, schema: { consumes: ['application/ocsp-request'] } }, async (request, reply) => {
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array(0)
    return reply.header('cache-control', FRESH).type('application/ocsp-response').send(Buffer.from(await authority.answerOcsp(body)))
  })
  app.get('/pki/ocsp/*', { schema: { params: z.object({ '*': z.string().check(z.maxLength(4000)) }) } }, async (request, reply) =>
    reply.header('cache-control', FRESH).type('application/ocsp-response').send(Buffer.from(await authority.answerOcsp(decodeRequest(request.params['*'])))),
  )
}
