import { checkRoom, PLAIN_ROOM, streamZip, type ZipFile, type ZipSource } from '../../core/bytes/zip.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { fileContext } from '../acceptance/context.ts'
import { readAnswer } from '../acceptance/answer.ts'
import { openContent } from '../agreement/content.ts'
import { openDocument, type OfferRow } from '../contract/access.ts'
import { parseDocumentText } from '../contract/document.ts'
import { currentState, digestContract } from '../contract/summary.ts'
import { readActs } from '../data-consent/view.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import { measureSealed } from '../evidence/source.ts'
import { openGiven } from '../round/access.ts'
import { readRecordsWithdrawal } from '../records-consent/stored.ts'
import type { Person } from '../session/session.ts'
import { describeKept, readKept } from './kept-records.ts'
import { findOwn } from './own.ts'
import { renderExport } from './export-page.ts'

/** One thing that is stored of a person: what it is, where it stands in the archive, and its values. */
export interface ExportedItem {
  readonly kind: 'account' | 'contract-of-yours' | 'offer' | 'acceptance' | 'data-consent'
  readonly title: string
  readonly at: string
  readonly values: Readonly<Record<string, unknown>>
  readonly files: readonly string[]
}

interface Collected {
  readonly item: ExportedItem
  readonly files: readonly (ZipFile | ZipSource)[]
}

const instantOf = (at: number | null): string | null => (at === null ? null : formatInstant(at))

async function exportAccount({ store, vault }: Parts, { person, email }: Person): Promise<Collected> {
  const key = await vault.loadKey(store, person)
  const row = await store.selectFrom('person').select('created_at').where('id', '=', person).executeTakeFirstOrThrow()
  const sessions = await store.selectFrom('session').select(['proven_at', 'expires_at']).where('person', '=', person).execute()
  const passkeys = await store.selectFrom('passkey').select(['id', 'created_at', 'used_at']).where('person', '=', person).execute()
  const certificates = await store.selectFrom('kept_certificate').select(['serial', 'state', 'not_before', 'not_after']).where('person', '=', person).execute()
  const organisation = await store.selectFrom('organisation').selectAll().where('person', '=', person).executeTakeFirst()
  return {
    item: {
      kind: 'account', title: email, at: formatInstant(row.created_at), files: [],
      values: {
        email, createdAt: formatInstant(row.created_at),
        sessions: sessions.map(({ proven_at, expires_at }) => ({ provenAt: formatInstant(proven_at), expiresAt: formatInstant(expires_at) })),
        passkeys: passkeys.map(({ id, created_at, used_at }) => ({ id, createdAt: formatInstant(created_at), usedAt: instantOf(used_at) })),
        certificates: certificates.map(({ serial, state, not_before, not_after }) => ({ serial, state, notBefore: formatInstant(not_before), notAfter: formatInstant(not_after) })),
        organisation: organisation && { name: key.openText(`organisation/name/${person}`, organisation.name), identifier: key.openText(`organisation/identifier/${person}`, organisation.identifier) },
      },
    },
    files: [],
  }
}

