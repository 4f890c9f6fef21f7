import type { HeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, type Observations } from '../record/append.ts'
import { appendBounded } from '../record/moment.ts'
import { isUniqueViolation } from '../storage/database.ts'

/** Signatures of one party that were overtaken; more than this are not written down apart. */
const MAX_DISCARDED = 100

/**
 * Writes down, once, that a signature was not stored because another party's came first: the file that was refused, by its hash. Its
 * bytes are kept nowhere; the browser destroys its copy and signs the last revision with the same key.
 */
export async function recordDiscarded(parts: Parts, held: HeldOffer, facts: { readonly statementHash: string; readonly uploadHash: string; readonly certificateThumbprint: string }, observations: Observations): Promise<void> {
  const { store, clock } = parts
  const { offer, version, key } = held
  try {
    await store.transaction().execute(async (access) => {
      const known = await access.selectFrom('discarded').select('upload_hash').where('offer', '=', offer.id).limit(MAX_DISCARDED).execute()
      if (known.length >= MAX_DISCARDED) return
      await access.insertInto('discarded').values({ offer: offer.id, upload_hash: facts.uploadHash, at: clock() }).execute()
      await appendRecord(access, parts, key, offer.contract, {
        event: 'signature-discarded',
        actor: { kind: 'party', party: offer.party, person: null },
        offer: offer.id,
        version: version.version,
        statementHash: facts.statementHash,
        documentHash: version.document_hash,
        evidence: { certificateThumbprint: facts.certificateThumbprint, fileHash: facts.uploadHash, reason: 'REVISION_STALE' },
        observations,
      })
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
  }
}

/** Refusals that say nothing of the file itself, or that are told by another record. */
const OTHER = ['REVISION_STALE', 'STORAGE_FULL', 'RATE_LIMITED']

/** Writes down that an upload was not taken, by its hash and the code of the refusal; its bytes are kept nowhere. A few for each offer. */
export async function recordRefused(parts: Parts, { offer, version, key }: HeldOffer, facts: { readonly statementHash: string; readonly uploadHash: string; readonly code: string }, observations: Observations): Promise<void> {
  const { statementHash, uploadHash, code } = facts
  if (OTHER.includes(code)) return
  await parts.store.transaction().execute((access) =>
    appendBounded(access, parts, key, offer.contract, {
      event: 'upload-refused', actor: { kind: 'visitor', party: offer.party, person: null }, offer: offer.id, version: version.version, statementHash, documentHash: version.document_hash,
      evidence: { fileHash: uploadHash, reason: code }, observations,
    }),
  )
}
