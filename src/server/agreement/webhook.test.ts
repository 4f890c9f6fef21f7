import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AcceptanceView, AgreementDetail } from '../../protocol/agreement.ts'
import { click, openAgreement, type TestAgreement } from '../fixture/agreement.ts'
import { SELLER } from '../fixture/party.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'
import type { Parts } from '../parts.ts'
import { openParts } from '../serve.ts'
import { sendWebhooks } from './webhook.ts'

const HOUR = 3_600_000
/** How often one is tried, and the longest wait between. */
const [TRIES, LONGEST] = [8, 14 * HOUR]

/** A host's server that hears everything, and answers as it is told. */
async function openHost() {
  const heard: { id: string; type: string; acceptance: string }[] = []
  let answer: (response: ServerResponse) => void = (response) => void response.writeHead(204).end()
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      const { type, data } = JSON.parse(body) as { type: string; data: { acceptance: string } }
      heard.push({ id: String(request.headers['webhook-id']), type, acceptance: data.acceptance })
      answer(response)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    heard,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    answers: (next: typeof answer) => void (answer = next),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

let service: TestService
let agreement: TestAgreement
let host: Awaited<ReturnType<typeof openHost>>
beforeAll(async () => {
  service = await openTestService({ COUNTERSIGN_WEBHOOK_LOCAL: 'on' })
  host = await openHost()
}, 60_000)
afterAll(async () => {
  host.close()
  await service.close()
})
beforeEach(async () => {
  agreement = await openAgreement(service)
  host.heard.length = 0
  await save()
})

async function save(): Promise<AgreementDetail> {
  const answer = await service.ask('PUT', `/api/agreements/${agreement.id}/settings`, { origins: [], webhook: host.address }, { headers: { cookie: agreement.cookie } })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return answer.json<AgreementDetail>()
}

const newsOf = async () => (await service.ask('GET', `/api/agreements/${agreement.id}/detail`, undefined, { headers: { cookie: agreement.cookie } })).json<AgreementDetail>().news
const rows = () => service.parts.store.selectFrom('webhook_delivery').select(['id', 'state', 'attempts', 'next_at', 'content']).where('agreement', '=', agreement.id).orderBy('created_at').orderBy('id').execute()
const fail = (response: ServerResponse) => void response.writeHead(500).end()
const take = (response: ServerResponse) => void response.writeHead(204).end()

/** Every tick until nothing is due any more, however long that takes; the seller's session would end meanwhile, the records do not. */
async function tickToTheEnd(parts: Parts = service.parts): Promise<void> {
  await sendWebhooks(parts)
  for (let ticks = 0; ticks < 2 * TRIES; ticks++) {
    service.advance(LONGEST + HOUR)
    await sendWebhooks(parts)
  }
}

describe('news that a host’s server never takes', () => {
  test('are given up after eight tries, the seller sees it, later ones still come, and saving the address sends them anew under the same id', async () => {
    host.answers(fail)
    const receipt = await click(service, agreement.id)
    await sendWebhooks(service.parts)
    await expect.poll(() => host.heard.length).toBe(1)
    await expect.poll(newsOf).toEqual({ trying: 1, failed: 0 })
    await tickToTheEnd()
    expect(host.heard).toEqual(Array.from({ length: TRIES }, () => ({ id: host.heard[0]!.id, type: 'acceptance.agreed', acceptance: receipt.acceptance })))
    expect(await rows()).toEqual([expect.objectContaining({ state: 'failed', attempts: TRIES, next_at: null })])
    // What the host did not hear it can still ask for.
    expect((await service.ask('GET', `/api/acceptances/${receipt.token}`)).json<AcceptanceView>().receipt).toBe(receipt.receipt)

    host.answers(take)
    const later = await click(service, agreement.id)
    await sendWebhooks(service.parts)
    await expect.poll(() => host.heard.slice(TRIES).map(({ acceptance }) => acceptance)).toEqual([later.acceptance])
    await expect.poll(async () => (await rows()).map(({ state }) => state)).toEqual(['failed', 'sent'])
    agreement = { ...agreement, cookie: await signIn(service, SELLER) }
    expect(await newsOf()).toEqual({ trying: 0, failed: 1 })

    await save()
    await sendWebhooks(service.parts)
    expect(host.heard.slice(TRIES + 1)).toEqual([host.heard[0]])
    expect((await rows()).map(({ state, content }) => [state, content])).toEqual([['sent', null], ['sent', null]])
    expect(await newsOf()).toEqual({ trying: 0, failed: 0 })
  })

  test('go on being tried by another process when one ends in the middle of a try, and are told once', async () => {
    host.answers(fail)
    await click(service, agreement.id)
    await expect.poll(() => host.heard.length).toBe(1)
    await expect.poll(newsOf).toEqual({ trying: 1, failed: 0 })
    // The process is at it and nothing comes back: as if it had ended there.
    let letGo = (): void => {}
    host.answers((response) => void (letGo = () => void response.writeHead(500).end()))
    service.advance(LONGEST)
    const cut = sendWebhooks(service.parts)
    await expect.poll(() => host.heard.length).toBe(2)
    const other = await openParts(resolve(import.meta.dirname, '../../..'), service.parts.settings, null, 'test', { clock: service.parts.clock, logLevel: 'silent' })
    try {
      await sendWebhooks(other)
      expect(host.heard, 'what one has claimed the other leaves alone').toHaveLength(2)
      const unheard = letGo
      host.answers(take)
      service.advance(LONGEST)
      await sendWebhooks(other)
      expect(new Set(host.heard.map(({ id }) => id)).size).toBe(1)
      expect(host.heard).toHaveLength(3)
      // What the first process hears late changes nothing.
      unheard()
      await cut
      await tickToTheEnd(other)
      expect(host.heard).toHaveLength(3)
      expect(await rows()).toEqual([expect.objectContaining({ state: 'sent', attempts: 3, next_at: null, content: null })])
    } finally {
      await other.log.settle()
      await other.store.destroy()
    }
  })

  test('an agreement that is no more keeps no other’s news from leaving', async () => {
    host.answers(fail)
    await click(service, agreement.id)
    await expect.poll(() => host.heard.length).toBe(1)
    await service.parts.store.deleteFrom('agreement').where('id', '=', agreement.id).execute()
    agreement = await openAgreement(service)
    await save()
    host.answers(take)
    service.advance(LONGEST)
    const { acceptance } = await click(service, agreement.id)
    await sendWebhooks(service.parts)
    await expect.poll(() => host.heard.slice(1).map((heard) => heard.acceptance)).toEqual([acceptance])
  })
})
