import type { ClickReceipt } from '../../protocol/agreement.ts'
import { REFUSALS } from '../../protocol/error.ts'
import { createId, createToken, hashToken } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import { appendRecords, formatInstant, lockContract } from '../record/append.ts'
import { Refusal } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import type { Outcomes } from './batch.ts'
import { takeChallenges } from './challenge.ts'
import type { Made } from './check.ts'
import { sealContent, type AcceptanceContent } from './content.ts'
import { signReceipt } from './receipt.ts'
import { enqueueWebhook } from './webhook.ts'

const DAY = 86_400_000

/** Appends a record for each click, contract by contract. Gives their hashes. */
async function appendAll(parts: Parts, access: Access, clicks: readonly Made[]): Promise<Map<Made, string>> {
  const hashes = new Map<Made, string>()
  for (const [contract, ones] of Map.groupBy(clicks, ({ version }) => version.contract)) {
    const appended = await appendRecords(access, parts, ones[0]!.published.key, contract, ones.map(({ event, statement, statementHash, published: { row } }) => ({
      event, actor: { kind: 'visitor', party: null, person: null }, version: row.version, presentation: statement.presentation, act: statement.act, statementHash, documentHash: row.document_hash,
    })))
    for (const [index, click] of ones.entries()) hashes.set(click, appended[index]!)
  }
  return hashes
}

/**
 * Writes clicks that were checked, their records and public entries, in the caller's transaction: a statement for each table, not for each click. Whoever
 * names a challenge that is not (or no longer) there for it is refused by itself with CHALLENGE_REFUSED, and nothing of it is written.
 */
export async function writeClicks(parts: Parts, access: Access, clicks: readonly Made[]): Promise<Outcomes<ClickReceipt>> {
  const { vault, clock, random } = parts
  // Contracts' rows in one order, so that two groups wait for each other and never for what the other holds.
  for (const contract of [...new Set(clicks.map(({ version }) => version.contract))].toSorted()) await lockContract(access, contract)
  const now = clock()
  const at = formatInstant(now)
  const taken = await takeChallenges(access, clicks.filter(({ event }) => event !== 'declined'), now)
  const entitled = clicks.filter((click) => click.event === 'declined' || taken.has(click))
  const recordHashes = await appendAll(parts, access, entitled)
  const keys = await vault.createKeys(access, 'person', entitled.map(() => createId(random)))
  const receipts = new Map<Made, ClickReceipt>()
  const rows = []
  for (const [index, click] of entitled.entries()) {
    const { event, version, asked: { row: agreement, subject, subjectLookup }, published: { row: text, document }, request, statement, statementHash } = click
    const key = keys[index]!
    const { id } = key
    const token = createToken(random)
    const recordHash = recordHashes.get(click)!
    const identity = subject ? ('asserted-by-host' as const) : ('none' as const)
    const receipt = await signReceipt(parts, {
      iat: Math.floor(now / 1000), jti: id, sub: subject?.id ?? null, aud: subject?.audience ?? request.origin, nonce: subject?.nonce ?? null, origin: request.origin,
      agreement: agreement.id, version: version.number, event, documentHash: text.document_hash, statementHash, recordHash,
      presentation: statement.presentation, act: statement.act, identity, keyThumbprint: statement.keyThumbprint, total: statement.total, at,
    })
    const content: AcceptanceContent = {
      statement: click.text, jws: request.jws, salt: request.salt, claims: request.claims, claimsSalt: request.claimsSalt, snapshot: request.snapshot, subject: subject?.id ?? null, nonce: subject?.nonce ?? null,
      audience: subject?.audience ?? null, origin: request.origin, order: subject?.order ?? null, observations: { ...click.observations }, token, receipt,
    }
    const days = document.withdrawal?.days ?? null
    rows.push({
      id, agreement: agreement.id, number: version.number, version_id: text.version_id, contract: version.contract, event, presentation: statement.presentation, act: statement.act, identity,
      subject_lookup: subjectLookup, token_hash: hashToken(token), statement_hash: statementHash, document_hash: text.document_hash, record_hash: recordHash, content: sealContent(key, id, content), at: now,
      withdraw_until: event === 'declined' || days === null ? null : now + days * DAY, withdrawn_at: null, withdrawal: null, erased_at: null,
    })
    receipts.set(click, { acceptance: id, token, agreement: agreement.id, number: version.number, event, at, receipt })
    await enqueueWebhook(parts, access, agreement, { type: `acceptance.${event}`, acceptance: id, number: version.number, at, receipt })
  }
  if (rows.length > 0) await access.insertInto('acceptance').values(rows).execute()
  return clicks.map((click) => {
    const receipt = receipts.get(click)
    return receipt ? { status: 'fulfilled', value: receipt } : { status: 'rejected', reason: new Refusal('CHALLENGE_REFUSED', REFUSALS.CHALLENGE_REFUSED.en) }
  })
}
