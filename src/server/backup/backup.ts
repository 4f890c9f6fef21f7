import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { CodedError, isCodedError } from '../../core/bytes/error.ts'
import type { Blobs } from '../blob.ts'
import { syncFolder, writeDurably, writeStreamDurably } from '../durable-file.ts'
import { kindOfStore, type Access, type Store } from '../storage/database.ts'
import { CHANGE_NAMES, readKeys, readTables } from '../storage/migration.ts'
import type { Database } from '../storage/schema.ts'
import { BACKUP_FORMAT, BLOB_FOLDER, CHECKPOINT, DATABASE_FOLDER, MANIFEST, type BackupErrorCode, type BackupManifest } from './manifest.ts'
import { encodeRow, type Row } from './row.ts'
import { packTar } from './tar.ts'

export interface BackupParts {
  readonly store: Store
  readonly blobs: Blobs
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** Signs the tree of a size, with the log's own key. */
  readonly signTree: (head: { readonly size: number; readonly root: Uint8Array }, number: number) => Promise<string>
}

/** Rows read at once: the most, at the beginning, and their clear size, so that a table of large rows is never in memory by the hundred. */
const PAGE = 500
const FIRST_PAGE = 20
const PAGE_SIZE = 4 * 1024 * 1024
const TRIES = 5

/** Bytes of a row, about. */
const weigh = (row: Row): number => Object.values(row).reduce<number>((sum, value) => sum + (value instanceof Uint8Array || typeof value === 'string' ? value.length : 8), 0)

/** How many rows the next page may have after one of so many rows. */
function nextPage(rows: readonly Row[]): number {
  const mean = Math.max(1, rows.reduce((sum, row) => sum + weigh(row), 0) / rows.length)
  return Math.max(1, Math.min(PAGE, rows.length * 4, Math.floor(PAGE_SIZE / mean)))
}

/** One table's rows in order of its key, a page at a time. */
async function* readRows(access: Access, table: string): AsyncGenerator<Row[]> {
  const key = readKeys()[table]!
  const refs = sql.join(key.map((name) => sql.ref(name)))
  for (let last: Row | null = null, page = FIRST_PAGE; ; ) {
    const after: ReturnType<typeof sql> = last === null ? sql`` : sql`where (${refs}) > (${sql.join(key.map((name) => (last as Row)[name]))})`
    const { rows } = await sql<Row>`select * from ${sql.table(table)} ${after} order by ${refs} limit ${page}`.execute(access)
    if (rows.length > 0) yield rows
    if (rows.length < page) return
    page = nextPage(rows)
    last = rows.at(-1)!
  }
}

async function dumpTable(access: Access, table: string, path: string): Promise<{ rows: number; size: number; sha256: string }> {
  const columns = readTables()[table]!
  const hash = createHash('sha256')
  const file = openSync(path, 'wx', 0o600)
  let [count, size] = [0, 0]
  try {
    for await (const rows of readRows(access, table)) {
      const bytes = Buffer.from(rows.map((row) => `${encodeRow(row, columns)}\n`).join(''), 'utf8')
      hash.update(bytes)
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
      count += rows.length
      size += bytes.length
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return { rows: count, size, sha256: hash.digest('hex') }
}

/** The columns that name a stored file. */
const blobColumns = (): [table: string, column: string][] => Object.entries(readTables()).flatMap(([table, columns]) => Object.keys(columns).filter((name) => name === 'blob' || name.endsWith('_blob')).map((name): [string, string] => [table, name]))

/** Every stored file that the database names. */
export async function listBlobs(access: Access): Promise<Set<string>> {
  const names = new Set<string>()
  for (const [table, column] of blobColumns()) {
    const { rows } = await sql<{ name: string }>`select distinct ${sql.ref(column)} as name from ${sql.table(table)} where ${sql.ref(column)} is not null`.execute(access)
    for (const { name } of rows) names.add(name)
  }
  return names
}

interface Snapshot {
  readonly tables: BackupManifest['tables']
  readonly blobs: ReadonlySet<string>
  readonly tree: { readonly number: number; readonly origin: string; readonly size: number; readonly root: Uint8Array } | null
}

/** The whole database as it is at one instant: writers go on meanwhile and are not seen. */
async function dumpDatabase(store: Store, folder: string): Promise<Snapshot> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const transaction = kindOfStore(store) === 'postgres' ? store.transaction().setIsolationLevel('repeatable read').setAccessMode('read only') : store.transaction()
  return transaction.execute(async (access) => {
    const tables: Record<string, { rows: number; size: number; sha256: string }> = {}
    for (const table of Object.keys(readTables())) tables[table] = await dumpTable(access, table, join(folder, `${table}.jsonl`))
    const tree = await access.selectFrom('log_tree').select(['number', 'origin', 'size', 'root']).orderBy('number', 'desc').limit(1).executeTakeFirst()
    return { tables, blobs: await listBlobs(access), tree: tree ? { ...tree, root: new Uint8Array(tree.root) } : null }
  })
}

/** Files that are not copied yet. A file that is gone was taken away by what came after the snapshot, or is damaged. */
async function copyBlobs({ blobs }: BackupParts, names: ReadonlySet<string>, folder: string, copied: Map<string, number>): Promise<string[]> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const bad: string[] = []
  for (const name of names) {
    if (copied.has(name)) continue
    try {
      await writeStreamDurably(blobs.getStream(name), (hash) => join(folder, hash))
      copied.set(name, statSync(join(folder, name)).size)
    } catch (error) {
      if (!isCodedError(error, 'BLOB_MISSING') && !isCodedError(error, 'BLOB_DAMAGED')) throw error
      bad.push(name)
    }
  }
  return bad
}

