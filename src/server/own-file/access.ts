import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import { OWN_FILE_ROOM } from '../../core/ceremony/own-file.ts'
import type { ContractDocument } from '../../core/contract/document.ts'
import type { OwnPlace } from '../../core/contract/own-file.ts'
import type { DerivedBase } from '../acceptance/derivation.ts'
import { readOwnContract } from '../contract/access.ts'
import { readHeldOffer } from '../offer/access.ts'
import { runInLane } from './lane.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { openSealed, readSealed } from '../sealed-file.ts'
import type { Access } from '../storage/database.ts'
import type { Database } from '../storage/schema.ts'
import type { DataKey } from '../vault/vault.ts'

export type OwnFileRow = Selectable<Database['own_file']>

export const ownFileContext = (contract: string): string => `own_file/file/${contract}`
export const ownTextContext = (contract: string): string => `own_file/text/${contract}`

/** A contract's own file, or null. */
export async function readOwnFileRow(access: Access, contract: string): Promise<OwnFileRow | null> {
  return (await access.selectFrom('own_file').selectAll().where('contract', '=', contract).executeTakeFirst()) ?? null
}

/** The stored file that a document names. Throws OWN_FILE_MISSING. */
export async function requireOwnFile(access: Access, contract: string, { file }: Pick<ContractDocument, 'file'>): Promise<OwnFileRow> {
  const row = await readOwnFileRow(access, contract)
  if (!row || !file || row.hash !== file.hash || row.size !== file.size || row.pages !== file.pages) return refuse('OWN_FILE_MISSING')
  return row
}

/** The file with the parties' fields, derived from what is stored; in one buffer with room for signatures. */
export async function deriveStoredBase(parts: Pick<Parts, 'blobs' | 'fonts'>, key: DataKey, row: OwnFileRow, document: ContractDocument): Promise<DerivedBase> {
  const { deriveOwnBase } = await import('../../core/ceremony/own-file.ts')
  const file = await readSealed(parts.blobs, key, ownFileContext(row.contract), row.blob, { length: row.size, room: OWN_FILE_ROOM })
  const bytes = deriveOwnBase(document, file, parts.fonts)
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex') }
}

/** Holds places against what the stored file shows there. Throws OWN_FILE_COVERS. */
export async function checkStoredPlaces(parts: Pick<Parts, 'blobs'>, key: DataKey, row: OwnFileRow, places: readonly OwnPlace[]): Promise<void> {
  const [{ checkPlaces }, { readPdf }] = await Promise.all([import('../../core/ceremony/own-cover.ts'), import('../../core/pdf/reader.ts')])
  await runInLane(async () => checkPlaces(readPdf(await readSealed(parts.blobs, key, ownFileContext(row.contract), row.blob, { length: row.size, room: 0 })), places))
}

/** A stored file on its way out: its length, and its bytes as they come. */
export interface SentFile {
  readonly name: string
  readonly size: number
  readonly chunks: AsyncIterable<Uint8Array>
}

const asSent = ({ blobs }: Pick<Parts, 'blobs'>, key: DataKey, row: OwnFileRow): SentFile => ({ name: 'document.pdf', size: row.size, chunks: openSealed(blobs, key, ownFileContext(row.contract), row.blob) })

/** The seller's own file, for the seller. Throws CONTRACT_NOT_FOUND, NOT_FOUND. */
export async function sendOwnFile(parts: Parts, person: string, contract: string): Promise<SentFile> {
  const { key } = await readOwnContract(parts, parts.store, person, contract)
  const row = await readOwnFileRow(parts.store, contract)
  return row ? asSent(parts, key, row) : refuse('NOT_FOUND')
}

/** The same for whoever holds an offer's link. Throws OFFER_NOT_FOUND, NOT_FOUND. */
export async function sendOfferedFile(parts: Parts, token: string): Promise<SentFile> {
  const { offer, key, document } = await readHeldOffer(parts, parts.store, token)
  const row = document.file === null ? null : await readOwnFileRow(parts.store, offer.contract)
  return row ? asSent(parts, key, row) : refuse('NOT_FOUND')
}
