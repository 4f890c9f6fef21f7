import { ORDER_LIFE } from '../../core/contract/formation.ts'
import type { ContractDocument } from '../../core/contract/document.ts'
import type { OrderReply } from '../../protocol/agreement.ts'
import { hashToken } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, formatInstant, lockContract, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import { readAgreement, readText, readVersions, type AcceptanceRow } from './access.ts'
import { openContent } from './content.ts'

/** Until when an order may be answered: the terms' own deadline, or 12 hours from its receipt (Decree 52/2013 art. 20(2)). */
export function orderDeadline(document: Pick<ContractDocument, 'replyBy'>, at: number): { until: number; isDefault: boolean } {
  return document.replyBy === null ? { until: at + ORDER_LIFE, isDefault: true } : { until: Date.parse(document.replyBy), isDefault: false }
}

/** What became of an order: its deadline, and the seller's answer, or that it lapsed without one. */
export async function readOrderReply(access: Access, row: AcceptanceRow, document: Pick<ContractDocument, 'replyBy'>, now: number): Promise<OrderReply> {
  const { until, isDefault } = orderDeadline(document, row.at)
  const reply = await access.selectFrom('order_reply').selectAll().where('acceptance', '=', row.id).executeTakeFirst()
  return { until: formatInstant(until), isDefault, event: reply ? reply.event : now > until ? 'lapsed' : null, at: reply ? formatInstant(reply.at) : null }
}

/**
 * The seller's answer to an order, by the host's server: an order is the buyer's offer, and the contract comes about by this answer, if it is in
 * time. The same answer again is harmless. Throws AGREEMENT_NOT_FOUND, HOST_REFUSED, ACCEPTANCE_NOT_FOUND, ACCEPTANCE_ERASED, ORDER_ANSWERED, ORDER_LAPSED.
 */
export async function replyToOrder(parts: Parts, agreement: string, secret: string | null, acceptance: string, accept: boolean, observations: Observations): Promise<OrderReply> {
  const { store, vault, clock } = parts
  const { row: owner, key } = await readAgreement(parts, store, agreement)
  if (secret === null || hashToken(secret) !== hashToken(key.openText(`agreement/host_secret/${owner.id}`, owner.host_secret))) refuse('HOST_REFUSED')
  return store.transaction().execute(async (access) => {
    const row = await access.selectFrom('acceptance').selectAll().where('id', '=', acceptance).where('agreement', '=', agreement).executeTakeFirst()
    if (!row) refuse('ACCEPTANCE_NOT_FOUND')
    const content = await openContent(parts, access, row)
    if (!content) refuse('ACCEPTANCE_ERASED')
    if (content.order === null || row.event === 'declined') refuse('ACCEPTANCE_NOT_FOUND')
    await lockContract(access, row.contract)
    const versions = await readVersions(access, agreement)
    const { document } = await readText(parts, access, versions.find(({ contract }) => contract === row.contract))
    const now = clock()
    const known = await readOrderReply(access, row, document, now)
    const event = accept ? ('accepted' as const) : ('declined' as const)
    if (known.event === event) return known
    if (known.event === 'lapsed') refuse('ORDER_LAPSED', { until: known.until })
    if (known.event !== null || row.withdrawn_at !== null) refuse('ORDER_ANSWERED')
    const recordHash = await appendRecord(access, parts, await vault.loadKey(access, row.contract), row.contract, {
      event: accept ? 'order-accepted' : 'order-declined', actor: { kind: 'party', party: 'seller', person: null }, statementHash: row.statement_hash, documentHash: row.document_hash, observations,
    })
    await access.insertInto('order_reply').values({ acceptance, event, record_hash: recordHash, at: now }).execute()
    return { ...known, event, at: formatInstant(now) }
  })
}
