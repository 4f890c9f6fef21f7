import type { RevocationReason } from '../../core/pki/revocation.ts'
import type { CrlEntryParameters } from '../../core/pki/crl-issue.ts'
import type { CertificateStatus } from '../../core/pki/ocsp.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import type { Access } from '../storage/database.ts'
import { isIssuedBy } from './key.ts'

interface StatusRow {
  readonly serial: string
  readonly state: 'good' | 'suspended' | 'revoked'
  readonly reason: string | null
  readonly held_since: number | null
  readonly changed_at: number
}

/** As OCSP and lists say it: suspended is on hold; a revocation after a suspension counts from where that began (EN 319 411-1 §6.2.4). */
function statusOf({ state, reason, held_since: heldSince, changed_at: changedAt }: StatusRow): CertificateStatus {
  if (state === 'good') return { kind: 'good' }
  return { kind: 'revoked', revokedAt: heldSince ?? changedAt, reason: state === 'suspended' ? 'certificateHold' : ((reason ?? 'unspecified') as RevocationReason) }
}

/** Status of a certificate by its serial number under one issuer, given by its certificate: unknown for all that it never issued. */
export async function findStatus(access: Access, issuer: Uint8Array, serial: string): Promise<CertificateStatus> {
  const own = await access.selectFrom('authority_key').selectAll().where('serial', '=', serial).executeTakeFirst()
  if (own) {
    if (!isIssuedBy(new Uint8Array(own.certificate), issuer)) return { kind: 'unknown' }
    return own.revoked_at === null ? { kind: 'good' } : { kind: 'revoked', revokedAt: own.revoked_at, reason: (own.reason ?? 'unspecified') as RevocationReason }
  }
  const name = computeCertificateThumbprint(issuer)
  const kept = await access.selectFrom('kept_certificate').select(['serial', 'state', 'reason', 'held_since', 'changed_at', 'issuer']).where('serial', '=', serial).executeTakeFirst()
  if (kept) return kept.issuer === name ? statusOf(kept) : { kind: 'unknown' }
  const once = await access.selectFrom('certificate').select(['issuer']).where('serial', '=', serial).executeTakeFirst()
  if (!once) return { kind: 'unknown' }
  // Before issuers were written down there was one.
  const first = await access.selectFrom('authority_key').select('thumbprint').where('name', '=', 'issuing').orderBy('created_at').limit(1).executeTakeFirst()
  return (once.issuer ?? first?.thumbprint) === name ? { kind: 'good' } : { kind: 'unknown' }
}

function entryOf(row: StatusRow): CrlEntryParameters[] {
  const status = statusOf(row)
  return status.kind === 'revoked' ? [{ serialNumber: row.serial, revokedAt: status.revokedAt, reason: status.reason }] : []
}

/** The authority's own certificates that were revoked under an issuer, since an instant. */
async function readOwnRevoked(access: Access, issuer: Uint8Array, since: number): Promise<CrlEntryParameters[]> {
  const own = await access.selectFrom('authority_key').selectAll().where('revoked_at', '>=', since).execute()
  return own.filter(({ certificate }) => isIssuedBy(new Uint8Array(certificate), issuer)).map((row) => ({ serialNumber: row.serial, revokedAt: row.revoked_at!, reason: (row.reason ?? 'unspecified') as RevocationReason }))
}

/** What a full list of an issuer holds. */
export async function readEntries(access: Access, issuer: Uint8Array): Promise<CrlEntryParameters[]> {
  const kept = await access.selectFrom('kept_certificate').select(['serial', 'state', 'reason', 'held_since', 'changed_at']).where('issuer', '=', computeCertificateThumbprint(issuer)).where('state', '!=', 'good').orderBy('changed_at').execute()
  return [...kept.flatMap(entryOf), ...(await readOwnRevoked(access, issuer, 0))]
}

/** What has changed since an instant, for a delta: what is good again is taken off (RFC 5280 §5.3.1, removeFromCRL). */
export async function readChanges(access: Access, issuer: Uint8Array, since: number): Promise<CrlEntryParameters[]> {
  const rows = await access
    .selectFrom('kept_certificate')
    .innerJoin('certificate_event', 'certificate_event.serial', 'kept_certificate.serial')
    .select(['kept_certificate.serial', 'state', 'kept_certificate.reason', 'held_since', 'changed_at'])
    .distinct()
    .where('issuer', '=', computeCertificateThumbprint(issuer))
    .where('certificate_event.event', '!=', 'issued')
    .where('certificate_event.at', '>=', since)
    .execute()
  const own = await readOwnRevoked(access, issuer, since)
  return [...own, ...rows.flatMap((row) => (row.state === 'good' ? [{ serialNumber: row.serial, revokedAt: row.changed_at, reason: 'removeFromCRL' as const }] : entryOf(row)))]
}

/** Counts changes of status under an issuer, given by its thumbprint, so that every process publishes a fresh list at once. */
export const epochOf = (issuer: string): string => `status/${issuer}`
