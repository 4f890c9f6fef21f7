import { CodedError, isCodedError } from '../../core/bytes/error.ts'
import { LOG_START_SCHEMA, parseEntry, type LogStart } from '../../core/evidence/entry.ts'
import { parseCheckpoint } from '../../core/log/checkpoint.ts'
import type { Access } from '../storage/database.ts'
import type { LogStoreErrorCode, TreeRow } from './tree.ts'

/** What the oldest log that is kept says of the one before it; null when it took over from none. */
async function readStart(access: Access, oldest: TreeRow | undefined): Promise<LogStart | null> {
  const row = oldest && (await access.selectFrom('log_entry').select('entry').where('position', '=', oldest.first_position).executeTakeFirst())
  if (!row) return null
  try {
    const entry = parseEntry(new Uint8Array(row.entry))
    return entry.schema === LOG_START_SCHEMA ? entry : null
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

/**
 * A checkpoint beside the database was signed by some log. When the database has no log of that origin, and none that owns to it, then the
 * database is not the one that belongs here: nothing is begun and nothing signed. `trees`: newest first, none in an empty database. Throws LOG_FOREIGN,
 * LOG_CHECKPOINT_MALFORMED.
 */
export async function requireOwnCheckpoint(access: Access, trees: readonly TreeRow[], text: string | null): Promise<void> {
  if (text === null) return
  const { origin, size } = parseCheckpoint(text)
  if (trees.some((tree) => tree.origin === origin) || (await readStart(access, trees.at(-1)))?.previousOrigin === origin) return
  throw new CodedError<LogStoreErrorCode>(
    'LOG_FOREIGN',
    `the file log-checkpoint in the data folder was signed by the log ${origin} with ${size} entries, and this database ${trees.length === 0 ? 'has no log at all' : `has the log ${trees[0]!.origin}`}; nothing was begun or signed. `
      + 'Restore the newest backup of that log (countersign restore); if it is lost for good, begin a new log that names it (countersign log restart); if the file belongs to another service, move it away',
    { origin, size },
  )
}
