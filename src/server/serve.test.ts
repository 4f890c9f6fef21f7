import { readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ContractSummary } from '../protocol/contract.ts'
import { ensureDemo } from './demo/workspace.ts'
import { openTestService, signIn, type TestService } from './fixture/service.ts'
import { checkClock, checkSelf } from './self-check.ts'
import { serve } from './serve.ts'
import { DEMO_SELLER } from './service.ts'
import { parseSettings } from './settings.ts'

const ROOT = resolve(import.meta.dirname, '..', '..')
let service: TestService
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

describe('starting', () => {
  it('checks storage, keys and clock', async () => {
    await checkSelf(service.parts)
    await expect(checkClock({ ...service.parts, clock: () => Date.UTC(2020, 0, 1) })).rejects.toMatchObject({ code: 'CLOCK_BEHIND' })
    await expect(checkClock({ ...service.parts, clock: () => service.parts.clock() - 3_600_000 })).rejects.toMatchObject({ code: 'CLOCK_BEHIND' })
    await expect(checkSelf({ ...service.parts, settings: { ...service.parts.settings, dataFolder: join(service.folder, 'master.key', 'inside') } })).rejects.toMatchObject({ code: 'STORAGE_NOT_DURABLE' })
  })

  it('makes a demo workspace once, with drafts of every template in both languages', async () => {
    await ensureDemo(service.parts)
    await ensureDemo(service.parts)
    const cookie = await signIn(service, DEMO_SELLER)
    const { contracts } = (await service.ask('GET', '/api/contracts', undefined, { headers: { cookie } })).json<{ contracts: ContractSummary[] }>()
    expect(contracts.map(({ template, language, state }) => `${template} ${language} ${state}`).sort()).toEqual([
      'co-ownership en draft', 'co-ownership vi draft', 'sale-of-goods en draft', 'sale-of-goods vi draft', 'services en draft', 'services vi draft', 'terms-of-service en draft', 'terms-of-service vi draft',
    ])
    for (const { id } of contracts) {
      const { document } = (await service.ask('POST', `/api/contracts/${id}/publication`, { revision: 0 }, { headers: { cookie } })).json<{ document?: string }>()
      expect(document).toContain('"publishedAt":"20')
    }
  })

  it('listens, keeps others out of its folder, and stops cleanly', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-'))
    const settings = { ...parseSettings({ COUNTERSIGN_DATA: folder }), port: 0 }
    const options = { withPages: false, announce: () => undefined }
    const running = await serve(ROOT, settings, options)
    await expect(serve(ROOT, settings, options)).rejects.toMatchObject({ code: 'DATA_FOLDER_IN_USE' })
    expect(readFileSync(join(folder, 'authority', 'root.pem'), 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/)
    await running.close()
    await (await serve(ROOT, settings, options)).close()
    rmSync(folder, { recursive: true, force: true })
  })
})

describe('what anyone may know', () => {
  it('is the service, its schemas and its interface', async () => {
    expect((await service.ask('GET', '/api/service')).json()).toMatchObject({ name: 'Countersign', mail: 'outbox', demoSeller: DEMO_SELLER })
    expect((await service.ask('GET', '/api/health')).json()).toEqual({ ok: true, stored: 'good' })
    expect((await service.ask('GET', '/schemas/statement-1.json')).json()).toMatchObject({ $id: '/schemas/statement-1.json', type: 'object' })
    expect((await service.ask('GET', '/schemas/other.json')).statusCode).toBe(404)
    const { paths } = (await service.ask('GET', '/api/openapi.json')).json<{ paths: Record<string, object> }>()
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/session', '/api/contracts/{contract}/publication', '/api/offers/{token}/acceptance/{statementHash}', '/pki/tsa']))
  })
})
