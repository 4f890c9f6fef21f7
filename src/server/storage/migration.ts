import type { ColumnDataType, CreateTableBuilder, Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import type { DatabaseKind, Store } from './database.ts'
import { FIRST_TABLES, type ColumnKind } from './tables-1.ts'

function columnType(kind: ColumnKind, database: DatabaseKind): ColumnDataType {
  if (kind === 'bytes') return database === 'postgres' ? 'bytea' : 'blob'
  return kind === 'integer' ? 'bigint' : 'text'
}

function first(database: DatabaseKind): Migration {
  return {
    async up(store: Kysely<unknown>) {
      for (const [name, table] of Object.entries(FIRST_TABLES)) {
        let builder: CreateTableBuilder<string, string> = store.schema.createTable(name)
        for (const [column, definition] of Object.entries(table.columns)) {
          const kind = definition.replace('?', '') as ColumnKind
          builder = builder.addColumn(column, columnType(kind, database), (made) => (definition.endsWith('?') ? made : made.notNull()))
        }
        builder = builder.addPrimaryKeyConstraint(`${name}_key`, [...table.key])
        for (const columns of table.unique ?? []) builder = builder.addUniqueConstraint(`${name}_${columns.join('_')}_unique`, [...columns])
        await builder.execute()
        for (const columns of table.index ?? []) await store.schema.createIndex(`${name}_${columns.join('_')}_index`).on(name).columns([...columns]).execute()
      }
    },
  }
}

/** Applies what is missing, each step in its own transaction. Throws what the database threw. */
export async function migrate(store: Store, database: DatabaseKind): Promise<void> {
  const migrator = new Migrator({ db: store, provider: { getMigrations: () => Promise.resolve({ '0001-first': first(database) }) } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}
