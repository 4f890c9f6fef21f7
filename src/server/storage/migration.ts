import type { ColumnDataType, CreateTableBuilder, Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import type { DatabaseKind, Store } from './database.ts'
import type { Change, Column, ColumnKind, Table } from './table.ts'
import { FIRST } from './tables-1.ts'
import { KEYS } from './tables-2.ts'
import { PARTIES } from './tables-3.ts'
import { LOG } from './tables-4.ts'
import { CONSENT } from './tables-5.ts'
import { EXTENSION } from './tables-7.ts'
import { OWN_FILES } from './tables-8.ts'
import { KEPT_PROOF } from './tables-9.ts'
import { ARCHIVE } from './tables-10.ts'
import { PERSONAL } from './tables-12.ts'
import { ORDERS } from './tables-12b.ts'
import { ALONGSIDE } from './tables-14.ts'
import { SNAPSHOT } from './tables-15.ts'
import { MAIL_REPLY } from './tables-16.ts'
import { RECORDS_CONSENT } from './tables-17.ts'

/** By name, applied in order of name; a name is never used again. */
const CHANGES: Readonly<Record<string, Change>> = {
  '0001-first': FIRST,
  '0002-keys': KEYS,
  '0003-parties': PARTIES,
  '0004-log': LOG,
  '0005-consent': CONSENT,
  '0007-extension': EXTENSION,
  '0008-own-pdf': OWN_FILES,
  '0009-kept-proof': KEPT_PROOF,
  '0010-archive': ARCHIVE,
  '0012-consent': PERSONAL,
  '0012b-orders': ORDERS,
  '0014-consent': ALONGSIDE,
  '0015-record': SNAPSHOT,
  '0016-seller': MAIL_REPLY,
  '0017-consent': RECORDS_CONSENT,
}

/** Every table there is, with its columns, as the changes make them. */
export function readTables(): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const tables: Record<string, Record<string, string>> = {}
  for (const { tables: made = {}, columns = {} } of Object.values(CHANGES)) {
    for (const [name, table] of Object.entries(made)) tables[name] = { ...table.columns }
    for (const [name, added] of Object.entries(columns)) tables[name] = { ...tables[name], ...added }
  }
  return tables
}

/** The columns of each table's primary key. */
export function readKeys(): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.values(CHANGES).flatMap(({ tables = {} }) => Object.entries(tables).map(([name, { key }]) => [name, key])))
}

/** The names of all changes, oldest first. */
export const CHANGE_NAMES: readonly string[] = Object.keys(CHANGES)

function columnType(column: Column, database: DatabaseKind): ColumnDataType {
  const kind = column.replace('?', '') as ColumnKind
  if (kind === 'bytes') return database === 'postgres' ? 'bytea' : 'blob'
  return kind === 'integer' ? 'bigint' : 'text'
}

async function createIndex(store: Kysely<unknown>, table: string, columns: readonly string[]): Promise<void> {
  await store.schema.createIndex(`${table}_${columns.join('_')}_index`).on(table).columns([...columns]).execute()
}

async function createTable(store: Kysely<unknown>, database: DatabaseKind, name: string, table: Table): Promise<void> {
  let builder: CreateTableBuilder<string, string> = store.schema.createTable(name)
  for (const [column, definition] of Object.entries(table.columns)) {
    builder = builder.addColumn(column, columnType(definition, database), (made) => (definition.endsWith('?') ? made : made.notNull()))
  }
  builder = builder.addPrimaryKeyConstraint(`${name}_key`, [...table.key])
  for (const columns of table.unique ?? []) builder = builder.addUniqueConstraint(`${name}_${columns.join('_')}_unique`, [...columns])
  await builder.execute()
  for (const columns of table.index ?? []) await createIndex(store, name, columns)
}

function migrationOf(change: Change, database: DatabaseKind): Migration {
  return {
    async up(store: Kysely<unknown>) {
      for (const [name, table] of Object.entries(change.tables ?? {})) await createTable(store, database, name, table)
      for (const [table, columns] of Object.entries(change.columns ?? {})) {
        for (const [column, definition] of Object.entries(columns)) await store.schema.alterTable(table).addColumn(column, columnType(definition, database)).execute()
      }
      for (const [table, indexes] of Object.entries(change.indexes ?? {})) for (const columns of indexes) await createIndex(store, table, columns)
    },
  }
}

/** Applies what is missing, each step in its own transaction. Throws what the database threw. */
export async function migrate(store: Store, database: DatabaseKind): Promise<void> {
  const migrations = Object.fromEntries(Object.entries(CHANGES).map(([name, change]) => [name, migrationOf(change, database)]))
  const migrator = new Migrator({ db: store, provider: { getMigrations: () => Promise.resolve(migrations) }, allowUnorderedMigrations: true })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}
