import { ECDSA_SHA256 } from '../../core/pki/algorithms.ts'
import { signingKeyOf, signWithKey, type SigningKey } from '../../core/pki/signer.ts'
import type { Vault } from '../vault/vault.ts'

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const

export interface NewKey {
  readonly key: SigningKey
  /** What is stored to find the key again; `context` binds it to its place. */
  keep(context: string): Promise<Uint8Array>
}

/**
 * Where the authority's private keys live and sign. This one holds them in the database, sealed under the master key; a token (PKCS#11) or
 * a cloud's key service would store its own name of the key as `kept` and sign there.
 */
export interface KeyAccess {
  create(): Promise<NewKey>
  /** Throws SEALED_DAMAGED for another context or master key. */
  open(kept: Uint8Array, context: string, spki: Uint8Array): Promise<SigningKey>
  /** PKCS#8 of a key that may leave; null for a place that never gives one out. */
  release(kept: Uint8Array, context: string): Promise<Uint8Array | null>
  /** Takes a key in; null for a place that makes its own only. */
  admit(pkcs8: Uint8Array, context: string): Promise<Uint8Array | null>
}

/** Keys in the database, sealed under the master key; non-extractable once loaded. */
export function createVaultKeyAccess(vault: Vault): KeyAccess {
  return {
    async create() {
      const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify'])
      return {
        key: await signingKeyOf(keys),
        async keep(context) {
          const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
          const kept = vault.sealSecret(context, pkcs8)
          pkcs8.fill(0)
          return kept
        },
      }
    },
    async open(kept, context, spki) {
      const pkcs8 = vault.openSecret(context, kept)
      const key = await crypto.subtle.importKey('pkcs8', pkcs8 as BufferSource, P256, false, ['sign'])
      pkcs8.fill(0)
      return { algorithm: ECDSA_SHA256, spki, sign: (data) => signWithKey(key, data) }
    },
    release: (kept, context) => Promise.resolve(vault.openSecret(context, kept)),
    admit: (pkcs8, context) => Promise.resolve(vault.sealSecret(context, pkcs8)),
  }
}
