import { chooseLanguage, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { formationViewSchema } from '../../protocol/formation.ts'
import { readHeldOffer } from '../offer/access.ts'
import { refuse } from '../refusal.ts'
import { requireSession } from '../session/session.ts'
import { encodeAnswer, readClick, readFormation, readHeldAnswer, readOwnAnswer, readOwnFormation, type AnswerFacts } from '../sheet/acceptance.ts'
import { sealAnswer } from '../sheet/acceptance-outline.ts'
import { sendSheet } from './file.ts'
import { contractOfferParams, tokenParams } from './params.ts'

const nameOf = (kind: string, { number, recordHash }: AnswerFacts): string => `${kind}-${number === null ? recordHash.slice(0, 12) : number.replace(/[^0-9A-Za-z-]+/g, '-')}`

/** For each way to reach an answer: its certificate of acceptance and its readable record as sealed files, and the record as data. */
export function routeAnswerSheet(app: App, parts: Parts): void {
  type Read<Params> = (params: Params, person: string | null) => Promise<AnswerFacts>
  const add = <Params extends Record<string, string>>(base: string, params: unknown, needsSession: boolean, read: Read<Params>): void => {
    const schema = { schema: { params } }
    for (const kind of ['certificate', 'record'] as const) {
      app.get(`${base}/${kind}.pdf`, schema, async (request, reply) => {
        const facts = await read(request.params as Params, needsSession ? (await requireSession(parts, request)).person : null)
        if (kind === 'certificate' && facts.event === 'declined') refuse('NOT_FOUND')
        return sendSheet(reply, await sealAnswer(parts, facts, kind, chooseLanguage(request)), nameOf(kind, facts))
      })
    }
    app.get(`${base}/record.json`, schema, async (request, reply) => {
      const facts = await read(request.params as Params, needsSession ? (await requireSession(parts, request)).person : null)
      return reply.type('application/json; charset=utf-8').header('cache-control', 'no-store').header('content-disposition', `attachment; filename="${nameOf('record', facts)}.json"`).send(encodeAnswer(facts))
    })
  }
  const answer = { 200: formationViewSchema }
  app.get('/api/offers/:token/formation', { schema: { params: tokenParams, response: answer } }, async (request) => readFormation(parts, await readHeldOffer(parts, parts.store, request.params.token)))
  app.get('/api/contracts/:contract/offers/:offer/formation', { schema: { params: contractOfferParams, response: answer } }, async (request) => {
    const { person } = await requireSession(parts, request)
    return readOwnFormation(parts, person, request.params.contract, request.params.offer)
  })
  add<{ token: string }>('/api/offers/:token', tokenParams, false, ({ token }) => readHeldAnswer(parts, token))
  add<{ token: string }>('/api/acceptances/:token', tokenParams, false, ({ token }) => readClick(parts, token))
  add<{ contract: string; offer: string }>('/api/contracts/:contract/offers/:offer', contractOfferParams, true, ({ contract, offer }, person) => readOwnAnswer(parts, person ?? '', contract, offer))
}
