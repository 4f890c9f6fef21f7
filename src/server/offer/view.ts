import { encodeBase64 } from '../../core/bytes/base64.ts'
import type { ContractDocument } from '../../core/contract/document.ts'
import { resolveValues } from '../../core/contract/particular.ts'
import type { OfferView } from '../../protocol/offer.ts'
import { passageRule } from '../contract/passage.ts'
import { currentState, digestContract } from '../contract/summary.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, formatInstant, type Observations, lockContract } from '../record/append.ts'
import { gathers, isAsked, openGiven, openParticulars, stageOf, type Round } from '../round/access.ts'
import type { DataKey } from '../vault/vault.ts'
import { readHeldOffer } from './access.ts'

/** Records of one kind for one offer; a link opened more often than this is not written down again. */
const MAX_SEEN = 20

/** Everybody's particulars as far as they are given. Until all are there, others' addresses are left out: they are in the text once it is whole. */
function describeParticulars(key: DataKey, document: ContractDocument, { row, offers }: Round, own: string): NonNullable<OfferView['particulars']> {
  const closed = openParticulars(key, row)
  const isFixed = row.revision > 0
  if (closed) return { values: { ...closed.values }, salt: closed.salt, isFixed }
  const emails = new Set(document.particulars.filter(({ kind }) => kind === 'email').map(({ id }) => id))
  const given = offers.map((offer) => Object.entries(openGiven(key, offer) ?? {}).filter(([id]) => offer.id === own || !emails.has(id)))
  return { values: Object.fromEntries(given.flat()), salt: null, isFixed }
}

function describeParties(document: ContractDocument, round: Round, values: Readonly<Record<string, string>>, now: number): OfferView['parties'] {
  const resolved = resolveValues(document, values)
  return round.offers.map((offer) => {
    const party = document.parties.find(({ id }) => id === offer.party)
    return {
      party: offer.party,
      role: party?.role ?? offer.party,
      name: (party && resolved[party.nameParticular]) ?? null,
      turn: offer.turn ?? 1,
      state: currentState(offer, now),
      hasGiven: offer.given !== null || !isAsked(document, offer.party),
      isTurn: stageOf(round, document, offer) === 'sign',
    }
  })
}

/** What the holder of the link sees. Throws OFFER_NOT_FOUND. */
export async function viewOffer(parts: Parts, token: string): Promise<OfferView> {
  const held = await readHeldOffer(parts, parts.store, token)
  const { offer, version, email, name, text, document, publication, key, round } = held
  const now = parts.clock()
  const particulars = gathers(round) ? describeParticulars(key, document, round, offer.id) : null
  return {
    offer: offer.id,
    party: offer.party,
    state: currentState(offer, now),
    stage: currentState(offer, now) === 'lapsed' ? 'over' : stageOf(round, document, offer),
    parties: describeParties(document, round, particulars?.values ?? {}, now),
    particulars,
    seller: digestContract(document).seller,
    sentAt: formatInstant(offer.sent_at),
    replyBy: document.replyBy ?? (offer.reply_by === null ? null : formatInstant(offer.reply_by)),
    email,
    name,
    document: text,
    documentHash: version.document_hash,
    publication: encodeBase64(publication),
    demo: parts.mailer.mode === 'outbox',
  }
}

/** Records that the terms were displayed or accessed: never more than notice (R5). Throws OFFER_NOT_FOUND. */
export async function recordSeen(parts: Parts, token: string, event: 'displayed' | 'accessed', observations: Observations): Promise<void> {
  const { store, settings, clock } = parts
  const held = await readHeldOffer(parts, store, token)
  const { offer, version, key, document } = held
  await store.transaction().execute(async (access) => {
    await lockContract(access, offer.contract)
    const { count } = await access.selectFrom('record').select((select) => select.fn.countAll<number | string>().as('count')).where('offer', '=', offer.id).where('event', '=', event).executeTakeFirstOrThrow()
    if (Number(count) >= MAX_SEEN) return
    await access.updateTable('offer').set({ state: 'opened' }).where('id', '=', offer.id).where('state', '=', 'sent').execute()
    // Reaching the holder's screen is the first proof that the message was accessible to them.
    const received = { instant: formatInstant(clock()), rule: passageRule(document), system: settings.publicAddress, place: null }
    await appendRecord(access, parts, key, offer.contract, {
      event,
      actor: { kind: 'visitor', party: offer.party, person: null },
      offer: offer.id,
      version: version.version,
      documentHash: version.document_hash,
      ...(Number(count) === 0 && event === 'accessed' ? { evidence: { received } } : {}),
      observations,
    })
  })
}
