import { decodeBase64 } from '../../core/bytes/base64.ts'
import { sha256, sha256Hex } from '../../core/bytes/sha256.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { addUnsignedAttributes, encodeAttribute } from '../../core/cms/attribute.ts'
import { createSignedData, parseSignedData } from '../../core/cms/signed-data.ts'
import { packAlongside } from '../agreement/alongside.ts'
import { streamPackage } from '../../core/evidence/assemble/package.ts'
import type { ContractDocument } from '../../core/contract/document.ts'
import { SNAPSHOT_ENDING, SNAPSHOT_FOLDER, type PackageFile, type PackagePart } from '../../core/evidence/manifest.ts'
import { parseRecord, type ContractRecord } from '../../core/evidence/record.ts'
import { encodeTime } from '../../core/pki/instant.ts'
import { OID_SIGNATURE_TIME_STAMP, OID_SIGNING_TIME } from '../../core/pki/oids.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import { createTimestampRequest, parseTimestampResponse } from '../../core/pki/timestamp.ts'
import { describeSchema, SCHEMA_NAMES } from '../../protocol/schema.ts'
import { openDocument, openPublication, readOwnContract, readVersion } from '../contract/access.ts'
import { parseDocumentText } from '../contract/document.ts'
import { digestContract } from '../contract/summary.ts'
import { composeConsentRecord, readActs } from '../data-consent/view.ts'
import { readIntent } from '../intent/access.ts'
import { proveContract } from '../log/record-proof.ts'
import { fileContext } from '../acceptance/context.ts'
import type { Parts } from '../parts.ts'
import { formatInstant, readRecords } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { archiveContext } from '../archive/extend.ts'
import { measureSealed } from './source.ts'
import { readCheckPage } from '../page/check-page.ts'
import { encodeTrail, sealTrail } from '../trail/outline.ts'
import { composeTrail } from '../trail/trail.ts'
import { listClicks } from './clicks.ts'
import type { DataKey } from '../vault/vault.ts'
import { renderIndex } from './index-page.ts'

const JSON_TYPE = 'application/json'
const pad = (sequence: number): string => String(sequence + 1).padStart(4, '0')
const text = (name: string, mediaType: string, content: string): PackageFile => ({ name, mediaType, bytes: encodeUtf8(content) })

/** A timestamped detached signature of the service's seal (CAdES baseline B-T, ETSI EN 319 122-1 §6.3, which wants the time claimed among what is signed). */
async function signManifest({ authority, random, clock }: Parts, manifest: Uint8Array): Promise<Uint8Array> {
  const signedAttributes = [encodeAttribute(OID_SIGNING_TIME, encodeTime(clock()))]
  const cms = await createSignedData({ signer: await authority.openSeal(), digest: sha256(manifest), digestHash: 'SHA-256', signedAttributes, algorithmProtection: true })
  const imprint = sha256(parseSignedData(cms).signers[0]!.signature)
  const token = parseTimestampResponse(await authority.answerTimestamp(createTimestampRequest({ imprint, nonce: random(16) })))
  return addUnsignedAttributes(cms, [encodeAttribute(OID_SIGNATURE_TIME_STAMP, token)])
}

/** What records hold besides themselves: statements, certificates and tokens as files of their own, each once. */
function spread(records: readonly ContractRecord[]): PackageFile[] {
  const files = new Map<string, PackageFile>()
  for (const { sequence, event, statementHash, evidence } of records) {
    if (evidence?.statement && statementHash) files.set(`statement ${statementHash}`, text(`statements/${statementHash}.json`, JSON_TYPE, evidence.statement))
    if (evidence?.certificate && evidence.certificateThumbprint) files.set(`certificate ${evidence.certificateThumbprint}`, { name: `certificates/${evidence.certificateThumbprint.slice(0, 16)}.cer`, mediaType: 'application/pkix-cert', bytes: decodeBase64(evidence.certificate) })
    if (evidence?.timestampToken) files.set(`token ${sequence}`, { name: `timestamps/${pad(sequence)}-${event}.tst`, mediaType: 'application/timestamp-reply', bytes: decodeBase64(evidence.timestampToken) })
  }
  return [...files.values()]
}

/** What people decided about their personal data under this contract: the record for each of them, with every signed statement; what was erased is left out. */
async function listDecisions(parts: Parts, contract: string, document: ContractDocument, documentHash: string): Promise<PackageFile[]> {
  const { store, vault } = parts
  if (!document.privacy) return []
  const rows = await store.selectFrom('data_consent').selectAll().where('contract', '=', contract).where('erased_at', 'is', null).orderBy('created_at').execute()
  const files: PackageFile[] = []
  for (const row of rows) {
    const acts = await readActs(store, await vault.loadKey(store, row.id), row.id)
    // The link of the person's own page stays out: whoever has it could decide in its place.
    const record = composeConsentRecord(parts, row, { document, documentHash }, '', acts)
    files.push(text(`data-consents/${row.id}.json`, JSON_TYPE, `${JSON.stringify({ record, statements: acts.map(({ jws }) => jws) }, null, 2)}\n`))
  }
  return files
}

