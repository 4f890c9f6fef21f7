import { isCodedError } from '../bytes/error.ts'
import { sha256Hex } from '../bytes/sha256.ts'
import { parseSignedData } from '../cms/signed-data.ts'
import { parseCertificateOrNull } from '../pki/certificate.ts'
import type { Certificate } from '../pki/certificate.ts'
import { computeCertificateThumbprint } from '../pki/thumbprint.ts'
import type { Facts } from './facts.ts'
import type { CertificateSummary, Report } from './report.ts'

/** Where a certificate says that data about it, or its issuer's certificate, can be had. */
export interface Source {
  readonly kind: 'ocsp' | 'crl' | 'issuer'
  readonly address: string
}

/** What a verdict lacks, and where the certificates themselves say it can be had. Nothing here is fetched. */
export interface Missing {
  /** Revocation data about this certificate, or the certificate above it. */
  readonly kind: 'revocation' | 'issuer'
  readonly subject: string
  readonly certificate: Uint8Array
  /** Null when it is not at hand either. */
  readonly issuer: Uint8Array | null
  readonly sources: readonly Source[]
}

const MAX_MISSING = 32
const WEB = /^https?:\/\/[^\s]+$/i

function certificatesOf(token: Uint8Array): readonly Uint8Array[] {
  try {
    return parseSignedData(token, { allowZeroPadding: true }).certificates
  } catch (error) {
    if (isCodedError(error)) return []
    throw error
  }
}

/** Certificates of a file: those that signatures and timestamps carry and those of the document security store, each once, DER. */
export function listCertificates({ signatures, store }: Facts): Uint8Array[] {
  const stamped = signatures.flatMap(({ tokens }) => tokens.flatMap(certificatesOf))
  const all = [...signatures.flatMap(({ cms }) => cms?.certificates ?? []), ...stamped, ...store.certificates]
  return [...new Map(all.map((der) => [sha256Hex(der), der])).values()]
}

function sourcesOf(certificate: Certificate, kind: Missing['kind']): Source[] {
  const list = (name: Source['kind'], addresses: readonly string[]): Source[] => addresses.filter((address) => WEB.test(address)).map((address) => ({ kind: name, address }))
  return kind === 'issuer' ? list('issuer', certificate.issuerAddresses) : [...list('ocsp', certificate.ocspAddresses), ...list('crl', certificate.crlAddresses)]
}

/**
 * What is missing for a verdict: revocation data of certificates whose status is unknown, and the issuer of the last one of a path that
 * reaches no anchor. `certificates` is DER, of the file and of the policy.
 */
export function findMissing(report: Report, certificates: readonly Uint8Array[]): Missing[] {
  const known = new Map(certificates.map((der) => [computeCertificateThumbprint(der), der]))
  const found = new Map<string, Missing>()
  const add = (kind: Missing['kind'], summary: CertificateSummary, issuer: CertificateSummary | undefined): void => {
    const der = known.get(summary.thumbprint)
    const certificate = der && parseCertificateOrNull(der)
    if (!certificate || found.size >= MAX_MISSING) return
    const sources = sourcesOf(certificate, kind)
    found.set(`${kind} ${summary.thumbprint}`, { kind, subject: summary.subject, certificate: der, issuer: (issuer && known.get(issuer.thumbprint)) ?? null, sources })
  }
  for (const signature of report.signatures) {
    for (const path of [signature.path, ...signature.timestamps.map((stamp) => stamp.path)]) {
      for (const [index, summary] of path.entries()) if (summary.revocation === 'unknown') add('revocation', summary, path[index + 1])
      const top = path.at(-1)
      if (top && !top.isAnchor && top.subject !== top.issuer) add('issuer', top, undefined)
    }
  }
  return [...found.values()]
}
