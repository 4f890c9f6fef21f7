import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import type { ContractDraft } from '../../core/contract/document.ts'
import { formatVietnamTime } from '../../core/contract/format.ts'
import { createDraft, fillDraft, type TemplateId } from '../../core/contract/template.ts'
import type { ContractDetail } from '../../protocol/contract.ts'
import type { Language } from '../../protocol/session.ts'
import { createId } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Person } from '../session/session.ts'
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
export async function insertDraft(parts: DraftParts, access: Access, person: string, draft: ContractDraft, observations: Observations | null): Promise<string> {
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
  await appendRecord(access, parts, key, id, { event: 'drafted', actor: { kind: 'party', party: 'seller', person }, observations })
  return id
}

/** A new contract from a template, with the seller's proven address filled in. */
export async function createContract(parts: Parts, person: Person, template: TemplateId, language: Language, observations: Observations): Promise<ContractDetail> {
  const draft = createDraft(template, language)
  const emailParticular = draft.parties.find((party) => party.id === 'seller')?.emailParticular
  const filled = emailParticular ? fillDraft(draft, { [emailParticular]: person.email }) : draft
  const id = await parts.store.transaction().execute((access) => insertDraft(parts, access, person.person, filled, observations))
  return readDetail(parts, person.person, id)
}

/** Saves a draft over revision `revision`. Throws CONTRACT_NOT_FOUND, STATE_REFUSED, DRAFT_CONFLICT, DOCUMENT_REFUSED, LETTER_REFUSED. */
export async function saveDraft({ store, vault, clock }: Parts, person: string, id: string, revision: number, text: string): Promise<{ revision: number }> {
  const { row, key } = await readOwnContract({ vault }, store, person, id)
  if (row.state !== 'draft') refuse('STATE_REFUSED')
  const draft = parseDraftText(text)
  if (draft.template !== row.template || draft.language !== row.language) refuse('DOCUMENT_REFUSED', { path: draft.template === row.template ? 'language' : 'template' })
  const saved = await store
    .updateTable('contract')
    .set({ revision: revision + 1, draft: key.sealText(`contract/draft/${id}`, text), summary: sealDigest(key, id, digestDraft(draft, openDigest(key, row).number)), updated_at: clock() })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .where('state', '=', 'draft')
    .executeTakeFirst()
  if (saved.numUpdatedRows !== 1n) refuse('DRAFT_CONFLICT')
  return { revision: revision + 1 }
}

/** Throws a draft away: its key is destroyed, so that its words are gone from backups of the database too. Throws CONTRACT_NOT_FOUND, STATE_REFUSED. */
export async function deleteDraft({ store, vault }: Parts, person: string, id: string): Promise<void> {
  await store.transaction().execute(async (access) => {
    await readOwnContract({ vault }, access, person, id)
    const deleted = await access.deleteFrom('contract').where('id', '=', id).where('state', '=', 'draft').executeTakeFirst()
    if (deleted.numDeletedRows !== 1n) refuse('STATE_REFUSED')
    await access.deleteFrom('pending_publication').where('contract', '=', id).execute()
    await access.deleteFrom('record').where('contract', '=', id).execute()
    await vault.destroyKey(access, id)
  })
}