/**
 * Copies everything while the service runs: the database at one instant, then the files that this instant names. A file that is no longer
 * there was superseded meanwhile: the database is read anew. What is missing in the newest database, too, is damaged and said so. `target` is a
 * new folder, or a new file (tar) when its name ends in `.tar`. Until it is whole it stands beside under another name. Throws BACKUP_EXISTS, BACKUP_UNSTABLE, BACKUP_TOO_LARGE (a tar's part over 8 GiB).
 */
export async function makeBackup(parts: BackupParts, target: string): Promise<BackupManifest> {
  if (existsSync(target)) throw new CodedError<BackupErrorCode>('BACKUP_EXISTS', 'there is something of this name already; a backup overwrites nothing')
  const { store, clock } = parts
  const folder = `${target}.partial-${process.pid}`
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    const copied = new Map<string, number>()
    const at = new Date(clock()).toISOString()
    let snapshot = await dumpDatabase(store, join(folder, DATABASE_FOLDER))
    let bad = await copyBlobs(parts, snapshot.blobs, join(folder, BLOB_FOLDER), copied)
    for (let tries = 1; bad.length > 0; tries++) {
      const named = await listBlobs(store)
      if (bad.every((name) => named.has(name))) break
      if (tries === TRIES) throw new CodedError<BackupErrorCode>('BACKUP_UNSTABLE', 'files come and go faster than they can be copied: try again')
      snapshot = await dumpDatabase(store, join(folder, DATABASE_FOLDER))
      bad = await copyBlobs(parts, snapshot.blobs, join(folder, BLOB_FOLDER), copied)
    }
    for (const name of copied.keys()) if (!snapshot.blobs.has(name) && copied.delete(name)) rmSync(join(folder, BLOB_FOLDER, name))
    const { tree } = snapshot
    if (tree) writeDurably(join(folder, CHECKPOINT), Buffer.from(await parts.signTree(tree, tree.number), 'utf8'))
    const manifest: BackupManifest = {
      format: BACKUP_FORMAT, at, changes: [...CHANGE_NAMES], log: { origin: tree?.origin ?? '', size: tree?.size ?? 0 }, tables: snapshot.tables,
      blobs: [...copied].map(([name, size]) => ({ name, size })).toSorted((a, b) => (a.name < b.name ? -1 : 1)), damaged: bad.toSorted(),
    }
    writeDurably(join(folder, MANIFEST), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`, 'utf8'))
    syncFolder(join(folder, DATABASE_FOLDER))
    syncFolder(join(folder, BLOB_FOLDER))
    if (target.endsWith('.tar')) {
      packTar(folder, `${folder}.tar`)
      renameSync(`${folder}.tar`, target)
    } else renameSync(folder, target)
    syncFolder(dirname(target))
    return manifest
  } finally {
    rmSync(folder, { recursive: true, force: true })
    rmSync(`${folder}.tar`, { force: true })
  }
}

/** Tables in the order in which the backup has them. */
export const listTables = (): (keyof Database)[] => Object.keys(readTables()) as (keyof Database)[]
