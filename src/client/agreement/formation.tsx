import { chooseRuleSet, computeFormation, placeMessage } from '../../core/contract/formation.ts'
import type { Formation, PassageReason, RuleSet } from '../../core/contract/formation.ts'
import { decodeContractDocument } from '../../core/contract/document.ts'
import { resolveValues } from '../../core/contract/particular.ts'
import type { AcceptanceView } from '../../protocol/agreement.ts'
import { formatExactInstant, formatInstant } from '../locale/format.ts'
import { m } from '../messages/generated/messages.js'

const RULES: Readonly<Record<RuleSet, () => string>> = { 'vn-2023': m.formation_rule_vn_2023, 'vn-2005': m.formation_rule_vn_2005, 'un-ecc': m.formation_rule_un_ecc }
const PASSAGES: Readonly<Record<PassageReason, () => string>> = {
  LEFT_ORIGINATOR: m.formation_left, ENTERED_SYSTEM: m.formation_entered, ENTERED_DESIGNATED: m.formation_designated, ENTERED_ACCESSIBLE: m.formation_accessible, ENTERED_ANY: m.formation_any,
  CAPABLE_OF_RETRIEVAL: m.formation_capable, AWARE_AND_CAPABLE: m.formation_aware, NOT_SEEN: m.formation_not_seen,
}

/** What the formation comes to, in a sentence. */
function sentenceOf({ reason, formedAt, replyBy, isDefaultDeadline }: Formation): string {
  switch (reason) {
    case 'ACCEPTANCE_RECEIVED': return m.formation_formed({ time: formatExactInstant(new Date(formedAt ?? 0).toISOString()) })
    case 'DECLINED': return m.formation_declined()
    case 'LAPSED': return m.formation_lapsed({ time: formatInstant(new Date(replyBy ?? 0).toISOString()) })
    case 'NOT_RECEIVED': return m.formation_not_received()
    case 'OPEN': return replyBy === null ? m.formation_open() : isDefaultDeadline ? m.formation_open_order({ time: formatInstant(new Date(replyBy).toISOString()) }) : m.formation_open_until({ time: formatInstant(new Date(replyBy).toISOString()) })
  }
}

/**
 * When and where the contract came about by this click, and by which words of which rule. Terms are the seller's offer and the click accepts
 * it; an order is the buyer's offer, which the seller still has to accept.
 */
export function FormationFacts({ view, now }: { readonly view: AcceptanceView; readonly now: number }) {
  const document = decodeContractDocument(view.document)
  const at = Date.parse(view.at)
  const rule = chooseRuleSet(document.governingLaw, at)
  const values = resolveValues(document, {})
  const address = document.particulars.find(({ party, kind }) => party === 'seller' && kind === 'address')
  const seller = address ? (values[address.id] ?? null) : null
  // A page of the service is no system of the sender's: the click is sent as it enters the service, which the seller named for answers.
  const click = placeMessage(rule, { left: null, entered: at, isDesignated: true, accessible: at, noticed: at, from: null, to: seller })
  const published = document.publishedAt === null ? at : Date.parse(document.publishedAt)
  const terms = placeMessage(rule, { left: published, entered: published, isDesignated: true, accessible: published, noticed: at, from: seller, to: null })
  const isOrder = view.order !== null
  const reply = view.orderReply?.at == null ? null : Date.parse(view.orderReply.at)
  const answered = reply === null ? null : placeMessage(rule, { left: null, entered: reply, isDesignated: true, accessible: reply, noticed: reply, from: seller, to: null })
  const answer = isOrder ? answered && { message: answered, isAcceptance: view.orderReply?.event === 'accepted' } : { message: click, isAcceptance: view.event !== 'declined' }
  const formation = computeFormation({ document, offer: isOrder ? click : terms, answer, isOrder, now })
  const rows = [
    [m.formation_rule(), RULES[rule]()],
    [m.formation_sent(), `${formatExactInstant(new Date(click.sent.at).toISOString())} · ${view.at} · ${PASSAGES[click.sent.reason]()}`],
    [m.formation_received(), click.received.at === null ? PASSAGES[click.received.reason]() : `${formatExactInstant(new Date(click.received.at).toISOString())} · ${view.at} · ${PASSAGES[click.received.reason]()}`],
    ...(seller === null ? [] : [[m.formation_place(), seller] as const]),
  ] as const
  return (
    <section className="sheet grid gap-2 px-4 py-4 sm:px-7 sm:py-5" aria-labelledby="formation">
      <h2 id="formation" className="text-[1.0625rem]">{m.formation_title()}</h2>
      <p className="font-semibold">{sentenceOf(formation)}</p>
      <dl>
        {rows.map(([term, value]) => (
          <div key={term} className="grid gap-x-4 border-b border-rule py-2 last:border-0 sm:grid-cols-[14rem_minmax(0,1fr)]">
            <dt className="text-sm text-soft">{term}</dt>
            <dd className="num min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
