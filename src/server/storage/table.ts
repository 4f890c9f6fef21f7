export type ColumnKind = 'text' | 'integer' | 'bytes'
/** `?` allows null. */
export type Column = ColumnKind | `${ColumnKind}?`

export interface Table {
  readonly columns: Readonly<Record<string, Column>>
  readonly key: readonly string[]
  readonly unique?: readonly (readonly string[])[]
  readonly index?: readonly (readonly string[])[]
}

/** One step of the database's history, in words that SQLite and PostgreSQL share. Never edited once it has landed: a change is a new step. */
export interface Change {
  readonly tables?: Readonly<Record<string, Table>>
  /** Columns added to tables that are there already; rows written before have null, so each of them allows it. */
  readonly columns?: Readonly<Record<string, Readonly<Record<string, `${ColumnKind}?`>>>>
  readonly indexes?: Readonly<Record<string, readonly (readonly string[])[]>>
}
