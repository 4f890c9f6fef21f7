import { CodedError } from '../../core/bytes/error.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { issueOcspRefusal, issueOcspResponse, parseOcspRequest, type OcspAnswer, type OcspRequest } from '../../core/pki/ocsp-issue.ts'
import { namesIssuer } from '../../core/pki/ocsp-certificate-id.ts'
import type { Store } from '../storage/database.ts'
import type { Issuer } from './issuer.ts'
import { findStatus } from './status.ts'

export interface OcspParts {
  readonly store: Store
  readonly clock: () => number
  /** Newest first. */
  readonly issuers: readonly Issuer[]
}

const LIFE = 60 * 60_000

async function findIssuer({ issuers }: OcspParts, request: OcspRequest): Promise<Issuer | null> {
  for (const issuer of issuers) {
    const matches = await Promise.all(request.certificateIds.map((id) => namesIssuer(id, issuer.certificate)))
    if (matches.every(Boolean)) return issuer
  }
  return null
}

/** Answers about certificates of one of our issuers, as of now; refuses what is not about ours. */
export async function answerOcsp(parts: OcspParts, der: Uint8Array): Promise<Uint8Array> {
  let request: OcspRequest
  try {
    request = parseOcspRequest(der)
  } catch (error) {
    if (error instanceof CodedError) return issueOcspRefusal('malformedRequest')
    throw error
  }
  const issuer = await findIssuer(parts, request)
  if (!issuer) return issueOcspRefusal('unauthorized')
  if (!issuer.responder) return issueOcspRefusal('tryLater')
  const now = Math.floor(parts.clock() / 1000) * 1000
  const archiveCutoff = parseCertificate(issuer.certificate).notBefore
  const answers: OcspAnswer[] = []
  for (const certificateId of request.certificateIds) {
    answers.push({ certificateId, status: await findStatus(parts.store, issuer.certificate, certificateId.serialNumber), thisUpdate: now, nextUpdate: now + LIFE, archiveCutoff })
  }
  return issueOcspResponse({ signer: issuer.responder, producedAt: now, answers, nonce: request.nonce })
}
