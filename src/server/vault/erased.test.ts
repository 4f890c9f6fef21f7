import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../storage/database.ts'
import { keepErased, readErased } from './erased.ts'
import { createVault } from './vault.ts'

const now = Date.UTC(2026, 10, 26)

/** Whether some file of the database holds these bytes. */
const isStored = (folder: string, bytes: Uint8Array): boolean => readdirSync(folder).filter((name) => name.startsWith('countersign.db')).some((name) => readFileSync(join(folder, name)).includes(bytes))

test('a destroyed key is nowhere in the files of the database once it stands in the list', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'erased-'))
  const store = await openDatabase(folder, null)
  try {
    const vault = createVault(new Uint8Array(32).fill(7), () => now)
    for (const id of ['gone', 'kept']) await vault.createKey(store, 'person', id)
    const wrapped = async (id: string) => new Uint8Array((await store.selectFrom('data_key').select('wrapped').where('id', '=', id).executeTakeFirstOrThrow()).wrapped!)
    const [gone, kept] = [await wrapped('gone'), await wrapped('kept')]
    await vault.destroyKey(store, 'gone')
    expect(isStored(folder, gone)).toBe(true)
    await keepErased(store, folder)
    expect([isStored(folder, gone), isStored(folder, kept)]).toEqual([false, true])
    expect([...readErased(folder)]).toEqual(['gone'])
  } finally {
    await store.destroy()
    rmSync(folder, { recursive: true })
  }
})
