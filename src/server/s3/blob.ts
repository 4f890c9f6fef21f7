import { createHash, randomBytes } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CodedError } from '../../core/bytes/error.ts'
import { checkedChunks, nameOfBlob, type BlobErrorCode, type Blobs } from '../blob.ts'
import { writeStreamDurably } from '../durable-file.ts'
import type { S3Address } from './address.ts'
import { signRequest, type Credentials, type UnsignedRequest } from './signature.ts'

export interface S3Parts {
  readonly address: S3Address
  readonly credentials: Credentials
  /** Epoch milliseconds. */
  readonly clock: () => number
}

const DAY = 24 * 60 * 60_000
const PATIENCE = 30_000
/** For files that are sent and fetched as they come. */
const LONG_PATIENCE = 15 * 60_000
/** Milliseconds between tries: a store that answers 5xx or not at all is asked again. */
const PAUSES = [100, 400, 1600]
const NOTHING = createHash('sha256').digest('hex')
const later = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds))

/** A file on disk and the SHA-256 (hex) of its bytes. */
interface LargeBody {
  readonly file: Blob
  readonly hash: string
}

type Ask = (method: UnsignedRequest['method'], path: string, options?: { readonly headers?: Readonly<Record<string, string>>; readonly body?: Uint8Array | LargeBody; readonly isLarge?: boolean }) => Promise<Response>

function createAsk({ address, credentials, clock }: S3Parts): Ask {
  const { endpoint, region, bucket } = address
  const askOnce = async (method: UnsignedRequest['method'], path: string, headers: Readonly<Record<string, string>>, body: Uint8Array | LargeBody | undefined, patience: number): Promise<Response> => {
    const url = new URL(`${endpoint.pathname.replace(/\/$/, '')}/${bucket}${path}`, endpoint)
    const bodyHash = body ? (body instanceof Uint8Array ? createHash('sha256').update(body).digest('hex') : body.hash) : NOTHING
    const { host: _, ...signed } = signRequest({ method, url, headers, bodyHash }, credentials, region, clock())
    return fetch(url, { method, headers: signed, redirect: 'error', signal: AbortSignal.timeout(patience), ...(body ? { body: body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : body.file } : {}) })
  }
  return async (method, path, { headers = {}, body, isLarge = false } = {}) => {
    const patience = isLarge ? LONG_PATIENCE : PATIENCE
    for (const pause of PAUSES) {
      const answer = await askOnce(method, path, headers, body, patience).catch(() => null)
      if (answer && answer.status < 500) return answer
      await answer?.body?.cancel()
      await later(pause)
    }
    const answer = await askOnce(method, path, headers, body, patience).catch(() => null)
    if (answer && answer.status < 500) return answer
    throw new CodedError<BlobErrorCode>('BLOB_STORE_UNREACHABLE', 'the store of files does not answer', { status: answer?.status ?? 0 })
  }
}

/** Whether the store answers, with the credentials given, and keeps files as firmly as was asked for. Throws BLOB_STORE_UNREACHABLE, BLOB_STORE_REFUSED, BLOB_STORE_UNLOCKED. */
export async function checkS3(parts: S3Parts): Promise<void> {
  const ask = createAsk(parts)
  const bucket = await ask('HEAD', '')
  if (!bucket.ok) throw new CodedError<BlobErrorCode>('BLOB_STORE_REFUSED', 'the store of files refuses the bucket', { status: bucket.status })
  if (!parts.address.retention) return
  const lock = await ask('GET', '?object-lock=')
  const text = await lock.text()
  if (!lock.ok || !text.includes('<ObjectLockEnabled>Enabled</ObjectLockEnabled>')) throw new CodedError<BlobErrorCode>('BLOB_STORE_UNLOCKED', 'the bucket has no Object Lock, which BLOBS asks for')
}

/**
 * Files in an S3-compatible store, under the SHA-256 of their (sealed) bytes: a name once returned by `put` was acknowledged by the store,
 * which was given the hash to hold the bytes against. Where BLOBS names a lock, each file is kept from removal that long.
 */
export function createS3Blobs(parts: S3Parts): Blobs {
  const ask = createAsk(parts)
  const { prefix, retention } = parts.address
  const pathOf = (name: string): string => `/${prefix}${name}`
  const give = async (name: string, body: Uint8Array | LargeBody): Promise<string> => {
    const headers = {
      'content-type': 'application/octet-stream',
      'x-amz-checksum-sha256': Buffer.from(name, 'hex').toString('base64'),
      ...(retention ? { 'x-amz-object-lock-mode': retention.mode, 'x-amz-object-lock-retain-until-date': new Date(parts.clock() + retention.days * DAY).toISOString() } : {}),
    }
    const answer = await ask('PUT', pathOf(name), { headers, body, isLarge: !(body instanceof Uint8Array) })
    await answer.body?.cancel()
    if (!answer.ok) throw new CodedError<BlobErrorCode>('BLOB_STORE_REFUSED', 'the store of files did not take a file', { status: answer.status })
    return name
  }
  const take = async (name: string, isLarge: boolean): Promise<Response> => {
    const answer = await ask('GET', pathOf(name), { isLarge })
    if (answer.status === 404) throw new CodedError<BlobErrorCode>('BLOB_MISSING', 'a stored file is missing', { name })
    if (!answer.ok) throw new CodedError<BlobErrorCode>('BLOB_STORE_REFUSED', 'the store of files did not give a file', { status: answer.status })
    return answer
  }
  return {
    put: (sealed) => give(nameOfBlob(sealed), sealed),
    // The store wants hash and length first: the sealed bytes wait on this machine's disk until they are whole.
    async putStream(sealed) {
      const path = join(tmpdir(), `countersign-${randomBytes(12).toString('hex')}.sealed`)
      try {
        const hash = await writeStreamDurably(sealed, () => path)
        return await give(hash, { file: await openAsBlob(path), hash })
      } finally {
        await rm(path, { force: true })
      }
    },
    async *getStream(name) {
      const { body } = await take(name, true)
      if (!body) throw new CodedError<BlobErrorCode>('BLOB_MISSING', 'a stored file is missing', { name })
      yield* checkedChunks(name, body)
    },
    async get(name) {
      const answer = await take(name, false)
      const bytes = new Uint8Array(await answer.arrayBuffer())
      if (nameOfBlob(bytes) !== name) throw new CodedError<BlobErrorCode>('BLOB_DAMAGED', 'a stored file is damaged', { name })
      return bytes
    },
    async remove(name) {
      await ask('DELETE', pathOf(name)).then((answer) => answer.body?.cancel(), () => undefined)
    },
  }
}
