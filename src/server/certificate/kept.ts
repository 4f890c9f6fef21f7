import type { Selectable } from 'kysely'
import { encodeBase64 } from '../../core/bytes/base64.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import type { CertificateIdentity, KeptCertificate, KeptCertificateRequest, KeptCertificates } from '../../protocol/certificate.ts'
import { isIssuedBy } from '../authority/key.ts'
import { findOrganisation, gatherIdentity, requireFreshProof } from '../identity/provider.ts'
import { wordCertificateIssued } from '../mail/certificate-letter.ts'
import type { Parts } from '../parts.ts'
import { appendEntries, formatInstant } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Person } from '../session/session.ts'
import { isUniqueViolation, type Access } from '../storage/database.ts'
import type { Database } from '../storage/schema.ts'
import { appendCertificateEvent, readCertificateEvents } from './event.ts'
import { proveRequest } from './issue.ts'
import { saltContext } from './kept-proof.ts'
import { readBroughtUses, readUses } from './use.ts'

export type KeptRow = Selectable<Database['kept_certificate']>

/** Certificates that one person may have under way; lost devices are revoked first. */
const MAX_LIVE = 20

export const keptContext = (serial: string): string => `kept_certificate/certificate/${serial}`

/** What a certificate says was proven. */
export function identityOf(certificate: Uint8Array): CertificateIdentity {
  const { identityProof, attestedOrganisation, isDemoIdentity } = parseCertificate(certificate)
  return { proof: attestedOrganisation ? 'organisation' : identityProof, demo: isDemoIdentity, organisation: attestedOrganisation }
}

async function describe(parts: Parts, person: Person, row: KeptRow): Promise<KeptCertificate> {
  const key = await parts.vault.loadKey(parts.store, person.person)
  const certificate = key.open(keptContext(row.serial), row.certificate)
  const issuer = parts.authority.intermediates.find((one) => isIssuedBy(certificate, one))
  return {
    serial: row.serial,
    thumbprint: row.thumbprint,
    keyThumbprint: row.key_thumbprint,
    email: person.email,
    certificate: encodeBase64(certificate),
    chain: [encodeBase64(issuer ?? parts.authority.issuing)],
    state: row.state,
    reason: row.reason,
    changedAt: formatInstant(row.changed_at),
    notBefore: formatInstant(row.not_before),
    notAfter: formatInstant(row.not_after),
    identity: identityOf(certificate),
    replaces: row.replaces,
    history: await readCertificateEvents(parts.store, row.serial),
    uses: await readUses(parts, row.thumbprint),
  }
}

/** Everything a person's keys have: certificates newest first. */
export async function listKept(parts: Parts, person: Person): Promise<KeptCertificates> {
  const rows = await parts.store.selectFrom('kept_certificate').selectAll().where('person', '=', person.person).orderBy('issued_at', 'desc').execute()
  // where somebody who could show more cannot be asked, the list is still there to revoke from
  const facts = await gatherIdentity(parts, person).catch(() => [])
  return { certificates: await Promise.all(rows.map((row) => describe(parts, person, row))), organisation: findOrganisation(facts), broughtUses: await readBroughtUses(parts, person) }
}

export async function readOwn({ store }: Pick<Parts, 'store'>, person: Person, serial: string): Promise<KeptRow> {
  const row = await store.selectFrom('kept_certificate').selectAll().where('serial', '=', serial).where('person', '=', person.person).executeTakeFirst()
  return row ?? refuse('CERTIFICATE_NOT_FOUND')
}

/** One certificate as its holder sees it. Throws CERTIFICATE_NOT_FOUND. */
export async function readKept(parts: Parts, person: Person, serial: string): Promise<KeptCertificate> {
  return describe(parts, person, await readOwn(parts, person, serial))
}

