import { CodedError } from '../../core/bytes/error.ts'
import { loadKeptRecord, type KeptKeyErrorCode } from './kept-record.ts'
import { forgetOneTimeKey, loadOneTimeKey, makeOneTimeKey } from './one-time-key.ts'
import { IDLE, openOpenedLine, type OpenedLine } from './opened-news.ts'
import type { Secret } from './unlock.ts'

/** Which key an act is signed with: a kept or brought one of this device by its id; null for a one-time key of the act's own. */
export interface ChosenKey {
  readonly id: string
  readonly kind: 'kept' | 'brought'
}

interface Opened {
  readonly id: string
  readonly key: CryptoKey
  /** Epoch milliseconds; unused until then, it is locked. */
  readonly until: number
  readonly timer: ReturnType<typeof setTimeout>
}

/** Opened keys by act, in this worker's memory only: a reload or a crash locks them, five minutes without use do, and a wish to lock from any tab does at once. */
const opened = new Map<string, Opened>()
let line: OpenedLine | null = null

function lockAct(act: string): void {
  const held = opened.get(act)
  if (!held) return
  clearTimeout(held.timer)
  opened.delete(act)
  line?.tell({ kind: 'locked', id: held.id, act })
}

function hold(act: string, { id, key }: Pick<Opened, 'id' | 'key'>, now: number): void {
  line ??= openOpenedLine((news) => {
    if (news.kind === 'lock') for (const [name, held] of opened) if (held.id === news.id) lockAct(name)
    if (news.kind === 'asked') for (const [name, held] of opened) line?.tell({ kind: 'opened', id: held.id, act: name, until: held.until })
  })
  clearTimeout(opened.get(act)?.timer)
  const until = now + IDLE
  opened.set(act, { id, key, until, timer: setTimeout(() => lockAct(act), IDLE) })
  line.tell({ kind: 'opened', id, act, until })
}

/** The public facts of the key that an act names before it signs; a one-time key is made now, any other stays closed. */
export async function nameSigningKey(act: string, chosen: ChosenKey | null): Promise<{ readonly keyThumbprint: string; readonly pair: null } | { readonly keyThumbprint: null; readonly pair: CryptoKeyPair }> {
  if (!chosen) return { keyThumbprint: null, pair: await makeOneTimeKey(act) }
  return { keyThumbprint: (await loadKeptRecord(chosen.id)).keyThumbprint, pair: null }
}

/** Opens the chosen key for one act. Throws KEY_LOST, KEY_LOCKED_OUT, PASSPHRASE_WRONG, PASSKEY_WRONG. */
export async function unlockSigningKey(act: string, chosen: ChosenKey, secret: Secret, now: number): Promise<void> {
  // Fetched by those who have a key of their own.
  const { openKeptKey } = await import('./kept-key.ts')
  const { privateKey } = await openKeptKey(chosen.id, secret, now)
  hold(act, { id: chosen.id, key: privateKey }, now)
}

/** The key that signs the act. Throws KEY_LOST for a one-time key that is gone, KEY_LOCKED for another that wants its secret. */
export async function loadSigningKey(act: string, chosen: ChosenKey | null, now: number): Promise<CryptoKey> {
  if (!chosen) return (await loadOneTimeKey(act)).privateKey
  const held = opened.get(act)
  // A machine that slept runs its timers late.
  if (held && held.until <= now) lockAct(act)
  if (!held || held.until <= now) throw new CodedError<KeptKeyErrorCode>('KEY_LOCKED', 'the key wants its password')
  hold(act, held, now)
  return held.key
}

/** Ends what an act held: a one-time key for good, an opened one for this worker. */
export async function forgetSigningKey(act: string): Promise<void> {
  lockAct(act)
  await forgetOneTimeKey(act)
}
