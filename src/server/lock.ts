import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { CodedError } from '../core/bytes/error.ts'

export interface Lock {
  release(): void
}

function holderOf(path: string): number {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || 0
  } catch {
    return 0
  }
}

/**
 * Keeps a data folder for this process alone. The lock is the operating system's own file lock (held through an exclusive SQLite
 * transaction), so that it ends with the process however that dies. Throws DATA_FOLDER_IN_USE with the holder's `pid`.
 */
export function acquireLock(folder: string): Lock {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const holder = join(folder, 'lock.pid')
  const database = new SqliteDatabase(join(folder, 'lock'), { timeout: 0 })
  try {
    database.pragma('journal_mode = MEMORY')
    database.pragma('locking_mode = EXCLUSIVE')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    throw new CodedError('DATA_FOLDER_IN_USE', 'another process uses this data folder', { pid: holderOf(holder) })
  }
  writeFileSync(holder, `${process.pid}\n`, { mode: 0o600 })
  return { release: () => void database.close() }
}
