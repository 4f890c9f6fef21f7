import { decodeBase64 } from '../../core/bytes/base64.ts'
import { sha256 } from '../../core/bytes/sha256.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { addUnsignedAttributes, encodeAttribute } from '../../core/cms/attribute.ts'
import { createSignedData, parseSignedData } from '../../core/cms/signed-data.ts'
import { packAlongside } from '../agreement/alongside.ts'
import { assemblePackage } from '../../core/evidence/assemble/package.ts'
import type { ContractDocument } from '../../core/contract/document.ts'
import type { PackageFile } from '../../core/evidence/manifest.ts'
import { parseRecord, type ContractRecord } from '../../core/evidence/record.ts'
import { OID_SIGNATURE_TIME_STAMP } from '../../core/pki/oids.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import { createTimestampRequest, parseTimestampResponse } from '../../core/pki/timestamp.ts'
import { describeSchema, SCHEMA_NAMES } from '../../protocol/schema.ts'
import { openDocument, openPublication, readOwnContract, readVersion } from '../contract/access.ts'
import { parseDocumentText } from '../contract/document.ts'
import { digestContract } from '../contract/summary.ts'
import { composeConsentRecord, readActs } from '../data-consent/view.ts'
import { proveContract } from '../log/record-proof.ts'
import { fileContext } from '../acceptance/context.ts'
import type { Parts } from '../parts.ts'
import { formatInstant, readRecords } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { readSealed } from '../sealed-file.ts'
import { readArchived } from '../archive/extend.ts'
import { readCheckPage } from '../page/check-page.ts'
import { encodeTrail, sealTrail } from '../trail/outline.ts'
import { composeTrail } from '../trail/trail.ts'
import { listClicks } from './clicks.ts'
import { renderIndex } from './index-page.ts'

const JSON_TYPE = 'application/json'
const pad = (sequence: number): string => String(sequence + 1).padStart(4, '0')
const text = (name: string, mediaType: string, content: string): PackageFile => ({ name, mediaType, bytes: encodeUtf8(content) })

/** A timestamped detached signature of the service's seal (CAdES-T, ETSI EN 319 122-1). */
async function signManifest({ authority, random }: Parts, manifest: Uint8Array): Promise<Uint8Array> {
  const cms = await createSignedData({ signer: await authority.openSeal(), digest: sha256(manifest), digestHash: 'SHA-256', algorithmProtection: true })
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

/** The newest state of each file that was extended for the archive since. */
async function readExtended(parts: Parts, contract: string): Promise<PackageFile[]> {
  const rows = await parts.store.selectFrom('archive_file').selectAll().where('contract', '=', contract).where('sequence', '>', 0).orderBy('offer').orderBy('sequence').execute()
  const newest = [...new Map(rows.map((row) => [row.offer, row])).values()]
  const files: PackageFile[] = []
  for (const row of newest) files.push({ name: `archive/${String(files.length + 1).padStart(2, '0')}.pdf`, mediaType: 'application/pdf', bytes: await readArchived(parts, row) })
  return files
}

/**
 * Everything that tells a contract's life and lets others judge it without this service, in one signed file. Throws CONTRACT_NOT_FOUND,
 * STATE_REFUSED before publication.
 */
export async function makePackage(parts: Parts, person: string, contract: string): Promise<{ readonly bytes: Uint8Array; readonly name: string }> {
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
  const signed: PackageFile[] = []
  for (const { offer, blob } of answers) {
    signed.push({ name: `signed/${String(signed.length + 1).padStart(2, '0')}.pdf`, mediaType: 'application/pdf', bytes: await readSealed(blobs, key, fileContext(contract, offer), blob!) })
  }
  const trail = await composeTrail(parts, key, row, null)
  const trails: PackageFile[] = []
  for (const language of ['vi', 'en'] as const) trails.push({ name: `audit-trail.${language}.pdf`, mediaType: 'application/pdf', bytes: await sealTrail(parts, trail, language) })
  const checkPage = readCheckPage(parts)
  const seal = await authority.openSeal()
  const certificates = [...authority.issuers.map(({ slug, certificate }) => [slug, certificate] as const), ['timestamp-unit', authority.timestampUnit] as const, ['seal', seal.certificate] as const]
  const files: PackageFile[] = [
    text('document/contract.json', JSON_TYPE, documentText),
    { name: 'document/publication.p7s', mediaType: 'application/pkcs7-signature', bytes: openPublication(key, version) },
    ...(await packAlongside(parts, document)),
    ...signed,
    ...(await readExtended(parts, contract)),
    ...kept.map(({ record }, index) => text(`records/${pad(index)}-${records[index]!.event}.json`, JSON_TYPE, record)),
    ...spread(records),
    ...(await listClicks(parts, contract)),
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
  const bytes = await assemblePackage([text('index.html', 'text/html', index), ...files], (manifest) => signManifest(parts, manifest))
  return { bytes, name: `evidence-${document.number.replace(/[^0-9A-Za-z-]+/g, '-')}.asice` }
}
