import { createHmac, hkdfSync } from 'node:crypto'
import { CodedError } from '../../core/bytes/error.ts'
import { decodeUtf8, encodeUtf8 } from '../../core/bytes/text.ts'
import { drawRandom } from '../random.ts'
import type { Access } from '../storage/database.ts'
import { insertRows } from '../storage/insert.ts'
import { open, seal, type VaultErrorCode } from './cipher.ts'

/** A loaded data key: seals and opens the values of one person, contract or the service. */
export interface DataKey {
  readonly id: string
  /** `context` names table, column and row, for example `offer/email/<id>`. */
  seal(context: string, clear: Uint8Array): Uint8Array
  open(context: string, sealed: Uint8Array): Uint8Array
  sealText(context: string, clear: string): Uint8Array
  openText(context: string, sealed: Uint8Array): string
}

export type DataKeyKind = 'person' | 'contract' | 'service'

/** A data key made, with what is stored of it. */
export interface MadeKey {
  readonly key: DataKey
  readonly wrapped: Uint8Array
}

/** What a thread of this process needs to do a vault's work that asks no database. Kept in memory only. */
export interface SharedVault {
  readonly wrapping: Uint8Array
  readonly lookups: Uint8Array
}

/** Envelope encryption: data keys wrapped by the master key; destroying a data key erases everything under it. */
export interface Vault {
  createKey(access: Access, kind: DataKeyKind, id: string): Promise<DataKey>
  /** Stores keys that `makeKey` has made. */
  storeKeys(access: Access, kind: DataKeyKind, keys: readonly { readonly id: string; readonly wrapped: Uint8Array }[]): Promise<void>
  /** Throws KEY_DESTROYED. */
  loadKey(access: Access, id: string): Promise<DataKey>
  destroyKey(access: Access, id: string): Promise<void>
  /** Keyed hash for finding a row by a personal value, hex. */
  lookup(purpose: string, value: string): string
  /** Under the master key itself: for the authority's keys. */
  sealSecret(context: string, clear: Uint8Array): Uint8Array
  openSecret(context: string, sealed: Uint8Array): Uint8Array
  share(): SharedVault
}

const MAX_CACHED = 2000
/** How long a loaded key is used without asking the database whether it was destroyed: another process may have done it. */
const MAX_AGE = 60_000

const raw = new WeakMap<DataKey, Uint8Array>()

/** A data key for another thread of this process, which opens it with `openShared`. */
export function shareKey(key: DataKey): Uint8Array {
  return raw.get(key)!
}

export const openShared = (id: string, key: Uint8Array): DataKey => dataKey(id, key)

/** A new data key, to be stored with `storeKeys`. */
export function makeKey({ wrapping }: Pick<SharedVault, 'wrapping'>, id: string): MadeKey {
  const key = drawRandom(32)
  return { key: dataKey(id, key), wrapped: seal(wrapping, `data_key/${id}`, key) }
}

/** Keyed hash for finding a row by a personal value, hex. */
export function lookUp({ lookups }: Pick<SharedVault, 'lookups'>, purpose: string, value: string): string {
  return createHmac('sha256', lookups).update(`${purpose}\n${value}`).digest('hex')
}

function dataKey(id: string, key: Uint8Array): DataKey {
  const made: DataKey = {
    id,
    seal: (context, clear) => seal(key, context, clear),
    open: (context, sealed) => open(key, context, sealed),
    sealText: (context, clear) => seal(key, context, encodeUtf8(clear)),
    openText: (context, sealed) => decodeUtf8(open(key, context, sealed)),
  }
  raw.set(made, key)
  return made
}

/** A vault over the master key. `clock` in epoch milliseconds. */
export function createVault(masterKey: Uint8Array, clock: () => number): Vault {
  const derive = (purpose: string): Uint8Array => new Uint8Array(hkdfSync('sha256', masterKey, new Uint8Array(0), `countersign ${purpose}`, 32))
  const wrapping = derive('data keys')
  const lookups = derive('lookups')
  const secrets = derive('secrets')
  const cache = new Map<string, { readonly key: DataKey; readonly at: number }>()
  const remember = (key: DataKey): DataKey => {
    if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value!)
    cache.delete(key.id)
    cache.set(key.id, { key, at: performance.now() })
    return key
  }
  const storeKeys: Vault['storeKeys'] = async (access, kind, keys) => {
    await insertRows(access, 'data_key', keys.map(({ id, wrapped }) => ({ id, kind, wrapped, created_at: clock(), destroyed_at: null })))
  }
  return {
    storeKeys,
    async createKey(access, kind, id) {
      const { key, wrapped } = makeKey({ wrapping }, id)
      await storeKeys(access, kind, [{ id, wrapped }])
      return key
    },
    async loadKey(access, id) {
      const cached = cache.get(id)
      if (cached && performance.now() - cached.at < MAX_AGE) return cached.key
      const row = await access.selectFrom('data_key').select('wrapped').where('id', '=', id).executeTakeFirst()
      if (!row?.wrapped) throw new CodedError<VaultErrorCode>('KEY_DESTROYED', 'the data key was destroyed', { id })
      return remember(dataKey(id, open(wrapping, `data_key/${id}`, row.wrapped)))
    },
    async destroyKey(access, id) {
      cache.delete(id)
      await access.updateTable('data_key').set({ wrapped: null, destroyed_at: clock() }).where('id', '=', id).execute()
    },
    lookup: (purpose, value) => lookUp({ lookups }, purpose, value),
    sealSecret: (context, clear) => seal(secrets, context, clear),
    openSecret: (context, sealed) => open(secrets, context, sealed),
    share: () => ({ wrapping, lookups }),
  }
}
