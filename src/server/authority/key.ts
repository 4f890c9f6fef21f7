import { equalBytes } from '../../core/bytes/compare.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { bindSigner, type Signer, type SigningKey } from '../../core/pki/signer.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import { isUniqueViolation, type Store } from '../storage/database.ts'
import type { KeyAccess } from './key-access.ts'
import { createHostVerifier } from './verifier.ts'

/** `issuing` is every generation of the issuing authority; `ocsp-…` is the responder of the issuer named after it. */
export type AuthorityName = 'root' | 'issuing' | 'timestamp' | 'seal' | `ocsp-${string}`

export interface KeyStoreParts {
  readonly store: Store
  readonly keyAccess: KeyAccess
  readonly clock: () => number
}

export interface KeyOrder {
  readonly name: AuthorityName
  /** A key whose certificate ends within this many milliseconds is replaced. */
  readonly margin: number
  readonly chain: readonly Uint8Array[]
  /** Makes the certificate of a new key; null when its issuer is not at hand: then the present key serves until it ends. */
  readonly issue: ((key: SigningKey) => Promise<Uint8Array>) | null
  /** Makes a new one even when the present one is good for longer. */
  readonly renew?: boolean
}

export const keyContext = (name: AuthorityName, serial: string): string => `authority_key/private_key/${name}/${serial}`

/** The signer of a stored key. */
export async function openSigner({ keyAccess }: Pick<KeyStoreParts, 'keyAccess'>, name: AuthorityName, row: { serial: string; certificate: Uint8Array; private_key: Uint8Array }, chain: readonly Uint8Array[]): Promise<Signer> {
  const certificate = new Uint8Array(row.certificate)
  const key = await keyAccess.open(row.private_key, keyContext(name, row.serial), parseCertificate(certificate).spki)
  return bindSigner(key, certificate, chain, createHostVerifier)
}

async function read(parts: KeyStoreParts, { name, margin, chain }: Pick<KeyOrder, 'name' | 'margin' | 'chain'>): Promise<Signer | null> {
  const row = await parts.store.selectFrom('authority_key').selectAll().where('name', '=', name).where('current', '=', 1).executeTakeFirst()
  if (!row || row.revoked_at !== null || row.not_after - margin < parts.clock() || row.private_key.length === 0) return null
  return openSigner(parts, name, row, chain)
}

async function make({ store, keyAccess, clock }: KeyStoreParts, name: AuthorityName, issue: NonNullable<KeyOrder['issue']>): Promise<void> {
  const { key, keep } = await keyAccess.create()
  const certificate = await issue(key)
  const { serialNumber, notAfter } = parseCertificate(certificate)
  const kept = await keep(keyContext(name, serialNumber))
  const thumbprint = computeCertificateThumbprint(certificate)
  await store.transaction().execute(async (access) => {
    await access.updateTable('authority_key').set({ current: 0 }).where('name', '=', name).execute()
    await access
      .insertInto('authority_key')
      .values({ serial: serialNumber, name, thumbprint, certificate, private_key: kept, not_after: notAfter, created_at: clock(), current: 1, revoked_at: null, reason: null })
      .execute()
  })
}

/** The signer of that name: from storage, or made now. Null when there is none and its issuer is not at hand. */
export async function findAuthorityKey(parts: KeyStoreParts, order: KeyOrder): Promise<Signer | null> {
  const found = order.renew ? null : await read(parts, order)
  if (found) return found
  if (!order.issue) return read(parts, { ...order, margin: 0 })
  await make(parts, order.name, order.issue).catch((error: unknown) => {
    if (!isUniqueViolation(error)) throw error
  })
  return read(parts, order)
}

/** The same where there must be one. */
export async function loadAuthorityKey(parts: KeyStoreParts, order: KeyOrder): Promise<Signer> {
  const made = await findAuthorityKey(parts, order)
  if (!made) throw new Error(`the authority key ${order.name} could not be made`)
  return made
}

/** Whether `certificate` names `issuer` as its own. */
export function isIssuedBy(certificate: Uint8Array, issuer: Uint8Array): boolean {
  const [facts, above] = [parseCertificate(certificate), parseCertificate(issuer)]
  const { authorityKeyIdentifier } = facts
  return authorityKeyIdentifier !== null && above.subjectKeyIdentifier !== null && equalBytes(authorityKeyIdentifier, above.subjectKeyIdentifier) && equalBytes(facts.issuer.der, above.subject.der)
}
