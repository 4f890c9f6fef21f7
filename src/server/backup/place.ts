import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseCheckpoint } from '../../core/log/checkpoint.ts'
import { CodedError } from '../../core/bytes/error.ts'
import { writeDurably } from '../durable-file.ts'
import { acquireLock } from '../lock.ts'
import { openBlobs } from '../serve.ts'
import type { Settings } from '../settings.ts'
import { openDatabase } from '../storage/database.ts'
import { applyErased } from '../vault/erased.ts'
import { loadMasterKey } from '../vault/master-key.ts'
import { CHECKPOINT, type BackupErrorCode, type BackupManifest } from './manifest.ts'
import { openBackup, restoreBackup } from './restore.ts'

/** The largest of several checkpoints of the origin that is restored becomes the one that the log must reach. */
function keepLargest(dataFolder: string, origin: string, texts: readonly string[]): void {
  const path = join(dataFolder, CHECKPOINT)
  const kept = existsSync(path) ? [readFileSync(path, 'utf8')] : []
  const own = [...kept, ...texts].filter((text) => text.startsWith(`${origin}\n`))
  const largest = own.toSorted((a, b) => parseCheckpoint(b).size - parseCheckpoint(a).size)[0]
  if (largest !== undefined && largest !== kept[0]) writeDurably(path, Buffer.from(largest, 'utf8'))
}

/**
 * Restores a backup where the settings say that data live; what was erased since is erased again. Throws DATA_FOLDER_IN_USE,
 * MASTER_KEY_MISSING and what opening and restoring throw.
 */
export async function restoreFrom(settings: Settings, source: string, checkpoints: readonly string[]): Promise<BackupManifest> {
  const { dataFolder, databaseUrl, keyFolder, passphrase } = settings
  const clock = (): number => Date.now()
  const lock = acquireLock(dataFolder)
  try {
    const texts = checkpoints.map((path) => readFileSync(path, 'utf8'))
    loadMasterKey(keyFolder ?? dataFolder, passphrase, false)
    const path = join(dataFolder, 'countersign.db')
    const isNew = databaseUrl === null && !existsSync(path)
    const backup = await openBackup(source, join(dataFolder, `restore-${process.pid}`))
    try {
      const store = await openDatabase(dataFolder, databaseUrl)
      let isDone = false
      try {
        await restoreBackup(backup, { store, blobs: await openBlobs(settings, clock), clock, dataFolder })
        await applyErased(store, keyFolder ?? dataFolder, clock())
        isDone = true
      } finally {
        await store.destroy()
        if (!isDone && isNew) for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
      }
      keepLargest(dataFolder, backup.manifest.log.origin, texts)
      return backup.manifest
    } finally {
      backup.close()
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw new CodedError<BackupErrorCode>('BACKUP_DAMAGED', 'a line of the backup cannot be read')
    throw error
  } finally {
    lock.release()
  }
}
