import { createHash } from 'node:crypto'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { App } from '../../../e2e/app.ts'
import { certify, closeStatement, sign, upload } from '../../../e2e/buyer.ts'
import { type Client, offer, openClient, openSeller } from '../../../e2e/client.ts'
import { parseNoteKey } from '../../core/log/note.ts'
import { verifyContractLog } from '../../core/evidence/contract-proof.ts'
import type { ContractLog } from '../../protocol/log.ts'
import type { Outbox, Service } from '../../protocol/service.ts'
import { click, openAgreement } from '../../server/fixture/agreement.ts'
import type { TestService } from '../../server/fixture/service.ts'

/** Something the service has said yes to, and by which it must be found again. */
export interface Acknowledged {
  readonly kind: 'click' | 'signature'
  readonly token: string
  readonly contract: string
  /** SHA-256 of the signed file; null for a click. */
  readonly fileHash: string | null
}

/** People at work on a running service. */
export interface Load {
  /** What was acknowledged so far. */
  readonly acknowledged: readonly Acknowledged[]
  /** What was not acknowledged, by code or reason. */
  readonly failures: ReadonlyMap<string, number>
  /** Requests of clicks that were refused, by code. */
  readonly refusals: ReadonlyMap<string, number>
  /** Ends when those under way have their answer. */
  stop(): Promise<void>
}

/** A running app as the fixtures of the server's own tests speak to it. */
export function asService(app: App, onRefusal: (code: string) => void = () => undefined): TestService {
  const ask = async (method: string, url: string, body?: unknown, options: Partial<InjectOptions> = {}): Promise<LightMyRequestResponse> => {
    const isBytes = body instanceof Uint8Array
    const answer = await fetch(`${app.address}${url}`, {
      method,
      headers: { origin: app.address, ...(body === undefined || isBytes ? {} : { 'content-type': 'application/json' }), ...(options.headers as Record<string, string> | undefined) },
      ...(body === undefined ? {} : { body: isBytes ? Buffer.from(body) : JSON.stringify(body) }),
    })
    const rawPayload = Buffer.from(await answer.arrayBuffer())
    const text = rawPayload.toString('utf8')
    if (answer.status > 299) onRefusal(/^\{"error":\{"code":"(\w+)"/.exec(text)?.[1] ?? `HTTP ${answer.status}`)
    return { statusCode: answer.status, headers: Object.fromEntries(answer.headers), rawPayload, body: text, payload: text, json: () => JSON.parse(text) as unknown } as unknown as LightMyRequestResponse
  }
  const readOutbox = async (): Promise<Outbox> => (await ask('GET', '/api/outbox')).json<Outbox>()
  return { ask, parts: { clock: () => Date.now(), mailer: { readOutbox, settle: () => Promise.resolve() } } } as unknown as TestService
}

/** A seller with an agreement in force, and a session. */
export interface Stand {
  readonly agreement: string
  readonly cookie: string
  readonly contract: string
}

export async function openStand(app: App): Promise<Stand> {
  const { id, cookie } = await openAgreement(asService(app))
  const detail = (await asService(app).ask('GET', `/api/agreements/${id}/detail`, undefined, { headers: { cookie } })).json<{ versions: { contract: string }[] }>()
  return { agreement: id, cookie, contract: detail.versions[0]!.contract }
}

async function signOnce(seller: Client, app: App, number: number): Promise<Acknowledged> {
  const offered = await offer(seller, { template: 'services', language: 'vi', email: `load-${number}@example.com` })
  const client = openClient(app)
  const closed = await closeStatement(client, offered)
  const answer = await upload(client, closed, await sign(client, closed, await certify(client, closed)))
  if (answer.status !== 200) throw Object.assign(new Error(answer.text), { code: answer.code })
  const { fileHash } = JSON.parse(answer.text) as { fileHash: string }
  return { kind: 'signature', token: offered.token, contract: offered.contract, fileHash }
}

/** Clicks on an agreement and signs contracts, each as fast as it is answered, until it is stopped. */
export async function startLoad(app: App, stand: Stand, { clickers = 4, signers = 1 } = {}): Promise<Load> {
  const acknowledged: Acknowledged[] = []
  const failures = new Map<string, number>()
  const ending = new AbortController()
  let number = 0
  const fail = (error: unknown): void => {
    const { code, message } = error as { code?: unknown; message?: unknown }
    const reason = typeof code === 'string' ? code : (/"code":"(\w+)"/.exec(String(message))?.[1] ?? String(message).slice(0, 60))
    failures.set(reason, (failures.get(reason) ?? 0) + 1)
  }
  const again = async (act: () => Promise<Acknowledged>): Promise<void> => {
    while (!ending.signal.aborted) {
      try {
        acknowledged.push(await act())
      } catch (error) {
        fail(error)
        await new Promise((later) => setTimeout(later, 20))
      }
    }
  }
  const refusals = new Map<string, number>()
  const service = asService(app, (code) => void refusals.set(code, (refusals.get(code) ?? 0) + 1))
  const people = [
    ...Array.from({ length: clickers }, () => again(async () => ({ kind: 'click', token: (await click(service, stand.agreement)).token, contract: stand.contract, fileHash: null }))),
    ...(await Promise.all(Array.from({ length: signers }, async () => {
      const seller = await openSeller(app)
      return () => again(() => signOnce(seller, app, number++))
    }))).map((start) => start()),
  ]
  return {
    acknowledged,
    failures,
    refusals,
    async stop() {
      ending.abort()
      await Promise.all(people)
    },
  }
}

/** A connection that the killed process left behind fails once; the next one reaches its successor. */
export async function askAgain<T>(act: () => Promise<T>, tries = 4): Promise<T> {
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof TypeError) || --tries === 0) throw error
      await new Promise((later) => setTimeout(later, 100))
    }
  }
}

