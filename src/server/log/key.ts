import { encodeNoteKey, createNoteKey, ED25519, parseNoteKey, type NoteSigner } from '../../core/log/note.ts'
import { isUniqueViolation, type Access, type Store } from '../storage/database.ts'
import type { Vault } from '../vault/vault.ts'
import { emptyTree, readTree, type TreeRow } from './tree.ts'

export interface LogKeyParts {
  readonly store: Store
  readonly vault: Vault
  readonly clock: () => number
}

const context = (number: number): string => `log_tree/private_key/${number}`

/** `<host>/log`, and `<host>/log/2` for the one that follows it. */
export function originOf(publicAddress: string, number: number): string {
  return `${new URL(publicAddress).host}/log${number === 1 ? '' : `/${number}`}`
}

/** Makes a log: key, row, no entries. Its first entry is the one at `firstPosition` of the intake. */
export async function createTree({ store, vault, clock }: Omit<LogKeyParts, 'store'> & { readonly store: Access }, order: { readonly number: number; readonly origin: string; readonly firstPosition: number }): Promise<void> {
  const keys = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey))
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
  const { number, origin, firstPosition } = order
  const now = clock()
  await store
    .insertInto('log_tree')
    .values({
      ...emptyTree(), number, origin, first_position: firstPosition, verifier: encodeNoteKey(createNoteKey(origin, ED25519, publicKey)),
      private_key: vault.sealSecret(context(number), pkcs8), created_at: now, updated_at: now,
    })
    .execute()
    .finally(() => pkcs8.fill(0))
}

/** The current log; the first is made when there is none, and takes in what the intake held before it. */
export async function ensureTree(parts: LogKeyParts, publicAddress: string): Promise<TreeRow> {
  const found = await readTree(parts.store)
  if (found) return found
  await createTree(parts, { number: 1, origin: originOf(publicAddress, 1), firstPosition: 1 }).catch((error: unknown) => {
    if (!isUniqueViolation(error)) throw error
  })
  const made = await readTree(parts.store)
  if (!made) throw new Error('the log could not be made')
  return made
}

/** The log's signer; its private key is non-extractable once loaded. */
export async function openLogSigner(vault: Vault, tree: Pick<TreeRow, 'number' | 'verifier' | 'private_key'>): Promise<NoteSigner> {
  const pkcs8 = vault.openSecret(context(tree.number), tree.private_key)
  const key = await crypto.subtle.importKey('pkcs8', pkcs8 as BufferSource, 'Ed25519', false, ['sign'])
  pkcs8.fill(0)
  return { key: parseNoteKey(tree.verifier), sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', key, message as BufferSource)) }
}
