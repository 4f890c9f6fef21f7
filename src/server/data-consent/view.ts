import { encodeConsentRecord } from '../../core/consent/consent-record.ts'
import { parseDataConsent, type DataChoices } from '../../core/consent/data-consent.ts'
import type { DataAct, DataConsentList, DataConsentView, DataPlace } from '../../protocol/data-consent.ts'
import { prepareReceipts, signReceipt } from '../agreement/receipt.ts'
import { openDocument, readOwnContract, readVersion } from '../contract/access.ts'
import { parseDocumentText } from '../contract/document.ts'
import { digestContract } from '../contract/summary.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'
import { readAsking, type Asking, type DataConsentRow } from './place.ts'

export const actContext = (consent: string, sequence: number): string => `data_consent_act/content/${consent}/${sequence}`
export const tokenContext = (consent: string): string => `data_consent/token/${consent}`

export const choicesOf = (statement: string): DataChoices => Object.fromEntries(parseDataConsent(statement).purposes.map(({ id, after }) => [id, after]))

/** Every act of one person, oldest first. */
export async function readActs(access: Access, key: DataKey, consent: string): Promise<DataAct[]> {
  const rows = await access.selectFrom('data_consent_act').selectAll().where('consent', '=', consent).orderBy('sequence').execute()
  return rows.map((row) => {
    const { statement, jws } = JSON.parse(key.openText(actContext(consent, row.sequence), row.content)) as { statement: string; jws: string }
    return { event: row.event, at: formatInstant(row.at), claimedTime: parseDataConsent(statement).claimedTime, statementHash: row.statement_hash, recordHash: row.record_hash, choices: choicesOf(statement), statement, jws }
  })
}

/** The record with the fields of ISO/IEC TS 27560, of acts that were kept. */
export function composeConsentRecord({ settings }: Pick<Parts, 'settings'>, row: DataConsentRow, { document, documentHash }: Pick<Asking, 'document' | 'documentHash'>, token: string, acts: readonly DataAct[]): Record<string, unknown> {
  return encodeConsentRecord({ id: row.id, principal: row.subject_lookup?.slice(0, 24) ?? row.id, document, documentHash, address: `${settings.publicAddress}/d/${token}`, service: settings.publicAddress, acts })
}

/** What is asked and what was decided. */
export async function describeAsking(parts: Parts, asking: Asking): Promise<DataConsentView> {
  const { store, vault } = parts
  const { row, document, text, documentHash, title } = asking
  const empty = { consent: null, token: null, acts: [], record: null, receipt: null }
  const view = { title, seller: digestContract(document).seller, language: document.language, document: document.privacy ? text : null, documentHash }
  if (!row) return { ...view, ...empty }
  const key = await vault.loadKey(store, row.id)
  const token = key.openText(tokenContext(row.id), row.token)
  const acts = await readActs(store, key, row.id)
  const record = composeConsentRecord(parts, row, asking, token, acts)
  await prepareReceipts(parts)
  return { ...view, consent: row.id, token, acts, record, receipt: await signReceipt(parts, { jti: row.id, data_consent: record }) }
}

/** Throws what `readAsking` throws. */
export async function viewDataConsent(parts: Parts, place: DataPlace): Promise<DataConsentView> {
  return describeAsking(parts, await readAsking(parts, parts.store, place))
}

/** Every person's decisions under a contract or a version of terms, for its seller. Throws CONTRACT_NOT_FOUND, STATE_REFUSED before publication. */
export async function listDataConsents(parts: Parts, person: string, contract: string): Promise<DataConsentList> {
  const { store, vault } = parts
  const { key } = await readOwnContract(parts, store, person, contract)
  const version = await readVersion(store, contract)
  if (!version) refuse('STATE_REFUSED')
  const { privacy } = parseDocumentText(openDocument(key, version))
  const rows = await store.selectFrom('data_consent').selectAll().where('contract', '=', contract).where('erased_at', 'is', null).orderBy('created_at', 'desc').limit(500).execute()
  const consents = []
  const counts = new Map((privacy?.purposes ?? []).filter(({ basis }) => basis === 'consent').map(({ id, why }) => [id, { id, why, given: 0, withdrawn: 0 }]))
  for (const row of rows) {
    const acts = await readActs(store, await vault.loadKey(store, row.id), row.id)
    const last = acts.at(-1)
    if (!last) continue
    for (const [id, count] of counts) {
      if (last.choices[id]) count.given += 1
      else if (acts.some(({ choices }) => choices[id])) count.withdrawn += 1
    }
    consents.push({ consent: row.id, offer: row.offer, at: last.at, event: last.event, choices: { ...last.choices }, statementHash: last.statementHash })
  }
  return { purposes: [...counts.values()], consents }
}
