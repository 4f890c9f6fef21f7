import type { Browser, Page } from 'playwright'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../../testing/browser/chromium.ts'
import { JAVA, OPENSSL_OLD } from '../../testing/vectors/pkcs12.ts'

const ENTRY = `
import * as made from './src/client/keystore/kept-key.ts'
import * as list from './src/client/keystore/kept-list.ts'
import { loadItem, saveItem } from './src/client/keystore/database.ts'
import { createPasskeyUnlock, askPasskey } from './src/client/keystore/passkey.ts'
import * as signing from './src/client/keystore/signing-key.ts'
import { openedKeys } from './src/client/keystore/opened-watch.ts'
globalThis.kept = { ...made, ...signing, openedKeys, ...list, loadItem, saveItem, createPasskeyUnlock, askPasskey }
globalThis.attempt = async (run) => { try { return { value: await run() } } catch (error) { return { name: error.name, code: error.code, details: error.details } } }
`

async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [{ name: 'entry', resolveId: (id) => (id === 'virtual:entry' ? `${process.cwd()}/kept-entry.ts` : null), load: (id) => (id.endsWith('kept-entry.ts') ? ENTRY : null) }],
    build: { write: false, minify: false, rolldownOptions: { input: 'virtual:entry', output: { codeSplitting: false } } },
  })
  const outputs = Array.isArray(result) ? result : [result]
  const chunk = outputs.flatMap((output) => ('output' in output ? output.output : [])).find((part) => part.type === 'chunk')
  if (chunk?.type !== 'chunk') throw new Error('nothing was bundled')
  return chunk.code
}

let browser: Browser
let page: Page
let bundled = ''
const evaluate = (script: string): Promise<unknown> => page.evaluate(`(async () => { ${script} })()`)
const MAKE = `const made = await kept.createKeptKey({ label: 'Bàn làm việc', email: 'lan@example.com', exportable: false, passphrase: 'đủ dài và khó' }, Date.now())`
const OPEN = `{ kind: 'passphrase', passphrase: 'đủ dài và khó' }`

beforeAll(async () => {
  const code = await bundle()
  bundled = code
  browser = await launchChromium()
  page = await browser.newPage()
  await page.route('http://localhost/**', (route) => {
    if (route.request().url().endsWith('.js')) return route.fulfill({ contentType: 'text/javascript', body: code })
    return route.fulfill({ contentType: 'text/html', body: '<!doctype html><script type="module" src="/keystore.js"></script>' })
  })
  await page.goto('http://localhost/')
})

afterAll(() => browser.close())

