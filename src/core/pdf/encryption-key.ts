import { decryptCbc, encryptCbc } from '../bytes/aes.ts'
import { concatBytes, equalBytes } from '../bytes/compare.ts'
import { md5, sha384, sha512 } from '../bytes/old-hash.ts'
import { applyRc4 } from '../bytes/rc4.ts'
import { sha256 } from '../bytes/sha256.ts'

/** What the standard security handler needs of /Encrypt (ISO 32000-2 §7.6.4). */
export interface PasswordFacts {
  readonly revision: number
  /** Octets of the file encryption key. */
  readonly keyLength: number
  readonly owner: Uint8Array
  readonly user: Uint8Array
  readonly userKey: Uint8Array
  readonly permissions: number
  readonly isMetadataEncrypted: boolean
  /** First string of the trailer's /ID. */
  readonly fileId: Uint8Array
}

const PADDING = Uint8Array.from([
  0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08, 0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53,
  0x69, 0x7a,
])
const NOTHING = new Uint8Array(0)
const MAX_ROUNDS = 2048

/** Algorithm 2, for the empty password. */
function computeKey(facts: PasswordFacts): Uint8Array {
  const { permissions: p, revision, keyLength } = facts
  const number = Uint8Array.of(p & 0xff, (p >> 8) & 0xff, (p >> 16) & 0xff, (p >> 24) & 0xff)
  const mark = revision >= 4 && !facts.isMetadataEncrypted ? Uint8Array.of(0xff, 0xff, 0xff, 0xff) : NOTHING
  let key = md5(concatBytes(PADDING, facts.owner.subarray(0, 32), number, facts.fileId, mark))
  if (revision >= 3) for (let round = 0; round < 50; round++) key = md5(key.subarray(0, keyLength))
  return key.subarray(0, keyLength)
}

/** Algorithms 4 and 5: what /U must begin with. */
function computeUser(key: Uint8Array, { revision, fileId }: PasswordFacts): Uint8Array {
  if (revision === 2) return applyRc4(key, PADDING)
  let value = applyRc4(key, md5(concatBytes(PADDING, fileId)))
  for (let turn = 1; turn <= 19; turn++) value = applyRc4(key.map((octet) => octet ^ turn), value)
  return value
}

/** Algorithm 2.B, for the empty password and no further data: the hash of revision 6. */
function hardenHash(salt: Uint8Array): Uint8Array {
  let key: Uint8Array = sha256(salt)
  for (let round = 0, last = 0; round < 64 || last > round - 32; round++) {
    if (round > MAX_ROUNDS) break
    const repeated = new Uint8Array(key.length * 64)
    for (let at = 0; at < repeated.length; at += key.length) repeated.set(key, at)
    const encrypted = encryptCbc(key.subarray(0, 16), key.subarray(16, 32), repeated)
    const remainder = encrypted.subarray(0, 16).reduce((sum, octet) => sum + octet, 0) % 3
    key = remainder === 0 ? sha256(encrypted) : remainder === 1 ? sha384(encrypted) : sha512(encrypted)
    last = encrypted[encrypted.length - 1]!
  }
  return key.subarray(0, 32)
}

/**
 * The file encryption key under the empty user password, or null when that password does not open the file (ISO 32000-2 §7.6.4.3,
 * §7.6.4.4; revisions 2 to 6).
 */
export function openWithoutPassword(facts: PasswordFacts): Uint8Array | null {
  if (facts.revision >= 5) {
    if (facts.user.length < 48 || facts.userKey.length !== 32) return null
    const hash = facts.revision === 5 ? (salt: Uint8Array): Uint8Array => sha256(salt) : hardenHash
    if (!equalBytes(hash(facts.user.subarray(32, 40)), facts.user.subarray(0, 32))) return null
    return decryptCbc(hash(facts.user.subarray(40, 48)), new Uint8Array(16), facts.userKey)
  }
  const key = computeKey(facts)
  const length = facts.revision === 2 ? 32 : 16
  return equalBytes(computeUser(key, facts).subarray(0, length), facts.user.subarray(0, length)) ? key : null
}
