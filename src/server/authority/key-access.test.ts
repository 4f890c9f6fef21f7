import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeUtf8, encodeUtf8 } from '../../core/bytes/text.ts'
import { verifyTimestampToken } from '../../core/cms/timestamp.ts'
import { RSA_SHA256 } from '../../core/pki/algorithms.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { createOcspRequest, verifyOcspResponse } from '../../core/pki/ocsp.ts'
import { validatePath } from '../../core/pki/path.ts'
import { createTimestampRequest, parseTimestampResponse } from '../../core/pki/timestamp.ts'
import { ADDRESS, openTestService, type TestService } from '../fixture/service.ts'
import { openAuthority, type AuthorityParts } from './authority.ts'
import { exportRoot } from './custody.ts'
import type { KeyAccess } from './key-access.ts'

/** A token as those behind PKCS#11 are: in another thread, with RSA keys that cannot leave it, found again by a handle and bound to what they were made for. */
const TOKEN = `
const { parentPort } = require('node:worker_threads')
const keys = new Map()
const RSA = { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' }
const acts = {
  async create() {
    const { privateKey, publicKey } = await crypto.subtle.generateKey(RSA, false, ['sign', 'verify'])
    const handle = 'slot-0/' + (keys.size + 1)
    keys.set(handle, { privateKey, label: null })
    return { handle, spki: new Uint8Array(await crypto.subtle.exportKey('spki', publicKey)) }
  },
  label({ handle, label }) { keys.get(handle).label = label },
  find({ handle, label }) { return keys.get(handle)?.label === label },
  async sign({ handle, data }) { return new Uint8Array(await crypto.subtle.sign(RSA.name, keys.get(handle).privateKey, data)) },
}
parentPort.on('message', async ({ id, act, input }) => {
  try { parentPort.postMessage({ id, output: await acts[act](input ?? {}) }) } catch (error) { parentPort.postMessage({ id, problem: String(error) }) }
})
`

class Token {
  readonly #worker = new Worker(TOKEN, { eval: true })
  readonly #waiting = new Map<number, { resolve(output: never): void; reject(problem: Error): void }>()
  signatures = 0

  constructor() {
    this.#worker.on('message', ({ id, output, problem }: { id: number; output?: unknown; problem?: string }) => {
      const one = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (problem === undefined) one?.resolve(output as never)
      else one?.reject(new Error(problem))
    })
  }

  ask<T>(act: string, input?: object): Promise<T> {
    const id = this.#waiting.size === 0 ? 1 : Math.max(...this.#waiting.keys()) + 1
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      this.#worker.postMessage({ id, act, input })
    })
  }

  sign(handle: string, data: Uint8Array): Promise<Uint8Array> {
    this.signatures++
    return this.ask<Uint8Array>('sign', { handle, data })
  }

  close(): Promise<number> {
    return this.#worker.terminate()
  }
}

const tokenAccess = (token: Token): KeyAccess => ({
  async create() {
    const { handle, spki } = await token.ask<{ handle: string; spki: Uint8Array }>('create')
    return {
      key: { algorithm: RSA_SHA256, spki, sign: (data) => token.sign(handle, data) },
      async keep(context) {
        await token.ask('label', { handle, label: context })
        return encodeUtf8(handle)
      },
    }
  },
  async open(kept, context, spki) {
    const handle = decodeUtf8(new Uint8Array(kept))
    if (!(await token.ask<boolean>('find', { handle, label: context }))) throw new Error('the token has no such key')
    return { algorithm: RSA_SHA256, spki, sign: (data) => token.sign(handle, data) }
  },
  release: () => Promise.resolve(null),
  admit: () => Promise.resolve(null),
})

let service: TestService
let token: Token
let parts: AuthorityParts
beforeAll(async () => {
  service = await openTestService()
  token = new Token()
  const { store, vault, clock, random } = service.parts
  // its own keys only: those that opening the service has made lie in the database
  await store.deleteFrom('authority_key').execute()
  parts = { store, vault, clock, random, publicAddress: ADDRESS, keyAccess: tokenAccess(token) }
})
afterAll(async () => {
  await token.close()
  await service.close()
})

describe('keys of the authority in a token: whoever copies the database and the master key has none of them', () => {
  it('everything is issued and answered by keys that never left it, and the database holds their handles', async () => {
    const authority = await openAuthority(parts)
    const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey))
    const issued = await authority.issueSignatory({ spki, email: 'lan@example.com', demo: true, kept: { organisation: null } })
    const path = await validatePath({ certificate: issued.certificate, intermediates: issued.chain, anchors: [authority.root], time: parts.clock(), purpose: 'document-signing' })
    expect(path.isValid).toBe(true)

    const imprint = new Uint8Array(32).fill(7)
    const nonce = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
    const answer = parseTimestampResponse(await authority.answerTimestamp(createTimestampRequest({ imprint, nonce })))
    expect((await verifyTimestampToken({ token: answer, imprint, nonce, anchors: [authority.root], time: parts.clock() })).isValid).toBe(true)

    const request = await createOcspRequest({ certificate: authority.issuing, issuer: authority.root })
    const status = await verifyOcspResponse({ response: await authority.answerOcsp(request), certificate: authority.issuing, issuer: authority.root, time: parts.clock() })
    expect([status.isValid, status.answer?.status.kind]).toEqual([true, 'good'])

    expect(token.signatures).toBeGreaterThan(5)
    const rows = await parts.store.selectFrom('authority_key').select(['name', 'private_key']).execute()
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['root', 'issuing', 'timestamp', 'ocsp-issuing']))
    for (const { private_key: kept } of rows) expect(decodeUtf8(new Uint8Array(kept))).toMatch(/^slot-0\/\d+$/)
  })

  it('is the same authority after a restart, and no key serves in another’s place', async () => {
    const [before, after] = [await openAuthority(parts), await openAuthority(parts)]
    expect(after.root).toEqual(before.root)
    expect(after.timestampUnit).toEqual(before.timestampUnit)
    const { private_key: kept, certificate } = await parts.store.selectFrom('authority_key').select(['private_key', 'certificate']).where('name', '=', 'timestamp').executeTakeFirstOrThrow()
    await expect(parts.keyAccess!.open(new Uint8Array(kept), 'authority_key/private_key/issuing/00', parseCertificate(new Uint8Array(certificate)).spki)).rejects.toThrow('no such key')
  })

  it('gives no key out: the root cannot be exported, and goes on serving', async () => {
    await expect(exportRoot(parts, 'ba mươi chữ cái trong két sắt', (file) => Promise.resolve(file))).rejects.toMatchObject({ code: 'ROOT_KEY_ABSENT' })
    expect((await openAuthority({ ...parts, renew: ['issuing'] })).intermediates).toHaveLength(2)
  })
})
