import { readDer } from '../../core/bytes/der.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import type { Parts } from '../parts.ts'
import type { Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'

export type CertificatePurpose = 'publication' | 'signature'

/** One act that gets one certificate: `subject` is the document's or the statement's hash. */
export interface CertificateSubject {
  readonly contract: string
  readonly purpose: CertificatePurpose
  readonly subject: string
}

export interface StoredCertificate {
  readonly kind: 'one-time' | 'kept' | 'own'
  readonly certificate: Uint8Array
  /** As it was presented, for somebody's own; null where our own authority stands above it. */
  readonly chain: readonly Uint8Array[] | null
  /** Thumbprint of the issuing certificate, when it is ours and was written down. */
  readonly issuer: string | null
  readonly crl: Uint8Array
  readonly requestHash: string
  readonly thumbprint: string
  readonly serialNumber: string
  readonly notBefore: number
  readonly notAfter: number
  /** DER of the log proof that the signature must carry; null for somebody's own, and for one that has not left yet. */
  readonly logProof: Uint8Array | null
}

/** What a sealed column of a presented certificate is bound to. */
export const presentedContext = (column: 'certificate' | 'chain' | 'log_proof', { contract, purpose, subject }: CertificateSubject): string => `used_certificate/${column}/${contract}/${purpose}/${subject}`

/** What goes into a signature beside its certificate: nearest first, without the root. */
export function chainOf({ authority }: Pick<Parts, 'authority'>, { chain, issuer }: Pick<StoredCertificate, 'chain' | 'issuer'>): readonly Uint8Array[] {
  return chain ?? [authority.intermediates.find((one) => computeCertificateThumbprint(one) === issuer) ?? authority.issuing]
}

/** The certificate presented for an act, or null. */
export async function readPresented(access: Access, key: DataKey, act: CertificateSubject): Promise<StoredCertificate | null> {
  const { contract, purpose, subject } = act
  const row = await access.selectFrom('used_certificate').selectAll().where('contract', '=', contract).where('purpose', '=', purpose).where('subject', '=', subject).executeTakeFirst()
  if (!row) return null
  const kept = row.kind === 'kept' ? await access.selectFrom('kept_certificate').select('issuer').where('serial', '=', row.serial).executeTakeFirst() : null
  const chain = readDer(key.open(presentedContext('chain', act), row.chain)).children().map(({ bytes }) => bytes)
  return {
    kind: row.kind, certificate: key.open(presentedContext('certificate', act), row.certificate), chain: row.kind === 'own' ? chain : null, issuer: kept?.issuer ?? null, crl: new Uint8Array(0), requestHash: '',
    thumbprint: row.thumbprint, serialNumber: row.serial, notBefore: row.not_before, notAfter: row.not_after,
    logProof: row.log_proof && key.open(presentedContext('log_proof', act), row.log_proof),
  }
}
