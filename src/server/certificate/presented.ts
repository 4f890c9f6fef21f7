import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts'
import { encodeSequence } from '../../core/bytes/der.ts'
import type { ValidationData } from '../../core/pdf/validation-data.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import { parseCertificate, type Certificate } from '../../core/pki/certificate.ts'
import { OID_EKU_ANY, OID_EKU_DOCUMENT_SIGNING, OID_EKU_EMAIL_PROTECTION } from '../../core/pki/oids.ts'
import { verifyCertificateSignature } from '../../core/pki/path-check.ts'
import { parsePublicKey } from '../../core/pki/public-key.ts'
import { computeCertificateThumbprint, computeKeyThumbprint } from '../../core/pki/thumbprint.ts'
import type { CertificateAnswer, PresentedCertificate } from '../../protocol/service.ts'
import { isIssuedBy } from '../authority/key.ts'
import { checkPrintable } from '../contract/document.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'
import { keptContext } from './kept.ts'
import { proveKept } from './kept-proof.ts'
import { encodeLogAnswer } from './issue.ts'
import { requireUsable } from './lifecycle.ts'
import { chainOf, presentedContext, type CertificateSubject, type StoredCertificate } from './stored.ts'

/** Purposes under which people sign documents; a certificate without any may serve all. */
const PURPOSES = [OID_EKU_DOCUMENT_SIGNING, OID_EKU_EMAIL_PROTECTION, OID_EKU_ANY, '1.2.840.113583.1.1.5', '1.3.6.1.4.1.311.10.3.12']
const MAX_OCTETS = 16_384

export interface Presentation {
  /** RFC 7638 thumbprint that the act names; null when none is named before. */
  readonly keyThumbprint: string | null
  /** Whose act it is. */
  readonly email: string
}

function read(der: Uint8Array): Certificate {
  try {
    return der.length <= MAX_OCTETS ? parseCertificate(der) : refuse('OWN_CERTIFICATE_REFUSED', { problem: 'TOO_LARGE' })
  } catch (error) {
    if (isCodedError(error, 'CERTIFICATE_MALFORMED')) refuse('OWN_CERTIFICATE_REFUSED', { problem: error.code })
    throw error
  }
}

/** A certificate of ours, for a kept key: for this address, in force now. Null when it is none of ours. */
async function findKept(parts: Parts, thumbprint: string, { email }: Presentation): Promise<StoredCertificate | null> {
  const { store, vault, clock } = parts
  const row = await store.selectFrom('kept_certificate').selectAll().where('thumbprint', '=', thumbprint).executeTakeFirst()
  if (!row) return null
  const key = await vault.loadKey(store, row.person)
  const certificate = key.open(keptContext(row.serial), row.certificate)
  if (!parseCertificate(certificate).subjectAlternativeEmails.some((one) => one.toLowerCase() === email.toLowerCase())) refuse('OWN_CERTIFICATE_REFUSED', { problem: 'OTHER_ADDRESS' })
  requireUsable(row, clock())
  return { kind: 'kept', certificate, chain: null, issuer: row.issuer, crl: new Uint8Array(0), requestHash: '', thumbprint, serialNumber: row.serial, notBefore: row.not_before, notAfter: row.not_after, logProof: await proveKept(parts, row) }
}

function isSound({ spki }: Certificate): boolean {
  try {
    const key = parsePublicKey(spki)
    return key.kind === 'EC' || (key.kind === 'RSA' && key.bits >= 2048)
  } catch (error) {
    if (isCodedError(error)) return false
    throw error
  }
}

/**
 * What can be said of a stranger's certificate: that it is an end certificate that may sign documents, in force now, and that the chain
 * given with it is one. Whether its issuer is to be believed is for each judge's own anchors.
 */
async function checkStranger({ authority, clock }: Parts, certificate: Certificate, chain: readonly Certificate[]): Promise<void> {
  const now = clock()
  const { keyUsage, extendedKeyUsage, basicConstraints, notBefore, notAfter } = certificate
  const fail = (problem: string): never => refuse('OWN_CERTIFICATE_REFUSED', { problem })
  if (authority.issuers.some((issuer) => isIssuedBy(certificate.der, issuer.certificate))) fail('NOT_FOR_THIS')
  if (!isSound(certificate)) fail('KEY_UNSUPPORTED')
  if (now < notBefore || now > notAfter) refuse('CERTIFICATE_ENDED')
  if (basicConstraints?.isAuthority) fail('AN_AUTHORITY')
  if (keyUsage && !keyUsage.includes('nonRepudiation') && !keyUsage.includes('digitalSignature')) fail('KEY_USAGE')
  if (extendedKeyUsage && !extendedKeyUsage.some((purpose) => PURPOSES.includes(purpose))) fail('EXTENDED_KEY_USAGE')
  for (const [index, above] of chain.entries()) {
    if (!(await verifyCertificateSignature(index === 0 ? certificate : chain[index - 1]!, above))) fail('CHAIN')
  }
  // The seal shows the issuer's name.
  checkPrintable(certificate.issuer.commonName ?? certificate.issuer.text)
}

/**
 * Judges a certificate that somebody brings to an act: one of ours must be in force now, anybody's must be fit for signing and, as far as
 * its authority can be asked, not revoked. Throws
 * REQUEST_REFUSED (another key), OWN_CERTIFICATE_REFUSED, CERTIFICATE_SUSPENDED, CERTIFICATE_REVOKED, CERTIFICATE_ENDED, LETTER_REFUSED.
 */
