import { equalBytes } from '../../core/bytes/compare.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import { hashStatement, parseStatement } from '../../core/consent/statement.ts'
import { encodeEntry, ENTRY_SCHEMA, FIRST_ENTRY_SCHEMA } from '../../core/evidence/entry.ts'
import { commitRecord } from '../../core/evidence/record.ts'
import { parseJws, parsePublicJwk, verifyJws } from '../../core/pki/jws.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import { sha256Hex } from '../../core/bytes/sha256.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { openContent } from '../agreement/content.ts'
import { openDocument, openPublication } from '../contract/access.ts'
import { readIntent } from '../intent/access.ts'
import type { Parts } from '../parts.ts'
import type { DataKey } from '../vault/vault.ts'
import { damageOf, type Damage } from './damage.ts'
import { checkFiles } from './file.ts'
import { checkRecords, readEntry } from './record.ts'

type Find = (name: string, code: Damage['code']) => void

/** Acceptances opened at once. */
const PAGE = 200

async function checkVersions({ store }: Parts, key: DataKey, contract: string, find: Find): Promise<void> {
  for (const row of await store.selectFrom('contract_version').selectAll().where('contract', '=', contract).execute()) {
    try {
      if (sha256Hex(encodeUtf8(openDocument(key, row))) !== row.document_hash) find(`contract_version ${row.version_id}`, 'ROW_DIFFERS')
      openPublication(key, row)
    } catch (error) {
      find(`contract_version ${row.version_id}`, damageOf(error))
    }
  }
}

async function checkCertificates(parts: Parts, key: DataKey, contract: string, find: Find): Promise<void> {
  for (const row of await parts.store.selectFrom('certificate').selectAll().where('contract', '=', contract).execute()) {
    const name = `certificate ${row.serial}`
    try {
      if (computeCertificateThumbprint(key.open(`certificate/certificate/${row.serial}`, row.certificate)) !== row.thumbprint) find(name, 'ROW_DIFFERS')
      if (row.log_position === null) continue
      const commitment = commitRecord(key.openText(`certificate/salt/${row.serial}`, row.salt), row.thumbprint)
      const entry = await readEntry(parts, row.log_position)
      const wanted = [ENTRY_SCHEMA, FIRST_ENTRY_SCHEMA].map((schema) => encodeEntry({ schema, kind: 'certificate', commitment } as Parameters<typeof encodeEntry>[0]))
      if (!entry || !wanted.some((bytes) => equalBytes(bytes, entry))) find(name, 'ENTRY_DIFFERS')
    } catch (error) {
      find(name, damageOf(error))
    }
  }
}

/** The recorded screen is the one that the statement names. */
async function checkSnapshot(store: Parts['store'], key: DataKey, offer: string, statementHash: string, find: Find): Promise<void> {
  const name = `intent ${offer}`
  try {
    const intent = await readIntent(store, key, offer, statementHash)
    if (!intent) find(name, 'ROW_MISSING')
    else if (intent.snapshot !== null && sha256Hex(encodeUtf8(intent.snapshot)) !== parseStatement(intent.statement).snapshotHash) find(name, 'ROW_DIFFERS')
  } catch (error) {
    find(name, damageOf(error, 'ROW_DIFFERS'))
  }
}

/** Every answer that the history tells of is there, with the screen that it was given on. */
async function checkAnswers({ store }: Parts, key: DataKey, contract: string, files: ReadonlyMap<number, string>, find: Find): Promise<void> {
  const rows = await store.selectFrom('record').select(['sequence', 'offer', 'hash']).where('contract', '=', contract).where('event', 'in', ['agreed', 'declined']).where('offer', 'is not', null).execute()
  for (const { offer, hash, sequence } of rows) {
    const answer = await store.selectFrom('answer').selectAll().where('offer', '=', offer!).executeTakeFirst()
    if (!answer) find(`answer ${offer!}`, 'ROW_MISSING')
    else if (answer.record_hash !== hash || (answer.event === 'agreed' && files.get(sequence) !== answer.file_hash)) find(`answer ${offer!}`, 'ROW_DIFFERS')
    else if (answer.event === 'agreed') await checkSnapshot(store, key, offer!, answer.statement_hash, find)
  }
}

async function checkAcceptances(parts: Parts, contract: string, find: Find): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await parts.store.selectFrom('acceptance').selectAll().where('contract', '=', contract).where('id', '>', after).orderBy('id').limit(PAGE).execute()
    for (const row of rows) {
      const name = `acceptance ${row.id}`
      try {
        if (row.erased_at !== null) continue
        const content = await openContent(parts, parts.store, row)
        if (!content) find(name, 'ROW_UNREADABLE')
        else if (hashStatement(content.statement) !== row.statement_hash) find(name, 'ROW_DIFFERS')
        else if (content.jws !== null) {
          const jws = parseJws(content.jws)
          if (jws.payload !== content.statement || !(await verifyJws(jws, parsePublicJwk(jws.header['jwk'])))) find(name, 'SIGNATURE_FAILED')
        }
        const record = await parts.store.selectFrom('record').select('hash').where('hash', '=', row.record_hash).executeTakeFirst()
        if (!record) find(name, 'ROW_DIFFERS')
      } catch (error) {
        find(name, damageOf(error, 'ROW_DIFFERS'))
      }
    }
    if (rows.length < PAGE) return
    after = rows.at(-1)!.id
  }
}

/** Everything of one contract against hashes, links, the log and its own signatures. What was erased is passed over: its key is gone, on purpose. */
export async function checkContract(parts: Parts, contract: string): Promise<Damage[]> {
  const { store, vault } = parts
  const row = await store.selectFrom('data_key').select('destroyed_at').where('id', '=', contract).executeTakeFirst()
  if (row?.destroyed_at != null) return []
  const damages: Damage[] = []
  const find: Find = (name, code) => void damages.push({ subject: contract, name, code })
  try {
    const key = await vault.loadKey(store, contract)
    const { damages: broken, files } = await checkRecords(parts, key, contract)
    damages.push(...broken)
    await checkVersions(parts, key, contract, find)
    await checkCertificates(parts, key, contract, find)
    await checkAnswers(parts, key, contract, files, find)
    await checkAcceptances(parts, contract, find)
    damages.push(...(await checkFiles(parts, key, contract, files)))
  } catch (error) {
    if (!isCodedError(error, 'KEY_DESTROYED') && !isCodedError(error, 'SEALED_DAMAGED')) throw error
    find(`data_key ${contract}`, row ? 'ROW_UNREADABLE' : 'ROW_MISSING')
  }
  return damages
}
