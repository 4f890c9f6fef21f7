import * as z from 'zod/mini'
import { hashSchema } from '../../core/consent/fact.ts'
import { parseJws } from '../../core/pki/jws.ts'
import type { ClickEvent } from '../../protocol/agreement.ts'
import { proveHash } from '../log/record-proof.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import type { AcceptanceRow } from './access.ts'

/** Acts of one subject that a record tells of. */
const MOST = 50

type Bare = Omit<ClickEvent, 'proof'> & { readonly contract: string }

/** The record of a withdrawal, as its acknowledgement names it; null once that was erased. */
async function readWithdrawal({ store, vault }: Parts, row: AcceptanceRow): Promise<string | null> {
  if (row.withdrawal === null || row.erased_at !== null) return null
  const receipt = (await vault.loadKey(store, row.id)).openText(`acceptance/withdrawal/${row.id}`, row.withdrawal)
  const parsed = z.object({ recordHash: hashSchema }).safeParse(JSON.parse(parseJws(receipt).payload))
  return parsed.success ? parsed.data.recordHash : null
}

/**
 * What became of an acceptance, oldest first: given, answered by the seller where it is an order, withdrawn; and what else the same subject of the
 * same host accepted or declined of this agreement, before and since. Each with its record and that record's proof, as soon as the log has it.
 */
export async function readClickHistory(parts: Parts, row: AcceptanceRow): Promise<ClickEvent[]> {
  const { store, vault } = parts
  const rows = row.subject_lookup === null ? [row] : await store.selectFrom('acceptance').selectAll().where('subject_lookup', '=', row.subject_lookup).orderBy('at', 'desc').limit(MOST).execute()
  const events: Bare[] = []
  for (const one of rows.some(({ id }) => id === row.id) ? rows : [row, ...rows]) {
    const facts = { number: one.number, isThis: one.id === row.id, contract: one.contract }
    events.push({ ...facts, event: one.event, at: formatInstant(one.at), recordHash: one.record_hash })
    const reply = await store.selectFrom('order_reply').selectAll().where('acceptance', '=', one.id).executeTakeFirst()
    if (reply) events.push({ ...facts, event: reply.event === 'accepted' ? 'order-accepted' : 'order-declined', at: formatInstant(reply.at), recordHash: reply.record_hash })
    if (one.withdrawn_at !== null) events.push({ ...facts, event: 'withdrawn', at: formatInstant(one.withdrawn_at), recordHash: await readWithdrawal(parts, one) })
    const records = await store.selectFrom('records_withdrawal').select(['at', 'record_hash']).where('id', '=', one.id).executeTakeFirst()
    if (records) events.push({ ...facts, event: 'records-consent-withdrawn', at: formatInstant(records.at), recordHash: records.record_hash })
  }
  const told: ClickEvent[] = []
  for (const { contract, ...event } of events.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    told.push({ ...event, proof: event.recordHash === null ? null : await proveHash(parts, await vault.loadKey(store, contract), event.recordHash) })
  }
  return told
}
