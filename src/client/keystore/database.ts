import { CodedError } from '../../core/bytes/error.ts'

export type KeystoreErrorCode = 'STORAGE_UNAVAILABLE' | 'STORAGE_FAILED' | 'KEY_LOST'

const NAME = 'countersign'
const VERSION = 3

/**
 * What this device keeps, each under an id of the page's choosing.
 * `keys`: one-time keys · `signatures`: values that a one-time key has made, so that none is ever made twice ·
 * `acts`: acts of signing under way · `drafts`: particulars as typed · `anchors`: roots that an auditor has chosen to trust · `kept`: signing keys, wrapped.
 */
export const STORES = ['keys', 'signatures', 'acts', 'drafts', 'anchors', 'kept'] as const
export type StoreName = (typeof STORES)[number]

function settle<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result), { once: true })
    request.addEventListener('error', () => reject(new CodedError<KeystoreErrorCode>('STORAGE_FAILED', request.error?.name ?? 'request failed')), { once: true })
  })
}

let opened: Promise<IDBDatabase> | null = null

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const refuse = (reason: string) => reject(new CodedError<KeystoreErrorCode>('STORAGE_UNAVAILABLE', reason))
    if (typeof indexedDB === 'undefined') return refuse('this browser has no storage')
    let request: IDBOpenDBRequest
    try {
      request = indexedDB.open(NAME, VERSION)
    } catch {
      return refuse('this browser refuses storage')
    }
    request.addEventListener('upgradeneeded', () => {
      for (const store of STORES) if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store)
    })
    request.addEventListener('success', () => {
      const database = request.result
      // A newer page wants to change the layout: let go, and open again when asked.
      const forget = () => {
        database.close()
        opened = null
      }
      database.addEventListener('versionchange', forget)
      database.addEventListener('close', () => (opened = null))
      resolve(database)
    })
    request.addEventListener('error', () => refuse(request.error?.name ?? 'cannot be opened'))
  }).catch((error: unknown) => {
    opened = null
    throw error
  })
  return opened
}

async function transact<T>(store: StoreName, mode: IDBTransactionMode, run: (objects: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open()
  return new Promise<T>((resolve, reject) => {
    const fail = (reason: string) => reject(new CodedError<KeystoreErrorCode>('STORAGE_FAILED', reason))
    try {
      const transaction = database.transaction(store, mode, { durability: 'strict' })
      const result = settle(run(transaction.objectStore(store)))
      result.catch(() => {})
      transaction.addEventListener('complete', () => resolve(result))
      transaction.addEventListener('abort', () => fail(transaction.error?.name ?? 'aborted'))
      transaction.addEventListener('error', () => fail(transaction.error?.name ?? 'failed'))
    } catch (error) {
      fail(error instanceof Error ? error.name : 'failed')
    }
  })
}

/** What is kept under this id, or null; the caller checks its shape. Throws STORAGE_UNAVAILABLE, STORAGE_FAILED. */
export async function loadItem(store: StoreName, id: string): Promise<unknown> {
  const value: unknown = await transact(store, 'readonly', (objects): IDBRequest<unknown> => objects.get(id))
  return value ?? null
}

/** Keeps a value; done only when the browser says that it is written. Throws STORAGE_UNAVAILABLE, STORAGE_FAILED. */
export async function saveItem(store: StoreName, id: string, value: unknown): Promise<void> {
  await transact(store, 'readwrite', (objects) => objects.put(value, id))
}

export async function deleteItem(store: StoreName, id: string): Promise<void> {
  await transact(store, 'readwrite', (objects) => objects.delete(id))
}

/** Everything in a store, in no order; the caller checks each one's shape. Throws STORAGE_UNAVAILABLE, STORAGE_FAILED. */
export async function listItems(store: StoreName): Promise<unknown[]> {
  return transact(store, 'readonly', (objects): IDBRequest<unknown[]> => objects.getAll())
}
