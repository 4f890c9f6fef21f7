import { isCodedError } from '../../core/bytes/error.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import type { AuthorityList, CertificateEntry } from '../../protocol/certificate.ts'
import { maskEmail, readHeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { readCertificateEvents } from './event.ts'
import { identityOf, keptContext } from './kept.ts'

type Facts = Pick<CertificateEntry, 'serial' | 'thumbprint' | 'notBefore' | 'notAfter' | 'issuer' | 'subject' | 'identity'>

function factsOf(certificate: Uint8Array): Facts {
  const { serialNumber, notBefore, notAfter, issuer, subject, subjectAlternativeEmails } = parseCertificate(certificate)
  const [email] = subjectAlternativeEmails
  return {
    serial: serialNumber,
    thumbprint: computeCertificateThumbprint(certificate),
    notBefore: formatInstant(notBefore),
    notAfter: formatInstant(notAfter),
    issuer: issuer.commonName ?? issuer.text,
    subject: email === undefined ? (subject.commonName ?? subject.text) : maskEmail(email),
    identity: identityOf(certificate),
  }
}

async function describeKept({ store, vault, clock }: Parts, column: 'serial' | 'thumbprint', name: string): Promise<CertificateEntry | null> {
  const row = await store.selectFrom('kept_certificate').selectAll().where(column, '=', name).executeTakeFirst()
  if (!row) return null
  const key = await vault.loadKey(store, row.person)
  const isOver = row.not_after < clock() && row.state === 'good'
  return {
    ...factsOf(key.open(keptContext(row.serial), row.certificate)),
    kind: 'kept',
    state: isOver ? 'ended' : row.state,
    reason: row.reason,
    changedAt: formatInstant(row.changed_at),
    history: await readCertificateEvents(store, row.serial),
  }
}

async function describeOnce({ store, vault, clock }: Parts, column: 'serial' | 'thumbprint', name: string): Promise<CertificateEntry | null> {
  const row = await store.selectFrom('certificate').selectAll().where(column, '=', name).executeTakeFirst()
  if (!row) return null
  const key = await vault.loadKey(store, row.contract)
  const at = formatInstant(row.issued_at)
  return {
    ...factsOf(key.open(`certificate/certificate/${row.serial}`, row.certificate)),
    kind: 'one-time',
    state: row.not_after < clock() ? 'ended' : 'unrevocable',
    reason: null,
    changedAt: at,
    history: [{ event: 'issued', at, by: 'holder', reason: null }],
  }
}

async function describeAuthority({ store, clock }: Parts, column: 'serial' | 'thumbprint', name: string): Promise<CertificateEntry | null> {
  const row = await store.selectFrom('authority_key').selectAll().where(column, '=', name).executeTakeFirst()
  if (!row) return null
  const issued = { event: 'issued', at: formatInstant(row.created_at), by: 'operator', reason: null } as const
  const revoked = row.revoked_at === null ? [] : [{ event: 'revoked', at: formatInstant(row.revoked_at), by: 'operator', reason: row.reason } as const]
  return {
    ...factsOf(new Uint8Array(row.certificate)),
    kind: 'authority',
    state: row.revoked_at !== null ? 'revoked' : row.not_after < clock() ? 'ended' : 'good',
    reason: row.reason,
    changedAt: formatInstant(row.revoked_at ?? row.created_at),
    history: [issued, ...revoked],
  }
}

async function find(parts: Parts, column: 'serial' | 'thumbprint', name: string): Promise<CertificateEntry | null> {
  try {
    return (await describeKept(parts, column, name)) ?? (await describeOnce(parts, column, name)) ?? (await describeAuthority(parts, column, name))
  } catch (error) {
    // Erased with its contract or its person: what is gone is gone for this page too.
    if (isCodedError(error, 'KEY_DESTROYED')) return null
    throw error
  }
}

/** One certificate by serial number or SHA-256 thumbprint, both as people copy them. Throws CERTIFICATE_NOT_FOUND. */
export async function lookUpCertificate(parts: Parts, name: string): Promise<CertificateEntry> {
  const plain = name.replace(/[\s:]/g, '').toLowerCase().replace(/^0x/, '')
  if (!/^[0-9a-f]{2,64}$/.test(plain)) refuse('CERTIFICATE_NOT_FOUND')
  const found = plain.length === 64 ? await find(parts, 'thumbprint', plain) : await find(parts, 'serial', plain)
  return found ?? refuse('CERTIFICATE_NOT_FOUND')
}

/** Every certificate that a document was published and signed with, for whoever holds the document's own link. Throws OFFER_NOT_FOUND. */
export async function lookUpDocument(parts: Parts, token: string): Promise<{ certificates: CertificateEntry[] }> {
  const { offer } = await readHeldOffer(parts, parts.store, token)
  const once = await parts.store.selectFrom('certificate').select(['thumbprint', 'issued_at as at']).where('contract', '=', offer.contract).execute()
  const used = await parts.store.selectFrom('used_certificate').select(['thumbprint', 'used_at as at']).where('contract', '=', offer.contract).where('kind', '=', 'kept').execute()
  const entries = await Promise.all([...once, ...used].sort((a, b) => a.at - b.at).map(({ thumbprint }) => find(parts, 'thumbprint', thumbprint)))
  return { certificates: entries.filter((entry) => entry !== null) }
}

/** Root and issuing authorities, newest first. */
export async function listAuthorities({ authority, settings, store, clock }: Parts): Promise<AuthorityList> {
  const revoked = await store.selectFrom('authority_key').select('thumbprint').where('revoked_at', 'is not', null).execute()
  return {
    authorities: authority.issuers.map(({ slug, certificate, addresses }) => {
      const { subject, notBefore, notAfter } = parseCertificate(certificate)
      const local = (address: string): string => address.slice(settings.publicAddress.length)
      const thumbprint = computeCertificateThumbprint(certificate)
      const state = revoked.some((row) => row.thumbprint === thumbprint) ? 'revoked' : notAfter < clock() ? 'ended' : 'good'
      return { slug, name: subject.commonName ?? subject.text, state, thumbprint, notBefore: formatInstant(notBefore), notAfter: formatInstant(notAfter), certificate: local(addresses.ca), crl: local(addresses.crl) }
    }),
  }
}
