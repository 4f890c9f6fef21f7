import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as z from 'zod/mini'
import { CodedError } from '../../../../core/bytes/error.ts'
import { sha256Hex } from '../../../../core/bytes/sha256.ts'
import { ApiFailure } from '../../../api/failure.ts'
import type { ActAt } from './act.ts'
import { isUnanswered, PAUSES, repeatUnanswered } from './repeat.ts'
import type { Ports } from './runner.ts'

// What a page has and this test does not: an address and a document whose language is set.
vi.stubGlobal('location', { search: '?lang=en' })
vi.stubGlobal('document', { documentElement: {} })
const { requestJson } = await import('../../../api/request.ts')

type Handle = (request: IncomingMessage, response: ServerResponse) => void

async function listen(handle: Handle, port = 0): Promise<{ server: Server; port: number }> {
  const server = createServer(handle).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

const end = async (server: Server): Promise<void> => {
  server.closeAllConnections()
  if (server.listening) await once(server.close(), 'close')
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

const receiptSchema = z.object({ fileHash: z.string(), number: z.number() })
const FILE = new TextEncoder().encode('%PDF-1.7 signed once')
const signed = { stage: 'signed', file: FILE } as unknown as ActAt<'signed'>

/**
 * A service that keeps each file once, a proxy before it that answers 502 where the process does not, and a page that sends. `kill` ends the process in
 * the middle of an upload, `after` it was kept or before; `start` brings another.
 */
async function openPlace() {
  const kept = new Map<string, number>()
  const arrived: string[] = []
  let [dying, refusal]: ['before' | 'after' | null, { status: number; body: string } | null] = [null, null]
  let process: Server
  const serve: Handle = (incoming, response) => {
    void (async () => {
      const hash = sha256Hex(await bodyOf(incoming))
      arrived.push(hash)
      if (refusal) return response.writeHead(refusal.status).end(refusal.body)
      if (dying !== 'before' && !kept.has(hash)) kept.set(hash, kept.size + 1)
      if (dying) {
        dying = null
        return end(process)
      }
      response.end(JSON.stringify({ fileHash: hash, number: kept.get(hash) }))
    })()
  }
  const first = await listen(serve)
  process = first.server
  const proxy = await listen((incoming, response) => {
    const passed = request({ port: first.port, host: '127.0.0.1', path: incoming.url, method: incoming.method, headers: incoming.headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 500)
      answer.pipe(response)
    })
    passed.on('error', () => response.writeHead(502).end())
    incoming.pipe(passed)
  })
  return {
    kept,
    arrived,
    address: `http://127.0.0.1:${proxy.port}`,
    kill: (when: 'before' | 'after') => void (dying = when),
    refuse: (status: number, body: string) => void (refusal = { status, body }),
    start: async () => void (process = (await listen(serve, first.port)).server),
    stop: () => end(process),
    cut: () => end(proxy.server),
    close: async () => void (await Promise.all([end(process), end(proxy.server)])),
  }
}

let place: Awaited<ReturnType<typeof openPlace>>
beforeEach(async () => {
  place = await openPlace()
  const fetchAnywhere = fetch
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => fetchAnywhere(new URL(path, place.address), init))
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await place.close()
})

const send = () => requestJson(receiptSchema, '/acceptance', { method: 'PUT', bytes: { type: 'application/pdf', content: FILE } })

/** Ports whose upload goes to the place; `at[n]` happens in the n-th pause. */
function openPorts(at: readonly (() => unknown)[] = [], isOnline = () => true) {
  const pauses: number[] = []
  const told: boolean[] = []
  const ports = repeatUnanswered({ upload: send } as unknown as Ports, {
    pause: async (ms) => {
      await at[pauses.length]?.()
      pauses.push(ms)
    },
    isOnline,
    onRepeating: (isRepeating) => told.push(isRepeating),
  })
  return { pauses, told, upload: () => ports.upload(signed, () => {}) }
}

describe('a signed file whose process dies behind the proxy', () => {
  test.each(['before', 'after'] as const)('is sent again by itself until another process answers, and is kept once (it dies %s it was kept)', async (when) => {
    place.kill(when)
    const { upload, pauses, told } = openPorts([() => {}, () => {}, place.start])
    expect(await upload()).toEqual({ fileHash: sha256Hex(FILE), number: 1 })
    expect(pauses, 'the dead one was met three times, less often each time').toEqual(PAUSES.slice(0, 3))
    expect([place.kept.size, new Set(place.arrived).size, place.arrived.length], 'the same bytes').toEqual([1, 1, 2])
    expect([told[0], told.at(-1)], 'the person is told, and told when it is over').toEqual([true, false])
  })

  test('asks the person in the end, when nothing answers', async () => {
    await place.stop()
    const { upload, pauses, told } = openPorts()
    await expect(upload()).rejects.toMatchObject({ code: 'SERVICE_FAILED', status: 502 })
    expect(pauses).toEqual(PAUSES)
    expect(told.at(-1)).toBe(false)
  })

  test('is sent again when the line itself is cut, but not where the device knows that it has no network', async () => {
    await place.cut()
    const there = openPorts()
    await expect(there.upload()).rejects.toMatchObject({ code: 'OFFLINE' })
    expect(there.pauses).toEqual(PAUSES)
    const away = openPorts([], () => false)
    await expect(away.upload()).rejects.toMatchObject({ code: 'OFFLINE' })
    expect(away.pauses).toEqual([])
  })

  test.each([
    [503, JSON.stringify({ error: { code: 'STORAGE_FULL', sentence: 'The service is full.' } }), 'STORAGE_FULL'],
    [409, JSON.stringify({ error: { code: 'REVISION_STALE', sentence: 'Another was first.' } }), 'REVISION_STALE'],
    [500, 'oops', 'SERVICE_FAILED'],
    [403, '<html>', 'ANSWER_MALFORMED'],
  ])('%i with %s is an answer: not sent again', async (status, body, code) => {
    place.refuse(status, body)
    const { upload, pauses, told } = openPorts()
    await expect(upload()).rejects.toMatchObject({ code })
    expect([pauses, place.arrived.length, told]).toEqual([[], 1, [false]])
  })
})

test('what the signing worker was not answered is asked again, too; what failed in it is not', () => {
  expect(isUnanswered(new CodedError('OFFLINE', 'no timestamp'))).toBe(true)
  expect(isUnanswered(new CodedError('TIMESTAMP_UNANSWERED', '502', { status: 502 }))).toBe(true)
  expect(isUnanswered(new CodedError('TIMESTAMP_UNANSWERED', 'not sound'))).toBe(false)
  expect(isUnanswered(new CodedError('KEY_LOST', 'gone'))).toBe(false)
  expect(isUnanswered(new ApiFailure('SERVICE_FAILED', 503, {}, 'A sentence of the service'))).toBe(false)
  expect(isUnanswered(new TypeError('a mistake'))).toBe(false)
})
