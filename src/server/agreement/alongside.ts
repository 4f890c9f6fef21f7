import type { ContractDocument } from '../../core/contract/document.ts'
import type { PackageFile } from '../../core/evidence/manifest.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import type { AlongsideAcceptance } from '../../protocol/agreement.ts'
import { openDigest } from '../contract/summary.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import { findActive, readAgreement, readText, readVersions } from './access.ts'

const refuseStale = (index: number, title: string): never => refuse('ALONGSIDE_STALE', { path: `alongside.${index}`, title })

/** The public page of one version. */
export const versionAddress = (publicAddress: string, agreement: string, number: string): string => `${publicAddress}/a/${agreement}?version=${number}`

/**
 * Before a contract is published: every agreement alongside is the seller's own, of the contract's language, and named with the version in force,
 * its hash, title and address. A version of an agreement names none: agreements are asked together on the agreement's own page.
 * Throws ALONGSIDE_STALE.
 */
export async function checkAlongside(parts: Parts, access: Access, person: string, contract: string, document: ContractDocument): Promise<void> {
  const { alongside = [], language } = document
  if (alongside.length === 0) return
  const isVersion = await access.selectFrom('agreement_version').select('number').where('contract', '=', contract).executeTakeFirst()
  for (const [index, one] of alongside.entries()) {
    const row = await access.selectFrom('agreement').select('id').where('id', '=', one.agreement).where('person', '=', person).executeTakeFirst()
    if (!row || isVersion) return refuseStale(index, one.title)
    const { key, row: agreement } = await readAgreement(parts, access, one.agreement, person)
    const active = findActive(await readVersions(access, one.agreement), parts.clock())
    const isNamed =
      active?.number === one.number && active.published?.documentHash === one.documentHash && agreement.language === language &&
      one.title === key.openText(`agreement/title/${agreement.id}`, agreement.title) && one.address === versionAddress(parts.settings.publicAddress, agreement.id, one.number)
    if (!isNamed) refuseStale(index, one.title)
  }
}

/** Notes what a contract asks for, in the transaction that publishes it. */
export async function insertAlongside(access: Access, contract: string, { alongside = [] }: ContractDocument): Promise<void> {
  for (const { agreement, number, documentHash } of alongside) await access.insertInto('alongside').values({ contract, agreement, number, document_hash: documentHash }).execute()
}

/** Who accepted an agreement with a contract, by one signature over both; newest first. What was erased is left out. */
export async function listAlongside({ store, vault }: Parts, agreement: string): Promise<AlongsideAcceptance[]> {
  const rows = await store
    .selectFrom('alongside')
    .innerJoin('answer', 'answer.contract', 'alongside.contract')
    .innerJoin('offer', 'offer.id', 'answer.offer')
    .innerJoin('contract', 'contract.id', 'alongside.contract')
    .select(['alongside.number', 'alongside.contract', 'offer.id', 'offer.email', 'statement_hash', 'record_hash', 'received_at', 'contract.summary'])
    .where('agreement', '=', agreement)
    .where('answer.event', '=', 'agreed')
    .where('contract.erased_at', 'is', null)
    .orderBy('received_at', 'desc')
    .limit(500)
    .execute()
  const accepted: AlongsideAcceptance[] = []
  for (const row of rows) {
    const key = await vault.loadKey(store, row.contract)
    const { number } = openDigest(key, { id: row.contract, summary: row.summary })
    accepted.push({
      contract: row.contract, contractNumber: number, number: row.number, email: key.openText(`offer/email/${row.id}`, row.email), at: formatInstant(row.received_at),
      statementHash: row.statement_hash, recordHash: row.record_hash,
    })
  }
  return accepted
}

/** How many signed each version together with a contract. */
export async function countAlongside({ store }: Pick<Parts, 'store'>, agreement: string): Promise<ReadonlyMap<string, number>> {
  const rows = await store
    .selectFrom('alongside')
    .innerJoin('answer', 'answer.contract', 'alongside.contract')
    .select(['number', (expression) => expression.fn.countAll<number | string>().as('count')])
    .where('agreement', '=', agreement)
    .where('answer.event', '=', 'agreed')
    .groupBy('number')
    .execute()
  return new Map(rows.map(({ number, count }) => [number, Number(count)]))
}

/** The very texts that were agreed to beside a contract, for its evidence package: each hashes to what the contract document names. */
export async function packAlongside(parts: Parts, { alongside = [] }: ContractDocument): Promise<PackageFile[]> {
  const files: PackageFile[] = []
  for (const { agreement, number, documentHash } of alongside) {
    const version = (await readVersions(parts.store, agreement)).find((one) => one.published?.documentHash === documentHash)
    if (version) files.push({ name: `document/alongside/${agreement}-${number}.json`, mediaType: 'application/json', bytes: encodeUtf8((await readText(parts, parts.store, version)).text) })
  }
  return files
}
