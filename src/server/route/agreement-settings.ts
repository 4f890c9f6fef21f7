import { agreementDetailSchema, agreementSettingsSchema } from '../../protocol/agreement.ts'
import { saveSettings } from '../agreement/seller.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { agreementParams } from './params.ts'

export function routeAgreementSettings(app: App, parts: Parts): void {
  app.put('/api/agreements/:agreement/settings', { schema: { params: agreementParams, body: agreementSettingsSchema, response: { 200: agreementDetailSchema } } }, async (request) =>
    saveSettings(parts, await requireSession(parts, request), request.params.agreement, request.body),
  )
}
