import { noticeViewSchema } from '../../protocol/offer.ts'
import type { App } from '../http.ts'
import { viewNotice } from '../notice/notice.ts'
import type { Parts } from '../parts.ts'
import { versionParams } from './params.ts'

export function routeNoticeView(app: App, parts: Parts): void {
  app.get('/api/notices/:version', { schema: { params: versionParams, response: { 200: noticeViewSchema } } }, (request) => viewNotice(parts, request.params.version))
}