/** The service answers so many requests a minute to one address; what it turns away for that is asked again later. */
async function askPatiently(client: Client, path: string): Promise<Awaited<ReturnType<Client['ask']>>> {
  for (;;) {
    const answer = await askAgain(() => client.ask('GET', path))
    if (answer.status !== 429) return answer
    await new Promise((later) => setTimeout(later, 1000))
  }
}

/** Finds everything that was acknowledged on a running service, and gives each one's record by its hash. Throws with the first that is not there as it was. */
export async function findAcknowledged(app: App, acknowledged: readonly Acknowledged[]): Promise<string[]> {
  const client = openClient(app)
  const hashes: string[] = []
  for (const { kind, token, fileHash } of acknowledged) {
    if (kind === 'signature') {
      const file = await askPatiently(client, `/api/offers/${token}/file`)
      if (file.status !== 200) throw new Error(`an acknowledged file is gone: ${file.status} ${file.text.slice(0, 200)}`)
      if (createHash('sha256').update(file.bytes).digest('hex') !== fileHash) throw new Error('an acknowledged file is not the same')
    }
    const answer = await askPatiently(client, kind === 'click' ? `/api/acceptances/${token}` : `/api/offers/${token}/receipt`)
    if (answer.status !== 200) throw new Error(`an acknowledged ${kind} is gone: ${answer.status} ${answer.text.slice(0, 200)}`)
    hashes.push((JSON.parse(answer.text) as { recordHash: string }).recordHash)
  }
  return hashes
}

/** What was proven of a load. */
export interface Proven {
  /** Those acknowledged whose own record has its proof: all of them, or this throws. */
  readonly acknowledged: number
  /** All records of the contracts that they are about, each with its proof: also drafts, offers, deliveries, and what was stored but not acknowledged in time. */
  readonly records: number
}

/** Everything acknowledged is found, and its own record among those of its contract, every one of which has its proof that verifies here against the log's keys. */
export async function proveAcknowledged(app: App, cookie: string, acknowledged: readonly Acknowledged[]): Promise<Proven> {
  const hashes = await findAcknowledged(app, acknowledged)
  const client = openClient(app, cookie)
  const { log } = JSON.parse((await client.ask('GET', '/api/service')).text) as Service
  log.verifiers.forEach(parseNoteKey)
  const proven = new Map<string, ReadonlySet<string>>()
  for (const contract of new Set(acknowledged.map((each) => each.contract))) {
    const answer = await askPatiently(client, `/api/contracts/${contract}/log`)
    if (answer.status !== 200) throw new Error(`no proofs of ${contract}: ${answer.status} ${answer.text.slice(0, 200)}`)
    const { entries } = JSON.parse(answer.text) as ContractLog
    const { records } = await verifyContractLog(entries, log.verifiers)
    for (const { state, sequence } of records) if (state !== 'proven') throw new Error(`record ${contract}/${sequence} is ${state}`)
    proven.set(contract, new Set(entries.map(({ hash }) => hash)))
  }
  acknowledged.forEach(({ kind, contract }, at) => {
    if (!proven.get(contract)?.has(hashes[at]!)) throw new Error(`an acknowledged ${kind} has no record that is proven: ${contract} ${hashes[at]}`)
  })
  // Two that were acknowledged never stand on one record.
  const distinct = new Set(hashes).size
  if (distinct !== acknowledged.length) throw new Error(`${acknowledged.length} were acknowledged, on ${distinct} records`)
  return { acknowledged: distinct, records: [...proven.values()].reduce((sum, { size }) => sum + size, 0) }
}
