import { decodeBase64 } from '../../core/bytes/base64.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import { parseTimestampToken } from '../../core/cms/timestamp.ts'
import { parseStatement } from '../../core/consent/statement.ts'
import { resolveValues } from '../../core/contract/particular.ts'
import { parseRecord, type ContractRecord } from '../../core/evidence/record.ts'
import { TRAIL_SCHEMA, trailSchema, type Trail, type TrailEvent } from '../../core/evidence/trail.ts'
import { openDocument, openDraft, readOwnContract, readVersion, type ContractRow } from '../contract/access.ts'
import { parseDocumentText, parseDraftText } from '../contract/document.ts'
import { openDigest } from '../contract/summary.ts'
import { proveContract } from '../log/record-proof.ts'
import { readHeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { formatInstant, readRecords } from '../record/append.ts'
import { zoneOf } from '../sheet/time.ts'
import type { DataKey } from '../vault/vault.ts'

/** Who reads a trail that is not the seller's: its party, and the offers of its round. */
interface Reader {
  readonly party: string
  readonly offers: ReadonlySet<string>
}

function readTime(token: string | null | undefined): string | null {
  if (!token) return null
  try {
    return formatInstant(parseTimestampToken(decodeBase64(token)).genTime)
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

interface Given {
  readonly record: ContractRecord
  readonly hash: string
  /** The party whose offer it is about. */
  readonly about: string | null
  readonly proof: string | null
}

/** T1, T2. */
function describe({ record, hash, about, proof }: Given, reader: Reader | null): TrailEvent {
  const { sequence, event, actor, evidence, observations } = record
  const party = actor.party ?? about
  const isOthers = reader !== null && (actor.kind === 'service' ? false : party !== reader.party)
  const identity = evidence?.identityProof ?? null
  // Why something is held is told to whom it is held for, and to nobody else.
  const hidesReason = (isOthers && event === 'key-made') || (reader !== null && event === 'hold-placed')
  const withheld = isOthers && (observations !== null || identity?.address != null || hidesReason)
  return {
    sequence, event, actor: reader ? { ...actor, person: null } : actor, party,
    identity: isOthers && identity ? { ...identity, address: null } : identity,
    presentation: record.presentation, act: record.act, version: record.version, documentHash: record.documentHash, statementHash: record.statementHash,
    fileHash: evidence?.fileHash ?? null, certificateThumbprint: evidence?.certificateThumbprint ?? null,
    reason: hidesReason ? null : (evidence?.reason ?? null),
    keptUntil: event === 'retention-changed' ? record.retainUntil : null,
    notice: evidence?.notice ? { inView: evidence.notice.inView } : null,
    from: observations && !isOthers ? { address: observations.address, agent: observations.agent, secure: observations.secure } : null,
    times: {
      claimed: evidence?.statement ? parseStatement(evidence.statement).claimedTime : null,
      observed: observations?.receivedAt ?? record.at,
      timestamped: readTime(evidence?.timestampToken),
      sent: evidence?.sent ?? null, received: evidence?.received ?? null,
    },
    withheld, recordHash: hash, previous: record.previous, proof,
  }
}

/** Parties with their names and zones, as far as document and answers tell them. */
function describeParties(text: { readonly document: string | null; readonly draft: string | null }, given: readonly Given[]): Trail['parties'] {
  const document = text.document === null ? null : parseDocumentText(text.document)
  const source = document ?? (text.draft === null ? null : parseDraftText(text.draft))
  if (!source) return []
  const values: Readonly<Record<string, string | undefined>> = document ? resolveValues(document, {}) : {}
  return source.parties.map(({ id, role, nameParticular }) => {
    const statements = given.flatMap(({ record }) => (record.actor.party === id && record.evidence?.statement ? [parseStatement(record.evidence.statement)] : []))
    const names = new Set(statements.map(({ party }) => party.name))
    const zone = statements.at(-1)?.claimedTime ?? (id === 'seller' ? (document?.publishedAt ?? null) : null)
    return { id, role, name: (names.size === 1 ? [...names][0] : values[nameParticular]) ?? null, zone: zone === null ? null : zoneOf(zone) }
  })
}

/** A contract's life until now; `reader` null gives all of it. */
export async function composeTrail(parts: Parts, key: DataKey, row: ContractRow, reader: Reader | null): Promise<Trail> {
  const { store, clock, log } = parts
  const version = await readVersion(store, row.id)
  const offers = await store.selectFrom('offer').select(['id', 'party']).where('contract', '=', row.id).execute()
  const partyOf = new Map(offers.map(({ id, party }) => [id, party]))
  const kept = await readRecords(store, key, row.id)
  const { entries } = await proveContract(parts, key, row.id)
  const given = kept
    .map(({ record, hash, offer }, index) => ({ record: parseRecord(record), hash, offer, about: offer === null ? null : (partyOf.get(offer) ?? null), proof: entries[index]?.proof ?? null }))
    .filter(({ offer, record }) => reader === null || (offer === null ? !record.evidence?.notice : reader.offers.has(offer)))
  const { title, number } = openDigest(key, row)
  const draft = openDraft(key, row)
  return trailSchema.parse({
    schema: TRAIL_SCHEMA, contract: row.id, title, number, language: row.language, madeAt: formatInstant(clock()), reader: reader?.party ?? null,
    parties: describeParties({ document: version && openDocument(key, version), draft }, given),
    verifiers: [...log.verifiers],
    events: given.map((one) => describe(one, reader)),
  })
}

/** The seller's. Throws CONTRACT_NOT_FOUND. */
export async function readOwnTrail(parts: Parts, person: string, id: string): Promise<Trail> {
  const { row, key } = await readOwnContract(parts, parts.store, person, id)
  return composeTrail(parts, key, row, null)
}

/** What the holder of an offer's link may have (T2). Throws OFFER_NOT_FOUND. */
export async function readHeldTrail(parts: Parts, token: string): Promise<Trail> {
  const { offer, key, round } = await readHeldOffer(parts, parts.store, token)
  const row = await parts.store.selectFrom('contract').selectAll().where('id', '=', offer.contract).executeTakeFirstOrThrow()
  return composeTrail(parts, key, row, { party: offer.party, offers: new Set(round.offers.map(({ id }) => id)) })
}
