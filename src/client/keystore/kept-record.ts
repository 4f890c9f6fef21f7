import { CodedError } from '../../core/bytes/error.ts'
import type { Argon2Cost } from '../../core/bytes/argon2.ts'
import { loadItem, saveItem } from './database.ts'

export type KeptKeyErrorCode =
  | 'KEY_LOST'
  | 'KEY_LOCKED'
  | 'KEY_LOCKED_OUT'
  | 'KEY_NOT_EXPORTABLE'
  | 'PASSPHRASE_WRONG'
  | 'PASSPHRASE_WEAK'
  | 'PASSKEY_UNSUPPORTED'
  | 'PASSKEY_WRONG'

/** Ciphertext of AES-256-GCM. */
export interface Wrapped {
  readonly iv: Uint8Array
  readonly data: Uint8Array
}

/** One way to the key-encryption key. */
export type Unlock =
  | ({ readonly kind: 'passphrase'; readonly salt: Uint8Array; readonly wrapped: Wrapped } & Argon2Cost)
  /** `salt` is what the passkey's pseudo-random function is asked about. */
  | { readonly kind: 'passkey'; readonly credential: Uint8Array; readonly salt: Uint8Array; readonly wrapped: Wrapped }

/** A key as this device keeps it: nothing in it opens without an unlock. */
export interface KeptKeyRecord {
  readonly id: string
  readonly label: string
  /** `kept` was made here; `brought` came in a PKCS#12 file. */
  readonly kind: 'kept' | 'brought'
  /** The address its certificate is for; null when the certificate names none. */
  readonly email: string | null
  readonly createdAt: number
  readonly usedAt: number | null
  readonly exportable: boolean
  readonly algorithm: RsaHashedImportParams | EcKeyImportParams
  readonly spki: Uint8Array
  /** RFC 7638. */
  readonly keyThumbprint: string
  /** PKCS#8 under the key-encryption key. */
  readonly wrappedKey: Wrapped
  readonly unlocks: readonly Unlock[]
  /** Wrong attempts in a row, and until when none is taken. */
  readonly wrong: number
  readonly lockedUntil: number
  readonly certificate: Uint8Array | null
  readonly chain: readonly Uint8Array[]
}

/** What pages may know of a key. */
export type KeptKey = Omit<KeptKeyRecord, 'wrappedKey' | 'unlocks'> & {
  readonly unlocks: readonly Unlock['kind'][]
  readonly passkey: { readonly credential: Uint8Array; readonly salt: Uint8Array } | null
}

export function isKeptRecord(value: unknown): value is KeptKeyRecord {
  return typeof value === 'object' && value !== null && 'wrappedKey' in value && 'unlocks' in value && 'keyThumbprint' in value && 'id' in value && typeof value.id === 'string'
}

/** The record of a key. Throws KEY_LOST when this device no longer has it. */
export async function loadKeptRecord(id: string): Promise<KeptKeyRecord> {
  const value = await loadItem('kept', id)
  if (!isKeptRecord(value)) throw new CodedError<KeptKeyErrorCode>('KEY_LOST', 'this device does not have the key')
  return value
}

export async function saveKeptRecord(record: KeptKeyRecord): Promise<void> {
  await saveItem('kept', record.id, record)
}

export function describeKept({ unlocks, ...record }: KeptKeyRecord): KeptKey {
  const facts: Omit<KeptKeyRecord, 'unlocks' | 'wrappedKey'> & { wrappedKey?: Wrapped } = { ...record }
  delete facts.wrappedKey
  const passkey = unlocks.find((unlock) => unlock.kind === 'passkey')
  return { ...facts, unlocks: unlocks.map(({ kind }) => kind), passkey: passkey ? { credential: passkey.credential, salt: passkey.salt } : null }
}

/** Runs alone on one key, among all tabs. */
export async function aloneWith<T>(id: string, work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? navigator.locks.request(`countersign:key:${id}`, work) : work()
}

/** Changes a record, alone. Throws KEY_LOST. */
export async function changeKept(id: string, mend: (record: KeptKeyRecord) => Promise<KeptKeyRecord> | KeptKeyRecord): Promise<KeptKey> {
  return aloneWith(id, async () => {
    const mended = await mend(await loadKeptRecord(id))
    await saveKeptRecord(mended)
    return describeKept(mended)
  })
}
