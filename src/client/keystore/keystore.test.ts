import type { Browser, Page } from 'playwright'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../../testing/browser/chromium.ts'

const ENTRY = `
import { deleteItem, loadItem, saveItem } from './src/client/keystore/database.ts'
import { forgetOneTimeKey, loadOneTimeKey, makeOneTimeKey, signOnce } from './src/client/keystore/one-time-key.ts'
globalThis.keystore = { deleteItem, loadItem, saveItem, forgetOneTimeKey, loadOneTimeKey, makeOneTimeKey, signOnce }
globalThis.attempt = async (run) => { try { return { value: await run() } } catch (error) { return { name: error.name, code: error.code } } }
`

async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [{ name: 'entry', resolveId: (id) => (id === 'virtual:entry' ? `${process.cwd()}/keystore-entry.ts` : null), load: (id) => (id.endsWith('keystore-entry.ts') ? ENTRY : null) }],
    build: { write: false, minify: false, rolldownOptions: { input: 'virtual:entry' } },
  })
  const outputs = Array.isArray(result) ? result : [result]
  const chunk = outputs.flatMap((output) => ('output' in output ? output.output : [])).find((part) => part.type === 'chunk')
  if (chunk?.type !== 'chunk') throw new Error('nothing was bundled')
  return chunk.code
}

let browser: Browser
let page: Page
const evaluate = (script: string): Promise<unknown> => page.evaluate(`(async () => { ${script} })()`)

beforeAll(async () => {
  const code = await bundle()
  browser = await launchChromium()
  page = await browser.newPage()
  await page.route('http://localhost/**', (route) => {
    if (route.request().url().endsWith('.js')) return route.fulfill({ contentType: 'text/javascript', body: code })
    return route.fulfill({ contentType: 'text/html', body: '<!doctype html><script type="module" src="/keystore.js"></script>' })
  })
  await page.goto('http://localhost/')
})

afterAll(() => browser.close())

describe('the one-time key in a real browser', () => {
  test('exportKey and wrapKey reject: no script can read the private key', async () => {
    const found = await evaluate(`
      const { privateKey } = await keystore.makeOneTimeKey('a')
      const wrapping = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['wrapKey'])
      const outcomes = []
      for (const format of ['pkcs8', 'jwk', 'raw']) outcomes.push((await attempt(() => crypto.subtle.exportKey(format, privateKey))).name)
      for (const format of ['pkcs8', 'jwk']) outcomes.push((await attempt(() => crypto.subtle.wrapKey(format, privateKey, wrapping, { name: 'AES-GCM', iv: new Uint8Array(12) }))).name)
      return { outcomes, extractable: privateKey.extractable, usages: privateKey.usages, json: JSON.stringify(privateKey) }
    `)
    expect(found).toEqual({
      outcomes: ['InvalidAccessError', 'InvalidAccessError', expect.stringMatching(/InvalidAccessError|NotSupportedError/), 'InvalidAccessError', 'InvalidAccessError'],
      extractable: false,
      usages: ['sign'],
      json: '{}',
    })
  })

  test('survives a reload as the same key, still non-extractable, and signs', async () => {
    const before = await evaluate(`return (await crypto.subtle.exportKey('jwk', (await keystore.makeOneTimeKey('b')).publicKey)).x`)
    await page.reload()
    const after = await evaluate(`
      const { privateKey, publicKey } = await keystore.makeOneTimeKey('b')
      const value = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, new Uint8Array([1]))
      return {
        x: (await crypto.subtle.exportKey('jwk', publicKey)).x,
        extractable: privateKey.extractable,
        verified: await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, publicKey, value, new Uint8Array([1])),
      }
    `)
    expect(after).toEqual({ x: before, extractable: false, verified: true })
  })

  test('is gone when forgotten', async () => {
    const found = await evaluate(`
      await keystore.makeOneTimeKey('c')
      await keystore.forgetOneTimeKey('c')
      return attempt(() => keystore.loadOneTimeKey('c'))
    `)
    expect(found).toMatchObject({ code: 'KEY_LOST' })
  })

  test('never signs twice: the value is kept across a reload, other data is refused', async () => {
    const script = `
      const { privateKey } = await keystore.makeOneTimeKey('d')
      globalThis.made = 0
      const sign = async (data) => { made += 1; return new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, data)) }
      const value = await keystore.signOnce('d', new Uint8Array([1, 2, 3]), sign)
      return { value: Array.from(value).join(), made, other: (await attempt(() => keystore.signOnce('d', new Uint8Array([9]), sign))).code }
    `
    const first = await evaluate(script)
    expect(first).toMatchObject({ made: 1, other: 'KEY_LOST' })
    await page.reload()
    expect(await evaluate(script)).toEqual({ ...(first as object), made: 0 })
  })
})

describe('what the device keeps', () => {
  test('bytes, texts and lists come back as they were; nothing kept is null', async () => {
    const found = await evaluate(`
      await keystore.saveItem('drafts', 'x', { text: 'ữ', bytes: new Uint8Array([1, 2]), list: ['a'] })
      const kept = await keystore.loadItem('drafts', 'x')
      await keystore.deleteItem('drafts', 'x')
      return { text: kept.text, bytes: Array.from(kept.bytes), list: kept.list, after: await keystore.loadItem('drafts', 'x') }
    `)
    expect(found).toEqual({ text: 'ữ', bytes: [1, 2], list: ['a'], after: null })
  })

  test('a value that cannot be kept is a coded refusal', async () => {
    expect(await evaluate(`return attempt(() => keystore.saveItem('drafts', 'x', () => {}))`)).toMatchObject({ code: 'STORAGE_FAILED' })
  })
})
