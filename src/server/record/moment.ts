import { parseRecord } from '../../core/evidence/record.ts'
import type { Parts } from '../parts.ts'
import type { Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'
import { proveSession, type Person } from '../session/session.ts'
import { appendRecord, lockContract, type EventFacts, type Observations, type RecordParts } from './append.ts'

/** What strangers can cause over and over is written down at most this often for one offer. */
const MOST = 20
/** A file handed to the same taker again within this is the same moment, milliseconds. */
const AGAIN = 60 * 60_000

/** Appends a record of an offer's unless it has many of that kind. The contract's row is locked first. Returns whether it did. */
export async function appendBounded(access: Access, parts: RecordParts, key: DataKey, contract: string, facts: EventFacts & { readonly offer: string }, most = MOST): Promise<boolean> {
  await lockContract(access, contract)
  const rows = await access.selectFrom('record').select('sequence').where('contract', '=', contract).where('offer', '=', facts.offer).where('event', '=', facts.event).limit(most).execute()
  if (rows.length >= most) return false
  await appendRecord(access, parts, key, contract, facts)
  return true
}

/** Writes down that a stored file was handed out, once an hour for each taker and file. */
export async function recordDownload(parts: Parts, key: DataKey, contract: string, facts: Omit<EventFacts, 'event'> & { readonly offer: string }): Promise<void> {
  const { store, clock } = parts
  await store.transaction().execute(async (access) => {
    await lockContract(access, contract)
    const rows = await access
      .selectFrom('record').select(['sequence', 'record'])
      .where('contract', '=', contract).where('offer', '=', facts.offer).where('event', '=', 'downloaded').where('at', '>', clock() - AGAIN)
      .execute()
    const isKnown = rows.some(({ sequence, record }) => {
      const { actor, evidence, observations } = parseRecord(key.openText(`record/record/${contract}/${sequence}`, record))
      return actor.kind === facts.actor.kind && actor.party === facts.actor.party && evidence?.fileHash === facts.evidence?.fileHash && observations?.address === facts.observations?.address
    })
    if (!isKnown) await appendRecord(access, parts, key, contract, { ...facts, event: 'downloaded' })
  })
}

/** What a download by the seller tells. */
export function sellerTook(person: Person, offer: string, fileHash: string, observations: Observations): Omit<EventFacts, 'event'> & { readonly offer: string } {
  return { actor: { kind: 'party', party: 'seller', person: person.person }, offer, evidence: { fileHash, identityProof: proveSession(person) }, observations }
}
