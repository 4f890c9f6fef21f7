import { sha256 as hash } from '@noble/hashes/sha2.js'
import { encodeHex } from './hex.ts'

/** SHA-256 (FIPS 180-4) of all parts one after another, synchronous and the same in every engine; 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const state = hash.create()
  for (const part of parts) state.update(part)
  return state.digest()
}

/** SHA-256 as 64 lower-case hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return encodeHex(sha256(bytes))
}

/** SHA-256 of what comes piece by piece. A copy goes on by itself, so that what several hashes begin with is read once. */
export interface RunningHash {
  update(part: Uint8Array): RunningHash
  copy(): RunningHash
  digest(): Uint8Array<ArrayBuffer>
}

function running(state: ReturnType<typeof hash.create>): RunningHash {
  return {
    update(part) {
      state.update(part)
      return this
    },
    copy: () => running(state.clone()),
    digest: () => state.clone().digest(),
  }
}

export const startSha256 = (): RunningHash => running(hash.create())
