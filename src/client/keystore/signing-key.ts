import { CodedError } from '../../core/bytes/error.ts'
import { openKeptKey } from './kept-key.ts'
import { loadKeptRecord, type KeptKeyErrorCode } from './kept-record.ts'
import { forgetOneTimeKey, loadOneTimeKey, makeOneTimeKey } from './one-time-key.ts'
import type { Secret } from './unlock.ts'

/** Which key an act is signed with: a kept or brought one of this device by its id; null for a one-time key of the act's own. */
export interface ChosenKey {
  readonly id: string
  readonly kind: 'kept' | 'brought'
}

/** Opened keys by act, in this worker's memory only: a reload or a crash closes them. */
const opened = new Map<string, CryptoKey>()

/** The public facts of the key that an act names before it signs; a one-time key is made now, any other stays closed. */
export async function nameSigningKey(act: string, chosen: ChosenKey | null): Promise<{ readonly keyThumbprint: string; readonly pair: null } | { readonly keyThumbprint: null; readonly pair: CryptoKeyPair }> {
  if (!chosen) return { keyThumbprint: null, pair: await makeOneTimeKey(act) }
  return { keyThumbprint: (await loadKeptRecord(chosen.id)).keyThumbprint, pair: null }
}

/** Opens the chosen key for one act. Throws KEY_LOST, KEY_LOCKED_OUT, PASSPHRASE_WRONG, PASSKEY_WRONG. */
export async function unlockSigningKey(act: string, chosen: ChosenKey, secret: Secret, now: number): Promise<void> {
  const { privateKey } = await openKeptKey(chosen.id, secret, now)
  opened.set(act, privateKey)
}

/** The key that signs the act. Throws KEY_LOST for a one-time key that is gone, KEY_LOCKED for another that wants its secret. */
export async function loadSigningKey(act: string, chosen: ChosenKey | null): Promise<CryptoKey> {
  if (!chosen) return (await loadOneTimeKey(act)).privateKey
  const key = opened.get(act)
  if (!key) throw new CodedError<KeptKeyErrorCode>('KEY_LOCKED', 'the key wants its password')
  return key
}

/** Ends what an act held: a one-time key for good, an opened one for this worker. */
export async function forgetSigningKey(act: string): Promise<void> {
  opened.delete(act)
  await forgetOneTimeKey(act)
}
