import { encodeBase64 } from '../../core/bytes/base64.ts'
import type { OfferView } from '../../protocol/offer.ts'
import { passageRule } from '../contract/offer.ts'
import { currentState, digestContract } from '../contract/summary.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, formatInstant, type Observations } from '../record/append.ts'
import { maskEmail, readHeldOffer } from './access.ts'

/** Records of one kind for one offer; a link opened more often than this is not written down again. */
const MAX_SEEN = 20

/** What the holder of the link sees. Throws OFFER_NOT_FOUND. */
export async function viewOffer(parts: Parts, token: string): Promise<OfferView> {
  const { offer, version, email, name, text, document, publication } = await readHeldOffer(parts, parts.store, token)
  return {
    offer: offer.id,
    party: offer.party,
    state: currentState(offer, parts.clock()),
    seller: digestContract(document).seller,
    sentAt: formatInstant(offer.sent_at),
    replyBy: document.replyBy,
    maskedEmail: maskEmail(email),
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
