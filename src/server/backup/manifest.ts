import * as z from 'zod/mini'
import { CodedError } from '../../core/bytes/error.ts'

export type BackupErrorCode = 'BACKUP_EXISTS' | 'BACKUP_DAMAGED' | 'BACKUP_UNREADABLE' | 'BACKUP_NEWER' | 'BACKUP_UNSTABLE' | 'BACKUP_TOO_LARGE' | 'RESTORE_NOT_EMPTY' | 'RESTORE_DIFFERS'

export const BACKUP_FORMAT = 'countersign/backup/1'
export const MANIFEST = 'manifest.json'
export const DATABASE_FOLDER = 'database'
export const BLOB_FOLDER = 'blobs'
export const CHECKPOINT = 'log-checkpoint'

const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/))
const size = z.number().check(z.int(), z.gte(0))

/** What a backup holds: rows of every table as lines of JSON, files as they are stored (sealed), and the log's newest signed checkpoint. No key in clear; not the master key. */
export const manifestSchema = z.object({
  format: z.literal(BACKUP_FORMAT),
  at: z.string(),
  /** The database's changes that it was taken with. */
  changes: z.array(z.string()),
  log: z.object({ origin: z.string(), size }),
  tables: z.record(z.string(), z.object({ rows: size, size, sha256: hash })),
  blobs: z.array(z.object({ name: hash, size })),
  /** Files that the database names and that were missing or damaged when the backup was taken. */
  damaged: z.array(hash),
})
export type BackupManifest = z.infer<typeof manifestSchema>

export function parseManifest(text: string): BackupManifest {
  try {
    return manifestSchema.parse(JSON.parse(text))
  } catch {
    throw new CodedError<BackupErrorCode>('BACKUP_DAMAGED', 'manifest.json is not that of a backup', { name: MANIFEST })
  }
}
