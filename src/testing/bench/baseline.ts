import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { median } from './theme.ts'

function time(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** What the least server could do with an upload, in milliseconds: hash its bytes, and insert one row that is on disk. */
export interface Cost {
  readonly hash: number
  readonly insert: number
}

export interface Baseline {
  /** Measured now, on the disk where the app keeps its data and with its settings for durability, so that a busy machine slows both sides alike. */
  measure(file: Uint8Array): Cost
  close(): void
}

const TRIES = 5

export function openBaseline(): Baseline {
  const folder = mkdtempSync(join(tmpdir(), 'baseline-'))
  const database = new SqliteDatabase(join(folder, 'baseline.db'))
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('create table row (id integer primary key, hash text not null, at integer not null)')
  const insert = database.prepare('insert into row (hash, at) values (?, ?)')
  return {
    measure(file) {
      const hash = (): string => createHash('sha256').update(file).digest('hex')
      const digest = hash()
      const tries = Array.from({ length: TRIES }, (_, index) => ({ hash: time(hash), insert: time(() => insert.run(digest, index)) }))
      return { hash: median(tries.map((each) => each.hash)), insert: median(tries.map((each) => each.insert)) }
    },
    close() {
      database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
