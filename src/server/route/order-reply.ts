import * as z from 'zod/mini'
import { orderReplySchema } from '../../protocol/agreement.ts'
import { replyToOrder } from '../agreement/order.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'

const id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))
const schema = { params: z.object({ agreement: id, acceptance: id }), body: z.object({ accept: z.boolean() }), response: { 200: orderReplySchema } }

/** The answer of a host's server to an order; with its secret, as for look-ups. */
export function routeOrderReply(app: App, parts: Parts): void {
  app.post('/api/agreements/:agreement/orders/:acceptance/reply', { schema }, (request) => {
    const { agreement, acceptance } = request.params
    const secret = /^Bearer (\S{1,200})$/.exec(request.headers.authorization ?? '')?.[1] ?? null
    return replyToOrder(parts, agreement, secret, acceptance, request.body.accept, observe(request, parts.clock()))
  })
}
