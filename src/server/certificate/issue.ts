import { createHash } from 'node:crypto'
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import type { CertificateAnswer } from '../../protocol/service.ts'
import type { IssuedCertificate } from '../authority/authority.ts'
import type { Parts } from '../parts.ts'
import { appendEntries } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'
import { readPresented, type CertificateSubject, type StoredCertificate } from './stored.ts'

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
  }
}

/** Stores a certificate with its public entry, in the transaction after which it may leave. A second one for the act violates uniqueness. */
export async function insertCertificate(parts: Parts, access: Access, key: DataKey, act: CertificateSubject, issued: IssuedCertificate, requestHash: string): Promise<void> {
  const [salt] = await appendEntries(access, parts, 'certificate', [issued.thumbprint])
  const serial = issued.serialNumber
  await access
    .insertInto('certificate')
    .values({
      serial, thumbprint: issued.thumbprint, contract: act.contract, purpose: act.purpose, subject: act.subject, request_hash: requestHash,
      certificate: key.seal(`certificate/certificate/${serial}`, issued.certificate),
      crl: issued.crl,
      salt: key.sealText(`certificate/salt/${serial}`, salt!),
      issuer: issued.issuer,
      not_before: issued.notBefore,
      not_after: issued.notAfter,
      issued_at: parts.clock(),
    })
    .execute()
}

/** The answer that hands a certificate out: with its chain, without the root. */
export function encodeCertificateAnswer({ authority }: Parts, certificate: Uint8Array): CertificateAnswer {
  return { certificate: encodeBase64(certificate), chain: [encodeBase64(authority.issuing)] }
}
