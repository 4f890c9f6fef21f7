import { allocateWithRoom } from '../../../../core/bytes/room.ts'
import { encodeHex } from '../../../../core/bytes/hex.ts'
import { CodedError } from '../../../../core/bytes/error.ts'
import { startSha256 } from '../../../../core/bytes/sha256.ts'
import type { RunningHash } from '../../../../core/bytes/sha256.ts'
import { deriveOwnBase, OWN_FILE_ROOM } from '../../../../core/ceremony/own-file.ts'
import type { ContractDocument } from '../../../../core/contract/document.ts'
import { loadFonts } from '../../../worker/fonts.ts'

export interface OwnBase {
  readonly bytes: Uint8Array
  readonly hash: string
  /** SHA-256 so far, over all of `bytes`: every later hash goes on from here, so the file is read through once. */
  readonly running: RunningHash
}

/**
 * The base revision over a seller's own file, which is read piece by piece into the one buffer that it is signed in, and held against the
 * hash in the contract document. Throws OWN_FILE_DIFFERS, OWN_FILE_….
 */
export async function deriveFromFile(document: ContractDocument, blob: Blob, onShare: (share: number) => void): Promise<OwnBase> {
  const differs = () => new CodedError('OWN_FILE_DIFFERS', 'the file is not the one that the contract names')
  const { file } = document
  if (!file || blob.size !== file.size) throw differs()
  const bytes = allocateWithRoom(file.size, OWN_FILE_ROOM)
  const running = startSha256()
  const reader = blob.stream().getReader()
  let at = 0
  for (let told = 0; ; ) {
    const { done, value } = await reader.read()
    if (done) break
    if (at + value.length > bytes.length) throw differs()
    bytes.set(value, at)
    running.update(value)
    at += value.length
    const share = Math.floor((at / file.size) * 100)
    if (share !== told) onShare((told = share) / 100)
  }
  if (at !== file.size || encodeHex(running.digest()) !== file.hash) throw differs()
  const base = deriveOwnBase(document, bytes, await loadFonts())
  running.update(base.subarray(file.size))
  return { bytes: base, hash: encodeHex(running.digest()), running }
}
