import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import type { ContractDraft } from '../../core/contract/document.ts'
import { formatVietnamTime } from '../../core/contract/format.ts'
import { createDraft, fillDraft, type TemplateId } from '../../core/contract/template.ts'
import type { ContractDetail } from '../../protocol/contract.ts'
import type { Language } from '../../protocol/session.ts'
import { createId } from '../identifier.ts'
import { readOwnFileRow } from '../own-file/access.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, type EventFacts, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { proveSession, type Person } from '../session/session.ts'
import { nextNumber, type Access } from '../storage/database.ts'
import { readOwnContract } from './access.ts'
import { readDetail } from './detail.ts'
import { parseDraftText } from './document.ts'
import { digestDraft, openDigest, sealDigest } from './summary.ts'

export type DraftParts = Pick<Parts, 'vault' | 'clock' | 'random'>

/** The contract's number for people, `2026/11-0001`: given once, when the draft is made, so that a preview shows what will be published. */
async function giveNumber(access: Access, person: string, now: number): Promise<string> {
  const month = formatVietnamTime(now).slice(0, 7).replace('-', '/')
  return `${month}-${String(await nextNumber(access, `number/${person}/${month}`)).padStart(4, '0')}`
}

/** Stores a new draft in the person's workspace with its own number, data key and first record. Returns its id. */
export async function insertDraft(parts: DraftParts, access: Access, person: string, draft: ContractDraft, observations: Observations | null, evidence?: EventFacts['evidence']): Promise<string> {
  const { vault, clock, random } = parts
  const id = createId(random)
  const key = await vault.createKey(access, 'contract', id)
  const now = clock()
  await access
    .insertInto('contract')
    .values({
      id, person, template: draft.template, language: draft.language, state: 'draft', revision: 0, next_sequence: 0, created_at: now, updated_at: now,
      draft: key.sealText(`contract/draft/${id}`, encodeCanonicalJson(draft)),
      summary: sealDigest(key, id, digestDraft(draft, await giveNumber(access, person, now))),
    })
    .execute()
  await appendRecord(access, parts, key, id, { event: 'drafted', actor: { kind: 'party', party: 'seller', person }, ...(evidence ? { evidence } : {}), observations })
  return id
}

/** A new contract from a template, with the seller's proven address filled in. */
export async function createContract(parts: Parts, person: Person, template: TemplateId, language: Language, observations: Observations): Promise<ContractDetail> {
  const draft = createDraft(template, language)
  const emailParticular = draft.parties.find((party) => party.id === 'seller')?.emailParticular
  const filled = emailParticular ? fillDraft(draft, { [emailParticular]: person.email }) : draft
  const id = await parts.store.transaction().execute((access) => insertDraft(parts, access, person.person, filled, observations, { identityProof: proveSession(person) }))
  return readDetail(parts, person.person, id)
}

/** Saves within this are one act of editing, milliseconds: the first of them is written down. */
const EDITING = 10 * 60_000

/** Saves a draft over revision `revision`. Throws CONTRACT_NOT_FOUND, STATE_REFUSED, DRAFT_CONFLICT, DOCUMENT_REFUSED, LETTER_REFUSED. */
export async function saveDraft(parts: Parts, person: Person, id: string, revision: number, text: string, observations: Observations): Promise<{ revision: number }> {
  const { store, vault, clock } = parts
  const { row, key } = await readOwnContract({ vault }, store, person.person, id)
  if (row.state !== 'draft') refuse('STATE_REFUSED')
  const draft = parseDraftText(text)
  if (draft.template !== row.template || draft.language !== row.language) refuse('DOCUMENT_REFUSED', { path: draft.template === row.template ? 'language' : 'template' })
  await store.transaction().execute(async (access) => {
    const now = clock()
    const saved = await access
      .updateTable('contract')
      .set({ revision: revision + 1, draft: key.sealText(`contract/draft/${id}`, text), summary: sealDigest(key, id, digestDraft(draft, openDigest(key, row).number)), updated_at: now })
      .where('id', '=', id)
      .where('revision', '=', revision)
      .where('state', '=', 'draft')
      .executeTakeFirst()
    if (saved.numUpdatedRows !== 1n) refuse('DRAFT_CONFLICT')
    const recent = await access.selectFrom('record').select('sequence').where('contract', '=', id).where('event', '=', 'edited').where('at', '>', now - EDITING).limit(1).executeTakeFirst()
    if (recent) return
    await appendRecord(access, parts, key, id, { event: 'edited', actor: { kind: 'party', party: 'seller', person: person.person }, evidence: { identityProof: proveSession(person) }, observations })
  })
  return { revision: revision + 1 }
}

/** Throws a draft away: its key is destroyed, so that its words are gone from backups of the database too. Throws CONTRACT_NOT_FOUND, STATE_REFUSED. */
export async function deleteDraft({ store, vault, blobs }: Parts, person: string, id: string): Promise<void> {
  const file = await readOwnFileRow(store, id)
  await store.transaction().execute(async (access) => {
    await readOwnContract({ vault }, access, person, id)
    const deleted = await access.deleteFrom('contract').where('id', '=', id).where('state', '=', 'draft').executeTakeFirst()
    if (deleted.numDeletedRows !== 1n) refuse('STATE_REFUSED')
    await access.deleteFrom('pending_publication').where('contract', '=', id).execute()
    await access.deleteFrom('record').where('contract', '=', id).execute()
    await access.deleteFrom('own_file').where('contract', '=', id).execute()
    await vault.destroyKey(access, id)
  })
  if (file) await blobs.remove(file.blob)
}
