import { recordsConsentSchema, recordsWithdrawalRequestSchema } from '../../protocol/records-consent.ts'
import { sendWebhooks } from '../agreement/webhook.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { viewRecordsConsent, withdrawRecordsConsent } from '../records-consent/withdrawal.ts'
import { tokenParams } from './params.ts'

/** Consent to electronic records: whether it stands, and the way to take it back, where it was given. */
export function routeRecordsConsent(app: App, parts: Parts): void {
  const schema = { params: tokenParams, response: { 200: recordsConsentSchema } }
  for (const [kind, url] of [['offer', '/api/offers/:token/records-consent'], ['acceptance', '/api/acceptances/:token/records-consent']] as const) {
    app.get(url, { schema }, (request) => viewRecordsConsent(parts, { kind, token: request.params.token }))
    app.post(url, { schema: { ...schema, body: recordsWithdrawalRequestSchema } }, async (request) => {
      const view = await withdrawRecordsConsent(parts, { kind, token: request.params.token }, request.body.email ?? null, observe(request, parts.clock()))
      void sendWebhooks(parts).catch(() => {})
      return view
    })
  }
}
