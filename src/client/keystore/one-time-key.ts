import { encodeBase64Url } from '../../core/bytes/base64.ts'
import { CodedError } from '../../core/bytes/error.ts'
import { deleteItem, loadItem, saveItem } from './database.ts'
import type { KeystoreErrorCode } from './database.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const

function isKeyPair(value: unknown): value is CryptoKeyPair {
  if (typeof value !== 'object' || value === null || !('privateKey' in value) || !('publicKey' in value)) return false
  return value.privateKey instanceof CryptoKey && value.publicKey instanceof CryptoKey
}

async function loadKeyPair(id: string): Promise<CryptoKeyPair | null> {
  const value = await loadItem('keys', id)
  return isKeyPair(value) ? value : null
}

/**
 * The one-time key of an act, made at the first call and the same ever after, until it is forgotten. Its private half is
 * non-extractable from birth: `exportKey` and `wrapKey` reject, and no script ever reads it. Throws STORAGE_UNAVAILABLE, STORAGE_FAILED.
 */
export async function makeOneTimeKey(id: string): Promise<CryptoKeyPair> {
  const present = await loadKeyPair(id)
  if (present) return present
  const made = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify'])
  await saveItem('keys', id, { privateKey: made.privateKey, publicKey: made.publicKey })
  const kept = await loadKeyPair(id)
  if (!kept) throw new CodedError<KeystoreErrorCode>('STORAGE_FAILED', 'this browser does not keep keys')
  return kept
}

/** The key made before. Throws KEY_LOST when this device no longer has it. */
export async function loadOneTimeKey(id: string): Promise<CryptoKeyPair> {
  const kept = await loadKeyPair(id)
  if (!kept) throw new CodedError<KeystoreErrorCode>('KEY_LOST', 'the one-time key is no longer on this device')
  return kept
}

/** Places where one party signs one contract. */
const MAX_PLACES = 4

/** Under what the value of a key's signature at one of its places is kept. */
export function nameOfPlace(id: string, place: number): string {
  return place === 1 ? id : `${id}.${place}`
}

/** Ends a key for good, with the values it made. Harmless when there is none. */
export async function forgetOneTimeKey(id: string): Promise<void> {
  await deleteItem('keys', id)
  for (let place = 1; place <= MAX_PLACES; place++) await deleteItem('signatures', nameOfPlace(id, place))
}

/**
 * Signs once: the value for `data` is kept before it is handed out, and asking again gives the kept value. A key whose value is for
 * other data signs no more (KEY_LOST): an interrupted act starts over with a new key instead. `replaces`: where several sign one file, a
 * value for an older revision of it is destroyed and another made in its place. `sign` does the signing.
 */
export async function signOnce(id: string, data: Uint8Array, sign: (data: Uint8Array) => Promise<Uint8Array>, { replaces = false }: { readonly replaces?: boolean } = {}): Promise<Uint8Array> {
  const digest = encodeBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(data))))
  const kept = await loadItem('signatures', id)
  if (isKeptSignature(kept)) {
    if (kept.digest === digest) return kept.value
    if (!replaces) throw new CodedError<KeystoreErrorCode>('KEY_LOST', 'the one-time key has signed already')
    await deleteItem('signatures', id)
  }
  const value = await sign(data)
  await saveItem('signatures', id, { digest, value })
  return value
}

function isKeptSignature(value: unknown): value is { readonly digest: string; readonly value: Uint8Array } {
  return typeof value === 'object' && value !== null && 'digest' in value && typeof value.digest === 'string' && 'value' in value && value.value instanceof Uint8Array
}
