import { noticeEventSchema } from '../../protocol/offer.ts'
import { observe, type App } from '../http.ts'
import { recordNotice } from '../notice/notice.ts'
import type { Parts } from '../parts.ts'
import { versionParams } from './params.ts'

export function routeNoticeEvent(app: App, parts: Parts): void {
  const schema = { params: versionParams, body: noticeEventSchema }
  app.post('/api/notices/:version/events', { schema, config: { rateLimit: { max: 60, timeWindow: 60_000 } } }, async (request, reply) => {
    await recordNotice(parts, request.params.version, request.body.event, request.body.inView, observe(request, parts.clock()))
    return reply.status(204).send()
  })
}
