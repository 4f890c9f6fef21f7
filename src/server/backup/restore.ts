import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { sql } from 'kysely'
import { CodedError } from '../../core/bytes/error.ts'
import type { Blobs } from '../blob.ts'
import { writeDurably } from '../durable-file.ts'
import type { Access, Store } from '../storage/database.ts'
import { CHANGE_NAMES, readTables } from '../storage/migration.ts'
import { BLOB_FOLDER, CHECKPOINT, DATABASE_FOLDER, MANIFEST, parseManifest, type BackupErrorCode, type BackupManifest } from './manifest.ts'
import { parseRow, type Row } from './row.ts'
import { unpackTar } from './tar.ts'

/** Until the log has reached every checkpoint known of it, and every witness was asked, nothing is signed over a restored database. */
export const RESTORED = 'restored-at'

/** Rows written at once, and the length of their lines. */
const PAGE = 200
const PAGE_LENGTH = 8 * 1024 * 1024
const CHUNK = 1024 * 1024

function fail(code: BackupErrorCode, message: string, details: Readonly<Record<string, string | number>> = {}): never {
  throw new CodedError<BackupErrorCode>(code, message, details)
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}

/** A backup that was opened: where its files are, and what it says of them. */
export interface OpenedBackup {
  readonly folder: string
  readonly manifest: BackupManifest
  /** Throws away what was unpacked. */
  close(): void
}

/**
 * Opens a backup and holds every part of it against its manifest before anything is written. `scratch` is a folder to unpack into. Throws
 * BACKUP_UNREADABLE, BACKUP_DAMAGED with the part's name, BACKUP_NEWER.
 */
export async function openBackup(source: string, scratch: string): Promise<OpenedBackup> {
  if (!existsSync(source)) fail('BACKUP_UNREADABLE', 'there is no such backup')
  const isFolder = statSync(source).isDirectory()
  const folder = isFolder ? source : scratch
  const close = (): void => void (isFolder || rmSync(scratch, { recursive: true, force: true }))
  try {
    if (!isFolder) {
      mkdirSync(scratch, { recursive: true, mode: 0o700 })
      unpackTar(source, scratch)
    }
    if (!existsSync(join(folder, MANIFEST))) fail('BACKUP_UNREADABLE', 'this is no backup, or one that was not finished: it has no manifest.json')
    const manifest = parseManifest(readFileSync(join(folder, MANIFEST), 'utf8'))
    const tables = readTables()
    if (manifest.changes.some((name) => !CHANGE_NAMES.includes(name)) || Object.keys(manifest.tables).some((name) => !tables[name])) fail('BACKUP_NEWER', 'the backup is of a newer version of the program: restore it with that')
    for (const [name, { sha256 }] of Object.entries(manifest.tables)) {
      const path = join(folder, DATABASE_FOLDER, `${name}.jsonl`)
      if (!existsSync(path) || (await hashFile(path)) !== sha256) fail('BACKUP_DAMAGED', `the backup’s table ${name} is damaged`, { name })
    }
    for (const { name } of manifest.blobs) {
      const path = join(folder, BLOB_FOLDER, name)
      if (!existsSync(path) || (await hashFile(path)) !== name) fail('BACKUP_DAMAGED', `the backup’s file ${name} is damaged`, { name })
    }
    return { folder, manifest, close }
  } catch (error) {
    close()
    throw error
  }
}

/** Nothing is ever restored over something. Throws RESTORE_NOT_EMPTY with the table that has rows. */
export async function requireEmpty(store: Store): Promise<void> {
  for (const table of Object.keys(readTables())) {
    const { rows } = await sql`select 1 as one from ${sql.table(table)} limit 1`.execute(store)
    if (rows.length > 0) fail('RESTORE_NOT_EMPTY', `the database is not empty (${table} has rows): restore into an empty one`, { table })
  }
}

async function insertRows(access: Access, table: string, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  const columns = Object.keys(rows[0]!)
  const values = rows.map((row) => sql`(${sql.join(columns.map((name) => row[name] ?? null))})`)
  await sql`insert into ${sql.table(table)} (${sql.join(columns.map((name) => sql.ref(name)))}) values ${sql.join(values)}`.execute(access)
}

async function fillTable(access: Access, table: string, path: string): Promise<number> {
  const columns = readTables()[table]!
  let [count, length] = [0, 0]
  let waiting: Row[] = []
  for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === '') continue
    waiting.push(parseRow(line, columns))
    length += line.length
    if (waiting.length < PAGE && length < PAGE_LENGTH) continue
    await insertRows(access, table, waiting)
    count += waiting.length
    waiting = []
    length = 0
  }
  await insertRows(access, table, waiting)
  return count + waiting.length
}

/**
 * Brings a backup into an empty database and store of files. Order, and what a crash leaves: (1) files, under their own hashes: nobody refers to
 * them; (2) all rows in one transaction, and the mark that the log must be held against its checkpoints: everything or nothing, so that it can be
 * tried again; (3) the newest checkpoint's file. Throws RESTORE_NOT_EMPTY, RESTORE_DIFFERS.
 */
export async function restoreBackup({ folder, manifest }: OpenedBackup, { store, blobs, clock, dataFolder }: { readonly store: Store; readonly blobs: Blobs; readonly clock: () => number; readonly dataFolder: string }): Promise<void> {
  await requireEmpty(store)
  for (const { name } of manifest.blobs) {
    if ((await blobs.putStream(createReadStream(join(folder, BLOB_FOLDER, name), { highWaterMark: CHUNK }))) !== name) fail('BACKUP_DAMAGED', `the backup’s file ${name} is damaged`, { name })
  }
  await store.transaction().execute(async (access) => {
    for (const [table, { rows }] of Object.entries(manifest.tables)) {
      const count = await fillTable(access, table, join(folder, DATABASE_FOLDER, `${table}.jsonl`))
      if (count !== rows) fail('RESTORE_DIFFERS', `the table ${table} has ${count} rows instead of ${rows}`, { table })
    }
    await access.insertInto('fact').values({ name: RESTORED, value: String(clock()) }).onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(clock()) })).execute()
  })
  const checkpoint = join(folder, CHECKPOINT)
  if (existsSync(checkpoint)) writeDurably(join(dataFolder, CHECKPOINT), readFileSync(checkpoint))
}