describe('a kept key in a real browser', () => {
  test('signs after a reload, only with its passphrase, and what signs can be neither exported nor wrapped', async () => {
    const id = await evaluate(`${MAKE}; return made.id`)
    await page.reload()
    const found = await evaluate(`
      const { privateKey, key } = await kept.openKeptKey('${String(id)}', ${OPEN}, Date.now())
      const publicKey = await crypto.subtle.importKey('spki', key.spki, key.algorithm, true, ['verify'])
      const value = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, new Uint8Array([1]))
      const wrapping = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['wrapKey'])
      const refused = []
      for (const format of ['pkcs8', 'jwk']) {
        refused.push((await attempt(() => crypto.subtle.exportKey(format, privateKey))).name)
        refused.push((await attempt(() => crypto.subtle.wrapKey(format, privateKey, wrapping, { name: 'AES-GCM', iv: new Uint8Array(12) }))).name)
      }
      return { verified: await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, publicKey, value, new Uint8Array([1])), usages: privateKey.usages, refused, used: key.usedAt !== null }
    `)
    expect(found).toEqual({ verified: true, usages: ['sign'], refused: Array.from({ length: 4 }, () => 'InvalidAccessError'), used: true })
  })

  test('nothing that is stored holds the key or anything that opens it', async () => {
    const stored = (await evaluate(`
      ${MAKE}
      const record = await kept.loadItem('kept', made.id)
      const seen = []
      const look = (value) => {
        if (value instanceof CryptoKey) seen.push('key')
        else if (value instanceof Uint8Array) seen.push(Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join(''))
        else if (typeof value === 'string') seen.push(value)
        else if (value && typeof value === 'object') Object.values(value).forEach(look)
      }
      look(record)
      return seen
    `)) as string[]
    expect(stored).not.toContain('key')
    expect(stored.filter((text) => /020101042[0-9a-f]{65}a0|0201003013|đủ dài/.test(text))).toEqual([])
    expect(stored.length).toBeGreaterThan(8)
  })

  test('a wrong passphrase opens nothing; after five it waits, and the right one then waits too', async () => {
    const found = await evaluate(`
      ${MAKE}
      const now = Date.now()
      const wrong = { kind: 'passphrase', passphrase: 'không phải đâu' }
      const codes = []
      for (let i = 0; i < 5; i++) codes.push(await attempt(() => kept.openKeptKey(made.id, wrong, now)))
      const locked = await attempt(() => kept.openKeptKey(made.id, ${OPEN}, now + 30_000))
      const later = await attempt(() => kept.openKeptKey(made.id, ${OPEN}, now + 61_000))
      const again = await attempt(() => kept.openKeptKey(made.id, wrong, now + 62_000))
      return { codes: codes.map(({ code, details }) => [code, details.left]), locked: [locked.code, locked.details.until - now], later: later.value?.key.wrong, again: again.details.left }
    `)
    expect(found).toEqual({ codes: [4, 3, 2, 1, 0].map((left) => ['PASSPHRASE_WRONG', left]), locked: ['KEY_LOCKED_OUT', 60_000], later: 0, again: 4 })
  })

  test('a changed passphrase replaces the old one; a weak one is refused', async () => {
    const found = await evaluate(`
      ${MAKE}
      const now = Date.now()
      const weak = await attempt(() => kept.changePassphrase(made.id, ${OPEN}, 'aaaaaaaaaaaa', now))
      await kept.changePassphrase(made.id, ${OPEN}, 'một câu khác hẳn', now)
      const old = await attempt(() => kept.openKeptKey(made.id, ${OPEN}, now))
      const fresh = await attempt(() => kept.openKeptKey(made.id, { kind: 'passphrase', passphrase: 'một câu khác hẳn' }, now))
      return [weak.code, old.code, fresh.value?.key.id === made.id]
    `)
    expect(found).toEqual(['PASSPHRASE_WEAK', 'PASSPHRASE_WRONG', true])
  })

  test('goes into a backup only if it was made exportable', async () => {
    const found = await evaluate(`
      ${MAKE}
      const refused = await attempt(() => kept.exportKept(made.id, ${OPEN}, 'mật khẩu của tệp', Date.now()))
      const other = await kept.createKeptKey({ label: 'b', email: 'lan@example.com', exportable: true, passphrase: 'đủ dài và khó' }, Date.now())
      const file = await kept.exportKept(other.id, ${OPEN}, 'mật khẩu của tệp', Date.now())
      const gone = await kept.deleteKept(other.id)
      return [refused.code, file[0], file.length > 300, (await attempt(() => kept.openKeptKey(other.id, ${OPEN}, Date.now()))).code]
    `)
    expect(found).toEqual(['KEY_NOT_EXPORTABLE', 0x30, true, 'KEY_LOST'])
  })

  test('a record moved to another key’s place opens nothing', async () => {
    const found = await evaluate(`
      ${MAKE}
      const record = await kept.loadItem('kept', made.id)
      await kept.saveItem('kept', 'other', { ...record, id: 'other' })
      return (await attempt(() => kept.openKeptKey('other', ${OPEN}, Date.now()))).code
    `)
    expect(found).toBe('PASSPHRASE_WRONG')
  })
})

