import { equalBytes } from '../../core/bytes/compare.ts'
import { CodedError } from '../../core/bytes/error.ts'
import { algorithmOfKey } from '../../core/pki/algorithms.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { encodePkcs12 } from '../../core/pki/pkcs12-encode.ts'
import { selectIdentity, type Pkcs12Identity } from '../../core/pki/pkcs12-identity.ts'
import { parsePkcs12 } from '../../core/pki/pkcs12.ts'
import { signWithKey, type SigningKey } from '../../core/pki/signer.ts'
import { dropOldPages } from '../storage/database.ts'
import { openAuthority, type AuthorityParts } from './authority.ts'
import { publishCrl } from './crl.ts'
import type { AuthorityErrorCode } from './hierarchy.ts'
import { createVaultKeyAccess } from './key-access.ts'
import { keyContext } from './key.ts'

/** How long a list of the root lasts whose key is fetched for it only, in milliseconds. */
export const ROOT_LIST_LIFE = 366 * 24 * 60 * 60_000

function fail(code: AuthorityErrorCode, message: string): never {
  throw new CodedError<AuthorityErrorCode>(code, message)
}

async function readRoot({ store }: AuthorityParts) {
  return (await store.selectFrom('authority_key').selectAll().where('name', '=', 'root').where('current', '=', 1).executeTakeFirst()) ?? fail('ROOT_KEY_ABSENT', 'there is no root yet')
}

async function openFile(file: Uint8Array, passphrase: string): Promise<Pkcs12Identity> {
  return selectIdentity(await parsePkcs12(file, passphrase))
}

/** The root's key from its file, for one opening of the authority. Throws PKCS12_…. */
export async function openRootFile(file: Uint8Array, passphrase: string): Promise<SigningKey> {
  const { pkcs8, importParameters, certificate } = await openFile(file, passphrase)
  const key = await crypto.subtle.importKey('pkcs8', pkcs8 as BufferSource, importParameters, false, ['sign'])
  pkcs8.fill(0)
  return { algorithm: algorithmOfKey(key), spki: parseCertificate(certificate).spki, sign: (data) => signWithKey(key, data) }
}

/** A list and a responder that last until somebody fetches the root again, within a year. Throws ROOT_KEY_ABSENT. */
export async function renewRootStatus(parts: AuthorityParts): Promise<void> {
  const { issuers } = await openAuthority({ ...parts, renew: ['ocsp-root'] })
  const root = issuers.find(({ slug }) => slug === 'root')
  if (!root?.signer) fail('ROOT_KEY_ABSENT', 'the root’s key is needed for this')
  await publishCrl(parts.store, root, parts.clock(), ROOT_LIST_LIFE, true)
}

/**
 * Takes the root offline: its list and responder are made to last, its key goes into a PKCS#12 file that `write` keeps, the file is opened
 * again to be sure of it, and only then the key is erased here. Throws ROOT_KEY_ABSENT, ROOT_KEY_WRONG when the file does not read back.
 */
export async function exportRoot(parts: AuthorityParts, passphrase: string, write: (file: Uint8Array) => Promise<Uint8Array>): Promise<void> {
  const { store, vault, random, keyAccess = createVaultKeyAccess(vault) } = parts
  const row = await readRoot(parts)
  if (row.private_key.length === 0) fail('ROOT_KEY_ABSENT', 'the root’s key is not here')
  await renewRootStatus(parts)
  const pkcs8 = await keyAccess.release(row.private_key, keyContext('root', row.serial))
  if (!pkcs8) return fail('ROOT_KEY_ABSENT', 'the place that holds this key never gives it out')
  const certificate = new Uint8Array(row.certificate)
  const file = await encodePkcs12({ pkcs8, certificates: [certificate], friendlyName: 'Countersign root', passphrase, random })
  pkcs8.fill(0)
  const back = await openFile(await write(file), passphrase)
  back.pkcs8.fill(0)
  if (!equalBytes(back.certificate, certificate)) fail('ROOT_KEY_WRONG', 'the file does not read back')
  await store.updateTable('authority_key').set({ private_key: new Uint8Array(0) }).where('serial', '=', row.serial).execute()
  await dropOldPages(store)
}

/** Brings the root's key back. Throws ROOT_KEY_WRONG for another root's, PKCS12_…. */
export async function importRoot(parts: AuthorityParts, file: Uint8Array, passphrase: string): Promise<void> {
  const { store, vault, keyAccess = createVaultKeyAccess(vault) } = parts
  const row = await readRoot(parts)
  const { pkcs8, certificate } = await openFile(file, passphrase)
  if (!equalBytes(certificate, new Uint8Array(row.certificate))) fail('ROOT_KEY_WRONG', 'this is not the key of the root')
  const kept = (await keyAccess.admit(pkcs8, keyContext('root', row.serial))) ?? fail('ROOT_KEY_ABSENT', 'the place that holds keys takes none in')
  pkcs8.fill(0)
  await store.updateTable('authority_key').set({ private_key: kept }).where('serial', '=', row.serial).execute()
}
