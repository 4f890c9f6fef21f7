import { createHash } from 'node:crypto'
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts'
import { CodedError, isCodedError } from '../../core/bytes/error.ts'
import type { CertificateAnswer } from '../../protocol/service.ts'
import type { IssuedCertificate } from '../authority/authority.ts'
import type { Parts } from '../parts.ts'
import { decodeLogProof, encodeLogProof } from '../../core/evidence/log-proof.ts'
import { decodeHex, encodeHex } from '../../core/bytes/hex.ts'
import { appendEntries } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'
import { chainOf, readPresented, type CertificateSubject, type StoredCertificate } from './stored.ts'

export interface ProvenRequest {
  readonly spki: Uint8Array
  readonly thumbprint: string
  readonly requestHash: string
}

const sameAddress = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** A PKCS#10 request in base64 for exactly this address and, when given, this key. Throws REQUEST_REFUSED. */
export async function proveRequest(request: string, email: string, keyThumbprint: string | null): Promise<ProvenRequest> {
  const { parseCertificateRequest } = await import('../../core/pki/request.ts')
  try {
    const der = decodeBase64(request)
    const parsed = await parseCertificateRequest(der)
    if (!sameAddress(parsed.email, email) || (keyThumbprint !== null && parsed.thumbprint !== keyThumbprint)) refuse('REQUEST_REFUSED')
    return { spki: parsed.spki, thumbprint: parsed.thumbprint, requestHash: createHash('sha256').update(der).digest('hex') }
  } catch (error) {
    if (isCodedError(error) && error.code !== 'REQUEST_REFUSED') refuse('REQUEST_REFUSED', { problem: error.code })
    throw error
  }
}

/** A key that was given up, or is on hold, gets no certificate for a moment either. Throws CERTIFICATE_REVOKED, CERTIFICATE_SUSPENDED. */
export async function requireUnrevokedKey(access: Access, keyThumbprint: string): Promise<void> {
  const rows = await access.selectFrom('kept_certificate').select('state').where('key_thumbprint', '=', keyThumbprint).where('state', '!=', 'good').execute()
  if (rows.some(({ state }) => state === 'revoked')) refuse('CERTIFICATE_REVOKED')
  if (rows.length > 0) refuse('CERTIFICATE_SUSPENDED')
}

/** What was issued for an act, or null. */
export async function readCertificate(access: Access, key: DataKey, { contract, purpose, subject }: CertificateSubject): Promise<StoredCertificate | null> {
  const row = await access.selectFrom('certificate').selectAll().where('contract', '=', contract).where('purpose', '=', purpose).where('subject', '=', subject).executeTakeFirst()
  if (!row) return readPresented(access, key, { contract, purpose, subject })
  return {
    kind: 'one-time',
    chain: null,
    issuer: row.issuer,
    certificate: key.open(`certificate/certificate/${row.serial}`, row.certificate),
    crl: new Uint8Array(row.crl),
    requestHash: row.request_hash,
    thumbprint: row.thumbprint,
    serialNumber: row.serial,
    notBefore: row.not_before,
    notAfter: row.not_after,
    logProof: row.log_proof && key.open(proofContext(row.serial), row.log_proof),
  }
}

const proofContext = (serial: string): string => `certificate/log_proof/${serial}`

/** Stores a certificate with its public entry, in the transaction after which it may leave. A second one for the act violates uniqueness. */
export async function insertCertificate(parts: Parts, access: Access, key: DataKey, act: CertificateSubject, issued: IssuedCertificate, requestHash: string): Promise<void> {
  const [entry] = await appendEntries(access, parts, [{ kind: 'certificate', hash: issued.thumbprint }])
  const serial = issued.serialNumber
  await access
    .insertInto('certificate')
    .values({
      serial, thumbprint: issued.thumbprint, contract: act.contract, purpose: act.purpose, subject: act.subject, request_hash: requestHash,
      certificate: key.seal(`certificate/certificate/${serial}`, issued.certificate),
      crl: issued.crl,
      salt: key.sealText(`certificate/salt/${serial}`, entry!.salt),
      log_position: entry!.position,
      log_proof: null,
      issuer: issued.issuer,
      not_before: issued.notBefore,
      not_after: issued.notAfter,
      issued_at: parts.clock(),
    })
    .execute()
}

/**
 * The proof of a certificate that is about to leave: made once its entry is durable and in a signed tree, kept so that the same certificate
 * always leaves with the same proof. Does nothing for one older than the log. Throws LOG_PROOF_LATE when no tree takes the entry.
 */
async function ensureLogProof({ store, log }: Parts, key: DataKey, { contract, purpose, subject }: CertificateSubject): Promise<void> {
  const row = await store.selectFrom('certificate').select(['serial', 'salt', 'log_position', 'log_proof']).where('contract', '=', contract).where('purpose', '=', purpose).where('subject', '=', subject).executeTakeFirst()
  if (!row || row.log_position === null || row.log_proof) return
  const [found, entry] = await Promise.all([log.prove(row.log_position), store.selectFrom('log_entry').select('entry').where('position', '=', row.log_position).executeTakeFirst()])
  if (!found || !entry) throw new CodedError('LOG_PROOF_LATE', 'no tree has taken the certificate’s entry')
  const salt = decodeHex(key.openText(`certificate/salt/${row.serial}`, row.salt))
  const value = encodeLogProof({ entry: new Uint8Array(entry.entry), salt, proof: found.proof })
  await store.updateTable('certificate').set({ log_proof: key.seal(proofContext(row.serial), value) }).where('serial', '=', row.serial).where('log_proof', 'is', null).execute()
}

/** A log proof as an answer has it. */
export function encodeLogAnswer(logProof: Uint8Array | null): Pick<CertificateAnswer, 'log'> {
  if (!logProof) return {}
  const { entry, salt, proof } = decodeLogProof(logProof)
  return { log: { entry: encodeBase64(entry), salt: encodeHex(salt), proof } }
}

/** The answer that hands out the certificate of an act: with its chain, without the root, and with its log proof. Null when none was issued. */
export async function answerCertificate(parts: Parts, key: DataKey, act: CertificateSubject): Promise<{ readonly issued: StoredCertificate; readonly answer: CertificateAnswer } | null> {
  await ensureLogProof(parts, key, act)
  const issued = await readCertificate(parts.store, key, act)
  if (!issued) return null
  return { issued, answer: { certificate: encodeBase64(issued.certificate), chain: chainOf(parts, issued).map(encodeBase64), ...encodeLogAnswer(issued.logProof) } }
}
