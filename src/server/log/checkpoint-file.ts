import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurably } from '../durable-file.ts'

const NAME = 'log-checkpoint'
/** How often the file is written at most, in milliseconds: it guards against an older database, not against a crash, which loses no entry. */
const PAUSE = 1000

/** The newest signed checkpoint, kept beside the database. */
export interface CheckpointFile {
  read(): string | null
  /** Has the file hold this note soon. */
  keep(note: string): void
  /** Writes at once what waits. Throws what the disk says. */
  flush(): void
  /** The code of the disk's last refusal; null when the file holds what it should. */
  readonly trouble: string | null
}

const NO_FILE: CheckpointFile = { read: () => null, keep: () => undefined, flush: () => undefined, trouble: null }

export function openCheckpointFile(folder: string | null): CheckpointFile {
  if (folder === null) return NO_FILE
  const path = join(folder, NAME)
  let waiting: string | null = null
  let timer: NodeJS.Timeout | null = null
  let trouble: string | null = null
  const flush = (): void => {
    if (timer) clearTimeout(timer)
    timer = null
    if (waiting === null) return
    try {
      writeDurably(path, Buffer.from(waiting, 'utf8'))
      waiting = null
      trouble = null
    } catch (error) {
      const { code } = error as { code?: unknown }
      trouble = typeof code === 'string' ? code : 'EIO'
      throw error
    }
  }
  const later = (): void => {
    timer ??= setTimeout(() => {
      timer = null
      try {
        flush()
      } catch {
        later()
      }
    }, PAUSE).unref()
  }
  return {
    read: () => waiting ?? (existsSync(path) ? readFileSync(path, 'utf8') : null),
    keep(note) {
      waiting = note
      later()
    },
    flush,
    get trouble() {
      return trouble
    },
  }
}
