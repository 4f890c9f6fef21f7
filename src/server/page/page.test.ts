import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activate, openAgreement, publishVersion } from '../fixture/agreement.ts'
import { offerSample, publishSample } from '../fixture/party.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'
import { hashSources } from './client-build.ts'
import { openPages } from './page.ts'

const ROOT = resolve(import.meta.dirname, '..', '..', '..')
let folder: string
let service: TestService
let token: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-pages-'))
  mkdirSync(join(folder, '.vite'))
  mkdirSync(join(folder, 'assets'))
  cpSync(join(ROOT, 'index.html'), join(folder, 'index.html'))
  writeFileSync(join(folder, 'assets', 'page-AbCdEf12.js'), 'export {}')
  writeFileSync(join(folder, 'assets', 'page-AbCdEf12.js.gz'), gzipSync('export {}'))
  writeFileSync(join(folder, '.vite', 'manifest.json'), JSON.stringify({ 'src/client/features/sign/page.tsx': { file: 'assets/page-AbCdEf12.js', imports: [] } }))
  service = await openTestService({}, (parts) => ({ ...parts, pages: openPages(folder) }))
  ;({ token } = await offerSample(service))
})
afterAll(async () => {
  await service.close()
  rmSync(folder, { recursive: true, force: true })
})

const get = (url: string, headers: Record<string, string> = {}) => service.ask('GET', url, undefined, { headers })

describe('pages: the terms must be readable without script, and no script from elsewhere may run', () => {
  it('hold the contract’s words in the HTML itself, in its language', async () => {
    const { statusCode, body, headers } = await get(`/o/${token}`)
    expect(statusCode).toBe(200)
    expect(body).toContain('<html lang="vi">')
    expect(body).toMatch(/<title>Hợp đồng mua bán hàng hóa · Countersign<\/title>/)
    expect(body).toMatch(/<div id="root"><main class="terms" lang="vi">.*Công ty TNHH Mộc An.*37\.000\.000.*<\/main><\/div>/s)
    expect(body).toMatch(/<noscript><p lang="vi">[^<]+JavaScript/)
    expect(body).toContain('<link rel="modulepreload" crossorigin href="/assets/page-AbCdEf12.js">')
    expect(headers['cache-control']).toBe('no-store')
    expect(body).not.toContain(token)
  })

  it('escape what a seller wrote', async () => {
    const cookie = await signIn(service, 'seller@example.com')
    const title = '<script>alert(1)</script> & "Co"'
    const { published } = await publishSample(service, cookie, 'terms-of-service', (draft) => ({ ...draft, title }))
    const { body } = await get(`/notice/${published!.versionId}`)
    expect(body).not.toContain('<script>alert')
    expect(body).toContain('&#60;script&#62;alert(1)&#60;/script&#62; &#38; &#34;Co&#34; · Countersign</title>')
  })

  it('answer an unknown link with the bare page, and forbid inline script and framing', async () => {
    const { statusCode, headers, body } = await get(`/o/${'A'.repeat(43)}`)
    expect([statusCode, body.includes('<div id="root"></div>')]).toEqual([404, true])
    const policy = String(headers['content-security-policy'])
    for (const part of ["default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'", 'trusted-types countersign', "frame-ancestors 'none'"]) expect(policy).toContain(part)
    expect(policy).not.toMatch(/unsafe|https?:/)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
  })

  it('of an agreement show the version that the address names, before any script: a link in a contract leads to the text that was agreed to', async () => {
    const agreement = await openAgreement(service)
    await service.ask('POST', `/api/agreements/${agreement.id}/versions`, { kind: 'major' }, { headers: { cookie: agreement.cookie } })
    const address = `/a/${agreement.id}`
    expect((await get(`${address}?version=2.0`)).body, 'a draft is nobody’s to read').not.toContain('Thêm một điều khoản.')
    await activate(service, agreement, await publishVersion(service, agreement, (draft) => ({ ...draft, blocks: [...draft.blocks, { kind: 'paragraph', text: 'Thêm một điều khoản.' }] })))
    expect((await get(address)).body).toContain('Thêm một điều khoản.')
    expect((await get(`${address}?version=2.0`)).body).toContain('Thêm một điều khoản.')
    const earlier = (await get(`${address}?version=1.0`)).body
    expect(earlier).toContain('phiên bản 1.0')
    expect(earlier).not.toContain('Thêm một điều khoản.')
    expect((await get(`${address}?version=9.9`)).body).toContain('Thêm một điều khoản.')
  })

  it('in a frame are let in by the agreement’s own origins alone, set no cookie, and run no script of anybody else’s', async () => {
    const agreement = await openAgreement(service)
    const framed = async () => (await get(`/embed/${agreement.id}?host=https://shop.example`)).headers
    expect(String((await framed())['content-security-policy'])).toContain("frame-ancestors 'none'")
    await service.ask('PUT', `/api/agreements/${agreement.id}/settings`, { origins: ['https://shop.example'], webhook: null }, { headers: { cookie: agreement.cookie } })
    const headers = await framed()
    const policy = String(headers['content-security-policy'])
    expect(policy).toMatch(/frame-ancestors https:\/\/shop\.example(;|$)/)
    for (const part of ["default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'"]) expect(policy).toContain(part)
    expect([headers['set-cookie'], headers['x-frame-options'], policy.includes('unsafe')]).toEqual([undefined, undefined, false])
    expect(String((await get('/embed/no-such-agreement')).headers['content-security-policy'])).toContain("frame-ancestors 'none'")
    const answers = await Promise.all([
      service.ask('POST', `/api/agreements/${agreement.id}/standing`, { subject: null, origin: 'https://shop.example' }),
      service.ask('GET', `/api/agreements/${agreement.id}`),
    ])
    expect(answers.map((answer) => [answer.statusCode, answer.headers['set-cookie']])).toEqual([[200, undefined], [200, undefined]])
  })

  it('come compressed and cached for good when their name says what is in them', async () => {
    const asset = await get('/assets/page-AbCdEf12.js', { 'accept-encoding': 'gzip' })
    expect([asset.statusCode, asset.headers['content-encoding'], asset.headers['cache-control']]).toEqual([200, 'gzip', 'public, max-age=31536000, immutable'])
    expect((await get('/')).headers['cache-control']).toBe('no-cache')
    for (const hidden of ['/.vite/manifest.json', '/../package.json', '/%2e%2e/package.json', '/index.html']) expect((await get(hidden)).statusCode).toBe(404)
  })

  it('lead from other names of this machine to the one that cookies are bound to', async () => {
    const answer = await get('/verify?x=1', { host: '127.0.0.1:3000', accept: 'text/html' })
    expect([answer.statusCode, answer.headers.location]).toEqual([307, 'http://localhost:3000/verify?x=1'])
    expect((await get('/verify', { host: 'localhost:3000', accept: 'text/html' })).statusCode).toBe(200)
    expect((await get('/api/health', { host: '127.0.0.1:3000' })).statusCode).toBe(200)
  })

  it('are named by the sources they are built from', () => {
    expect(hashSources(ROOT)).toMatch(/^[0-9a-f]{16}$/)
    expect(hashSources(folder)).not.toBe(hashSources(ROOT))
  })
})
