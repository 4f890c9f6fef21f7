import { createHash, randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
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

/**
 * Writes a file as it comes, under a name made of the SHA-256 (hex) of all of it, which it returns. As durable as `writeDurably`; a stream
 * that breaks off leaves nothing.
 */
export async function writeStreamDurably(chunks: AsyncIterable<Uint8Array>, pathOf: (hash: string) => string): Promise<string> {
  const temporary = `${pathOf('incoming')}.${process.pid}.${randomBytes(8).toString('hex')}.tmp`
  const hash = createHash('sha256')
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      for await (const chunk of chunks) {
        hash.update(chunk)
        for (let written = 0; written < chunk.length; ) written += (await file.write(chunk, written)).bytesWritten
      }
      await file.sync()
    } finally {
      await file.close()
    }
    const name = hash.digest('hex')
    renameSync(temporary, pathOf(name))
    syncFolder(dirname(temporary))
    return name
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** The same, unless the file exists. */
export function createDurably(path: string, text: () => string): void {
  if (!existsSync(path)) writeDurably(path, Buffer.from(text(), 'utf8'))
}
