import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CodedError } from '../core/bytes/error.ts'
import { syncFolder, writeDurably, writeNewDurably, writeStreamDurably } from './durable-file.ts'

export type BlobErrorCode = 'BLOB_MISSING' | 'BLOB_DAMAGED' | 'BLOB_STORE_UNREACHABLE' | 'BLOB_STORE_REFUSED' | 'BLOB_STORE_UNLOCKED'

/** Files by the SHA-256 of their (sealed) bytes. A name once returned by `put` is durable: on disk, folder entry included, or acknowledged by the store. */
export interface Blobs {
  put(sealed: Uint8Array): Promise<string>
  /** The same, without the file ever being in memory whole. */
  putStream(sealed: AsyncIterable<Uint8Array>): Promise<string>
  /** Throws BLOB_MISSING, BLOB_DAMAGED. */
  get(name: string): Promise<Uint8Array>
  /** The file as it comes, each chunk valid until the next is asked for; one that turns out to be damaged throws at its end. Throws BLOB_MISSING, BLOB_DAMAGED. */
  getStream(name: string): AsyncGenerator<Uint8Array>
  /** Takes a file back that nothing refers to; harmless when it is not there. */
  remove(name: string): Promise<void>
}

/** What a file is stored under. */
export const nameOfBlob = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const CHUNK = 1024 * 1024

/** The same chunks, held against the name at the end. Throws BLOB_DAMAGED. */
export async function* checkedChunks(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') !== name) throw new CodedError<BlobErrorCode>('BLOB_DAMAGED', 'a stored file is damaged', { name })
}

/** A file through one buffer: what a reader is done with would else lie about, tens of megabytes of it, until it is collected. */
async function* readThrough(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path)
  try {
    const buffer = new Uint8Array(Math.min(CHUNK, Math.max(1, (await file.stat()).size)))
    for (;;) {
      const { bytesRead } = await file.read(buffer)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** A content-addressed folder, flat: one folder to sync for each file. */
export function createBlobFolder(folder: string): Blobs {
  const pathOf = (name: string): string => join(folder, name)
  let isReady = false
  const prepare = (): void => {
    if (isReady) return
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    syncFolder(dirname(folder))
    isReady = true
  }
  return {
    async put(sealed) {
      const name = nameOfBlob(sealed)
      prepare()
      // Sealing draws a nonce, so a name is new; what a crash left torn under it is written over.
      if (!existsSync(pathOf(name))) writeNewDurably(pathOf(name), sealed)
      else if (nameOfBlob(readFileSync(pathOf(name))) !== name) writeDurably(pathOf(name), sealed)
      return name
    },
    async putStream(sealed) {
      prepare()
      return writeStreamDurably(sealed, pathOf)
    },
    async *getStream(name) {
      if (!existsSync(pathOf(name))) throw new CodedError<BlobErrorCode>('BLOB_MISSING', 'a stored file is missing', { name })
      yield* checkedChunks(name, readThrough(pathOf(name)))
    },
    async get(name) {
      const bytes = await readFile(pathOf(name)).catch(() => {
        throw new CodedError<BlobErrorCode>('BLOB_MISSING', 'a stored file is missing', { name })
      })
      if (nameOfBlob(bytes) !== name) throw new CodedError<BlobErrorCode>('BLOB_DAMAGED', 'a stored file is damaged', { name })
      return bytes
    },
    async remove(name) {
      await rm(pathOf(name), { force: true }).catch(() => undefined)
    },
  }
}
