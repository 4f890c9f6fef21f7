import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { assert, asyncProperty, integer } from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { isCodedError } from '../core/bytes/error.ts'
import { createBlobFolder } from './blob.ts'
import { openSealed, readSealed, sealPieces, storeSealed } from './sealed-file.ts'
import { open, seal } from './vault/cipher.ts'
import type { DataKey } from './vault/vault.ts'

const folder = mkdtempSync(join(tmpdir(), 'sealed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const blobs = createBlobFolder(join(folder, 'blobs'))
const secret = randomBytes(32)
const key: DataKey = {
  id: 'k',
  seal: (context, clear) => seal(secret, context, clear),
  open: (context, sealed) => open(secret, context, sealed),
  sealText: () => new Uint8Array(),
  openText: () => '',
}
const MIB = 1024 * 1024
const codeOf = (error: unknown) => (isCodedError(error) ? error.code : String(error))

async function* chunksOf(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

describe('files in sealed pieces: otherwise a large file would have to be in memory whole, or could be cut and rearranged unseen', () => {
  it.each([0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB, 3 * MIB + 7])('%i bytes come back as they were, however they came', async (length) => {
    const bytes = new Uint8Array(randomBytes(length))
    const name = await blobs.putStream(sealPieces(key, 'file/1', chunksOf(bytes, 77_777)))
    expect(Buffer.compare(await readSealed(blobs, key, 'file/1', name), bytes)).toBe(0)
    expect(Buffer.compare(await readSealed(blobs, key, 'file/1', name, { length, room: 10 }), bytes)).toBe(0)
    expect(await readSealed(blobs, key, 'file/2', name).catch(codeOf)).toBe('SEALED_DAMAGED')
    expect(await readSealed(blobs, key, 'file/1', name, { length: length + 1, room: 0 }).catch(codeOf)).toBe('SEALED_DAMAGED')
  })

  it('any chunking gives the same bytes', async () => {
    const bytes = new Uint8Array(randomBytes(2 * MIB + 5))
    await assert(asyncProperty(integer({ min: 1000, max: 2 * MIB }), async (length) => {
      const name = await blobs.putStream(sealPieces(key, 'c', chunksOf(bytes, length)))
      expect(Buffer.compare(await readSealed(blobs, key, 'c', name), bytes)).toBe(0)
    }), { numRuns: 8 })
  })

  it('a file that is small or large is stored one way or the other, and read the same', async () => {
    for (const length of [10, 5 * MIB, 17 * MIB]) {
      const bytes = new Uint8Array(randomBytes(length))
      expect(Buffer.compare(await readSealed(blobs, key, 's', await storeSealed(blobs, key, 's', bytes)), bytes)).toBe(0)
    }
  })

  it('pieces moved, left out or cut off do not open, whatever the file is called', async () => {
    const bytes = new Uint8Array(randomBytes(3 * MIB))
    const name = await blobs.putStream(sealPieces(key, 'p', chunksOf(bytes, MIB)))
    const sealed = readFileSync(join(folder, 'blobs', name))
    const piece = MIB + 29
    const [first, second, rest] = [sealed.subarray(1, 1 + piece), sealed.subarray(1 + piece, 1 + 2 * piece), sealed.subarray(1 + 2 * piece)]
    const head = sealed.subarray(0, 1)
    for (const other of [Buffer.concat([head, second, first, rest]), Buffer.concat([head, first, rest]), Buffer.concat([head, first, second]), head, Buffer.concat([sealed, first])]) {
      const forged = await blobs.put(new Uint8Array(other))
      expect(await readSealed(blobs, key, 'p', forged).catch(codeOf)).toBe('SEALED_DAMAGED')
    }
  })

  it('a damaged or missing blob is named, and a stream that breaks off leaves nothing', async () => {
    const name = await blobs.putStream(sealPieces(key, 'd', chunksOf(new Uint8Array(randomBytes(MIB)), 1000)))
    const path = join(folder, 'blobs', name)
    const before = readdirSync(join(folder, 'blobs')).length
    await expect(blobs.putStream((async function* () {
      yield new Uint8Array(5)
      throw new Error('cut')
    })())).rejects.toThrow('cut')
    expect(readdirSync(join(folder, 'blobs')).length).toBe(before)
    writeFileSync(path, new Uint8Array([...readFileSync(path), 0]))
    const read = async (wanted: string) => {
      for await (const _ of blobs.getStream(wanted)) void _
    }
    expect(await read(name).catch(codeOf)).toBe('BLOB_DAMAGED')
    expect(await read('0'.repeat(64)).catch(codeOf)).toBe('BLOB_MISSING')
    const drain = async () => {
      for await (const _ of openSealed(blobs, key, 'd', '0'.repeat(64))) void _
    }
    expect(await drain().catch(codeOf)).toBe('BLOB_MISSING')
  })
})
