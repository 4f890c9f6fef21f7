import { CodedError } from '../../core/bytes/error.ts'
import type { RevocationReason } from '../../core/pki/revocation.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import { nextNumber } from '../storage/database.ts'
import { openAuthority, type AuthorityParts } from './authority.ts'
import { publishCrl } from './crl.ts'
import { ROOT_LIST_LIFE } from './custody.ts'
import type { AuthorityErrorCode } from './hierarchy.ts'
import { isIssuedBy, type AuthorityName } from './key.ts'
import { epochOf } from './status.ts'

const fail = (code: AuthorityErrorCode, message: string): never => {
  throw new CodedError<AuthorityErrorCode>(code, message)
}

/** What can be revoked; a responder's certificate is never asked about (id-pkix-ocsp-nocheck), and a root is given up by whoever trusts it. */
const REVOCABLE: readonly AuthorityName[] = ['issuing', 'timestamp', 'seal']

/**
 * Revokes a certificate of the authority's own, by its serial number: one that is in use is replaced first, so that the service goes on. A revoked
 * issuing authority goes on publishing the status of what it issued. Repeating it is harmless. Throws AUTHORITY_KEY_UNKNOWN, ROOT_KEY_ABSENT.
 */
export async function revokeAuthorityKey(parts: AuthorityParts, serial: string, reason: RevocationReason): Promise<void> {
  const { store, clock, rootKey } = parts
  const row = await store.selectFrom('authority_key').selectAll().where('serial', '=', serial).executeTakeFirst()
  if (!row || !REVOCABLE.includes(row.name as AuthorityName)) return fail('AUTHORITY_KEY_UNKNOWN', 'the authority has no such certificate that can be revoked')
  if (row.revoked_at !== null) return
  const authority = await openAuthority({ ...parts, renew: row.current === 1 && row.name !== 'seal' ? [row.name as AuthorityName] : [] })
  const issuer = authority.issuers.find(({ certificate }) => isIssuedBy(new Uint8Array(row.certificate), certificate))
  if (!issuer?.signer) return fail('ROOT_KEY_ABSENT', 'the key of its issuer is needed for this')
  await store.transaction().execute(async (access) => {
    await access.updateTable('authority_key').set({ revoked_at: clock(), reason }).where('serial', '=', serial).where('revoked_at', 'is', null).execute()
    // A seal is made anew on its next use, and no seal is left under an issuing authority that nobody trusts any more.
    if (row.name === 'issuing') await access.updateTable('authority_key').set({ current: 0 }).where('name', '=', 'seal').execute()
    await nextNumber(access, epochOf(computeCertificateThumbprint(issuer.certificate)))
  })
  // The root's key is here for this once; the lists of others are made anew when they are next asked for.
  if (rootKey && issuer.slug === 'root') await publishCrl(store, issuer, clock(), ROOT_LIST_LIFE, true)
}
