import { findDataConsentProblem, hashDataConsent, parseDataConsent, type DataConsent } from '../../core/consent/data-consent.ts'
import type { EventKind } from '../../core/evidence/event.ts'
import type { DataConsentView, DataPlace } from '../../protocol/data-consent.ts'
import { openSigned } from '../agreement/signed.ts'
import { createId, createToken, hashToken } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, lockContract, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import { checkDataChallenge } from './challenge.ts'
import { readAsking, type Asking, type DataConsentRow } from './place.ts'
import { actContext, readActs, tokenContext, viewDataConsent } from './view.ts'

/** As often as one person may change its mind under one notice. */
const MAX_ACTS = 200

const EVENTS: Readonly<Record<DataConsent['event'], EventKind>> = {
  given: 'data-consent-given', changed: 'data-consent-given', withdrawn: 'data-consent-withdrawn', refused: 'data-consent-refused',
}

function openStatement(text: string): { statement: DataConsent; payload: string } {
  const { payload, keyThumbprint } = openSigned(text)
  let statement: DataConsent
  try {
    statement = parseDataConsent(payload)
  } catch {
    return refuse('JWS_REFUSED', { problem: 'MALFORMED' })
  }
  if (statement.keyThumbprint !== keyThumbprint) refuse('JWS_REFUSED', { problem: 'KEY' })
  return { statement, payload }
}

async function openLedger(parts: Parts, access: Access, asking: Asking): Promise<DataConsentRow> {
  const { vault, clock, random } = parts
  if (asking.row) return asking.row
  const id = createId(random)
  const key = await vault.createKey(access, 'person', id)
  const token = createToken(random)
  const row = {
    id, contract: asking.contract, version_id: asking.versionId, offer: asking.offer, agreement: asking.agreement, subject_lookup: asking.subjectLookup, token_hash: hashToken(token),
    token: key.sealText(tokenContext(id), token), acts: 0, created_at: clock(), erased_at: null,
  }
  await access.insertInto('data_consent').values(row).execute()
  return row
}

/**
 * Takes a decision about personal data: the key's signature, the statement to the letter against the published notice and the state before, the
 * challenge. Each act is a record of its own; none changes or deletes an earlier one. The same statement again gives the same answer.
 * Throws JWS_REFUSED, STATEMENT_REFUSED (with the member), CHALLENGE_REFUSED, DATA_CONSENT_STALE when another tab decided first, RATE_LIMITED and what `readAsking` throws.
 */
export async function decideDataConsent(parts: Parts, place: DataPlace, jws: string, observations: Observations): Promise<DataConsentView> {
  const { store, vault, clock } = parts
  const { statement, payload } = openStatement(jws)
  const statementHash = hashDataConsent(payload)
  const id = await store.transaction().execute(async (access) => {
    const { contract } = await readAsking(parts, access, place)
    await lockContract(access, contract)
    const asking = await readAsking(parts, access, place)
    const { document, documentHash, contractKey } = asking
    const known = await access
      .selectFrom('data_consent_act')
      .innerJoin('data_consent', 'data_consent.id', 'consent')
      .select(['data_consent.id', 'offer', 'agreement', 'subject_lookup'])
      .where('statement_hash', '=', statementHash)
      .executeTakeFirst()
    if (known) {
      if (known.offer !== asking.offer || known.agreement !== asking.agreement || known.subject_lookup !== asking.subjectLookup) refuse('CHALLENGE_REFUSED')
      return known.id
    }
    if (!document.privacy) refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member: 'noticeHash' })
    const acts = asking.row ? await readActs(access, await vault.loadKey(access, asking.row.id), asking.row.id) : []
    const last = acts.at(-1)
    if (statement.previous !== (last?.statementHash ?? null)) refuse('DATA_CONSENT_STALE')
    const member = findDataConsentProblem(statement, { document, documentHash, previous: last?.statementHash ?? null, before: last?.choices ?? {} })
    if (member) refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member })
    if (!checkDataChallenge(parts, asking.name, statement.keyThumbprint, statement.challenge)) refuse('CHALLENGE_REFUSED')
    if (acts.length >= MAX_ACTS) refuse('RATE_LIMITED')
    const used = await access.selectFrom('data_consent_act').select('sequence').where('key_thumbprint', '=', statement.keyThumbprint).executeTakeFirst()
    if (used) refuse('CHALLENGE_REFUSED')
    const row = await openLedger(parts, access, asking)
    const recordHash = await appendRecord(access, parts, contractKey, asking.contract, {
      event: EVENTS[statement.event], actor: { kind: 'visitor', party: asking.party, person: null }, version: asking.version, act: 'key-signed-click', statementHash, documentHash,
      ...(asking.offer === null ? {} : { offer: asking.offer }),
    })
    const key = await vault.loadKey(access, row.id)
    const content = key.sealText(actContext(row.id, acts.length), JSON.stringify({ statement: payload, jws, observations }))
    await access
      .insertInto('data_consent_act')
      .values({ consent: row.id, sequence: acts.length, event: statement.event, statement_hash: statementHash, key_thumbprint: statement.keyThumbprint, record_hash: recordHash, content, at: clock() })
      .execute()
    await access.updateTable('data_consent').set({ acts: acts.length + 1 }).where('id', '=', row.id).execute()
    return row.id
  })
  const row = await store.selectFrom('data_consent').select(['id', 'token']).where('id', '=', id).executeTakeFirstOrThrow()
  const token = (await vault.loadKey(store, id)).openText(tokenContext(id), row.token)
  return viewDataConsent(parts, { kind: 'kept', token })
}

