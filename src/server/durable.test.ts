import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBlobFolder } from './blob.ts'
import { acquireLock } from './lock.ts'
import { open, seal } from './vault/cipher.ts'
import { loadMasterKey, rewrapMasterKey } from './vault/master-key.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('blobs: a signed file must be there, whole, after any crash', () => {
  it('are found by the hash of their bytes, once', async () => {
    const blobs = createBlobFolder(join(folder, 'blobs'))
    const bytes = new Uint8Array([1, 2, 3])
    const name = await blobs.put(bytes)
    expect(await blobs.put(bytes)).toBe(name)
    expect([...(await blobs.get(name))]).toEqual([1, 2, 3])
    expect(readdirSync(join(folder, 'blobs'))).toEqual([name])
  })

  it('say when they are damaged or missing', async () => {
    const blobs = createBlobFolder(join(folder, 'blobs'))
    const name = await blobs.put(new Uint8Array([1, 2, 3]))
    writeFileSync(join(folder, 'blobs', name), 'changed')
    await expect(blobs.get(name)).rejects.toMatchObject({ code: 'BLOB_DAMAGED' })
    await blobs.remove(name)
    await expect(blobs.get(name)).rejects.toMatchObject({ code: 'BLOB_MISSING' })
  })
})

describe('the lock: two processes on one folder would break its history', () => {
  it('keeps a second one out and ends with release', () => {
    const lock = acquireLock(folder)
    expect(() => acquireLock(folder)).toThrow(expect.objectContaining({ code: 'DATA_FOLDER_IN_USE', details: { pid: process.pid } }) as Error)
    lock.release()
    acquireLock(folder).release()
  })

  it('of a process that was killed is taken over', async () => {
    const script = join(folder, 'holder.ts')
    writeFileSync(script, `import { acquireLock } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))}\nacquireLock(${JSON.stringify(folder)})\nprocess.send?.('held')\nsetInterval(() => {}, 1000)\n`)
    const holder = fork(script, { execArgv: [], silent: true })
    await once(holder, 'message')
    expect(() => acquireLock(folder)).toThrow(expect.objectContaining({ code: 'DATA_FOLDER_IN_USE' }) as Error)
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    acquireLock(folder).release()
  })
})

describe('the master key: whoever copies the database alone learns nothing', () => {
  it('is a file of its owner alone, the same at every start', () => {
    const key = loadMasterKey(folder, null)
    expect(key).toHaveLength(32)
    expect(statSync(join(folder, 'master.key')).mode & 0o777).toBe(0o600)
    expect(loadMasterKey(folder, null)).toEqual(key)
  })

  it('is wrapped by a passphrase, and only that opens it', () => {
    const key = loadMasterKey(folder, 'correct horse battery')
    expect(readFileSync(join(folder, 'master.key'), 'utf8')).not.toContain(Buffer.from(key).toString('hex'))
    expect(loadMasterKey(folder, 'correct horse battery')).toEqual(key)
    expect(() => loadMasterKey(folder, 'another passphrase')).toThrow(expect.objectContaining({ code: 'PASSPHRASE_WRONG' }) as Error)
    expect(() => loadMasterKey(folder, null)).toThrow(expect.objectContaining({ code: 'MASTER_KEY_WRAPPED' }) as Error)
  })

  it('gets a passphrase, or another one, and is the same key; the old one opens it no more', () => {
    const key = loadMasterKey(folder, null)
    rewrapMasterKey(folder, null, 'a first passphrase')
    expect(loadMasterKey(folder, 'a first passphrase')).toEqual(key)
    expect(() => rewrapMasterKey(folder, 'not this one', 'a second passphrase')).toThrow(expect.objectContaining({ code: 'PASSPHRASE_WRONG' }) as Error)
    rewrapMasterKey(folder, 'a first passphrase', 'a second passphrase')
    expect(loadMasterKey(folder, 'a second passphrase')).toEqual(key)
    expect(() => loadMasterKey(folder, 'a first passphrase')).toThrow(expect.objectContaining({ code: 'PASSPHRASE_WRONG' }) as Error)
    expect([statSync(join(folder, 'master.key')).mode & 0o777, readdirSync(folder)]).toEqual([0o600, ['master.key']])
  })

  it('is never made anew for a database that was sealed under another', () => {
    expect(() => loadMasterKey(folder, null, false)).toThrow(expect.objectContaining({ code: 'MASTER_KEY_MISSING' }) as Error)
    expect(readdirSync(folder)).not.toContain('master.key')
  })

  it('says when the file is damaged', () => {
    loadMasterKey(folder, null)
    chmodSync(join(folder, 'master.key'), 0o600)
    writeFileSync(join(folder, 'master.key'), '{}')
    expect(() => loadMasterKey(folder, null)).toThrow(expect.objectContaining({ code: 'MASTER_KEY_DAMAGED' }) as Error)
  })

  it('seals values to their place', () => {
    const key = new Uint8Array(32).fill(1)
    const sealed = seal(key, 'offer/email/1', new Uint8Array([9]))
    expect([...open(key, 'offer/email/1', sealed)]).toEqual([9])
    expect(() => open(key, 'offer/email/2', sealed)).toThrow(expect.objectContaining({ code: 'SEALED_DAMAGED' }) as Error)
  })
})

describe('the guard', () => {
  it('passes on the Node that the project brings', () => {
    expect(spawnSync(process.execPath, [join(import.meta.dirname, '..', 'cli', 'guard.js')])).toMatchObject({ status: 0 })
  })
})
