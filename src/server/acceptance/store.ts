import { createHash } from 'node:crypto'
import { encodeBase64 } from '../../core/bytes/base64.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import { takeBack } from '../../core/bytes/room.ts'
import { withTimestampRoom } from '../../core/ceremony/timestamp-room.ts'
import type { Statement } from '../../core/consent/statement.ts'
import type { Receipt } from '../../protocol/receipt.ts'
import { passageRule, placeOf } from '../contract/passage.ts'
import type { HeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { appendRecords, formatInstant, SERVICE_ACTOR, type EventFacts, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { storeSealed } from '../sealed-file.ts'
import { OPEN_STATES, sealParticulars } from '../round/access.ts'
import { inviteNext } from '../round/invite.ts'
import { isUniqueViolation, type Access } from '../storage/database.ts'
import type { CheckedAcceptance } from './accept.ts'
import { composeReceipt } from './answer.ts'
import { fileContext, receiptContext } from './context.ts'
import { enqueueCopies } from './copy.ts'

const MAX_REASON = 1000

/** What the file lacks to be B-LT by the word of other authorities, so that nobody believes it is all there. */
const describeMissing = (missing: readonly string[]): string | null => (missing.length === 0 ? null : `not to be had: ${missing.join(', ')}`.slice(0, MAX_REASON))

/**
 * B-LTA: once everybody has signed, a document timestamp over all of it, not before the latest time that it covers: judges fail a file for that.
 * Throws TIMESTAMP_UNAVAILABLE, also where an authority's clock is behind the one that timed the signature.
 */
async function finishFile(parts: Parts, { document }: HeldOffer, file: Uint8Array, concludes: boolean): Promise<Uint8Array> {
  if (!concludes || document.signatureLevel !== 'B-LTA') return file
  const { appendDocumentTimestamp } = await import('../../core/signing/document-timestamp.ts')
  const { requestTimestamp } = await import('../../core/signing/timestamp.ts')
  const { readArchiveState } = await import('../../core/signing/archive.ts')
  const { timestamps, random } = parts
  const { provenTime } = await readArchiveState(file)
  const trust = provenTime === null ? timestamps.trust : { ...timestamps.trust, earliest: provenTime }
  const timestamp = (imprint: Uint8Array): Promise<Uint8Array> => requestTimestamp(imprint, random(16), (request) => timestamps.answer(request), trust)
  const { result } = await withTimestampRoom((allowance) => {
    takeBack(file)
    return appendDocumentTimestamp(file, allowance, timestamp, trust)
  }).catch((error: unknown) => {
    if (isCodedError(error, 'TIMESTAMP_UNSOUND')) refuse('TIMESTAMP_UNAVAILABLE')
    throw error
  })
  return result
}

interface Stored {
  readonly blob: string
  readonly fileHash: string
  readonly fileSize: number
  readonly concludes: boolean
  readonly receivedAt: number
}

/**
 * Compare and swap on the round's last revision: it is still the one this signature was made over, or nothing is stored. Gives the blobs
 * that no one needs any more: each later file holds the earlier ones to the byte, and the one before stays for whoever is reading it.
 * Throws REVISION_STALE, OFFER_ENDED.
 */
async function swapRevision(access: Access, { held, intent }: CheckedAcceptance, { blob, fileHash, fileSize, concludes, receivedAt }: Stored): Promise<string[]> {
  const { offer, key, round } = held
  const { row } = round
  const swapped = await access
    .updateTable('round')
    .set({
      revision: row.revision + 1, blob, file_offer: offer.id, file_hash: fileHash, file_size: fileSize,
      ...(row.particulars === null ? { particulars: sealParticulars(key, row.id, intent.particulars) } : {}),
      ...(concludes ? { state: 'concluded' as const, ended_at: receivedAt } : {}),
    })
    .where('id', '=', row.id)
    .where('revision', '=', row.revision)
    .where('state', '=', 'open')
    .executeTakeFirst()
  if (swapped.numUpdatedRows !== 1n) {
    const now = await access.selectFrom('round').select(['state', 'revision']).where('id', '=', row.id).executeTakeFirstOrThrow()
    if (now.revision !== row.revision) refuse('REVISION_STALE', { revision: now.revision })
    refuse('OFFER_ENDED')
  }
  if (row.blob === null) return []
  const earlier = await access
    .selectFrom('answer')
    .select('blob')
    .where('offer', 'in', round.offers.map(({ id }) => id))
    .where('blob', 'is not', null)
    .where('blob', '!=', row.blob)
    .execute()
  const superseded = earlier.flatMap((answer) => (answer.blob === null ? [] : [answer.blob]))
  if (superseded.length > 0) await access.updateTable('answer').set({ blob: null }).where('blob', 'in', superseded).execute()
  return superseded
}

/**
 * Stores an acceptance. Order, and what a crash leaves at each step: (1) sealed file synced into its folder: an unnamed file nobody refers
 * to; (2) one transaction with answer, states, two records, their public entries and the letters, synced at commit: everything or nothing;
 * (3) the answer to the browser: a repeated upload finds it. Throws a uniqueness violation when another upload was first, REVISION_STALE when another party was.
 */
export async function storeAcceptance(parts: Parts, checked: CheckedAcceptance, statement: Statement, observations: Observations): Promise<{ receipt: Receipt; mails: string[]; superseded: string[] }> {
  const { store, blobs, clock, settings } = parts
  const { held, intent, issued, signature, sealHash, uploadHash } = checked
  const { offer, version, key, document, email, round } = held
  const concludes = round.offers.every(({ id, state }) => id === offer.id || state === 'accepted')
  const statementHash = intent.row.statement_hash
  const file = await finishFile(parts, held, checked.file, concludes)
  const fileHash = createHash('sha256').update(file).digest('hex')
  const blob = await storeSealed(blobs, key, fileContext(offer.contract, offer.id), file)
  const identity = { method: issued.kind === 'own' ? ('own-certificate' as const) : ('mail-code' as const), address: email, demo: intent.row.demo === 1 }
  const rule = passageRule(document)
  const party = { kind: 'party', party: offer.party, person: null } as const
  const common = { offer: offer.id, version: version.version, statementHash, documentHash: version.document_hash }
  try {
    return await store.transaction().execute(async (access) => {
      const receivedAt = clock()
      const agreed: EventFacts = {
        ...common,
        event: 'agreed',
        actor: party,
        presentation: statement.presentation,
        act: statement.act,
        evidence: {
          statement: intent.statement,
          claims: intent.claims,
          identityProof: { ...identity, at: intent.row.proven_at === null ? null : formatInstant(intent.row.proven_at) },
          certificateThumbprint: issued.thumbprint,
          certificate: encodeBase64(issued.certificate),
          fileHash,
          timestampToken: encodeBase64(signature.token),
          reason: statement.reason,
          sent: { instant: formatInstant(signature.genTime), rule, system: 'browser', place: statement.party.place ?? placeOf(document, offer.party, intent.particulars.values) },
          received: { instant: formatInstant(receivedAt), rule, system: settings.publicAddress, place: placeOf(document, 'seller', {}) },
        },
        observations,
      }
      const added: EventFacts = { ...common, event: 'validation-data-added', actor: SERVICE_ACTOR, evidence: { fileHash, reason: describeMissing(checked.missing) } }
      const [recordHash = ''] = await appendRecords(access, parts, key, offer.contract, [agreed, added], { ...(concludes ? { state: 'concluded' } : {}), updated_at: receivedAt })
      const superseded = await swapRevision(access, checked, { blob, fileHash, fileSize: file.length, concludes, receivedAt })
      const receipt = composeReceipt(parts, held, {
        statement, statementHash, recordHash, receivedAt, identity, signature: { issued, certificate: signature.certificate, genTime: signature.genTime, fileHash, fileSize: file.length, sealHash },
      })
      await access
        .insertInto('answer')
        .values({
          offer: offer.id, contract: offer.contract, event: 'agreed', statement_hash: statementHash, upload_hash: uploadHash, file_hash: fileHash, file_size: file.length, blob,
          record_hash: recordHash, receipt: key.sealText(receiptContext(offer.id), JSON.stringify(receipt)), received_at: receivedAt,
        })
        .execute()
      const moved = await access
        .updateTable('offer')
        .set({ state: 'accepted', answered_at: receivedAt })
        .where('id', '=', offer.id)
        .where('state', 'in', OPEN_STATES)
        .executeTakeFirst()
      if (moved.numUpdatedRows !== 1n) refuse('STATE_REFUSED')
      await access.updateTable('intent').set({ state: 'accepted' }).where('offer', '=', offer.id).where('statement_hash', '=', statementHash).execute()
      const mails = concludes
        ? await enqueueCopies(parts, access, held, { blob, size: file.length, values: intent.particulars.values, name: statement.party.name })
        : await inviteNext(parts, access, key, document, round.row.id, null)
      return { receipt, mails, superseded }
    })
  } catch (error) {
    // A failure of the commit itself may come after the commit: a file is taken away only when nothing can refer to it.
    if (isUniqueViolation(error) || isCodedError(error)) await blobs.remove(blob)
    throw error
  }
}
