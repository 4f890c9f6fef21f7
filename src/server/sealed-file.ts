import { CodedError } from '../core/bytes/error.ts'
import { allocateWithRoom } from '../core/bytes/room.ts'
import type { Blobs } from './blob.ts'
import type { VaultErrorCode } from './vault/cipher.ts'
import type { DataKey } from './vault/vault.ts'

/**
 * Large files as sealed pieces, so that one is stored and read without ever being in memory whole: a byte that says so, then each piece
 * of PIECE clear bytes sealed for itself under its place, the last one (which may be empty) named so. A piece that is moved, left out or
 * cut off does not open.
 */
const PIECES = 2
const PIECE = 1024 * 1024
/** What sealing adds to a piece: format, nonce, tag. */
const OVERHEAD = 29
/** Up to here a file is sealed in one. */
const SMALL = 16 * 1024 * 1024

export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

const contextOf = (context: string, index: number, isLast: boolean): string => `${context}/${index}${isLast ? '/last' : ''}`
const damaged = (context: string): CodedError => new CodedError<VaultErrorCode>('SEALED_DAMAGED', 'a sealed file does not open', { context: context.split('/')[0] ?? '' })

/** The same bytes in pieces of one length, the last one shorter or empty. Pieces are valid until the next is asked for. */
async function* regroup(chunks: Chunks, length: number): AsyncGenerator<{ piece: Uint8Array; isLast: boolean }> {
  const buffer = new Uint8Array(length)
  let filled = 0
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      if (filled === length) {
        yield { piece: buffer, isLast: false }
        filled = 0
      }
      const part = chunk.subarray(at, at + length - filled)
      buffer.set(part, filled)
      filled += part.length
      at += part.length
    }
  }
  yield { piece: buffer.subarray(0, filled), isLast: true }
}

/** A file's sealed form, as it comes. */
export async function* sealPieces(key: DataKey, context: string, chunks: Chunks): AsyncGenerator<Uint8Array> {
  yield Uint8Array.of(PIECES)
  let index = 0
  for await (const { piece, isLast } of regroup(chunks, PIECE)) yield key.seal(contextOf(context, index++, isLast), piece)
}

function* split(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

async function* openPieces(key: DataKey, context: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let index = 0
  for await (const { piece, isLast } of regroup(chunks, PIECE + OVERHEAD)) yield key.open(contextOf(context, index++, isLast), piece)
}

/** Stores a file under its sealed bytes' hash: a small one in one, a large one in pieces. Durable when it returns. */
export function storeSealed(blobs: Blobs, key: DataKey, context: string, bytes: Uint8Array): Promise<string> {
  return bytes.length <= SMALL ? blobs.put(key.seal(context, bytes)) : blobs.putStream(sealPieces(key, context, split(bytes)))
}

/** A stored file's clear bytes as they come, whichever way it was sealed. Throws BLOB_MISSING, BLOB_DAMAGED, SEALED_DAMAGED. */
export async function* openSealed(blobs: Blobs, key: DataKey, context: string, name: string): AsyncGenerator<Uint8Array> {
  const chunks = blobs.getStream(name)[Symbol.asyncIterator]()
  try {
    const first = await chunks.next()
    if (first.done || first.value.length === 0) throw damaged(context)
    const rest: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => ({ next: () => chunks.next() }) }
    if (first.value[0] === PIECES) {
      yield* openPieces(key, context, (async function* () {
        yield first.value.subarray(1)
        yield* rest
      })())
      return
    }
    const parts = [first.value.slice()]
    for await (const part of rest) parts.push(part.slice())
    yield key.open(context, Buffer.concat(parts))
  } finally {
    await chunks.return?.(undefined)
  }
}

/**
 * A stored file in memory. With its length known it is read straight into one buffer with `room` behind it, for what will be appended.
 * Throws what `openSealed` throws; SEALED_DAMAGED also for another length.
 */
export async function readSealed(blobs: Blobs, key: DataKey, context: string, name: string, known: { readonly length: number; readonly room: number } | null = null): Promise<Uint8Array> {
  if (known === null) {
    const parts: Uint8Array[] = []
    for await (const part of openSealed(blobs, key, context, name)) parts.push(part)
    const [only] = parts
    return parts.length === 1 && only ? only : Buffer.concat(parts)
  }
  const bytes = allocateWithRoom(known.length, known.room)
  let at = 0
  for await (const part of openSealed(blobs, key, context, name)) {
    if (at + part.length > bytes.length) throw damaged(context)
    bytes.set(part, at)
    at += part.length
  }
  if (at !== bytes.length) throw damaged(context)
  return bytes
}
