import { nextVersionNumber, type VersionKind } from '../../core/consent/agreement.ts'
import type { ContractDraft } from '../../core/contract/document.ts'
import { contractDraftSchema } from '../../core/contract/document.ts'
import { createDraft, fillDraft } from '../../core/contract/template.ts'
import type { AcceptorList, AcceptanceSummary, AgreementDetail, AgreementSecret } from '../../protocol/agreement.ts'
import type { Language } from '../../protocol/session.ts'
import { checkPlain, checkPrintable } from '../contract/document.ts'
import { insertDraft } from '../contract/draft.ts'
import { createId, createToken } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import type { Observations } from '../record/append.ts'
import { proveSession, type Person } from '../session/session.ts'
import { isUniqueViolation, type Access } from '../storage/database.ts'
import { countAlongside, listAlongside } from './alongside.ts'
import { readAgreement, readOrigins, readText, readVersions, summarizeVersion } from './access.ts'
import { summarizeAcceptance } from './content.ts'
import { countUndelivered, requeueWebhooks } from './webhook.ts'
import { checkWebhookAddress } from './webhook-address.ts'

/** What a seller edits of a published document: the same words without what publication fixed. */
function draftOf(document: ContractDraft): ContractDraft {
  const members = Object.keys(contractDraftSchema.shape)
  return structuredClone(Object.fromEntries(Object.entries(document).filter(([name]) => members.includes(name)))) as ContractDraft
}

/** Everything of one agreement, for its seller. Throws AGREEMENT_NOT_FOUND. */
export async function readAgreementDetail(parts: Parts, person: string, id: string): Promise<AgreementDetail> {
  const { store, settings } = parts
  const { row, key } = await readAgreement(parts, store, id, person)
  const versions = await readVersions(store, id)
  const counts = await store
    .selectFrom('acceptance')
    .select(['number', (expression) => expression.fn.countAll().as('count')])
    .where('agreement', '=', id)
    .where('event', 'in', ['agreed', 're-accepted'])
    .where('withdrawn_at', 'is', null)
    .groupBy('number')
    .execute()
  const signed = await countAlongside(parts, id)
  const countOf = (number: string): number => Number(counts.find((one) => one.number === number)?.count ?? 0) + (signed.get(number) ?? 0)
  const summaries = []
  for (const version of versions.toReversed()) summaries.push(await summarizeVersion(parts, store, version, versions, countOf(version.number)))
  return {
    agreement: id,
    title: key.openText(`agreement/title/${id}`, row.title),
    language: row.language,
    origins: readOrigins(row),
    webhook: row.webhook === null ? null : key.openText(`agreement/webhook/${id}`, row.webhook),
    news: await countUndelivered(store, id),
    versions: summaries,
    address: `${settings.publicAddress}/a/${id}`,
  }
}

export async function listAgreements(parts: Parts, person: string): Promise<{ agreements: AgreementDetail[] }> {
  const rows = await parts.store.selectFrom('agreement').select('id').where('person', '=', person).orderBy('created_at', 'desc').limit(200).execute()
  const agreements: AgreementDetail[] = []
  for (const { id } of rows) agreements.push(await readAgreementDetail(parts, person, id))
  return { agreements }
}

async function insertVersion(access: Access, parts: Parts, agreement: string, number: string, kind: VersionKind, contract: string): Promise<void> {
  try {
    await access.insertInto('agreement_version').values({ agreement, number, kind, contract, active_from: null, retired_at: null, created_at: parts.clock() }).execute()
  } catch (error) {
    if (isUniqueViolation(error)) refuse('STATE_REFUSED')
    throw error
  }
}

/** A new agreement with the draft of its first version, and its secrets, which are shown this once. Throws LETTER_REFUSED, BODY_MALFORMED. */
export async function createAgreement(parts: Parts, person: Person, title: string, language: Language, observations: Observations): Promise<{ detail: AgreementDetail; secret: AgreementSecret }> {
  const { store, vault, clock, random } = parts
  const named = title.normalize('NFC').trim()
  if (named === '') refuse('BODY_MALFORMED', { path: 'title' })
  // It stands in texts that are signed and on certificates.
  checkPlain(named)
  checkPrintable(named)
  const id = createId(random)
  const secret = { hostSecret: createToken(random), webhookSecret: createToken(random) }
  await store.transaction().execute(async (access) => {
    const key = await vault.createKey(access, 'contract', id)
    const empty = createDraft('terms-of-service', language)
    const emailParticular = empty.parties.find((party) => party.id === 'seller')?.emailParticular
    const contract = await insertDraft(parts, access, person.person, emailParticular ? fillDraft(empty, { [emailParticular]: person.email }) : empty, observations, { identityProof: proveSession(person) })
    await access
      .insertInto('agreement')
      .values({
        id, person: person.person, language, origins: '[]', webhook: null, created_at: clock(),
        title: key.sealText(`agreement/title/${id}`, named),
        host_secret: key.sealText(`agreement/host_secret/${id}`, secret.hostSecret),
        webhook_secret: key.sealText(`agreement/webhook_secret/${id}`, secret.webhookSecret),
      })
      .execute()
    await insertVersion(access, parts, id, '1.0', 'major', contract)
  })
  return { detail: await readAgreementDetail(parts, person.person, id), secret }
}