describe('two tabs and a clock', () => {
  test('a key that is deleted while another tab opens it stays deleted: otherwise what was given up could sign again', async () => {
    expect(await evaluate(`
      ${MAKE}
      // The other tab deletes when the attempt has been counted and the key is not yet open.
      const { put } = IDBObjectStore.prototype
      let deleting = null
      IDBObjectStore.prototype.put = function (record, id) {
        const request = put.call(this, record, id)
        if (record.wrong === 1) deleting ??= kept.deleteKept(made.id)
        return request
      }
      await attempt(() => kept.openKeptKey(made.id, ${OPEN}, Date.now())).finally(() => { IDBObjectStore.prototype.put = put })
      await deleting
      return [(await kept.listKept()).some(({ id }) => id === made.id), (await attempt(() => kept.openKeptKey(made.id, ${OPEN}, Date.now()))).code]
    `)).toEqual([false, 'KEY_LOST'])
  })

  test('a passphrase that is changed while another tab makes a backup stays changed: otherwise the old one would open the key again', async () => {
    expect(await evaluate(`
      const made = await kept.createKeptKey({ label: 'b', email: 'lan@example.com', exportable: true, passphrase: 'đủ dài và khó' }, Date.now())
      const changing = kept.changePassphrase(made.id, ${OPEN}, 'một câu khác hẳn', Date.now())
      const exporting = attempt(() => kept.exportKept(made.id, ${OPEN}, 'mật khẩu của tệp', Date.now()))
      await changing
      const refused = (await exporting).code
      return [refused, (await attempt(() => kept.openKeptKey(made.id, ${OPEN}, Date.now()))).code, (await kept.openKeptKey(made.id, { kind: 'passphrase', passphrase: 'một câu khác hẳn' }, Date.now())).key.wrong]
    `)).toEqual(['PASSPHRASE_WRONG', 'PASSPHRASE_WRONG', 0])
  })

  test('a clock that was a day ahead keeps nobody out for a day, and putting it back lets nobody in sooner', async () => {
    expect(await evaluate(`
      ${MAKE}
      const now = Date.now()
      const ahead = now + 86_400_000
      for (let i = 0; i < 5; i++) await attempt(() => kept.openKeptKey(made.id, { kind: 'passphrase', passphrase: 'không phải đâu' }, ahead))
      const back = await attempt(() => kept.openKeptKey(made.id, ${OPEN}, now))
      const soon = await attempt(() => kept.openKeptKey(made.id, ${OPEN}, now + 59_000))
      const later = await attempt(() => kept.openKeptKey(made.id, ${OPEN}, now + 60_000))
      return [back.code, back.details.until - now, soon.code, later.value?.key.id === made.id]
    `)).toEqual(['KEY_LOCKED_OUT', 60_000, 'KEY_LOCKED_OUT', true])
  })

  test('the fifth wrong attempt says until when the key pauses; one that is only checked or asks for a certificate is not “used”', async () => {
    expect(await evaluate(`
      ${MAKE}
      const now = Date.now()
      await kept.checkSecret(made.id, ${OPEN}, now)
      await kept.requestCertificate(made.id, ${OPEN}, now)
      const used = (await kept.listKept()).find(({ id }) => id === made.id).usedAt
      const wrong = { kind: 'passphrase', passphrase: 'không phải đâu' }
      const checked = await attempt(() => kept.checkSecret(made.id, wrong, now))
      let last
      for (let i = 0; i < 4; i++) last = await attempt(() => kept.openKeptKey(made.id, wrong, now))
      return [used, checked.code, checked.details.left, last.details.left, last.details.until - now]
    `)).toEqual([null, 'PASSPHRASE_WRONG', 4, 0, 60_000])
  })
})

describe('a key brought along', () => {
  test('brought again it is the same key with a new passphrase, not a second one; another file is another key', async () => {
    const bring = (vector: typeof JAVA, passphrase: string) => `kept.bringKey({ file: new Uint8Array([${vector.file.join()}]), filePassphrase: '${vector.passphrase}', passphrase: '${passphrase}', label: null }, Date.now())`
    expect(await evaluate(`
      const count = async () => (await kept.listKept()).filter(({ kind }) => kind === 'brought').length
      const before = await count()
      const first = await ${bring(JAVA, 'đủ dài và khó')}
      const again = await ${bring(JAVA, 'một câu khác hẳn')}
      const opened = [await attempt(() => kept.openKeptKey(first.id, ${OPEN}, Date.now())), await attempt(() => kept.openKeptKey(first.id, { kind: 'passphrase', passphrase: 'một câu khác hẳn' }, Date.now()))]
      const after = await count()
      await ${bring(OPENSSL_OLD, 'đủ dài và khó')}
      const value = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-384' }, opened[1].value.privateKey, new Uint8Array([1]))
      return [first.id === again.id, after - before, opened[0].code, value.byteLength, (await count()) - after]
    `)).toEqual([true, 1, 'PASSPHRASE_WRONG', 96, 1])
  })

  test('opens from its file, keeps its certificate, signs with RSA; a wrong file passphrase keeps nothing', async () => {
    const file = `new Uint8Array([${OPENSSL_OLD.file.join()}])`
    const found = await evaluate(`
      const before = (await kept.listKept()).length
      const wrong = await attempt(() => kept.bringKey({ file: ${file}, filePassphrase: 'x', passphrase: 'đủ dài và khó', label: null }, Date.now()))
      const between = (await kept.listKept()).length
      const key = await kept.bringKey({ file: ${file}, filePassphrase: 'secret', passphrase: 'đủ dài và khó', label: null }, Date.now())
      const { privateKey } = await kept.openKeptKey(key.id, ${OPEN}, Date.now())
      const value = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', privateKey, new Uint8Array([1]))
      return { wrong: wrong.code, kept: between - before, label: key.label, kind: key.kind, email: key.email, certificate: key.certificate[0], signed: value.byteLength, extractable: privateKey.extractable }
    `)
    expect(found).toEqual({ wrong: 'PKCS12_PASSPHRASE_WRONG', kept: 0, label: 'RSA', kind: 'brought', email: 'an@example.com', certificate: 0x30, signed: 256, extractable: false })
  })
})

