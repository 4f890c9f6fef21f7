import { CompiledQuery, SqliteAdapter, type Insertable } from 'kysely'
import type { Access } from './database.ts'
import type { Database } from './schema.ts'

const MOST_TEXTS = 1000
const texts = new Map<string, string>()

function writeText(isSqlite: boolean, table: string, columns: readonly string[], count: number): string {
  const name = `${isSqlite ? 'sqlite' : 'postgres'} ${table} ${count} ${columns.join(' ')}`
  const known = texts.get(name)
  if (known !== undefined) return known
  const width = columns.length
  const rows = Array.from({ length: count }, (_, row) => `(${columns.map((_column, at) => (isSqlite ? '?' : `$${row * width + at + 1}`)).join(',')})`)
  const text = `insert into "${table}" (${columns.map((column) => `"${column}"`).join(',')}) values ${rows.join(',')}`
  if (texts.size >= MOST_TEXTS) texts.clear()
  texts.set(name, text)
  return text
}

/** Inserts rows with the same columns by one statement, whose text is written once for each number of rows. */
export async function insertRows<T extends keyof Database>(access: Access, table: T, rows: readonly Insertable<Database[T]>[]): Promise<void> {
  const [first] = rows
  if (!first) return
  const columns = Object.keys(first)
  const values = rows.flatMap((row) => columns.map((column) => (row as Readonly<Record<string, unknown>>)[column]))
  await access.executeQuery(CompiledQuery.raw(writeText(access.getExecutor().adapter instanceof SqliteAdapter, table, columns, rows.length), values))
}
