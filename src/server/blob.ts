import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CodedError } from '../core/bytes/error.ts'
import { writeDurably } from './durable-file.ts'

/** Files by the SHA-256 of their (sealed) bytes. A name once returned by `put` is on disk, folder entry included. */
export interface Blobs {
  put(sealed: Uint8Array): Promise<string>
  /** Throws BLOB_MISSING, BLOB_DAMAGED. */
  get(name: string): Promise<Uint8Array>
  /** Takes a file back that nothing refers to; harmless when it is not there. */
  remove(name: string): Promise<void>
}

const nameOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** A content-addressed folder: `ab/cdef…`. */
export function createBlobFolder(folder: string): Blobs {
  const pathOf = (name: string): string => join(folder, name.slice(0, 2), name.slice(2))
  const ready = new Set<string>()
  const prepare = async (path: string): Promise<void> => {
    if (ready.has(path)) return
    await mkdir(path, { recursive: true, mode: 0o700 })
    await syncFolder(folder)
    await syncFolder(dirname(folder))
    ready.add(path)
  }
  return {
    async put(sealed) {
      const name = nameOf(sealed)
      const path = pathOf(name)
      await prepare(dirname(path))
      const exists = await stat(path).then(() => true, () => false)
      if (!exists) await writeDurably(path, sealed)
      return name
    },
    async get(name) {
      const bytes = await readFile(pathOf(name)).catch(() => {
        throw new CodedError('BLOB_MISSING', 'a stored file is missing', { name })
      })
      if (nameOf(bytes) !== name) throw new CodedError('BLOB_DAMAGED', 'a stored file is damaged', { name })
      return bytes
    },
    async remove(name) {
      await rm(pathOf(name), { force: true }).catch(() => undefined)
    },
  }
}