/** Drafts the next version from the newest published text; one draft at a time. Throws AGREEMENT_NOT_FOUND, STATE_REFUSED. */
export async function draftNextVersion(parts: Parts, person: Person, id: string, kind: VersionKind, observations: Observations): Promise<AgreementDetail> {
  await parts.store.transaction().execute(async (access) => {
    await readAgreement(parts, access, id, person.person)
    const versions = await readVersions(access, id)
    const newest = versions.at(-1)
    if (!newest?.published) refuse('STATE_REFUSED')
    const { document } = await readText(parts, access, newest)
    const contract = await insertDraft(parts, access, person.person, draftOf(document), observations, { identityProof: proveSession(person) })
    await insertVersion(access, parts, id, nextVersionNumber(versions.map(({ number }) => number), kind), kind, contract)
  })
  return readAgreementDetail(parts, person.person, id)
}

/** Puts a published version into force, now or on a day to come. What is in force already cannot be moved. Throws AGREEMENT_NOT_FOUND, VERSION_NOT_FOUND, STATE_REFUSED. */
export async function activateVersion(parts: Parts, person: Person, id: string, number: string, activeFrom: string | null): Promise<AgreementDetail> {
  const { store, clock } = parts
  const now = clock()
  const from = activeFrom === null ? now : Date.parse(activeFrom)
  await store.transaction().execute(async (access) => {
    await readAgreement(parts, access, id, person.person)
    const versions = await readVersions(access, id)
    const version = versions.find((one) => one.number === number)
    if (!version) refuse('VERSION_NOT_FOUND')
    const isFixed = version.activeFrom !== null && version.activeFrom <= now
    if (!version.published || isFixed || version.retiredAt !== null || from < now - 1000) refuse('STATE_REFUSED')
    await access.updateTable('agreement_version').set({ active_from: from }).where('agreement', '=', id).where('number', '=', number).execute()
  })
  return readAgreementDetail(parts, person.person, id)
}

/** Takes a version out of force; acceptances of it stand. Throws AGREEMENT_NOT_FOUND, VERSION_NOT_FOUND, STATE_REFUSED. */
export async function retireVersion(parts: Parts, person: Person, id: string, number: string): Promise<AgreementDetail> {
  const { store, clock } = parts
  await readAgreement(parts, store, id, person.person)
  const changed = await store.updateTable('agreement_version').set({ retired_at: clock() }).where('agreement', '=', id).where('number', '=', number).where('active_from', 'is not', null).where('retired_at', 'is', null).executeTakeFirst()
  if (changed.numUpdatedRows !== 1n) refuse('STATE_REFUSED')
  return readAgreementDetail(parts, person.person, id)
}

/** Which pages may show it, and where news of it goes; what was given up is sent there anew. Throws AGREEMENT_NOT_FOUND, WEBHOOK_REFUSED. */
export async function saveSettings(parts: Parts, person: Person, id: string, { origins, webhook }: { origins: readonly string[]; webhook: string | null }): Promise<AgreementDetail> {
  const { key } = await readAgreement(parts, parts.store, id, person.person)
  if (webhook !== null) await checkWebhookAddress(webhook, parts.settings.webhookLocal)
  await parts.store
    .updateTable('agreement')
    .set({ origins: JSON.stringify([...new Set(origins)]), webhook: webhook === null ? null : key.sealText(`agreement/webhook/${id}`, webhook) })
    .where('id', '=', id)
    .execute()
  if (webhook !== null) await requeueWebhooks(parts, parts.store, id)
  return readAgreementDetail(parts, person.person, id)
}

/** Who accepted which version, when; newest first. Throws AGREEMENT_NOT_FOUND. */
export async function listAcceptances(parts: Parts, person: string, id: string): Promise<AcceptorList> {
  const { store } = parts
  await readAgreement(parts, store, id, person)
  const rows = await store.selectFrom('acceptance').selectAll().where('agreement', '=', id).orderBy('at', 'desc').limit(500).execute()
  const acceptances: AcceptanceSummary[] = []
  for (const row of rows) acceptances.push(await summarizeAcceptance(parts, store, row))
  return { acceptances, alongside: await listAlongside(parts, id) }
}
