import { CodedError } from '../../core/bytes/error.ts'
import { issueOcspRefusal, issueOcspResponse, parseOcspRequest, type OcspAnswer, type OcspRequest } from '../../core/pki/ocsp-issue.ts'
import { namesIssuer } from '../../core/pki/ocsp-certificate-id.ts'
import type { Signer } from '../../core/pki/signer.ts'
import type { Store } from '../storage/database.ts'
import { findIssued } from './key.ts'

export interface OcspParts {
  readonly store: Store
  readonly clock: () => number
  readonly issuers: { readonly root: Signer; readonly issuing: Signer }
  /** Each issuer delegates to its own responder (RFC 6960 §4.2.2.2). */
  readonly responders: { readonly root: Signer; readonly issuing: Signer }
}

const LIFE = 60 * 60_000

async function findIssuer({ issuers }: OcspParts, request: OcspRequest): Promise<'root' | 'issuing' | null> {
  for (const name of ['issuing', 'root'] as const) {
    const matches = await Promise.all(request.certificateIds.map((id) => namesIssuer(id, issuers[name].certificate)))
    if (matches.every(Boolean)) return name
  }
  return null
}

/** Answers about certificates of one of our issuers: good when we issued it, unknown otherwise; refuses what is not about ours. */
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
  const now = Math.floor(parts.clock() / 1000) * 1000
  const answers: OcspAnswer[] = []
  for (const certificateId of request.certificateIds) {
    const isOurs = (await findIssued(parts.store, certificateId.serialNumber)) === issuer
    answers.push({ certificateId, status: { kind: isOurs ? 'good' : 'unknown' }, thisUpdate: now, nextUpdate: now + LIFE })
  }
  return issueOcspResponse({ signer: parts.responders[issuer], producedAt: now, answers, nonce: request.nonce })
}
