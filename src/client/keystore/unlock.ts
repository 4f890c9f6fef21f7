import { deriveArgon2id } from '../../core/bytes/argon2.ts'
import { CodedError } from '../../core/bytes/error.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { saveKeptRecord } from './kept-record.ts'
import type { KeptKeyErrorCode, KeptKeyRecord, Unlock, Wrapped } from './kept-record.ts'
import { isStrong } from './passphrase.ts'

/** What a person shows to open a key. A passkey's secret comes as an HKDF key that no script can read. */
export type Secret = { readonly kind: 'passphrase'; readonly passphrase: string } | { readonly kind: 'passkey'; readonly credential: Uint8Array; readonly key: CryptoKey }

/** OWASP's first choice for Argon2id (2026-11-25): 46 MiB, one pass; 0.3 s on the machine it was measured on, no phone was. Kept with each key, so that it can grow. */
export const COST = { memory: 47_104, passes: 1 } as const
const FREE_ATTEMPTS = 5
const FIRST_PAUSE = 60_000
const LONGEST_PAUSE = 24 * 60 * 60_000
const GCM = 'AES-GCM'

const random = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length))
const buffer = (bytes: Uint8Array): BufferSource => bytes as BufferSource

function fail(code: KeptKeyErrorCode, message: string, details: Readonly<Record<string, number>> = {}): never {
  throw new CodedError<KeptKeyErrorCode>(code, message, details)
}

/** Binds a wrapped value to its key and place, so that none can be moved elsewhere. */
const bound = (id: string, iv: Uint8Array, place: string): AesGcmParams => ({ name: GCM, iv: buffer(iv), additionalData: buffer(encodeUtf8(`countersign/key/1/${id}/${place}`)) })

async function unlockKeyOf(id: string, secret: Secret, unlock: Pick<Extract<Unlock, { kind: 'passphrase' }>, 'salt' | 'memory' | 'passes'> | null): Promise<CryptoKey> {
  if (secret.kind === 'passkey') {
    const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: buffer(encodeUtf8(`countersign/key/1/${id}`)) }
    return crypto.subtle.deriveKey(parameters, secret.key, { name: GCM, length: 256 }, false, ['wrapKey', 'unwrapKey'])
  }
  if (!unlock) return fail('PASSPHRASE_WRONG', 'this key has no passphrase')
  const bytes = deriveArgon2id(secret.passphrase, unlock.salt, unlock)
  try {
    return await crypto.subtle.importKey('raw', buffer(bytes), GCM, false, ['wrapKey', 'unwrapKey'])
  } finally {
    bytes.fill(0)
  }
}

async function wrapUnder(id: string, place: string, format: 'raw' | 'pkcs8', key: CryptoKey, wrapping: CryptoKey): Promise<Wrapped> {
  const iv = random(12)
  return { iv, data: new Uint8Array(await crypto.subtle.wrapKey(format, key, wrapping, bound(id, iv, place))) }
}

/** Wraps a key-encryption key for a new way to unlock it. Throws PASSPHRASE_WEAK. */
export async function makeUnlock(id: string, keyEncryptionKey: CryptoKey, secret: Secret, passkeySalt?: Uint8Array): Promise<Unlock> {
  if (secret.kind === 'passkey') {
    return { kind: 'passkey', credential: secret.credential, salt: passkeySalt ?? new Uint8Array(), wrapped: await wrapUnder(id, 'passkey', 'raw', keyEncryptionKey, await unlockKeyOf(id, secret, null)) }
  }
  if (!isStrong(secret.passphrase)) fail('PASSPHRASE_WEAK', 'ten letters, five of them different')
  const cost = { salt: random(16), ...COST }
  return { kind: 'passphrase', ...cost, wrapped: await wrapUnder(id, 'passphrase', 'raw', keyEncryptionKey, await unlockKeyOf(id, secret, cost)) }
}

/** Wraps a fresh private key at once under a random key-encryption key, and that under the first secret. */
export async function sealKey(id: string, privateKey: CryptoKey, secret: Secret): Promise<{ readonly wrappedKey: Wrapped; readonly unlock: Unlock }> {
  const keyEncryptionKey = await crypto.subtle.generateKey({ name: GCM, length: 256 }, true, ['wrapKey', 'unwrapKey'])
  const unlock = await makeUnlock(id, keyEncryptionKey, secret)
  return { wrappedKey: await wrapUnder(id, 'private', 'pkcs8', privateKey, keyEncryptionKey), unlock }
}

async function tryUnlock(record: KeptKeyRecord, secret: Secret, extractable: boolean): Promise<CryptoKey | null> {
  const unlock = record.unlocks.find((candidate) => candidate.kind === secret.kind)
  if (!unlock) return null
  const key = await unlockKeyOf(record.id, secret, unlock.kind === 'passphrase' ? unlock : null)
  try {
    return await crypto.subtle.unwrapKey('raw', buffer(unlock.wrapped.data), key, bound(record.id, unlock.wrapped.iv, unlock.kind), GCM, extractable, ['wrapKey', 'unwrapKey'])
  } catch {
    return null
  }
}

const pauseAfter = (wrong: number): number => (wrong < FREE_ATTEMPTS ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 4 ** (wrong - FREE_ATTEMPTS)))

/** Until when no attempt is taken. A pause that was counted by a clock which has been put back since begins anew, and takes no longer than it would have. */
async function readPause(record: KeptKeyRecord, now: number): Promise<number> {
  const longest = now + pauseAfter(record.wrong)
  if (record.lockedUntil <= longest) return record.lockedUntil
  await saveKeptRecord({ ...record, lockedUntil: longest })
  return longest
}

/**
 * The key-encryption key of a record. An attempt is counted before it is tried; after five wrong ones in a row each further one waits longer.
 * The count is this device's own: whoever copies its storage away can guess elsewhere, at Argon2id's price.
 * Throws KEY_LOCKED_OUT (`until`), PASSPHRASE_WRONG (`left`), PASSKEY_WRONG.
 */
export async function openUnlock(record: KeptKeyRecord, secret: Secret, now: number, extractable = false): Promise<CryptoKey> {
  const lockedUntil = await readPause(record, now)
  if (now < lockedUntil) fail('KEY_LOCKED_OUT', 'too many wrong attempts', { until: lockedUntil })
  const wrong = record.wrong + 1
  const until = now + pauseAfter(wrong)
  await saveKeptRecord({ ...record, wrong, lockedUntil: until })
  const key = await tryUnlock(record, secret, extractable)
  if (!key) return fail(secret.kind === 'passkey' ? 'PASSKEY_WRONG' : 'PASSPHRASE_WRONG', 'does not open this key', { left: Math.max(0, FREE_ATTEMPTS - wrong), until })
  await saveKeptRecord({ ...record, wrong: 0, lockedUntil: 0 })
  return key
}

/** The private key, for one use: it can sign and do nothing else, unless it is about to be exported. */
export async function openPrivateKey(record: KeptKeyRecord, secret: Secret, now: number, extractable = false): Promise<CryptoKey> {
  const keyEncryptionKey = await openUnlock(record, secret, now)
  const { iv, data } = record.wrappedKey
  return crypto.subtle.unwrapKey('pkcs8', buffer(data), keyEncryptionKey, bound(record.id, iv, 'private'), record.algorithm, extractable, ['sign'])
}