describe('a passkey as a second way in', () => {
  test('opens the key without its passphrase; another passkey does not', async () => {
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable')
    const options = { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, hasPrf: true, isUserVerified: true } as const
    await session.send('WebAuthn.addVirtualAuthenticator', { options })
    const found = await evaluate(`
      ${MAKE}
      const now = Date.now()
      const first = await kept.createPasskeyUnlock('Bàn làm việc')
      const after = await kept.addPasskey(made.id, ${OPEN}, first.secret, first.salt, now)
      const secret = await kept.askPasskey(after.passkey)
      const opened = await attempt(() => kept.openKeptKey(made.id, secret, now))
      const other = await kept.createPasskeyUnlock('khác')
      const wrong = await attempt(() => kept.openKeptKey(made.id, other.secret, now))
      const readable = await attempt(() => crypto.subtle.exportKey('raw', secret.key))
      const without = await kept.removePasskey(made.id)
      return [after.unlocks, opened.value?.key.id === made.id, wrong.code, readable.name !== undefined, without.unlocks]
    `)
    expect(found).toEqual([['passphrase', 'passkey'], true, 'PASSKEY_WRONG', true, ['passphrase']])
  })
})

describe('a key that was opened to sign: otherwise whoever comes to the machine next could sign with it', () => {
  const OPENED = `
    ${MAKE}
    const chosen = { id: made.id, kind: 'kept' }
    const unlock = (act) => kept.unlockSigningKey(act, chosen, ${OPEN}, Date.now())
    const use = async (act) => (await attempt(() => kept.loadSigningKey(act, chosen, Date.now()))).code ?? 'open'
    const told = async () => { for (let turn = 0; turn < 20; turn++) { await later(); if (kept.openedKeys.read().has(made.id)) return true } return false }
    const gone = async () => { for (let turn = 0; turn < 20; turn++) { await later(); if (!kept.openedKeys.read().has(made.id)) return true } return false }
    const later = () => fetch('/tick').then((answer) => answer.text())
    const stop = kept.openedKeys.subscribe(() => {})
  `
  test('is locked at once by a press anywhere, for every act it is open for, and no other key is', async () => {
    expect(await evaluate(`
      ${OPENED}
      const other = await kept.createKeptKey({ label: 'Khác', email: 'lan@example.com', exportable: false, passphrase: 'đủ dài và khó' }, Date.now())
      await kept.unlockSigningKey('act-3', { id: other.id, kind: 'kept' }, ${OPEN}, Date.now())
      await unlock('act-1'); await unlock('act-2')
      const before = [await use('act-1'), await use('act-2'), await told()]
      kept.openedKeys.lock(made.id)
      for (let turn = 0; turn < 20; turn++) await later()
      const after = [await use('act-1'), await use('act-2'), await gone()]
      const untouched = (await attempt(() => kept.loadSigningKey('act-3', { id: other.id, kind: 'kept' }, Date.now()))).code ?? 'open'
      stop()
      return { before, after, untouched }
    `)).toEqual({ before: ['open', 'open', true], after: ['KEY_LOCKED', 'KEY_LOCKED', true], untouched: 'open' })
  })

  test('locks itself five minutes after its last use, and everybody who shows it is told', async () => {
    const context = await browser.newContext()
    const own = await context.newPage()
    await own.clock.install()
    await own.route('http://localhost/**', (route) => (route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: bundled })
      : route.fulfill({ contentType: 'text/html', body: '<!doctype html><script type="module" src="/keystore.js"></script>' })))
    await own.goto('http://localhost/')
    const ask = (script: string): Promise<unknown> => own.evaluate(`(async () => { ${script} })()`)
    expect(await ask(`${OPENED} await unlock('act'); Object.assign(globalThis, { use, told, gone }); return [await use('act'), await told()]`)).toEqual(['open', true])
    await own.clock.runFor('04:50')
    expect(await ask(`return [await use('act'), await told()]`), 'a use begins the time anew').toEqual(['open', true])
    await own.clock.runFor('04:50')
    expect(await ask(`return await told()`)).toBe(true)
    await own.clock.runFor('00:11')
    expect(await ask(`return [await gone(), await use('act')]`)).toEqual([true, 'KEY_LOCKED'])
    await context.close()
  })
})
