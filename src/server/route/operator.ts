import { chooseLanguage, type App } from '../http.ts'
import { isOperator, requireOperator } from '../operator/access.ts'
import { OPERATOR_STYLE, readStatus, renderOperatorPage } from '../operator/page.ts'
import { renderRetention } from '../operator/retention.ts'
import type { Parts } from '../parts.ts'

const FEW = { rateLimit: { max: 60, timeWindow: 60_000 } }

/** What the operator sees: a page for a browser, which asks for the token by itself, and the same as data. */
export function routeOperator(app: App, parts: Parts): void {
  const schema = { hide: true } as const
  app.get('/operator', { schema, config: FEW }, async (request, reply) => {
    void reply.header('cache-control', 'no-store')
    if (!isOperator(parts, request)) return reply.status(401).header('www-authenticate', 'Basic realm="Countersign operator", charset="UTF-8"').send('')
    return reply.type('text/html; charset=utf-8').send(renderOperatorPage(await readStatus(parts), chooseLanguage(request), await renderRetention(parts, chooseLanguage(request))))
  })
  app.get('/operator/status', { schema, config: FEW }, async (request, reply) => {
    requireOperator(parts, request)
    return reply.header('cache-control', 'no-store').send(await readStatus(parts))
  })
  app.get('/operator/style.css', { schema }, (_request, reply) => reply.type('text/css; charset=utf-8').send(OPERATOR_STYLE))
}
