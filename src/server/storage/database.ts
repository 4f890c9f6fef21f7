import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { Kysely, PostgresDialect, SqliteAdapter, SqliteDialect, sql, type Transaction } from 'kysely'
import type { CustomTypesConfig } from 'pg'
import { migrate } from './migration.ts'
import type { Database } from './schema.ts'

export type Store = Kysely<Database>
/** A store or the transaction it is used in. */
export type Access = Store | Transaction<Database>
export type DatabaseKind = 'sqlite' | 'postgres'

const BIGINT_OID = 20

const MAX_STATEMENTS = 500

/** Prepares each text once: the same few dozen queries come again and again. */
function keepStatements(database: SqliteDatabase.Database): { prepare(sql: string): SqliteDatabase.Statement; close(): void } {
  const statements = new Map<string, SqliteDatabase.Statement>()
  return {
    prepare(sql) {
      // SQLite carries out a pragma when it is prepared, not when it is run.
      if (sql.startsWith('pragma')) return database.prepare(sql)
      // When the disk refuses a write, SQLite has rolled back by itself, and says so instead of what the disk said.
      if (sql === 'rollback' && !database.inTransaction) return database.prepare('select 1 where false')
      const known = statements.get(sql)
      if (known) return known
      const statement = database.prepare(sql)
      if (statements.size < MAX_STATEMENTS) statements.set(sql, statement)
      return statement
    },
    close: () => void database.close(),
  }
}

/**
 * FULL syncs the write-ahead log at every commit: an acknowledged act survives a cut of power. Its pages go to the database when there are 8,192 (32 MB):
 * random names touch the same index pages again and again, and each is then written once.
 */
export const SQLITE_PRAGMAS = ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'busy_timeout = 5000', 'secure_delete = ON', 'cache_size = -65536', 'wal_autocheckpoint = 8192'] as const

function openSqlite(folder: string): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'countersign.db')
  closeSync(openSync(path, 'a', 0o600)) // SQLite would make it readable to everybody, in a folder that somebody else has made; its other files follow this one
  const database = new SqliteDatabase(path)
  for (const pragma of SQLITE_PRAGMAS) database.pragma(pragma)
  return new Kysely<Database>({ dialect: new SqliteDialect({ database: keepStatements(database) }) })
}

async function openPostgres(url: string): Promise<Store> {
  const { Pool, types: pgTypes } = await import('pg')
  const types: CustomTypesConfig = {
    getTypeParser: (oid, format) => (oid === BIGINT_OID && format !== 'binary' ? Number : pgTypes.getTypeParser(oid, format)),
  }
  const pool = new Pool({ connectionString: url, max: 10, types })
  // An idle connection that the database ends is replaced at the next query, which reports what is wrong if that fails; unheard, it would end the process.
  pool.on('error', () => {})
  // The same for one that is in a transaction but asks nothing just then: its next query is refused, and that is heard.
  pool.on('connect', (client) => client.on('error', () => {}))
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}

/** Opens the database and brings its tables up to date. `folder` holds SQLite's files and is made when missing. */
export async function openDatabase(folder: string, url: string | null): Promise<Store> {
  const store = url === null ? openSqlite(folder) : await openPostgres(url)
  try {
    await migrate(store, url === null ? 'sqlite' : 'postgres')
  } catch (error) {
    await store.destroy()
    throw error
  }
  return store
}

/** Which database this is. */
export function kindOfStore(store: Store): DatabaseKind {
  return store.getExecutor().adapter instanceof SqliteAdapter ? 'sqlite' : 'postgres'
}

/**
 * A transaction that a cut of power may undo whole, and nothing after it survives either: only for what can be made again, byte for byte, from
 * what is durable. Costs no sync of the disk.
 */
export async function runDerived<T>(store: Store, work: (access: Access) => Promise<T>): Promise<T> {
  if (kindOfStore(store) === 'postgres') {
    return store.transaction().execute(async (access) => {
      await sql`set local synchronous_commit to off`.execute(access)
      return work(access)
    })
  }
  return store.connection().execute(async (connection) => {
    await sql`pragma synchronous = NORMAL`.execute(connection)
    try {
      return await connection.transaction().execute(work)
    } finally {
      await sql`pragma synchronous = FULL`.execute(connection)
    }
  })
}

/** Brings what was written into the database's own file, where what was overwritten is gone, and empties the write-ahead log, where older pages still stand. PostgreSQL keeps its own log by its own rules. */
export async function dropOldPages(store: Store): Promise<void> {
  if (kindOfStore(store) === 'sqlite') await sql`pragma wal_checkpoint(TRUNCATE)`.execute(store)
}

/** Any number, the same in every process of the service. */
const START_LOCK = 20_261_125

/** Runs `work` while no other process of this service does: what a first start makes is made once. */
export async function runAlone<T>(store: Store, kind: DatabaseKind, work: () => Promise<T>): Promise<T> {
  if (kind === 'sqlite') return work()
  return store.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${START_LOCK})`.execute(connection)
    try {
      return await work()
    } finally {
      await sql`select pg_advisory_unlock(${START_LOCK})`.execute(connection)
    }
  })
}

/** Whether a write failed because another one came first with the same key. */
export function isUniqueViolation(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
  return code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === '23505'
}

/**
 * The next number of a gap-free series, 1, 2, 3 …, or the first of the next `count`; the row stays locked until the transaction ends, so
 * numbers come in order of commit.
 */
export async function nextNumber(access: Access, name: string, count = 1): Promise<number> {
  const advance = () => access.updateTable('counter').set((column) => ({ value: column('value', '+', count) })).where('name', '=', name).returning('value').executeTakeFirst()
  let row = await advance()
  if (!row) {
    await access.insertInto('counter').values({ name, value: 0 }).onConflict((conflict) => conflict.column('name').doNothing()).execute()
    row = await advance()
  }
  if (!row) throw new Error(`the series ${name} cannot be made`)
  return row.value - count + 1
}
