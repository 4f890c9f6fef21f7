import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { giveConsent, goToConsent, keepReceipt, proveAddress, publishAndOffer } from './journey.ts'
import { setStage } from './stage.ts'

const stage = setStage()

/** What a hostile script on the page could get of the keys that the browser keeps. */
async function attackKeys(page: Page) {
  return page.evaluate(async () => {
    const keys: CryptoKey[] = []
    const readable: string[] = []
    const seen = new Set<object>()
    const look = (value: unknown, depth = 0): void => {
      if (value instanceof CryptoKey) keys.push(value)
      else if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
        const bytes = value instanceof Uint8Array ? value : new Uint8Array(value)
        readable.push(Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''))
      } else if (typeof value === 'string') readable.push(value)
      else if (value !== null && typeof value === 'object' && depth < 8 && !seen.has(value)) {
        seen.add(value)
        for (const inner of Object.values(value)) look(inner, depth + 1)
      }
    }
    const done = <Value>(request: IDBRequest<Value>): Promise<Value> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(request.error ?? new Error('storage')))
      })
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name ?? ''))
      for (const store of database.objectStoreNames) look(await done(database.transaction(store).objectStore(store).getAll()))
      database.close()
    }
    // What the page itself has put on its window, its history and its caches: anything that a window of its own does not have.
    const blank = document.body.appendChild(document.createElement('iframe'))
    const builtIn = new Set(Object.getOwnPropertyNames(blank.contentWindow ?? {}))
    blank.remove()
    const globals = Object.getOwnPropertyNames(window).filter((name) => !builtIn.has(name) && !/^\d+$/.test(name))
    for (const name of globals) look(Reflect.get(window, name))
    look(history.state)
    look([location.href, document.cookie, document.documentElement.outerHTML, window.name])
    look(performance.getEntriesByType('resource').map(({ name }) => name))
    for (const storage of [localStorage, sessionStorage]) for (let i = 0; i < storage.length; i++) readable.push(storage.getItem(storage.key(i) ?? '') ?? '')
    const isRefused = (work: () => Promise<unknown>): Promise<boolean> => work().then(() => false, () => true)
    const wrapping = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['wrapKey'])
    const privateKeys = keys.filter(({ type }) => type !== 'public')
    const refused = await Promise.all(
      privateKeys.flatMap((key) =>
        (['pkcs8', 'jwk', 'raw'] as const).flatMap((format) => [
          isRefused(() => crypto.subtle.exportKey(format, key)),
          isRefused(() => crypto.subtle.wrapKey(format, key, wrapping, { name: 'AES-GCM', iv: new Uint8Array(12) })),
        ]),
      ),
    )
    return { privateKeys: privateKeys.length, extractable: privateKeys.filter(({ extractable }) => extractable).length, attempts: refused.length, refused: refused.filter(Boolean).length, readable }
  })
}

/** A private key as PKCS #8 or SEC 1 (DER in hex or base64) or as JWK would look so. */
const PRIVATE = [/"d"\s*:\s*"/, /BEGIN (EC |RSA )?PRIVATE KEY/, /308(1[0-9a-f]{3}|[0-9a-f]{1,3})020100301[0-9a-f]06072a8648ce3d0201/, /MI(GH|IE)[A-Za-z0-9+/]{0,4}AgEAM[BA]/, /020101042[0-9a-f]{65}a0/]
const looksPrivate = (text: string): boolean => PRIVATE.some((pattern) => pattern.test(text))

test('the one-time key cannot be read by script, is in no request, and is gone once the signature is received', async () => {
  const seller = await stage.enter({ language: 'en', device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language: 'en', email: 'key@example.com' })
  const buyer = await stage.enter({ language: 'en', device: 'phone' })
  const sent: string[] = []
  const headers: Promise<void>[] = []
  buyer.context.on('request', (request) => {
    const body = request.postDataBuffer()
    if (body) sent.push(body.toString('latin1'), body.toString('hex'))
    sent.push(request.url())
    headers.push(request.allHeaders().then((all) => void sent.push(...Object.entries(all).map(([name, value]) => `${name}: ${value}`)), () => undefined))
  })
  const start = Date.now() - 1000
  await goToConsent(buyer, offered)
  await giveConsent(buyer, offered)
  await buyer.page.locator('input[name="code"]').waitFor()

  const during = await attackKeys(buyer.page)
  expect(during.privateKeys, 'the key of the act under way is there to be attacked').toBeGreaterThan(0)
  expect(during.extractable).toBe(0)
  expect(during.refused).toBe(during.attempts)
  expect(during.readable.filter(looksPrivate)).toEqual([])

  await proveAddress(buyer, offered, start)
  await keepReceipt(buyer, offered)
  await Promise.all(headers)
  expect(sent.filter((text) => text.startsWith('user-agent: ')).length, 'headers were looked at').toBeGreaterThan(4)
  expect(sent.filter(looksPrivate).map((text) => text.slice(0, 100))).toEqual([])
  expect((await attackKeys(buyer.page)).privateKeys, 'nothing is left of the key').toBe(0)
})

test('the search for private keys would find one', async () => {
  const page = (await stage.enter({ language: 'en', device: 'desk' })).page
  await page.goto(`${stage.app.address}/verify`)
  const exported = await page.evaluate(async () => {
    const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])
    const bytes = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey))
    Object.assign(window, { careless: { kept: { here: bytes } } })
    return { bytes: [...bytes], jwk: JSON.stringify(await crypto.subtle.exportKey('jwk', privateKey)) }
  })
  const bytes = Buffer.from(exported.bytes)
  expect([bytes.toString('hex'), bytes.toString('base64'), exported.jwk].map(looksPrivate)).toEqual([true, true, true])
  expect((await attackKeys(page)).readable.filter(looksPrivate), 'a key left on the window is found').toHaveLength(1)
})
