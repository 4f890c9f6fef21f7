import { createHash } from 'node:crypto'
import { readTimestampRoom, TIMESTAMP_ALLOWANCE } from '../../core/ceremony/timestamp-room.ts'
import { concatBytes } from '../../core/bytes/compare.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import { appendDocumentSecurityStore } from '../../core/pdf/validation-data.ts'
import { parseStatement } from '../../core/consent/statement.ts'
import { signaturePlaces } from '../../core/contract/place.ts'
import { OID_STATEMENT } from '../../core/pki/oids.ts'
import type { Receipt } from '../../protocol/receipt.ts'
import { readCertificate } from '../certificate/issue.ts'
import type { StoredCertificate } from '../certificate/stored.ts'
import { gatherOutsideData } from '../certificate/presented.ts'
import { checkSignature, type CheckedSignature } from '../certificate/signature.ts'
import { readIntent, type HeldIntent } from '../intent/access.ts'
import { signatureSubject } from '../intent/certificate.ts'
import { readHeldOffer, requireCurrent, requireOpen, type HeldOffer } from '../offer/access.ts'
import { runInLane } from '../own-file/lane.ts'
import type { Parts } from '../parts.ts'
import type { Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { requireTurn } from '../round/access.ts'
import { isUniqueViolation } from '../storage/database.ts'
import { readAnswer, readSigned } from './answer.ts'
import { readUpload } from './compare.ts'
import type { DerivedBase, ExpectedSignature } from './derivation.ts'
import { recordDiscarded, recordRefused } from './discard.ts'
import { deriveExpected, deriveOver } from './expected.ts'
import { hashFile } from './last.ts'
import { checkAppended, type AppendedRevisions } from './own-file.ts'
import { storeAcceptance } from './store.ts'

/** What is known of an upload once every check has passed. */
export interface CheckedAcceptance {
  readonly held: HeldOffer
  readonly intent: HeldIntent
  readonly issued: StoredCertificate
  readonly signature: CheckedSignature
  readonly sealHash: Uint8Array
  /** What of other authorities could not be had and is not in it. */
  readonly missing: readonly string[]
  /** The signed file with the revision of validation data after it. */
  readonly file: Uint8Array
  readonly uploadHash: string
}

const startsWith = (bytes: Uint8Array, start: Uint8Array): boolean => bytes.length >= start.length && Buffer.compare(bytes.subarray(0, start.length), start) === 0

/** Holds every place of the party against what was derived; an honest upload signs them one after the other. */
async function checkPlaces(parts: Parts, held: HeldOffer, intent: HeldIntent, issued: StoredCertificate, upload: Uint8Array, last: DerivedBase, first: ExpectedSignature): Promise<{ signature: CheckedSignature; validationData: Uint8Array }> {
  const places = signaturePlaces(held.document, held.offer.party).length
  let [before, expected] = [last, first]
  for (let place = 1; ; place++) {
    const room = readTimestampRoom(upload, expected.prepared, 0)
    if (room !== TIMESTAMP_ALLOWANCE) expected = await deriveOver(parts, held, intent, issued, before, place, room)
    const part = place < places ? upload.subarray(0, expected.prepared.bytes.length) : upload
    const cms = readUpload(part, before.bytes, expected.prepared)
    const signature = await checkSignature(parts, { cms, digest: expected.digest, issued, attributes: [OID_STATEMENT], allowZeroPadding: true })
    if (readSigned(signature) !== intent.statement) refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member: 'signed' })
    if (place >= places) return { signature, validationData: expected.validationData }
    before = { bytes: part, hash: hashFile(part) }
    expected = await deriveOver(parts, held, intent, issued, before, place + 1)
  }
}

/** What a party sends: a whole file; of a seller's own file only what it appends. */
export type Upload = Uint8Array | AppendedRevisions

