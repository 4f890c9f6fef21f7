import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { PackageSource } from '../../core/evidence/manifest.ts'
import type { Blobs } from '../blob.ts'
import { openSealed } from '../sealed-file.ts'
import type { DataKey } from '../vault/vault.ts'

interface SealedPart {
  readonly name: string
  readonly mediaType: string
  readonly context: string
  readonly blob: string
}

/** Gives back the memory of a piece that nobody looks at again: the collector would let tens of megabytes of them lie about first. */
function release({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}

/** A stored file as a package's part: read through once, in pieces, for its length, digest and checksum. Throws BLOB_MISSING, BLOB_DAMAGED, SEALED_DAMAGED. */
export async function measureSealed(blobs: Blobs, key: DataKey, { name, mediaType, context, blob }: SealedPart): Promise<PackageSource> {
  const hash = createHash('sha256')
  let [size, crc] = [0, 0]
  for await (const chunk of openSealed(blobs, key, context, blob)) {
    hash.update(chunk)
    crc = crc32(chunk, crc)
    size += chunk.length
    release(chunk)
  }
  return { name, mediaType, size, crc, digest: new Uint8Array(hash.digest()), open: () => openSealed(blobs, key, context, blob) }
}