async function exportOffer(parts: Parts, offer: OfferRow): Promise<Collected> {
  const { store, vault, blobs, clock } = parts
  const key = await vault.loadKey(store, offer.contract)
  const version = await store.selectFrom('contract_version').selectAll().where('version_id', '=', offer.version_id).executeTakeFirstOrThrow()
  const documentText = openDocument(key, version)
  const document = parseDocumentText(documentText)
  const { title } = digestContract(document)
  const folder = `contracts/${offer.id}`
  const intents = await store.selectFrom('intent').selectAll().where('offer', '=', offer.id).execute()
  const answer = await readAnswer(store, key, offer.id)
  const recordsKept = await readKept(parts, store, offer.contract)
  const records = await store.selectFrom('record').select(['sequence', 'record']).where('contract', '=', offer.contract).where('offer', '=', offer.id).orderBy('sequence').execute()
  const files: (ZipFile | ZipSource)[] = [
    { name: `${folder}/contract.json`, bytes: encodeUtf8(documentText) },
    ...records.map(({ sequence, record }) => ({ name: `${folder}/records/${String(sequence).padStart(4, '0')}.json`, bytes: encodeUtf8(key.openText(`record/record/${offer.contract}/${sequence}`, record)) })),
    ...(answer?.blob ? [await measureSealed(blobs, key, { name: `${folder}/signed.pdf`, mediaType: 'application/pdf', context: fileContext(offer.contract, offer.id), blob: answer.blob })] : []),
  ]
  return {
    item: {
      kind: 'offer', title, at: formatInstant(offer.sent_at), files: files.map(({ name }) => name),
      values: {
        contract: offer.contract, number: document.number, party: offer.party, state: currentState(offer, clock()), sentAt: formatInstant(offer.sent_at), answeredAt: instantOf(offer.answered_at),
        email: key.openText(`offer/email/${offer.id}`, offer.email), name: offer.name === null ? null : key.openText(`offer/name/${offer.id}`, offer.name), given: openGiven(key, offer),
        receipt: answer?.receipt ?? null,
        recordsConsentWithdrawn: await readRecordsWithdrawal(store, key, offer.id),
        recordsKept,
        recordsKeptWhy: describeKept(recordsKept),
        attempts: intents.map(({ statement_hash, statement, particulars, claims, snapshot, state, created_at }) => ({
          state, createdAt: formatInstant(created_at), statement: JSON.parse(key.openText(`intent/statement/${offer.id}/${statement_hash}`, statement)) as unknown,
          particulars: JSON.parse(key.openText(`intent/particulars/${offer.id}/${statement_hash}`, particulars)) as unknown, claims: JSON.parse(key.openText(`intent/claims/${offer.id}/${statement_hash}`, claims)) as unknown,
          shown: snapshot === null ? null : key.openText(`intent/snapshot/${offer.id}/${statement_hash}`, snapshot),
        })),
      },
    },
    files,
  }
}

/**
 * Everything that is stored of a person under its address: an archive for people (`index.html`, in Vietnamese and English) and for programs (`data.json`), with
 * every file, as it comes: signed files were read through and found whole before the first byte. Throws BLOB_MISSING, BLOB_DAMAGED, SEALED_DAMAGED, ZIP_TOO_LARGE.
 */
export async function exportPerson(parts: Parts, person: Person): Promise<AsyncGenerator<Uint8Array>> {
  const { store, vault, clock } = parts
  const own = await findOwn(parts, person)
  const collected: Collected[] = [await exportAccount(parts, person)]
  for (const contract of own.contracts) {
    const key = await vault.loadKey(store, contract.id)
    collected.push({ item: { kind: 'contract-of-yours', title: (JSON.parse(key.openText(`contract/summary/${contract.id}`, contract.summary)) as { title: string }).title, at: formatInstant(contract.created_at), values: { contract: contract.id, state: contract.state }, files: [] }, files: [] })
  }
  for (const offer of own.offers) collected.push(await exportOffer(parts, offer))
  for (const row of own.acceptances) {
    const content = await openContent(parts, store, row)
    if (!content) continue
    collected.push({ item: { kind: 'acceptance', title: `${row.agreement} ${row.number}`, at: formatInstant(row.at), values: { ...content, event: row.event, statementHash: row.statement_hash, recordHash: row.record_hash, withdrawnAt: instantOf(row.withdrawn_at), recordsConsentWithdrawn: await readRecordsWithdrawal(store, await vault.loadKey(store, row.id), row.id) }, files: [] }, files: [] })
  }
  for (const row of own.dataConsents) {
    const acts = await readActs(store, await vault.loadKey(store, row.id), row.id)
    collected.push({ item: { kind: 'data-consent', title: row.id, at: formatInstant(row.created_at), values: { contract: row.contract, acts }, files: [] }, files: [] })
  }
  const items = collected.map(({ item }) => item)
  const data = { schema: 'countersign/personal-export/1', service: parts.settings.publicAddress, email: person.email, madeAt: formatInstant(clock()), items }
  const files = [
    { name: 'index.html', bytes: encodeUtf8(renderExport(data)) },
    { name: 'data.json', bytes: encodeUtf8(`${JSON.stringify(data, null, 2)}\n`) },
    ...collected.flatMap((each) => each.files),
  ]
  checkRoom(files, PLAIN_ROOM)
  return streamZip(files, PLAIN_ROOM)
}
