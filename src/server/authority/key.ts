import { parseCertificate } from '../../core/pki/certificate.ts'
import { createSigner, type Signer } from '../../core/pki/signer.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import { isUniqueViolation, type Store } from '../storage/database.ts'
import type { Vault } from '../vault/vault.ts'

export type AuthorityName = 'root' | 'issuing' | 'timestamp' | 'ocsp-root' | 'ocsp-issuing'
const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const

export interface KeyStoreParts {
  readonly store: Store
  readonly vault: Vault
  readonly clock: () => number
}

export interface KeyOrder {
  readonly name: AuthorityName
  /** A key whose certificate ends within this many milliseconds is replaced. */
  readonly margin: number
  readonly chain: readonly Uint8Array[]
  /** Makes the certificate of a new key. */
  issue(keys: CryptoKeyPair, spki: Uint8Array): Promise<Uint8Array>
}

const context = (name: AuthorityName, serial: string): string => `authority_key/private_key/${name}/${serial}`

async function read({ store, vault, clock }: KeyStoreParts, { name, margin, chain }: KeyOrder): Promise<Signer | null> {
  const row = await store.selectFrom('authority_key').selectAll().where('name', '=', name).where('current', '=', 1).executeTakeFirst()
  if (!row || row.not_after - margin < clock()) return null
  const pkcs8 = vault.openSecret(context(name, row.serial), row.private_key)
  const key = await crypto.subtle.importKey('pkcs8', pkcs8 as BufferSource, P256, false, ['sign'])
  return createSigner(key, new Uint8Array(row.certificate), chain)
}

async function make({ store, vault, clock }: KeyStoreParts, { name, issue }: KeyOrder): Promise<void> {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify'])
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))
  const certificate = await issue(keys, spki)
  const { serialNumber, notAfter } = parseCertificate(certificate)
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
  const thumbprint = computeCertificateThumbprint(certificate)
  await store.transaction().execute(async (access) => {
    await access.updateTable('authority_key').set({ current: 0 }).where('name', '=', name).execute()
    await access
      .insertInto('authority_key')
      .values({ serial: serialNumber, name, thumbprint, certificate, private_key: vault.sealSecret(context(name, serialNumber), pkcs8), not_after: notAfter, created_at: clock(), current: 1 })
      .execute()
  })
  pkcs8.fill(0)
}

/** The signer of that name: from storage, or made now and stored under the master key. The private key is non-extractable once loaded. */
export async function loadAuthorityKey(parts: KeyStoreParts, order: KeyOrder): Promise<Signer> {
  const found = await read(parts, order)
  if (found) return found
  await make(parts, order).catch((error: unknown) => {
    if (!isUniqueViolation(error)) throw error
  })
  const made = await read(parts, order)
  if (!made) throw new Error(`the authority key ${order.name} could not be made`)
  return made
}

/** Whether a certificate with this serial number (lower-case hex) was issued here, and by whom it was issued. */
export async function findIssued(store: Store, serial: string): Promise<'root' | 'issuing' | null> {
  const own = await store.selectFrom('authority_key').select('name').where('serial', '=', serial).executeTakeFirst()
  if (own) return own.name === 'timestamp' || own.name === 'ocsp-issuing' ? 'issuing' : 'root'
  const signatory = await store.selectFrom('certificate').select('serial').where('serial', '=', serial).executeTakeFirst()
  return signatory ? 'issuing' : null
}
