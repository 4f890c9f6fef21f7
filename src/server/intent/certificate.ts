import { encodeBase64 } from '../../core/bytes/base64.ts'
import { deriveExpected } from '../acceptance/expected.ts'
import type * as z from 'zod/mini'
import type { certificateRequestSchema } from '../../protocol/offer.ts'
import type { CertificateAnswer, PresentedCertificate } from '../../protocol/service.ts'
import { answerCertificate, insertCertificate, proveRequest, readCertificate, requireUnrevokedKey } from '../certificate/issue.ts'
import type { CertificateSubject } from '../certificate/stored.ts'
import { encodePresentedAnswer, insertPresented, judgePresented } from '../certificate/presented.ts'
import { readHeldOffer, requireOpen, type HeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, formatInstant, type Observations, lockContract } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { isUniqueViolation } from '../storage/database.ts'
import { readIntent, type HeldIntent } from './access.ts'
import { redeemSigningCode } from './code.ts'

export const signatureSubject = (contract: string, offer: string, statementHash: string): CertificateSubject => ({ contract, purpose: 'signature', subject: `${offer}/${statementHash}` })

type CertificateRequest = z.infer<typeof certificateRequestSchema>

/** The code, and a certificate that the signatory has already: nothing is issued, it is tied to this act. */
async function bindPresented(parts: Parts, held: HeldOffer, intent: HeldIntent, act: CertificateSubject, { code, presented }: { code: string; presented: PresentedCertificate }, observations: Observations): Promise<CertificateAnswer> {
  const { store, clock } = parts
  const { offer, key, version, email } = held
  if (held.document.keyPolicy === 'one-time') refuse('KEY_KIND_REFUSED')
  const stored = await judgePresented(parts, presented, { keyThumbprint: intent.row.key_thumbprint, email })
  await redeemSigningCode(parts, held, intent.row, code)
  const known = await readCertificate(store, key, act)
  if (known) return known.thumbprint === stored.thumbprint ? encodePresentedAnswer(parts, known) : refuse('REQUEST_REFUSED', { problem: 'ALREADY_CERTIFIED' })
  const provenAt = clock()
  try {
    await store.transaction().execute(async (access) => {
      await lockContract(access, offer.contract)
      await insertPresented(parts, access, key, act, stored)
      await access.updateTable('intent').set({ state: 'certified', proven_at: provenAt }).where('offer', '=', offer.id).where('statement_hash', '=', intent.row.statement_hash).where('state', '=', 'code-sent').execute()
      await appendRecord(access, parts, key, offer.contract, {
        event: 'certificate-presented',
        actor: { kind: 'party', party: offer.party, person: null },
        offer: offer.id,
        version: version.version,
        statementHash: intent.row.statement_hash,
        documentHash: version.document_hash,
        evidence: {
          identityProof: { method: stored.kind === 'own' ? 'own-certificate' : 'mail-code', at: formatInstant(provenAt), address: email, demo: intent.row.demo === 1 },
          certificateThumbprint: stored.thumbprint,
          certificate: encodeBase64(stored.certificate),
        },
        observations,
      })
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const other = await readCertificate(store, key, act)
    if (other?.thumbprint !== stored.thumbprint) throw error
    return encodePresentedAnswer(parts, other)
  }
  return encodePresentedAnswer(parts, stored)
}

/**
 * Trades the code for one certificate of the key that the statement names. Certificate, public entry and record are durable before it
 * leaves; the same request again gets the same answer. A key that has its certificate presents that instead.
 * Throws OFFER_…, INTENT_NOT_FOUND, CODE_…, REQUEST_REFUSED, KEY_KIND_REFUSED (the contract wants one-time keys), OWN_CERTIFICATE_REFUSED, CERTIFICATE_….
 */
export async function certifyIntent(parts: Parts, token: string, statementHash: string, { code, request, presented }: CertificateRequest, observations: Observations): Promise<CertificateAnswer> {
  const { store, authority, clock } = parts
  const held = await readHeldOffer(parts, store, token)
  const { offer, key, version, email } = held
  const intent = await readIntent(store, key, offer.id, statementHash)
  if (!intent) refuse('INTENT_NOT_FOUND')
  if (intent.row.state === 'code-sent') requireOpen(offer, clock())
  const act = signatureSubject(offer.contract, offer.id, statementHash)
  if (presented) return bindPresented(parts, held, intent, act, { code, presented }, observations)
  const proven = await proveRequest(request ?? '', email, intent.row.key_thumbprint)
  await requireUnrevokedKey(store, proven.thumbprint)
  await redeemSigningCode(parts, held, intent.row, code)
  const answerKnown = async (): Promise<CertificateAnswer | null> => {
    const known = await answerCertificate(parts, key, act)
    if (known && known.issued.requestHash !== proven.requestHash) refuse('REQUEST_REFUSED', { problem: 'ALREADY_CERTIFIED' })
    return known && known.answer
  }
  const known = await answerKnown()
  if (known) return known
  const demo = intent.row.demo === 1
  const issued = await authority.issueSignatory({ spki: proven.spki, email, demo })
  const provenAt = clock()
  try {
    await store.transaction().execute(async (access) => {
      await lockContract(access, offer.contract)
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
  const left = await answerCertificate(parts, key, act)
  if (!left) throw new Error('the certificate that was just stored is gone')
  // While the browser signs, the server derives what the upload must be.
  if (held.document.file === null) setImmediate(() => void deriveExpected(parts, held, intent, left.issued).catch(() => undefined))
  return left.answer
}