/** What the screens showed at each press, as far as the browsers sent it; each named by the hash that its statement names. Plain text, so that no reader runs it. */
async function listSnapshots({ store }: Parts, key: DataKey, contract: string): Promise<PackageFile[]> {
  const answers = await store.selectFrom('answer').select(['offer', 'statement_hash']).where('contract', '=', contract).orderBy('received_at').execute()
  const files = new Map<string, PackageFile>()
  for (const { offer, statement_hash } of answers) {
    const snapshot = (await readIntent(store, key, offer, statement_hash))?.snapshot
    if (snapshot != null) files.set(sha256Hex(encodeUtf8(snapshot)), text(`${SNAPSHOT_FOLDER}/${sha256Hex(encodeUtf8(snapshot))}${SNAPSHOT_ENDING}`, 'text/plain', snapshot))
  }
  return [...files.values()]
}

/** The newest state of each file that was extended for the archive since. */
async function readExtended({ store, blobs }: Parts, key: DataKey, contract: string): Promise<PackagePart[]> {
  const rows = await store.selectFrom('archive_file').selectAll().where('contract', '=', contract).where('sequence', '>', 0).orderBy('offer').orderBy('sequence').execute()
  const newest = [...new Map(rows.map((row) => [row.offer, row])).values()]
  const files: PackagePart[] = []
  for (const { offer, sequence, blob } of newest) files.push(await measureSealed(blobs, key, { name: `archive/${String(files.length + 1).padStart(2, '0')}.pdf`, mediaType: 'application/pdf', context: archiveContext(contract, offer, sequence), blob }))
  return files
}

/**
 * Everything that tells a contract's life and lets others judge it without this service, in one signed file, as it comes: every stored file was read through and
 * found whole before the first byte. Throws CONTRACT_NOT_FOUND, STATE_REFUSED before publication, BLOB_MISSING, BLOB_DAMAGED, SEALED_DAMAGED, ZIP_TOO_LARGE.
 */
export async function makePackage(parts: Parts, person: string, contract: string): Promise<{ readonly chunks: AsyncGenerator<Uint8Array>; readonly name: string }> {
  const { store, blobs, authority, log, clock } = parts
  const { row, key } = await readOwnContract(parts, store, person, contract)
  const version = await readVersion(store, contract)
  if (!version) return refuse('STATE_REFUSED')
  const documentText = openDocument(key, version)
  const document = parseDocumentText(documentText)
  const kept = await readRecords(store, key, contract)
  const records = kept.map(({ record }) => parseRecord(record))
  const { entries } = await proveContract(parts, key, contract)
  const answers = await store.selectFrom('answer').select(['offer', 'blob']).where('contract', '=', contract).where('blob', 'is not', null).orderBy('received_at').execute()
  const signed: PackagePart[] = []
  for (const { offer, blob } of answers) {
    signed.push(await measureSealed(blobs, key, { name: `signed/${String(signed.length + 1).padStart(2, '0')}.pdf`, mediaType: 'application/pdf', context: fileContext(contract, offer), blob: blob! }))
  }
  const trail = await composeTrail(parts, key, row, null)
  const trails: PackageFile[] = []
  for (const language of ['vi', 'en'] as const) trails.push({ name: `audit-trail.${language}.pdf`, mediaType: 'application/pdf', bytes: await sealTrail(parts, trail, language) })
  const checkPage = readCheckPage(parts)
  const seal = await authority.openSeal()
  const certificates = [...authority.issuers.map(({ slug, certificate }) => [slug, certificate] as const), ['timestamp-unit', authority.timestampUnit] as const, ['seal', seal.certificate] as const]
  const files: PackagePart[] = [
    text('document/contract.json', JSON_TYPE, documentText),
    { name: 'document/publication.p7s', mediaType: 'application/pkcs7-signature', bytes: openPublication(key, version) },
    ...(await packAlongside(parts, document)),
    ...signed,
    ...(await readExtended(parts, key, contract)),
    ...kept.map(({ record }, index) => text(`records/${pad(index)}-${records[index]!.event}.json`, JSON_TYPE, record)),
    ...spread(records),
    ...(await listClicks(parts, contract)),
    ...(await listSnapshots(parts, key, contract)),
    ...(await listDecisions(parts, contract, document, version.document_hash)),
    ...entries.flatMap(({ sequence, proof }) => (proof === null ? [] : [text(`proofs/${pad(sequence)}.tlog-proof`, 'text/plain', proof)])),
    text('log/checkpoint', 'text/plain', (await log.readCheckpoint()) ?? ''),
    text('log/key', 'text/plain', `${log.verifiers.join('\n')}\n`),
    ...certificates.map(([name, bytes]) => ({ name: `certificates/${name}.cer`, mediaType: 'application/pkix-cert', bytes })),
    ...(await Promise.all(authority.issuers.map(async ({ slug }) => ({ name: `revocation/${slug}.crl`, mediaType: 'application/pkix-crl', bytes: await authority.getCrl(slug) })))),
    ...SCHEMA_NAMES.map((name) => text(`schemas/${name}.json`, 'application/schema+json', `${JSON.stringify(describeSchema(name), null, 2)}\n`)),
    text('audit-trail.json', JSON_TYPE, encodeTrail(trail)),
    ...trails,
    ...(checkPage ? [{ name: 'verify.html', mediaType: 'text/html', bytes: new Uint8Array(checkPage.html) }] : []),
  ]
  const { title } = digestContract(document)
  const index = renderIndex({ title, number: document.number, made: formatInstant(clock()), origin: log.origin, verifier: log.verifier, root: computeCertificateThumbprint(authority.root), trail, files })
  const chunks = await streamPackage([text('index.html', 'text/html', index), ...files], (manifest) => signManifest(parts, manifest))
  return { chunks, name: `evidence-${document.number.replace(/[^0-9A-Za-z-]+/g, '-')}.asice` }
}
