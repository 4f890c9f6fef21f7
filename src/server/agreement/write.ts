import { REFUSALS } from '../../protocol/error.ts'
import type { Parts } from '../parts.ts'
import { formatInstant, lockContract, storeEntries, takeLink } from '../record/append.ts'
import { Refusal } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import { insertRows } from '../storage/insert.ts'
import { shareKey } from '../vault/vault.ts'
import type { Outcomes } from './batch.ts'
import { takeChallenges } from './challenge.ts'
import type { Made } from './check.ts'
import type { Chain, MadeClick } from './desk-sheet.ts'
import type { Laid } from './desks.ts'
import { enqueueWebhook } from './webhook.ts'

const DAY = 86_400_000

/** Where the records of these clicks stand in their contracts' chains. */
async function takeChains(parts: Parts, access: Access, clicks: readonly Made[]): Promise<Chain[]> {
  const chains: Chain[] = []
  for (const [contract, ones] of Map.groupBy(clicks, ({ version }) => version.contract)) {
    const { agreement, version, published: { row, key } } = ones[0]!
    const link = await takeLink(access, parts, contract, ones.length)
    chains.push({ link, key: shareKey(key), agreement, number: version.number, version: row.version, documentHash: row.document_hash, clicks: ones.map(({ index }) => index) })
  }
  return chains
}

/** A row of `acceptance` for each click. */
function acceptanceRows(clicks: readonly (readonly [Made, MadeClick])[], at: number) {
  return clicks.map(([{ agreement, version, event, opened, published: { row, document } }, { id, tokenHash, recordHash, content }]) => {
    const days = document.withdrawal?.days ?? null
    return {
      id, agreement, number: version.number, version_id: row.version_id, contract: version.contract, event, presentation: opened.presentation, act: opened.act,
      identity: opened.isNamed ? ('asserted-by-host' as const) : ('none' as const), subject_lookup: opened.subjectLookup, token_hash: tokenHash, statement_hash: opened.statementHash,
      document_hash: row.document_hash, record_hash: recordHash, content, at, withdraw_until: event === 'declined' || days === null ? null : at + days * DAY, withdrawn_at: null, withdrawal: null, erased_at: null,
    }
  })
}

/**
 * Writes clicks of a sheet that were checked, their records and public entries, in the caller's transaction: a statement for each table, not for each click.
 * Whoever names a challenge that is not (or no longer) there for it is refused by itself with CHALLENGE_REFUSED, and nothing of it is written. Gives the
 * receipts as JSON.
 */
export async function writeClicks(parts: Parts, access: Access, laid: Laid, clicks: readonly Made[]): Promise<Outcomes<string>> {
  const { vault, clock } = parts
  // Contracts' rows in one order, so that two groups wait for each other and never for what the other holds.
  for (const contract of [...new Set(clicks.map(({ version }) => version.contract))].toSorted()) await lockContract(access, contract)
  const now = clock()
  const taken = await takeChallenges(access, clicks.filter(({ event }) => event !== 'declined'), now)
  const entitled = clicks.filter((click) => click.event === 'declined' || taken.has(click))
  const answers = new Map<number, string>()
  if (entitled.length > 0) {
    const chains = await takeChains(parts, access, entitled)
    const made = await laid.make(now, chains)
    const byIndex = new Map(entitled.map((click) => [click.index, click]))
    const pairs = made.map((one) => [byIndex.get(one.index)!, one] as const)
    const first = await storeEntries(access, parts, made.map(({ entry }) => entry))
    await insertRows(access, 'record', pairs.map(([{ event, version }, { at, sequence, recordHash, record, salt }], turn) => ({
      contract: version.contract, sequence, hash: recordHash, event, offer: null, at, log_position: first + turn, record, salt,
    })))
    await vault.storeKeys(access, 'person', made)
    await insertRows(access, 'acceptance', acceptanceRows(pairs, now))
    for (const [{ row, event, version }, { index, id, receipt, answer }] of pairs) {
      await enqueueWebhook(parts, access, row, { type: `acceptance.${event}`, acceptance: id, number: version.number, at: formatInstant(now), receipt })
      answers.set(index, answer)
    }
  }
  return clicks.map(({ index }) => {
    const answer = answers.get(index)
    return answer === undefined ? { status: 'rejected', reason: new Refusal('CHALLENGE_REFUSED', REFUSALS.CHALLENGE_REFUSED.en) } : { status: 'fulfilled', value: answer }
  })
}
