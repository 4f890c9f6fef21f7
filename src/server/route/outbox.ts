import { outboxSchema } from '../../protocol/service.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { isLoopback } from '../settings.ts'

const LOCAL = /^(127\.|::1$|::ffff:127\.)/

/** Only without a mail server, outside production, on this machine: otherwise the page does not exist. */
export function routeOutbox(app: App, { mailer, settings }: Parts): void {
  app.get('/api/outbox', { schema: { response: { 200: outboxSchema } } }, (request) => {
    if (mailer.mode !== 'outbox' || settings.production || !isLoopback(settings.host) || !LOCAL.test(request.ip)) refuse('NOT_FOUND')
    return mailer.readOutbox()
  })
}
