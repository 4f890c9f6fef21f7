import { argon2id } from '@noble/hashes/argon2.js'
import { encodeUtf8 } from './text.ts'

/** What Argon2id (RFC 9106) is asked for; stored beside what it protects. */
export interface Argon2Cost {
  /** KiB. */
  readonly memory: number
  readonly passes: number
}

const MIN_MEMORY = 8192
const MAX_MEMORY = 262_144
const MAX_PASSES = 16

/** 32 octets from a passphrase, NFC in UTF-8, and a salt; one lane. Throws RangeError for a cost outside 8 MiB to 256 MiB or 1 to 16 passes. */
export function deriveArgon2id(passphrase: string, salt: Uint8Array, { memory, passes }: Argon2Cost): Uint8Array<ArrayBuffer> {
  const isSane = memory >= MIN_MEMORY && memory <= MAX_MEMORY && passes >= 1 && passes <= MAX_PASSES && salt.length >= 16
  if (!isSane) throw new RangeError('cost outside its bounds')
  return new Uint8Array(argon2id(encodeUtf8(passphrase.normalize('NFC')), salt, { m: memory, t: passes, p: 1, dkLen: 32 }))
}
