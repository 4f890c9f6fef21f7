import { dataChallengeRequestSchema, dataChallengeSchema, dataConsentListSchema, dataConsentRequestSchema, dataConsentViewSchema, dataStandingRequestSchema } from '../../protocol/data-consent.ts'
import { decideDataConsent } from '../data-consent/act.ts'
import { createDataChallenge } from '../data-consent/challenge.ts'
import { listDataConsents, viewDataConsent } from '../data-consent/view.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { contractParams } from './params.ts'

/** What a person is asked about its data and has decided: read, a challenge for one decision, the decision. */
export function routeDataConsent(app: App, parts: Parts): void {
  app.post('/api/data-consents/standing', { schema: { body: dataStandingRequestSchema, response: { 200: dataConsentViewSchema } } }, (request) => viewDataConsent(parts, request.body.place))
  app.post('/api/data-consents/challenge', { schema: { body: dataChallengeRequestSchema, response: { 200: dataChallengeSchema } } }, (request) => createDataChallenge(parts, request.body.place, request.body.keyThumbprint))
  app.post('/api/data-consents', { schema: { body: dataConsentRequestSchema, response: { 200: dataConsentViewSchema } } }, (request) =>
    decideDataConsent(parts, request.body.place, request.body.jws, observe(request, parts.clock())))
  app.get('/api/contracts/:contract/data-consents', { schema: { params: contractParams, response: { 200: dataConsentListSchema } } }, async (request) => {
    const { person } = await requireSession(parts, request)
    return listDataConsents(parts, person, request.params.contract)
  })
}
