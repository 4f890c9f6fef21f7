import { isCodedError } from '../bytes/error.ts'
import type { Certificate } from '../pki/certificate.ts'
import { parseCrl, verifyCrl } from '../pki/crl.ts'
import { parseOcspResponse, verifyOcspResponse } from '../pki/ocsp.ts'
import type { RevocationReason } from '../pki/revocation.ts'

/** DER of revocation data at hand, whoever supplied it: each is verified before it counts. */
export interface RevocationData {
  readonly crls: readonly Uint8Array[]
  readonly ocsps: readonly Uint8Array[]
}

/** What is known of one certificate of a path at the proven time. */
export type RevocationStatus =
  /** None needed: short-term with validity assured, noRevAvail, an OCSP responder so marked. */
  | { readonly kind: 'not-needed' }
  | { readonly kind: 'good'; readonly source: 'CRL' | 'OCSP'; readonly asOf: number }
  | { readonly kind: 'revoked'; readonly source: 'CRL' | 'OCSP'; readonly revokedAt: number; readonly reason: RevocationReason; readonly isAtProvenTime: boolean }
  /** Nothing at hand speaks of it, at or after that time. */
  | { readonly kind: 'unknown' }

const MAX_LOOKED_AT = 64

interface Answer {
  readonly source: 'CRL' | 'OCSP'
  readonly asOf: number
  readonly revoked: { readonly revokedAt: number; readonly reason: RevocationReason } | null
}

/**
 * The instant to hold data against: its own time when it was made after the proven one. Data made after the certificate expired says
 * nothing, because a list may have dropped it by then (RFC 5280 §3.3).
 */
function instantFor(thisUpdate: number, proven: number, certificate: Certificate): number | null {
  if (thisUpdate <= proven) return proven
  return thisUpdate <= certificate.notAfter ? thisUpdate : null
}

/** Null for data that cannot be read: whoever made the file chose it. */
async function unlessDamaged<T>(read: () => Promise<T | null>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

async function readCrlAnswer(der: Uint8Array, certificate: Certificate, issuer: Certificate, proven: number): Promise<Answer | null> {
  const { thisUpdate } = parseCrl(der)
  const time = instantFor(thisUpdate, proven, certificate)
  if (time === null) return null
  const result = await verifyCrl({ crl: der, issuer: issuer.der, certificate: certificate.der, time })
  return result.isValid ? { source: 'CRL', asOf: thisUpdate, revoked: result.entry } : null
}

async function readOcspAnswer(der: Uint8Array, certificate: Certificate, issuer: Certificate, proven: number): Promise<Answer | null> {
  const single = parseOcspResponse(der).responses.find((one) => one.certificateId.serialNumber === certificate.serialNumber)
  const time = single && instantFor(single.thisUpdate, proven, certificate)
  if (time === undefined || time === null) return null
  const { isValid, answer } = await verifyOcspResponse({ response: der, certificate: certificate.der, issuer: issuer.der, time })
  if (!isValid || answer === null || answer.status.kind === 'unknown') return null
  return { source: 'OCSP', asOf: answer.thisUpdate, revoked: answer.status.kind === 'revoked' ? answer.status : null }
}

/**
 * The status of `certificate`, issued by `issuer`, at the proven time: from data current then or made later (RFC 5280 §6.3, RFC 6960 §3.2).
 * One answer that says revoked outweighs all that say good.
 */
export async function judgeRevocation(certificate: Certificate, issuer: Certificate, data: RevocationData, proven: number): Promise<RevocationStatus> {
  if ((certificate.isValidityAssured || certificate.hasNoRevocation) && !(certificate.basicConstraints?.isAuthority ?? false)) return { kind: 'not-needed' }
  if (certificate.hasOcspNoCheck) return { kind: 'not-needed' }
  const answers: Answer[] = []
  for (const der of data.crls.slice(0, MAX_LOOKED_AT)) {
    const answer = await unlessDamaged(() => readCrlAnswer(der, certificate, issuer, proven))
    if (answer) answers.push(answer)
  }
  for (const der of data.ocsps.slice(0, MAX_LOOKED_AT)) {
    const answer = await unlessDamaged(() => readOcspAnswer(der, certificate, issuer, proven))
    if (answer) answers.push(answer)
  }
  const revoked = answers.find((answer) => answer.revoked !== null)
  if (revoked?.revoked) return { kind: 'revoked', source: revoked.source, ...revoked.revoked, isAtProvenTime: revoked.revoked.revokedAt <= proven }
  const latest = answers.sort((a, b) => b.asOf - a.asOf)[0]
  return latest ? { kind: 'good', source: latest.source, asOf: latest.asOf } : { kind: 'unknown' }
}
