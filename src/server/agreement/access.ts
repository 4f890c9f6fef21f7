import type { Selectable } from 'kysely'
import { activeVersion, versionState, type VersionKind } from '../../core/consent/agreement.ts'
import { presentationOf } from '../../core/consent/presentation.ts'
import type { ContractDocument } from '../../core/contract/document.ts'
import type { VersionSummary } from '../../protocol/agreement.ts'
import { openDocument, type VersionRow } from '../contract/access.ts'
import { parseDocumentText } from '../contract/document.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import type { Database } from '../storage/schema.ts'
import type { DataKey } from '../vault/vault.ts'

export type AgreementRow = Selectable<Database['agreement']>
export type AcceptanceRow = Selectable<Database['acceptance']>

/** A version of an agreement, with the published text once there is one. */
export interface Version {
  readonly number: string
  readonly kind: VersionKind
  readonly contract: string
  readonly activeFrom: number | null
  readonly retiredAt: number | null
  readonly published: { readonly id: string; readonly documentHash: string; readonly publishedAt: number } | null
}

/** An agreement with its key. Throws AGREEMENT_NOT_FOUND; with `person` also for somebody else's. */
export async function readAgreement({ vault }: Pick<Parts, 'vault'>, access: Access, id: string, person?: string): Promise<{ row: AgreementRow; key: DataKey }> {
  let query = access.selectFrom('agreement').selectAll().where('id', '=', id)
  if (person !== undefined) query = query.where('person', '=', person)
  const row = await query.executeTakeFirst()
  if (!row) refuse('AGREEMENT_NOT_FOUND')
  return { row, key: await vault.loadKey(access, id) }
}

/** All versions, oldest first. */
export async function readVersions(access: Access, agreement: string): Promise<Version[]> {
  const rows = await access
    .selectFrom('agreement_version')
    .leftJoin('contract_version', 'contract_version.contract', 'agreement_version.contract')
    .select(['agreement_version.number', 'kind', 'agreement_version.contract', 'active_from', 'retired_at', 'version_id', 'document_hash', 'published_at'])
    .where('agreement', '=', agreement)
    .orderBy('agreement_version.created_at')
    .execute()
  return rows.map((row) => ({
    number: row.number, kind: row.kind, contract: row.contract, activeFrom: row.active_from, retiredAt: row.retired_at,
    published: row.version_id === null || row.document_hash === null || row.published_at === null ? null : { id: row.version_id, documentHash: row.document_hash, publishedAt: row.published_at },
  }))
}

export const findActive = (versions: readonly Version[], now: number): Version | null => activeVersion(versions.filter(({ published }) => published), now)

/** A published text as it was signed. */
export interface PublishedText {
  readonly row: VersionRow
  readonly key: DataKey
  readonly text: string
  readonly document: ContractDocument
}

const MAX_KEPT = 500
const kept = new Map<string, { text: string; document: ContractDocument }>()

/** The text of a version that was published: it never changes, so it is opened and parsed once. Throws VERSION_NOT_FOUND. */
export async function readText({ vault }: Pick<Parts, 'vault'>, access: Access, version: Version | undefined): Promise<PublishedText> {
  if (!version?.published) refuse('VERSION_NOT_FOUND')
  const row = await access.selectFrom('contract_version').selectAll().where('version_id', '=', version.published.id).executeTakeFirstOrThrow()
  const key = await vault.loadKey(access, row.contract)
  const name = `${row.version_id}/${row.document_hash}`
  let known = kept.get(name)
  if (!known) {
    const text = openDocument(key, row)
    known = { text, document: parseDocumentText(text) }
    if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value!)
    kept.set(name, known)
  }
  return { row, key, ...known }
}

const instantOf = (value: number | null): string | null => (value === null ? null : formatInstant(value))

/** A version as lists show it. */
export async function summarizeVersion(parts: Parts, access: Access, version: Version, versions: readonly Version[], acceptances: number | null): Promise<VersionSummary> {
  const document = version.published && (await readText(parts, access, version)).document
  return {
    number: version.number, kind: version.kind, contract: version.contract,
    state: versionState(version, versions, parts.clock()),
    publishedAt: instantOf(version.published?.publishedAt ?? null), activeFrom: instantOf(version.activeFrom), retiredAt: instantOf(version.retiredAt),
    documentHash: version.published?.documentHash ?? null,
    presentation: document && presentationOf(document.presentation),
    acceptances,
  }
}

export const readOrigins = (row: Pick<AgreementRow, 'origins'>): string[] => JSON.parse(row.origins) as string[]
