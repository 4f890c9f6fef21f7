import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Makes a folder's entries durable. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

function writeNew(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
    fsyncSync(file)
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}

/** Writes a file that nobody looks for before this returns, mode 0600: fsync, fsync of the folder. A crash leaves nothing or a torn file. Throws when the path exists. */
export function writeNewDurably(path: string, bytes: Uint8Array): void {
  writeNew(path, bytes)
  syncFolder(dirname(path))
}

/**
 * Writes a whole file, mode 0600, so that after a crash there is either nothing or all of it: temporary file, fsync, rename, fsync of the
 * folder. Synchronous like the database's own commit: four quick calls cost less than their detours through the thread pool.
 */
export function writeDurably(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
  writeNew(temporary, bytes)
  renameSync(temporary, path)
  syncFolder(dirname(path))
}

/** The same, unless the file exists. */
export function createDurably(path: string, text: () => string): void {
  if (!existsSync(path)) writeDurably(path, Buffer.from(text(), 'utf8'))
}
