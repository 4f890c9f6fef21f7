import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../fixture/database.ts'
import { createVault } from '../vault/vault.ts'
import { isUniqueViolation, nextNumber, openDatabase, type Store } from './database.ts'

const isSqlite = !process.env['TEST_DATABASE_URL']
let folder: string
let database: TestDatabase
let store: Store

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-'))
  database = await createTestDatabase()
  store = await openDatabase(folder, database.url)
})

afterEach(async () => {
  await store.destroy()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

const entry = (position: number) => ({ position, entry: new Uint8Array([1, 2, 255]), at: 1_800_000_000_000 })

describe(`storage on ${isSqlite ? 'SQLite' : 'PostgreSQL'}: without it nothing acknowledged would be kept`, () => {
  it('gives back bytes and instants as they were', async () => {
    await store.insertInto('log_entry').values(entry(1)).execute()
    const row = await store.selectFrom('log_entry').selectAll().executeTakeFirstOrThrow()
    expect({ ...row, entry: [...row.entry] }).toEqual({ position: 1, entry: [1, 2, 255], at: 1_800_000_000_000 })
  })

  it.runIf(isSqlite)('nobody else on the machine reads its files, whoever made the folder', async () => {
    const open = mkdtempSync(join(tmpdir(), 'countersign-'))
    chmodSync(open, 0o755)
    const other = await openDatabase(open, null)
    const modes = readdirSync(open).map((name) => [name, statSync(join(open, name)).mode & 0o077])
    expect(modes.length).toBeGreaterThan(1)
    expect(modes.filter(([, mode]) => mode !== 0)).toEqual([])
    await other.destroy()
    rmSync(open, { recursive: true })
  })

  it('is opened again with everything in it and migrates once', async () => {
    await store.insertInto('fact').values({ name: 'a', value: 'b' }).execute()
    await store.destroy()
    store = await openDatabase(folder, database.url)
    expect(await store.selectFrom('fact').selectAll().execute()).toEqual([{ name: 'a', value: 'b' }])
  })

  it('tells a second write of the same key from other errors', async () => {
    await store.insertInto('log_entry').values(entry(1)).execute()
    const twice = await store.insertInto('log_entry').values(entry(1)).execute().catch((error: unknown) => error)
    expect(isUniqueViolation(twice)).toBe(true)
    const empty = await sql`insert into fact (name) values ('x')`.execute(store).catch((error: unknown) => error)
    expect(empty).toBeInstanceOf(Error)
    expect(isUniqueViolation(empty)).toBe(false)
  })

  it('rolls a whole act back', async () => {
    const failure = await store
      .transaction()
      .execute(async (transaction) => {
        await transaction.insertInto('fact').values({ name: 'a', value: 'b' }).execute()
        throw new Error('stop')
      })
      .catch((error: Error) => error.message)
    expect(failure).toBe('stop')
    expect(await store.selectFrom('fact').selectAll().execute()).toEqual([])
  })

  it('numbers without gaps or repetition under parallel use', async () => {
    const numbers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        store.transaction().execute(async (transaction) => {
          const number = await nextNumber(transaction, 'series')
          if (index % 4 === 3) throw new Error('undone')
          return number
        }).catch(() => null),
      ),
    )
    expect(numbers.filter((number) => number !== null).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('keeps personal text from whoever reads the raw files', async () => {
    const vault = createVault(new Uint8Array(32).fill(7), () => 1)
    const key = await vault.createKey(store, 'person', 'p1')
    await store.insertInto('person').values({ id: 'p1', email_lookup: vault.lookup('email', 'an@example.com'), email: key.sealText('person/email/p1', 'an@example.com'), created_at: 1 }).execute()
    const row = await store.selectFrom('person').selectAll().executeTakeFirstOrThrow()
    expect(Buffer.from(row.email).includes('an@example.com')).toBe(false)
    const files = isSqlite ? ['countersign.db', 'countersign.db-wal'] : []
    const raw = files.map((name) => readFileSync(join(folder, name), 'latin1')).join('')
    expect([raw.includes('an@example.com'), raw.includes('p1')]).toEqual([false, isSqlite])
    const loaded = await createVault(new Uint8Array(32).fill(7), () => 1).loadKey(store, 'p1')
    expect(loaded.openText('person/email/p1', row.email)).toBe('an@example.com')
    expect(() => loaded.openText('person/email/p2', row.email)).toThrow('does not open')
    await vault.destroyKey(store, 'p1')
    await expect(vault.loadKey(store, 'p1')).rejects.toMatchObject({ code: 'KEY_DESTROYED' })
  })
})