export async function judgePresented(parts: Parts, { certificate: text, chain: texts }: PresentedCertificate, presentation: Presentation): Promise<StoredCertificate> {
  const der = decodeBase64(text)
  const certificate = read(der)
  if (isSound(certificate) && presentation.keyThumbprint !== null && computeKeyThumbprint(certificate.spki) !== presentation.keyThumbprint) refuse('REQUEST_REFUSED', { problem: 'OTHER_KEY' })
  const thumbprint = computeCertificateThumbprint(der)
  const kept = await findKept(parts, thumbprint, presentation)
  if (kept) return kept
  const chain = texts.map((one) => read(decodeBase64(one)))
  await checkStranger(parts, certificate, chain)
  const { revoked } = await parts.outside.gather([der, ...chain.map((one) => one.der)])
  if (revoked.length > 0) refuse('OWN_CERTIFICATE_REFUSED', { problem: 'REVOKED' })
  const { serialNumber, notBefore, notAfter } = certificate
  return { kind: 'own', certificate: der, chain: chain.map((one) => one.der), issuer: null, crl: new Uint8Array(0), requestHash: '', thumbprint, serialNumber, notBefore, notAfter, logProof: null }
}

/** Ties a presented certificate to its act, in the caller's transaction. A second one for the act violates uniqueness. */
export async function insertPresented({ clock }: Parts, access: Access, key: DataKey, act: CertificateSubject, stored: StoredCertificate): Promise<void> {
  await access
    .insertInto('used_certificate')
    .values({
      contract: act.contract, purpose: act.purpose, subject: act.subject, kind: stored.kind === 'kept' ? 'kept' : 'own', serial: stored.serialNumber, thumbprint: stored.thumbprint,
      certificate: key.seal(presentedContext('certificate', act), stored.certificate), chain: key.seal(presentedContext('chain', act), encodeSequence(...(stored.chain ?? []))),
      log_proof: stored.logProof && key.seal(presentedContext('log_proof', act), stored.logProof),
      not_before: stored.notBefore, not_after: stored.notAfter, used_at: clock(),
    })
    .execute()
}

/** Holds a kept certificate against its status once more, now: between its binding and the signature it may have been given up. Throws CERTIFICATE_…. */
export async function requireInForce({ store, clock }: Parts, { kind, serialNumber }: Pick<StoredCertificate, 'kind' | 'serialNumber'>): Promise<void> {
  if (kind !== 'kept') return
  const row = await store.selectFrom('kept_certificate').select(['state', 'not_before', 'not_after']).where('serial', '=', serialNumber).executeTakeFirst()
  requireUsable(row ?? refuse('CERTIFICATE_NOT_FOUND'), clock())
}

/** The answer to whoever presented it: what goes into the signature, to the byte. */
export function encodePresentedAnswer(parts: Parts, stored: StoredCertificate): CertificateAnswer {
  return { certificate: encodeBase64(stored.certificate), chain: chainOf(parts, stored).map(encodeBase64), ...encodeLogAnswer(stored.logProof) }
}

const addNew = (to: readonly Uint8Array[], more: readonly Uint8Array[]): Uint8Array[] => [...to, ...more.filter((one, index) => ![...to, ...more.slice(0, index)].some((held) => Buffer.compare(held, one) === 0))]

/**
 * The same with what other authorities publish: of a brought certificate, and of an external timestamp unit and what came with it. Null
 * where nothing but our own certificates is in the signature. `missing` says what could not be had.
 */
export async function gatherOutsideData(parts: Parts, stored: StoredCertificate, unit: readonly Uint8Array[]): Promise<{ readonly data: ValidationData; readonly missing: readonly string[] } | null> {
  const { outside, timestamps } = parts
  const chains = [
    ...(stored.kind === 'own' ? [[stored.certificate, ...(stored.chain ?? [])]] : []),
    ...(timestamps.isExternal ? [[...unit, ...timestamps.trust.anchors]] : []),
  ]
  if (chains.length === 0) return null
  const [own, ...found] = await Promise.all([gatherValidationData(parts, stored), ...chains.map((chain) => outside.gather(chain))])
  const data = { certificates: own.certificates, crls: own.crls, ocsps: own.ocsps }
  for (const one of found) for (const kind of ['certificates', 'crls', 'ocsps'] as const) data[kind] = addNew(data[kind], one[kind])
  return { data, missing: found.flatMap(({ missing }) => missing) }
}

/** What a signature of this certificate needs in the file to be judged later: certificates, lists and answers as of now. */
export async function gatherValidationData(parts: Parts, stored: Pick<StoredCertificate, 'kind' | 'certificate' | 'chain' | 'issuer' | 'crl'>): Promise<{ readonly certificates: Uint8Array[]; readonly crls: Uint8Array[]; readonly ocsps: Uint8Array[] }> {
  const { authority, timestamps } = parts
  const own = [stored.certificate, ...chainOf(parts, stored)]
  const above = [authority.issuing, authority.root, ...(timestamps.isExternal ? timestamps.trust.anchors : [authority.timestampUnit])]
  const certificates = [...own, ...above.filter((one) => !own.some((held) => Buffer.compare(held, one) === 0))]
  const root = await authority.getCrl('root')
  if (stored.kind === 'one-time') return { certificates, crls: [root, stored.crl], ocsps: [] }
  const status = stored.kind === 'kept' ? await authority.gatherStatus(stored.certificate, stored.issuer ?? '') : { crls: [await authority.getCrl('issuing')], ocsps: [] }
  return { certificates, crls: [root, ...status.crls], ocsps: [...status.ocsps] }
}
