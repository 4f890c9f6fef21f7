import { createHmac } from 'node:crypto'
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { isIP } from 'node:net'
import { createId } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import type { Access } from '../storage/database.ts'
import { readAgreement, type AgreementRow } from './access.ts'
import { checkWebhookAddress } from './webhook-address.ts'

/** What a host's server is told; the receipt is the proof. */
export interface DeliveryFacts {
  readonly type: string
  readonly acceptance: string
  readonly number: string
  readonly at: string
  readonly receipt: string
}

/** Waits between attempts, in milliseconds: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h. */
const WAITS = [5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000]
const PATIENCE = 10_000
const AT_ONCE = 20

/** Writes a delivery down in the transaction of what it tells of; without an address there is none. */
export async function enqueueWebhook({ vault, clock, random }: Pick<Parts, 'vault' | 'clock' | 'random'>, access: Access, agreement: AgreementRow, facts: DeliveryFacts): Promise<void> {
  if (agreement.webhook === null) return
  const key = await vault.loadKey(access, agreement.id)
  const id = `msg_${createId(random)}`
  const body = JSON.stringify({ type: facts.type, timestamp: facts.at, data: { agreement: agreement.id, acceptance: facts.acceptance, version: facts.number, receipt: facts.receipt } })
  await access
    .insertInto('webhook_delivery')
    .values({ id, agreement: agreement.id, content: key.sealText(`webhook_delivery/content/${id}`, body), state: 'queued', attempts: 0, next_at: clock(), created_at: clock(), sent_at: null })
    .execute()
}

/** The signature of Standard Webhooks: HMAC-SHA-256 over id, time and body. `timestamp` in seconds. */
export function signDelivery(secret: string, id: string, timestamp: number, body: string): string {
  return `v1,${createHmac('sha256', Buffer.from(secret, 'base64url')).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

function send(url: URL, address: string, headers: Readonly<Record<string, string>>, body: string): Promise<number> {
  return new Promise((done, failed) => {
    const start = url.protocol === 'https:' ? requestSecure : requestPlain
    // The address was checked; the host's name is not looked up again.
    const outgoing = start(
      url,
      { method: 'POST', headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }, lookup: (_host, options, answer) => {
        const family = isIP(address)
        if (options.all) answer(null, [{ address, family }])
        else answer(null, address, family)
      }, timeout: PATIENCE },
      (incoming) => {
        incoming.resume()
        incoming.on('end', () => done(incoming.statusCode ?? 0))
      },
    )
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')))
    outgoing.on('error', failed)
    outgoing.end(body)
  })
}

async function deliver(parts: Parts, row: { id: string; agreement: string; content: Uint8Array | null; attempts: number }): Promise<boolean> {
  const { store, settings, clock } = parts
  try {
    const { row: agreement, key } = await readAgreement(parts, store, row.agreement)
    if (agreement.webhook === null || row.content === null) return false
    const body = key.openText(`webhook_delivery/content/${row.id}`, row.content)
    const timestamp = Math.floor(clock() / 1000)
    const { url, address } = await checkWebhookAddress(key.openText(`agreement/webhook/${row.agreement}`, agreement.webhook), settings.webhookLocal)
    const secret = key.openText(`agreement/webhook_secret/${row.agreement}`, agreement.webhook_secret)
    const headers = { 'webhook-id': row.id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signDelivery(secret, row.id, timestamp, body) }
    const status = await send(url, address, headers, body)
    return status >= 200 && status < 300
  } catch {
    return false
  }
}

/** Sends what is due; what fails is tried again under the same id, so that a receiver can tell a repetition. */
export async function sendWebhooks(parts: Parts): Promise<void> {
  const { store, clock } = parts
  const due = await store.selectFrom('webhook_delivery').select(['id', 'agreement', 'content', 'attempts']).where('state', '=', 'queued').where('next_at', '<=', clock()).orderBy('next_at').limit(AT_ONCE).execute()
  await Promise.all(
    due.map(async (row) => {
      const wait = WAITS[row.attempts]
      // Claimed before it is sent: another process leaves it alone meanwhile.
      const claimed = await store.updateTable('webhook_delivery').set({ attempts: row.attempts + 1, next_at: clock() + (wait ?? 0) + PATIENCE }).where('id', '=', row.id).where('attempts', '=', row.attempts).executeTakeFirst()
      if (claimed.numUpdatedRows !== 1n) return
      const isSent = await deliver(parts, row)
      const change = isSent ? { state: 'sent' as const, content: null, next_at: null, sent_at: clock() } : wait === undefined ? { state: 'failed' as const, next_at: null } : { next_at: clock() + wait }
      // Whoever claimed it since, after a pause of this process, has the say.
      await store.updateTable('webhook_delivery').set(change).where('id', '=', row.id).where('state', '=', 'queued').where('attempts', '=', row.attempts + 1).execute()
    }),
  )
}

/** How many news have not come to their address: those still tried again, and those given up. */
export async function countUndelivered(access: Access, agreement: string): Promise<{ readonly trying: number; readonly failed: number }> {
  const rows = await access.selectFrom('webhook_delivery').select(['state', (expression) => expression.fn.countAll<number | string>().as('count')]).where('agreement', '=', agreement).where('attempts', '>', 0).where('state', 'in', ['queued', 'failed']).groupBy('state').execute()
  const countOf = (state: string): number => Number(rows.find((row) => row.state === state)?.count ?? 0)
  return { trying: countOf('queued'), failed: countOf('failed') }
}

/** News that were given up are tried anew, under the same ids. */
export async function requeueWebhooks({ clock }: Pick<Parts, 'clock'>, access: Access, agreement: string): Promise<void> {
  await access.updateTable('webhook_delivery').set({ state: 'queued', attempts: 0, next_at: clock() }).where('agreement', '=', agreement).where('state', '=', 'failed').where('content', 'is not', null).execute()
}