async function checkOrder(access: Access, { clock }: Parts, person: Person, keyThumbprint: string, replaces: string | null): Promise<void> {
  const others = await access.selectFrom('kept_certificate').selectAll().where('key_thumbprint', '=', keyThumbprint).execute()
  // A key that was given up as lost or stolen gets no certificate again, whoever asks.
  if (others.some((row) => row.state === 'revoked' || row.person !== person.person)) refuse('REQUEST_REFUSED', { problem: 'KEY_REVOKED' })
  // One that is on hold neither: the new certificate would lift the hold.
  if (others.some((row) => row.state === 'suspended')) refuse('CERTIFICATE_SUSPENDED')
  if (replaces !== null) {
    const before = await access.selectFrom('kept_certificate').select(['state']).where('serial', '=', replaces).where('person', '=', person.person).executeTakeFirst()
    if (before?.state !== 'good') refuse('CERTIFICATE_STATE_REFUSED', { state: before?.state ?? 'unknown' })
  }
  const live = await access.selectFrom('kept_certificate').select('serial').where('person', '=', person.person).where('state', '!=', 'revoked').where('not_after', '>', clock()).execute()
  if (live.length >= MAX_LIVE) refuse('RATE_LIMITED')
}

/**
 * A certificate for a kept key, for a year: for exactly the address that the session has proven, and on behalf of an organisation only when
 * that was checked. Certificate, public entry and event are durable before it leaves; the same request again gets the same answer.
 * Throws REQUEST_REFUSED, ORGANISATION_REFUSED, PROOF_STALE, CERTIFICATE_STATE_REFUSED, CERTIFICATE_SUSPENDED, RATE_LIMITED.
 */
export async function requestKept(parts: Parts, person: Person, { request, onBehalf, replaces }: KeptCertificateRequest): Promise<KeptCertificate> {
  const { store, authority, vault, clock, mailer } = parts
  const facts = await gatherIdentity(parts, person)
  const mailbox = facts.find(({ address }) => address === person.email)
  if (!mailbox) refuse('REQUEST_REFUSED', { problem: 'NOT_PROVEN' })
  const organisation = onBehalf ? (findOrganisation(facts) ?? refuse('ORGANISATION_REFUSED')) : null
  const proven = await proveRequest(request, person.email, null)
  const known = await store.selectFrom('kept_certificate').selectAll().where('person', '=', person.person).where('request_hash', '=', proven.requestHash).executeTakeFirst()
  if (known) return describe(parts, person, known)
  requireFreshProof(parts, person)
  await checkOrder(store, parts, person, proven.thumbprint, replaces)
  const issued = await authority.issueSignatory({ spki: proven.spki, email: person.email, demo: mailbox.demo, kept: { organisation } })
  const serial = issued.serialNumber
  try {
    const mails = await store.transaction().execute(async (access) => {
      const key = await vault.loadKey(access, person.person)
      const [entry] = await appendEntries(access, parts, [{ kind: 'certificate', hash: issued.thumbprint }])
      // Again, after the entry: from there on writers go one after the other, so that two who ask at once for the same key do not both get it.
      await checkOrder(access, parts, person, proven.thumbprint, replaces)
      const at = clock()
      await access
        .insertInto('kept_certificate')
        .values({
          serial, thumbprint: issued.thumbprint, key_thumbprint: proven.thumbprint, request_hash: proven.requestHash, person: person.person, issuer: issued.issuer,
          certificate: key.seal(keptContext(serial), issued.certificate), salt: key.sealText(saltContext(serial), entry!.salt), log_position: entry!.position, state: 'good', reason: null, held_since: null,
          changed_at: at, demo: mailbox.demo ? 1 : 0, organisation: organisation ? 1 : 0, replaces, notices: 0, not_before: issued.notBefore, not_after: issued.notAfter, issued_at: at,
        })
        .execute()
      await appendCertificateEvent(access, parts, key, { serial, event: 'issued', by: 'holder', reason: null, at })
      return mailer.enqueue(access, { kind: 'certificate', contract: null, offer: null, content: { to: person.email, ...wordCertificateIssued({ serial, notAfter: issued.notAfter, link: `${parts.settings.publicAddress}/keys` }), rule: 'vn-2023', attachment: null } })
    })
    mailer.dispatch(mails)
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const other = await store.selectFrom('kept_certificate').selectAll().where('person', '=', person.person).where('request_hash', '=', proven.requestHash).executeTakeFirst()
    if (other) return describe(parts, person, other)
    throw error
  }
  return readKept(parts, person, serial)
}
