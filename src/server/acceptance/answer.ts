import { isCodedError } from '../../core/bytes/error.ts'
import { encodeHex } from '../../core/bytes/hex.ts'
import { decodeStatementAttribute } from '../../core/cms/statement.ts'
import type { Statement } from '../../core/consent/statement.ts'
import { parseRecord } from '../../core/evidence/record.ts'
import type { Certificate } from '../../core/pki/certificate.ts'
import { receiptSchema, type Receipt } from '../../protocol/receipt.ts'
import type { CheckedSignature } from '../certificate/signature.ts'
import type { StoredCertificate } from '../certificate/stored.ts'
import { digestContract } from '../contract/summary.ts'
import { readHeldOffer, type HeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { formatInstant, type Observations } from '../record/append.ts'
import { recordDownload } from '../record/moment.ts'
import { refuse } from '../refusal.ts'
import { openSealed } from '../sealed-file.ts'
import { fileContext, receiptContext } from './context.ts'
import { checkAddressOf } from './expected.ts'
import type { Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'

/** The statement that a signature signed, or null. */
export function readSigned(signature: CheckedSignature): string | null {
  try {
    return decodeStatementAttribute(signature.signedData)
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

/** The statement in an answer's record; null once it was erased. */
export async function readAnsweredStatement(access: Access, key: DataKey, contract: string, recordHash: string): Promise<string | null> {
  const row = await access.selectFrom('record').select(['sequence', 'record']).where('contract', '=', contract).where('hash', '=', recordHash).executeTakeFirst()
  return row ? (parseRecord(key.openText(`record/record/${contract}/${row.sequence}`, row.record)).evidence?.statement ?? null) : null
}

/** How an answer was stored, and what its giver keeps. */
export interface StoredAnswer {
  readonly event: 'agreed' | 'declined'
  readonly statementHash: string
  readonly uploadHash: string | null
  readonly blob: string | null
  readonly receipt: Receipt
}

/** The answer an offer has, or null. */
export async function readAnswer(access: Access, key: DataKey, offer: string): Promise<StoredAnswer | null> {
  const row = await access.selectFrom('answer').selectAll().where('offer', '=', offer).executeTakeFirst()
  if (!row) return null
  return {
    event: row.event,
    statementHash: row.statement_hash,
    uploadHash: row.upload_hash,
    blob: row.blob,
    receipt: receiptSchema.parse(JSON.parse(key.openText(receiptContext(offer), row.receipt))),
  }
}

export interface ReceiptFacts {
  readonly statement: Statement
  readonly statementHash: string
  readonly recordHash: string
  readonly receivedAt: number
  readonly identity: Receipt['identity']
  readonly signature: { readonly issued: StoredCertificate; readonly certificate: Pick<Certificate, 'issuer' | 'attestedOrganisation'>; readonly genTime: number; readonly fileHash: string; readonly fileSize: number; readonly sealHash: Uint8Array } | null
}

/** What the giver of an answer keeps. */
export function composeReceipt(parts: Pick<Parts, 'settings'>, { offer, version, document }: HeldOffer, facts: ReceiptFacts): Receipt {
  const { statement, signature } = facts
  const organisation = signature?.certificate.attestedOrganisation
  return {
    offer: offer.id,
    contract: offer.contract,
    version: version.version,
    event: statement.event === 'declined' ? 'declined' : 'agreed',
    title: digestContract(document).title,
    number: document.number,
    party: offer.party,
    name: statement.party.name,
    presentation: statement.presentation,
    act: statement.act,
    identity: facts.identity,
    claimedTime: statement.claimedTime,
    timestampTime: signature && formatInstant(signature.genTime),
    receivedAt: formatInstant(facts.receivedAt),
    statementHash: facts.statementHash,
    recordHash: facts.recordHash,
    fileHash: signature && signature.fileHash,
    fileSize: signature && signature.fileSize,
    certificate: signature && {
      ...(organisation ? { organisation } : {}),
      serialNumber: signature.issued.serialNumber,
      thumbprint: signature.issued.thumbprint,
      issuer: signature.certificate.issuer.commonName ?? signature.certificate.issuer.text,
      notBefore: formatInstant(signature.issued.notBefore),
      notAfter: formatInstant(signature.issued.notAfter),
    },
    sealHash: signature && encodeHex(signature.sealHash),
    checkAddress: checkAddressOf(parts),
  }
}

/** The receipt of whoever holds the link. Throws OFFER_NOT_FOUND, NOT_FOUND before there is an answer. */
export async function readReceipt(parts: Parts, token: string): Promise<Receipt> {
  const { offer, key } = await readHeldOffer(parts, parts.store, token)
  const answer = await readAnswer(parts.store, key, offer.id)
  if (!answer) refuse('NOT_FOUND')
  return answer.receipt
}

export interface SignedFile {
  /** ASCII, safe in a header. */
  readonly name: string
  readonly hash: string
  readonly size: number
  /** The file as it comes from the store: a large one is never in memory whole. */
  readonly chunks: () => AsyncIterable<Uint8Array>
}

/** The file that an offer's party has signed, with the signatures that others have added since. Throws NOT_FOUND when there is none. */
export async function readFile({ store, blobs }: Parts, key: DataKey, contract: string, offer: string): Promise<SignedFile> {
  const answer = await readAnswer(store, key, offer)
  if (answer?.event !== 'agreed') refuse('NOT_FOUND')
  const row = await store.selectFrom('offer').innerJoin('round', 'round.id', 'offer.round').select(['round.blob', 'round.file_offer', 'round.file_hash', 'round.file_size']).where('offer.id', '=', offer).executeTakeFirst()
  if (!row?.blob || row.file_offer === null || row.file_size === null) refuse('NOT_FOUND')
  const [blob, context] = [row.blob, fileContext(contract, row.file_offer)]
  return { chunks: () => openSealed(blobs, key, context, blob), size: row.file_size, name: `contract-${answer.receipt.number.replace(/[^0-9A-Za-z-]+/g, '-')}.pdf`, hash: row.file_hash ?? '' }
}

/** The same for whoever holds the link. Throws OFFER_NOT_FOUND, NOT_FOUND. */
export async function readHeldFile(parts: Parts, token: string, observations: Observations): Promise<SignedFile> {
  const { offer, key, version } = await readHeldOffer(parts, parts.store, token)
  const file = await readFile(parts, key, offer.contract, offer.id)
  await recordDownload(parts, key, offer.contract, { actor: { kind: 'visitor', party: offer.party, person: null }, offer: offer.id, version: version.version, evidence: { fileHash: file.hash }, observations })
  return file
}