async function check(parts: Parts, held: HeldOffer, statementHash: string, upload: Upload, uploadHash: string): Promise<CheckedAcceptance> {
  const { store, clock } = parts
  const { offer, key } = held
  const intent = await readIntent(store, key, offer.id, statementHash)
  if (!intent) refuse('INTENT_NOT_FOUND')
  const issued = await readCertificate(store, key, signatureSubject(offer.contract, offer.id, statementHash))
  if (!issued) refuse('CERTIFICATE_REFUSED', { problem: 'NOT_CERTIFIED' })
  requireOpen(offer, clock())
  requireCurrent(held)
  requireTurn(held.round, held.document, offer)
  if (held.document.file !== null || !(upload instanceof Uint8Array)) {
    if (held.document.file === null || upload instanceof Uint8Array) return refuse('BASE_REVISION_DIFFERS')
    return { held, intent, issued, uploadHash, ...(await checkAppended(parts, held, intent, issued, upload)) }
  }
  const { base, last, expected } = await deriveExpected(parts, held, intent, issued)
  // Honest, but over a revision that another party's signature has followed since.
  if (last !== base && startsWith(upload, base.bytes) && !startsWith(upload, last.bytes)) refuse('REVISION_STALE', { revision: held.round.row.revision })
  const { signature, validationData } = await checkPlaces(parts, held, intent, issued, upload, last, expected)
  const outside = await gatherOutsideData(parts, issued, signature.unit)
  const file = outside ? appendDocumentSecurityStore(upload, outside.data) : concatBytes(upload, validationData)
  return { held, intent, issued, signature, sealHash: expected.sealHash, file, missing: outside?.missing ?? [], uploadHash }
}

async function readEqualAnswer(parts: Parts, held: HeldOffer, statementHash: string, uploadHash: string): Promise<Receipt | null> {
  const answer = await readAnswer(parts.store, held.key, held.offer.id)
  if (!answer) return null
  if (answer.event === 'agreed' && answer.statementHash === statementHash && answer.uploadHash === uploadHash) return answer.receipt
  return refuse('OFFER_ANSWERED')
}

const underway = new WeakMap<Parts, Map<string, Promise<Receipt>>>()

async function acceptOnce(parts: Parts, held: HeldOffer, statementHash: string, upload: Upload, uploadHash: string, observations: Observations): Promise<Receipt> {
  try {
    const checked = await check(parts, held, statementHash, upload, uploadHash)
    const { receipt, mails, superseded } = await storeAcceptance(parts, checked, parseStatement(checked.intent.statement), observations)
    parts.mailer.dispatch(mails)
    for (const blob of superseded) await parts.blobs.remove(blob)
    return receipt
  } catch (error) {
    const isStale = isCodedError(error, 'REVISION_STALE')
    const equal = isStale || isUniqueViolation(error) ? await readEqualAnswer(parts, held, statementHash, uploadHash) : null
    if (equal) return equal
    if (isStale) await discard(parts, held, statementHash, uploadHash, observations)
    // The refusal is what counts: it is told even where it cannot be written down.
    else if (isCodedError(error)) await recordRefused(parts, held, { statementHash, uploadHash, code: error.code }, observations).catch(() => undefined)
    throw error
  }
}

async function discard(parts: Parts, held: HeldOffer, statementHash: string, uploadHash: string, observations: Observations): Promise<void> {
  const issued = await readCertificate(parts.store, held.key, signatureSubject(held.offer.contract, held.offer.id, statementHash))
  if (issued) await recordDiscarded(parts, held, { statementHash, uploadHash, certificateThumbprint: issued.thumbprint }, observations)
}

/**
 * Takes a signed file. Derives what it must be, byte for byte, before it believes anything; stores file, records and entries durably; only
 * then answers. The same bytes again, also at the same time, get the same receipt. Throws one stable code for each refusal, and then
 * nothing of the upload is stored, only that and why it was refused: OFFER_…, PARTICULARS_AWAITED, REVISION_STALE (another party was first: sign its revision), INTENT_NOT_FOUND, VERSION_STALE, NOT_A_PDF, BASE_REVISION_DIFFERS, SIGNATURE_REVISION_DIFFERS,
 * CERTIFICATE_REFUSED, SIGNATURE_REFUSED, STATEMENT_REFUSED, TIMESTAMP_REFUSED, STORAGE_FULL.
 */
export async function accept(parts: Parts, token: string, statementHash: string, upload: Upload, observe: (requestHash: string) => Observations): Promise<Receipt> {
  const held = await readHeldOffer(parts, parts.store, token)
  const uploadHash = createHash('sha256').update(upload instanceof Uint8Array ? upload : upload.bytes).digest('hex')
  const equal = await readEqualAnswer(parts, held, statementHash, uploadHash)
  if (equal) return equal
  const acts = underway.get(parts) ?? new Map<string, Promise<Receipt>>()
  underway.set(parts, acts)
  const name = `${held.offer.id}/${statementHash}/${uploadHash}`
  const known = acts.get(name)
  if (known) return known
  const run = (): Promise<Receipt> => acceptOnce(parts, held, statementHash, upload, uploadHash, observe(uploadHash))
  const act = (held.document.file === null ? run() : runInLane(run)).finally(() => acts.delete(name))
  acts.set(name, act)
  return act
}
