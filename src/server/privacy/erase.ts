import { createToken, createId, hashToken } from '../identifier.ts'
import type { ErasureAnswer } from '../../protocol/privacy.ts'
import type { Parts } from '../parts.ts'
import { openDocument, type OfferRow } from '../contract/access.ts'
import { parseDocumentText } from '../contract/document.ts'
import { currentState, digestContract } from '../contract/summary.ts'
import { appendRecord, formatInstant, lockContract, SERVICE_ACTOR } from '../record/append.ts'
import { isHeld } from '../retention/hold.ts'
import { readKept } from './kept-records.ts'
import { OPEN_STATES, readRound } from '../round/access.ts'
import type { Person } from '../session/session.ts'
import type { Access } from '../storage/database.ts'
import { eraseAcceptanceRow } from '../agreement/erasure.ts'
import { findOwn } from './own.ts'
import { refuseErasure, type RetentionReason } from './retention-duty.ts'

type Outcome = ErasureAnswer['outcomes'][number]

async function note(parts: Parts, access: Access, about: 'offer' | 'acceptance' | 'data-consent', contract: string, subject: string, refused: RetentionReason | null): Promise<void> {
  await access.insertInto('erasure').values({ id: createId(parts.random), about, contract, subject, outcome: refused ? 'refused' : 'erased', reason: refused ?? 'asked', at: parts.clock() }).execute()
}

/** What was sent to a person and came to nothing: address, name, details, attempts and letters go; the chain of records stays whole and says so. */
async function eraseOffer(parts: Parts, offer: OfferRow): Promise<Outcome> {
  const { store, vault, clock, random } = parts
  return store.transaction().execute(async (access) => {
    await lockContract(access, offer.contract)
    const key = await vault.loadKey(access, offer.contract)
    const version = await access.selectFrom('contract_version').selectAll().where('version_id', '=', offer.version_id).executeTakeFirstOrThrow()
    const { title } = digestContract(parseDocumentText(openDocument(key, version)))
    const round = await readRound(access, offer.round)
    const row = await access.selectFrom('offer').selectAll().where('id', '=', offer.id).executeTakeFirstOrThrow()
    const now = clock()
    const { retain_until: retainUntil } = await access.selectFrom('contract').select('retain_until').where('id', '=', offer.contract).executeTakeFirstOrThrow()
    const refused = refuseErasure({
      retainUntil, isHeld: await isHeld(access, offer.contract), state: currentState(row, now), isConcluded: round.row.state === 'concluded', isOpen: OPEN_STATES.includes(currentState(row, now)), concludedAt: round.row.ended_at ?? row.answered_at ?? row.sent_at,
    })
    await note(parts, access, 'offer', offer.contract, offer.id, refused?.reason ?? null)
    if (refused) return { kind: 'offer', title, outcome: 'refused', reason: refused.reason, until: refused.until === null ? null : formatInstant(refused.until), records: await readKept(parts, access, offer.contract) }
    const blank = createToken(random)
    await access
      .updateTable('offer')
      .set({ email: key.sealText(`offer/email/${offer.id}`, '—'), name: null, given: null, token: key.sealText(`offer/token/${offer.id}`, blank), token_hash: hashToken(blank), email_lookup: '', erased_at: now })
      .where('id', '=', offer.id)
      .execute()
    await access.deleteFrom('intent').where('offer', '=', offer.id).execute()
    await access.updateTable('mail').set({ content: null, next_at: null }).where('offer', '=', offer.id).execute()
    await access.updateTable('mail').set({ state: 'failed' }).where('offer', '=', offer.id).where('state', '=', 'queued').execute()
    await access.updateTable('round').set({ particulars: null }).where('id', '=', round.row.id).execute()
    await appendRecord(access, parts, key, offer.contract, { event: 'erased', actor: SERVICE_ACTOR, offer: offer.id, documentHash: version.document_hash })
    return { kind: 'offer', title, outcome: 'erased', reason: null, until: null, records: await readKept(parts, access, offer.contract) }
  })
}

/**
 * Erases what is stored of a person under its address, one thing after the other: what may go is gone at once (keys and salts destroyed, the
 * history stays verifiable); what must be kept is named with the reason and until when. Asked again, it does what has become possible.
 */
export async function erasePerson(parts: Parts, person: Person): Promise<ErasureAnswer> {
  const { store, vault, clock } = parts
  const own = await findOwn(parts, person)
  const outcomes: Outcome[] = []
  const held = async (kind: 'acceptance' | 'data-consent', title: string, contract: string, subject: string): Promise<boolean> => {
    if (!(await isHeld(store, contract))) return false
    await note(parts, store, kind, contract, subject, 'LEGAL_HOLD')
    outcomes.push({ kind, title, outcome: 'refused', reason: 'LEGAL_HOLD', until: null, records: null })
    return true
  }
  for (const row of own.dataConsents) {
    if (await held('data-consent', row.id, row.contract, row.id)) continue
    await store.transaction().execute(async (access) => {
      await lockContract(access, row.contract)
      const key = await vault.loadKey(access, row.contract)
      await vault.destroyKey(access, row.id)
      await access.updateTable('data_consent').set({ erased_at: clock(), subject_lookup: null, token: new Uint8Array(0) }).where('id', '=', row.id).execute()
      await access.updateTable('data_consent_act').set({ content: new Uint8Array(0) }).where('consent', '=', row.id).execute()
      await appendRecord(access, parts, key, row.contract, { event: 'erased', actor: SERVICE_ACTOR, ...(row.offer === null ? {} : { offer: row.offer }) })
      await note(parts, access, 'data-consent', row.contract, row.id, null)
    })
    outcomes.push({ kind: 'data-consent', title: row.id, outcome: 'erased', reason: null, until: null, records: null })
  }
  for (const row of own.acceptances) {
    if (await held('acceptance', `${row.agreement} ${row.number}`, row.contract, row.id)) continue
    await store.transaction().execute(async (access) => {
      await eraseAcceptanceRow(parts, access, row)
      await note(parts, access, 'acceptance', row.contract, row.id, null)
    })
    outcomes.push({ kind: 'acceptance', title: `${row.agreement} ${row.number}`, outcome: 'erased', reason: null, until: null, records: null })
  }
  for (const offer of own.offers) outcomes.push(await eraseOffer(parts, offer))
  for (const contract of own.contracts) outcomes.push({ kind: 'contract-of-yours', title: contract.id, outcome: 'refused', reason: 'OWN_CONTRACT', until: null, records: null })
  return { outcomes }
}
