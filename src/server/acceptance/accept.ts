import { createHash } from 'node:crypto'
import { isCodedError } from '../../core/bytes/error.ts'
import { decodeStatementAttribute } from '../../core/cms/statement.ts'
import { parseStatement } from '../../core/consent/statement.ts'
import { OID_STATEMENT } from '../../core/pki/oids.ts'
import type { Receipt } from '../../protocol/receipt.ts'
import { readCertificate } from '../certificate/issue.ts'
import type { StoredCertificate } from '../certificate/stored.ts'
import { checkSignature, type CheckedSignature } from '../certificate/signature.ts'
import { readIntent, type HeldIntent } from '../intent/access.ts'
import { signatureSubject } from '../intent/certificate.ts'
import { readHeldOffer, requireCurrent, requireOpen, type HeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import type { Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { isUniqueViolation } from '../storage/database.ts'
import { readAnswer } from './answer.ts'
import { readContents } from './compare.ts'
import { deriveExpected } from './expected.ts'
import { storeAcceptance } from './store.ts'

/** What is known of an upload once every check has passed. */
export interface CheckedAcceptance {
  readonly held: HeldOffer
  readonly intent: HeldIntent
  readonly issued: StoredCertificate
  readonly signature: CheckedSignature
  readonly sealHash: Uint8Array
  /** The revision that follows the upload. */
  readonly validationData: Uint8Array
  readonly upload: Uint8Array
  readonly uploadHash: string
}

function readSigned(signature: CheckedSignature): string | null {
  try {
    return decodeStatementAttribute(signature.signedData)
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

async function check(parts: Parts, held: HeldOffer, statementHash: string, upload: Uint8Array, uploadHash: string): Promise<CheckedAcceptance> {
  const { store, clock } = parts
  const { offer, key } = held
  const intent = await readIntent(store, key, offer.id, statementHash)
  if (!intent) refuse('INTENT_NOT_FOUND')
  const issued = await readCertificate(store, key, signatureSubject(offer.contract, offer.id, statementHash))
  if (!issued) refuse('CERTIFICATE_REFUSED', { problem: 'NOT_CERTIFIED' })
  requireOpen(offer, clock())
  requireCurrent(held)
  const { base, expected } = await deriveExpected(parts, held, intent, issued)
  const cms = readContents(upload, base.bytes, expected.prepared)
  const signature = await checkSignature(parts, { cms, digest: expected.digest, issued, attributes: [OID_STATEMENT], allowZeroPadding: true })
  if (readSigned(signature) !== intent.statement) refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member: 'signed' })
  return { held, intent, issued, signature, sealHash: expected.sealHash, validationData: expected.validationData, upload, uploadHash }
}

async function readEqualAnswer(parts: Parts, held: HeldOffer, statementHash: string, uploadHash: string): Promise<Receipt | null> {
  const answer = await readAnswer(parts.store, held.key, held.offer.id)
  if (!answer) return null
  if (answer.event === 'agreed' && answer.statementHash === statementHash && answer.uploadHash === uploadHash) return answer.receipt
  return refuse('OFFER_ANSWERED')
}

const underway = new WeakMap<Parts, Map<string, Promise<Receipt>>>()

async function acceptOnce(parts: Parts, held: HeldOffer, statementHash: string, upload: Uint8Array, uploadHash: string, observations: Observations): Promise<Receipt> {
  const checked = await check(parts, held, statementHash, upload, uploadHash)
  try {
    const { receipt, mails } = await storeAcceptance(parts, checked, parseStatement(checked.intent.statement), observations)
    parts.mailer.dispatch(mails)
    return receipt
  } catch (error) {
    const equal = isUniqueViolation(error) ? await readEqualAnswer(parts, held, statementHash, uploadHash) : null
    if (equal) return equal
    throw error
  }
}

/**
 * Takes a signed file. Derives what it must be, byte for byte, before it believes anything; stores file, records and entries durably; only
 * then answers. The same bytes again, also at the same time, get the same receipt. Throws one stable code for each refusal, and then
 * nothing is stored: OFFER_…, INTENT_NOT_FOUND, VERSION_STALE, NOT_A_PDF, BASE_REVISION_DIFFERS, SIGNATURE_REVISION_DIFFERS,
 * CERTIFICATE_REFUSED, SIGNATURE_REFUSED, STATEMENT_REFUSED, TIMESTAMP_REFUSED, STORAGE_FULL.
 */
export async function accept(parts: Parts, token: string, statementHash: string, upload: Uint8Array, observe: (requestHash: string) => Observations): Promise<Receipt> {
  const held = await readHeldOffer(parts, parts.store, token)
  const uploadHash = createHash('sha256').update(upload).digest('hex')
  const equal = await readEqualAnswer(parts, held, statementHash, uploadHash)
  if (equal) return equal
  const acts = underway.get(parts) ?? new Map<string, Promise<Receipt>>()
  underway.set(parts, acts)
  const name = `${held.offer.id}/${statementHash}/${uploadHash}`
  const known = acts.get(name)
  if (known) return known
  const act = acceptOnce(parts, held, statementHash, upload, uploadHash, observe(uploadHash)).finally(() => acts.delete(name))
  acts.set(name, act)
  return act
}
