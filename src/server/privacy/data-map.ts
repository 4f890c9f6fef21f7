import type { DataMapEntry } from '../../protocol/privacy.ts'
import { RETENTION_RULES, type RetentionRule } from '../retention/rule.ts'
import { readTables } from '../storage/migration.ts'

interface Purpose {
  readonly about: DataMapEntry['about']
  readonly purpose: DataMapEntry['purpose']
  readonly retention: DataMapEntry['retention']
}

/** What each table is for, whom it is about, and how long it stays. */
export const PURPOSES: Readonly<Record<string, Purpose>> = {
  fact: { about: 'nobody', purpose: 'service', retention: 'service' },
  counter: { about: 'nobody', purpose: 'service', retention: 'service' },
  data_key: { about: 'nobody', purpose: 'keys', retention: 'until-erased' },
  authority_key: { about: 'nobody', purpose: 'certification', retention: 'service' },
  person: { about: 'seller', purpose: 'account', retention: 'until-erased' },
  session: { about: 'seller', purpose: 'account', retention: 'hours' },
  session_code: { about: 'seller', purpose: 'account', retention: 'hours' },
  contract: { about: 'parties', purpose: 'contract', retention: 'contract' },
  pending_publication: { about: 'parties', purpose: 'contract', retention: 'hours' },
  contract_version: { about: 'parties', purpose: 'contract', retention: 'contract' },
  own_file: { about: 'parties', purpose: 'contract', retention: 'contract' },
  certificate: { about: 'parties', purpose: 'certification', retention: 'contract' },
  offer: { about: 'parties', purpose: 'contract', retention: 'contract' },
  challenge: { about: 'nobody', purpose: 'contract', retention: 'hours' },
  intent: { about: 'parties', purpose: 'contract', retention: 'contract' },
  answer: { about: 'parties', purpose: 'evidence', retention: 'contract' },
  record: { about: 'parties', purpose: 'evidence', retention: 'contract' },
  log_entry: { about: 'nobody', purpose: 'evidence', retention: 'forever' },
  mail: { about: 'parties', purpose: 'mail', retention: 'contract' },
  kept_certificate: { about: 'seller', purpose: 'certification', retention: 'service' },
  certificate_event: { about: 'seller', purpose: 'certification', retention: 'service' },
  used_certificate: { about: 'parties', purpose: 'certification', retention: 'contract' },
  published_crl: { about: 'nobody', purpose: 'certification', retention: 'service' },
  organisation: { about: 'seller', purpose: 'certification', retention: 'until-erased' },
  passkey: { about: 'seller', purpose: 'account', retention: 'until-erased' },
  passkey_challenge: { about: 'nobody', purpose: 'account', retention: 'hours' },
  round: { about: 'parties', purpose: 'contract', retention: 'contract' },
  discarded: { about: 'nobody', purpose: 'evidence', retention: 'contract' },
  log_tree: { about: 'nobody', purpose: 'evidence', retention: 'forever' },
  log_tile: { about: 'nobody', purpose: 'evidence', retention: 'forever' },
  log_growth: { about: 'nobody', purpose: 'evidence', retention: 'forever' },
  log_cosignature: { about: 'nobody', purpose: 'evidence', retention: 'forever' },
  archive_file: { about: 'parties', purpose: 'evidence', retention: 'contract' },
  agreement: { about: 'seller', purpose: 'contract', retention: 'contract' },
  agreement_version: { about: 'nobody', purpose: 'contract', retention: 'contract' },
  click_challenge: { about: 'nobody', purpose: 'contract', retention: 'hours' },
  acceptance: { about: 'visitor', purpose: 'evidence', retention: 'until-erased' },
  integrity_check: { about: 'nobody', purpose: 'service', retention: 'service' },
  damage: { about: 'nobody', purpose: 'service', retention: 'service' },
  legal_hold: { about: 'nobody', purpose: 'evidence', retention: 'service' },
  retention_run: { about: 'nobody', purpose: 'service', retention: 'service' },
  data_consent: { about: 'parties', purpose: 'evidence', retention: 'until-erased' },
  data_consent_act: { about: 'parties', purpose: 'evidence', retention: 'until-erased' },
  alongside: { about: 'nobody', purpose: 'evidence', retention: 'contract' },
  order_reply: { about: 'nobody', purpose: 'evidence', retention: 'contract' },
  withdrawal: { about: 'parties', purpose: 'evidence', retention: 'contract' },
  records_withdrawal: { about: 'parties', purpose: 'evidence', retention: 'contract' },
  erasure: { about: 'nobody', purpose: 'evidence', retention: 'forever' },
  webhook_delivery: { about: 'visitor', purpose: 'mail', retention: 'sent' },
}

/** What is stored of whom, why, in what form, how long: read from the database's own tables. */
export function describeData(): DataMapEntry[] {
  return Object.entries(readTables()).flatMap(([table, columns]) => {
    const purpose = PURPOSES[table]
    if (!purpose) throw new Error(`nobody has described the table ${table}`)
    const entries = Object.entries(columns)
    const rules = (RETENTION_RULES as readonly RetentionRule[]).filter(({ tables }) => tables.includes(table)).map(({ days, from, end, basis }) => ({ days, from, end, basis }))
    return [{ table, ...purpose, rules, sealed: entries.filter(([, kind]) => kind.startsWith('bytes')).map(([name]) => name), plain: entries.filter(([, kind]) => !kind.startsWith('bytes')).map(([name]) => name) }]
  })
}
