import { encodeBase64 } from '../../core/bytes/base64.ts'
import { deriveExpected } from '../acceptance/expected.ts'
import type { CertificateAnswer } from '../../protocol/service.ts'
import { encodeCertificateAnswer, insertCertificate, proveRequest, readCertificate, type CertificateSubject } from '../certificate/issue.ts'
import { readHeldOffer, requireOpen } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, formatInstant, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { isUniqueViolation } from '../storage/database.ts'
import { readIntent } from './access.ts'
import { redeemSigningCode } from './code.ts'

export const signatureSubject = (contract: string, offer: string, statementHash: string): CertificateSubject => ({ contract, purpose: 'signature', subject: `${offer}/${statementHash}` })

/**
 * Trades the code for one certificate of the key that the statement names. Certificate, public entry and record are durable before it
 * leaves; the same request again gets the same answer. Throws OFFER_…, INTENT_NOT_FOUND, CODE_…, REQUEST_REFUSED.
 */
export async function certifyIntent(parts: Parts, token: string, statementHash: string, code: string, request: string, observations: Observations): Promise<CertificateAnswer> {
  const { store, authority, clock } = parts
  const held = await readHeldOffer(parts, store, token)
  const { offer, key, version, email } = held
  const intent = await readIntent(store, key, offer.id, statementHash)
  if (!intent) refuse('INTENT_NOT_FOUND')
  if (intent.row.state === 'code-sent') requireOpen(offer, clock())
  const proven = await proveRequest(request, email, intent.row.key_thumbprint)
  await redeemSigningCode(parts, held, intent.row, code)
  const act = signatureSubject(offer.contract, offer.id, statementHash)
  const answerKnown = async (): Promise<CertificateAnswer | null> => {
    const known = await readCertificate(store, key, act)
    if (known && known.requestHash !== proven.requestHash) refuse('REQUEST_REFUSED', { problem: 'ALREADY_CERTIFIED' })
    return known && encodeCertificateAnswer(parts, known.certificate)
  }
  const known = await answerKnown()
  if (known) return known
  const demo = intent.row.demo === 1
  const issued = await authority.issueSignatory({ spki: proven.spki, email, demo })
  const provenAt = clock()
  try {
    await store.transaction().execute(async (access) => {
      await insertCertificate(parts, access, key, act, issued, proven.requestHash)
      await access.updateTable('intent').set({ state: 'certified', proven_at: provenAt }).where('offer', '=', offer.id).where('statement_hash', '=', statementHash).where('state', '=', 'code-sent').execute()
      await appendRecord(access, parts, key, offer.contract, {
        event: 'certificate-issued',
        actor: { kind: 'party', party: offer.party, person: null },
        offer: offer.id,
        version: version.version,
        statementHash,
        documentHash: version.document_hash,
        evidence: {
          identityProof: { method: 'mail-code', at: formatInstant(provenAt), address: email, demo },
          certificateThumbprint: issued.thumbprint,
          certificate: encodeBase64(issued.certificate),
        },
        observations,
      })
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const other = await answerKnown()
    if (other) return other
    throw error
  }
  // While the browser signs, the server derives what the upload must be.
  setImmediate(() => void deriveExpected(parts, held, intent, issued).catch(() => undefined))
  return encodeCertificateAnswer(parts, issued.certificate)
}
