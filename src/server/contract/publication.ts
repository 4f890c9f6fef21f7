import { createHash } from 'node:crypto'
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts'
import { equalBytes } from '../../core/bytes/compare.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { hasRoomForConsent } from '../../core/contract/consent-room.ts'
import { encodeContractDocument, hashContractDocument, OWN_FILE_REVISION, type ContractDocument } from '../../core/contract/document.ts'
import { formatVietnamTime } from '../../core/contract/format.ts'
import { checkParticulars } from '../../core/contract/particular.ts'
import { FIRST_VERSION } from '../../core/contract/template.ts'
import { TYPESET_REVISION } from '../../core/typeset/revision.ts'
import type * as z from 'zod/mini'
import type { ContractDetail, publicationCertificateRequestSchema } from '../../protocol/contract.ts'
import type { CertificateAnswer, PresentedCertificate } from '../../protocol/service.ts'
import { checkAlongside, insertAlongside } from '../agreement/alongside.ts'
import { answerCertificate, insertCertificate, proveRequest, readCertificate, requireUnrevokedKey } from '../certificate/issue.ts'
import type { CertificateSubject, StoredCertificate } from '../certificate/stored.ts'
import { encodePresentedAnswer, insertPresented, judgePresented } from '../certificate/presented.ts'
import { checkSignature, type CheckedSignature, type SignatureExpectation } from '../certificate/signature.ts'
import { createId } from '../identifier.ts'
import { requireFreshProof } from '../identity/provider.ts'
import { checkStoredPlaces, deriveStoredBase, requireOwnFile, type OwnFileRow } from '../own-file/access.ts'
import { runInLane } from '../own-file/lane.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, formatInstant, type Observations, lockContract } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Person } from '../session/session.ts'
import { isUniqueViolation, type Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'
import { openDocument, openDraft, openPublication, readOwnContract, readVersion } from './access.ts'
import { readDetail } from './detail.ts'
import { composePublication, parseDocumentText, parseDraftText } from './document.ts'
import { digestContract, openDigest, sealDigest } from './summary.ts'

const PENDING_LIFE = 60 * 60_000

/** A version of an agreement is published under its own number, any other contract as the first. */
async function readNumber(access: Access, contract: string): Promise<string> {
  const row = await access.selectFrom('agreement_version').select('number').where('contract', '=', contract).executeTakeFirst()
  return row?.number ?? FIRST_VERSION
}

function checkComplete(document: ContractDocument, now: number): void {
  const [problem] = checkParticulars(document, {}, 'seller')
  if (problem) refuse('DRAFT_INCOMPLETE', { problem: problem.code, particular: problem.particular })
  if (document.replyBy !== null && Date.parse(document.replyBy) <= now) refuse('DRAFT_INCOMPLETE', { problem: 'REPLY_BY_PAST', path: 'replyBy' })
  if (!hasRoomForConsent(document)) refuse('DRAFT_INCOMPLETE', { problem: 'CONSENT_TOO_LONG', path: 'consent' })
}

/** A field over something that a page of an own file shows is refused before anybody signs. What else is wrong with the draft is told afterwards. */
async function checkOwnPlaces(parts: Parts, person: Person, id: string, revision: number): Promise<void> {
  const { row, key } = await readOwnContract(parts, parts.store, person.person, id)
  const text = openDraft(key, row)
  const draft = text === null || row.revision !== revision ? null : parseDraftText(text)
  if (draft?.file) await checkStoredPlaces(parts, key, await requireOwnFile(parts.store, id, draft), draft.file.places)
}

/**
 * The canonical text that is to be signed: the draft with version, number, instants and typeset revision. Throws CONTRACT_NOT_FOUND,
 * STATE_REFUSED, DRAFT_CONFLICT, DRAFT_INCOMPLETE, DOCUMENT_REFUSED, LETTER_REFUSED, ALONGSIDE_STALE, OWN_FILE_COVERS.
 */
export async function preparePublication(parts: Parts, person: Person, id: string, revision: number): Promise<{ document: string }> {
  const { store, vault, clock } = parts
  await checkOwnPlaces(parts, person, id, revision)
  return store.transaction().execute(async (access) => {
    const { row, key } = await readOwnContract({ vault }, access, person.person, id)
    const text = openDraft(key, row)
    if (row.state !== 'draft' || text === null) refuse('STATE_REFUSED')
    if (row.revision !== revision) refuse('DRAFT_CONFLICT')
    const now = clock()
    const publishedAt = formatVietnamTime(now)
    const { number } = openDigest(key, row)
    const draft = parseDraftText(text)
    if ((row.template === 'own-file') !== (draft.file !== null)) refuse('OWN_FILE_MISSING')
    if (draft.file !== null) await requireOwnFile(access, id, draft)
    const document = composePublication(draft, { contract: id, version: await readNumber(access, id), number, typesetRevision: draft.file === null ? TYPESET_REVISION : OWN_FILE_REVISION, createdOn: publishedAt.slice(0, 10), publishedAt })
    checkComplete(document, now)
    await checkAlongside(parts, access, person.person, id, document)
    const canonical = encodeContractDocument(document)
    const hash = hashContractDocument(document)
    await access.deleteFrom('pending_publication').where('contract', '=', id).where('created_at', '<', now - PENDING_LIFE).execute()
    await access
      .insertInto('pending_publication')
      .values({ contract: id, revision, document_hash: hash, document: key.sealText(`pending_publication/document/${id}/${hash}`, canonical), created_at: now })
      .onConflict((conflict) => conflict.columns(['contract', 'document_hash']).doNothing())
      .execute()
    return { document: canonical }
  })
}

const subjectOf = (contract: string, documentHash: string): CertificateSubject => ({ contract, purpose: 'publication', subject: documentHash })

type PublicationCertificateRequest = z.infer<typeof publicationCertificateRequestSchema>

const proofOf = ({ provenAt, email, demo }: Person, kind: StoredCertificate['kind'] = 'one-time') => ({ method: kind === 'own' ? ('own-certificate' as const) : ('mail-code' as const), at: formatInstant(provenAt), address: email, demo })

/** A certificate that the seller has already, tied to this publication. */
async function presentPublication(parts: Parts, person: Person, key: DataKey, act: CertificateSubject, presented: PresentedCertificate): Promise<CertificateAnswer> {
  const { store } = parts
  const stored = await judgePresented(parts, presented, { keyThumbprint: null, email: person.email })
  const known = await readCertificate(store, key, act)
  if (known) return known.thumbprint === stored.thumbprint ? encodePresentedAnswer(parts, known) : refuse('REQUEST_REFUSED', { problem: 'ALREADY_CERTIFIED' })
  await store.transaction().execute(async (access) => {
    await lockContract(access, act.contract)
    await insertPresented(parts, access, key, act, stored)
    await appendRecord(access, parts, key, act.contract, {
      event: 'certificate-presented',
      actor: { kind: 'party', party: 'seller', person: person.person },
      documentHash: act.subject,
      evidence: { certificateThumbprint: stored.thumbprint, certificate: encodeBase64(stored.certificate), identityProof: proofOf(person, stored.kind) },
    })
  })
  return encodePresentedAnswer(parts, stored)
}

/** A certificate for the seller's one-time key, proven by the session's code. Throws CONTRACT_NOT_FOUND, STATE_REFUSED, REQUEST_REFUSED, PROOF_STALE. */
export async function certifyPublication(parts: Parts, person: Person, id: string, { documentHash, request, presented }: PublicationCertificateRequest): Promise<CertificateAnswer> {
  const { store, vault, authority } = parts
  const { key } = await readOwnContract({ vault }, store, person.person, id)
  const pending = await store.selectFrom('pending_publication').select('document_hash').where('contract', '=', id).where('document_hash', '=', documentHash).executeTakeFirst()
  if (!pending) refuse('STATE_REFUSED')
  const act = subjectOf(id, documentHash)
  if (presented) return presentPublication(parts, person, key, act, presented)
  const proven = await proveRequest(request ?? '', person.email, null)
  await requireUnrevokedKey(store, proven.thumbprint)
  const answerKnown = async (): Promise<CertificateAnswer | null> => {
    const known = await answerCertificate(parts, key, act)
    if (known && known.issued.requestHash !== proven.requestHash) refuse('REQUEST_REFUSED', { problem: 'ALREADY_CERTIFIED' })
    return known && known.answer
  }
  const known = await answerKnown()
  if (known) return known
  requireFreshProof(parts, person)
  const issued = await authority.issueSignatory({ spki: proven.spki, email: person.email, demo: person.demo })
  try {
    await store.transaction().execute(async (access) => {
      await lockContract(access, id)
      await insertCertificate(parts, access, key, act, issued, proven.requestHash)
      await appendRecord(access, parts, key, id, {
        event: 'certificate-issued',
        actor: { kind: 'party', party: 'seller', person: person.person },
        documentHash,
        evidence: { certificateThumbprint: issued.thumbprint, certificate: encodeBase64(issued.certificate), identityProof: proofOf(person) },
      })
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const other = await answerKnown()
    if (other) return other
    throw error
  }
  const left = await answerCertificate(parts, key, act)
  if (!left) throw new Error('the certificate that was just stored is gone')
  return left.answer
}

interface FixedBase {
  readonly row: OwnFileRow
  readonly hash: string
  readonly size: number
}

/** The own file with its fields, as everybody will sign it. Throws OWN_FILE_…. */
async function deriveOwnFile(parts: Parts, key: DataKey, contract: string, document: ContractDocument): Promise<FixedBase> {
  const row = await requireOwnFile(parts.store, contract, document)
  return runInLane(async () => {
    const { hash, bytes } = await deriveStoredBase(parts, key, row, document)
    return { row, hash, size: bytes.length }
  })
}

/** Names the base that was derived; the file must still be the one it was derived from. Throws DRAFT_CONFLICT. */
async function fixOwnBase(access: Access, { row, hash, size }: FixedBase): Promise<void> {
  const fixed = await access.updateTable('own_file').set({ base_hash: hash, base_size: size }).where('contract', '=', row.contract).where('blob', '=', row.blob).executeTakeFirst()
  if (fixed.numUpdatedRows !== 1n) refuse('DRAFT_CONFLICT')
}

function decodeSignature(text: string): Uint8Array {
  try {
    return decodeBase64(text)
  } catch {
    return refuse('PUBLICATION_REFUSED', { problem: 'BASE64' })
  }
}

async function checkPublication(parts: Parts, expectation: SignatureExpectation): Promise<CheckedSignature> {
  try {
    return await checkSignature(parts, expectation)
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.endsWith('_REFUSED')) refuse('PUBLICATION_REFUSED', { problem: error.code })
    throw error
  }
}

/**
 * Publishes: the seller's timestamped detached signature over the canonical document makes it an immutable version. Repeating it with the
 * same bytes is harmless. Throws CONTRACT_NOT_FOUND, STATE_REFUSED, DRAFT_CONFLICT, PUBLICATION_REFUSED, ALONGSIDE_STALE.
 */
export async function publish(parts: Parts, person: Person, id: string, text: string, signature: string, observations: Observations): Promise<ContractDetail> {
  const { store, vault, clock, random } = parts
  const { row, key } = await readOwnContract({ vault }, store, person.person, id)
  const cms = decodeSignature(signature)
  const bytes = encodeUtf8(text)
  const digest = new Uint8Array(createHash('sha256').update(bytes).digest())
  const documentHash = Buffer.from(digest).toString('hex')
  const version = await readVersion(store, id)
  if (version) {
    if (openDocument(key, version) === text && equalBytes(openPublication(key, version), cms)) return readDetail(parts, person.person, id)
    refuse('STATE_REFUSED')
  }
  const pending = await store.selectFrom('pending_publication').selectAll().where('contract', '=', id).where('document_hash', '=', documentHash).executeTakeFirst()
  if (!pending) refuse('PUBLICATION_REFUSED', { problem: 'NOT_PREPARED' })
  if (pending.revision !== row.revision) refuse('DRAFT_CONFLICT')
  const issued = await readCertificate(store, key, subjectOf(id, documentHash))
  if (!issued) refuse('PUBLICATION_REFUSED', { problem: 'NOT_CERTIFIED' })
  const { token } = await checkPublication(parts, { cms, digest, issued, attributes: [], allowZeroPadding: false })
  const document = parseDocumentText(text)
  const base = document.file === null ? null : await deriveOwnFile(parts, key, id, document)
  await store.transaction().execute(async (access) => {
    const now = clock()
    const moved = await access
      .updateTable('contract')
      .set({ state: 'published', draft: null, summary: sealDigest(key, id, digestContract(document)), updated_at: now })
      .where('id', '=', id)
      .where('state', '=', 'draft')
      .where('revision', '=', pending.revision)
      .executeTakeFirst()
    if (moved.numUpdatedRows !== 1n) refuse('DRAFT_CONFLICT')
    const versionId = createId(random)
    await access
      .insertInto('contract_version')
      .values({
        version_id: versionId, contract: id, version: document.version, document_hash: documentHash, published_at: now,
        document: key.sealText(`contract_version/document/${versionId}`, text),
        publication: key.seal(`contract_version/publication/${versionId}`, cms),
      })
      .execute()
    await access.deleteFrom('pending_publication').where('contract', '=', id).execute()
    if (base) await fixOwnBase(access, base)
    await checkAlongside(parts, access, person.person, id, document)
    await insertAlongside(access, id, document)
    await appendRecord(access, parts, key, id, {
      event: 'published',
      actor: { kind: 'party', party: 'seller', person: person.person },
      version: document.version,
      act: 'certificate-signature',
      documentHash,
      evidence: { certificateThumbprint: issued.thumbprint, certificate: encodeBase64(issued.certificate), timestampToken: encodeBase64(token), identityProof: proofOf(person, issued.kind) },
      observations,
    })
  })
  return readDetail(parts, person.person, id)
}
