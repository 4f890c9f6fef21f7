import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

function time(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

const ROUNDS = 200

/** What the least server could do with an upload, in milliseconds: hash its bytes, and insert one row that is on disk. */
export interface Baseline {
  readonly hash: number
  readonly insert: number
}

/** Measured on the disk where the app keeps its data, with the app's own settings for durability. */
export function measureBaseline(bytes: number): Baseline {
  const file = new Uint8Array(bytes).map((_, index) => (index * 2_654_435_761) % 251)
  const folder = mkdtempSync(join(tmpdir(), 'baseline-'))
  const database = new SqliteDatabase(join(folder, 'baseline.db'))
  try {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.exec('create table row (id integer primary key, hash text not null, at integer not null)')
    const insert = database.prepare('insert into row (hash, at) values (?, ?)')
    const hash = (): string => createHash('sha256').update(file).digest('hex')
    const digest = hash()
    for (let i = 0; i < 20; i++) insert.run(hash(), i)
    return {
      hash: median(Array.from({ length: ROUNDS }, () => time(hash))),
      insert: median(Array.from({ length: ROUNDS }, (_, index) => time(() => insert.run(digest, index)))),
    }
  } finally {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
