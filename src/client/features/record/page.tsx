import { useState } from 'react'
import { useParams } from 'react-router'
import { decodeContractDocument } from '../../../core/contract/document.ts'
import { resolveValues } from '../../../core/contract/particular.ts'
import { listSignatories } from '../../../core/contract/place.ts'
import { useContract } from '../../api/query.ts'
import { formatInstant, formatMoney } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { ButtonAnchor, ButtonLink } from '../../ui/button.tsx'
import { ContractStateChip } from '../../ui/contract-state.tsx'
import { Column, PageTitle } from '../../ui/page.tsx'
import { SellerFrame } from '../../ui/seller-frame.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { AlongsideCard } from './alongside-card.tsx'
import { DataConsents } from './data-consents.tsx'
import { FormationCard } from './formation-card.tsx'
import { LogHistory } from './log-history.tsx'
import { RetentionCard } from './retention-card.tsx'
import { RoundCard } from './round-card.tsx'
import { ShareParties } from './share-parties.tsx'
import { ShareForm } from './share-form.tsx'
import { Timeline } from './timeline.tsx'
import { VersionCard } from './version-card.tsx'

const OPEN = ['waiting', 'sent', 'opened', 'code-sent', 'accepted']
/** One of these in a round, and the round is over. */
const ENDED = ['declined', 'ended', 'lapsed', 'withdrawn']

/** `/contracts/:contract` once it is published: sharing, offers and their answers, the version, the whole history. */
export default function RecordPage() {
  const { contract = '' } = useParams()
  const { data } = useContract(contract, true)
  const [now] = useState(() => Date.now())
  if (!data?.published) return null
  const { summary, published, offers } = data
  const document = decodeContractDocument(published.document)
  const resolved = resolveValues(document, {})
  const names = Object.fromEntries(document.parties.map((party) => [party.id, (party.id === 'seller' && resolved[party.nameParticular]) || party.role]))
  const signatories = listSignatories(document)
  const [other] = signatories.filter(({ id }) => id !== 'seller')
  const rounds = [...Map.groupBy(offers, ({ round }) => round).values()]
  const isNotice = document.presentation === 'browse-wrap'
  const isOver = document.replyBy !== null && Date.parse(document.replyBy) <= now
  const isOpen = rounds.some((round) => round.some(({ state }) => OPEN.includes(state)) && !round.some(({ state }) => ENDED.includes(state)))
  const isAwaited = rounds.some((round) => round.some(({ state }) => state !== 'accepted' && OPEN.includes(state)) && !round.some(({ state }) => ENDED.includes(state)))
  const canShare = !isNotice && !isOver && (summary.template === 'terms-of-service' || !isOpen)
  const facts = [summary.number, m.contracts_version({ version: published.version }), summary.replyBy && m.record_reply_by({ time: formatInstant(summary.replyBy) }), summary.total && formatMoney(summary.total.amount, summary.total.currency)].filter(Boolean)
  return (
    <SellerFrame>
      <Column>
        <header className="grid gap-1.5">
          <div className="flex flex-wrap items-center gap-3">
            <PageTitle title={summary.title} />
            <ContractStateChip state={summary.state} />
          </div>
          <p className="num text-soft">{facts.join(' · ')}</p>
        </header>
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]">
          <div className="grid gap-6">
            {isNotice && (
              <section className="sheet grid gap-3 p-5">
                <h2 className="text-base">{m.record_notice_title()}</h2>
                <Notice title={m.record_notice_text()} />
              </section>
            )}
            {document.alongside && <AlongsideCard alongside={document.alongside} language={document.language} stage={isAwaited ? 'open' : canShare ? 'unsent' : 'over'} />}
            {canShare && (
              <section aria-labelledby="share" className="sheet grid gap-3 p-5">
                <h2 id="share" className="text-base">{signatories.length > 1 ? m.record_share_parties() : m.record_share()}</h2>
                {signatories.length > 1 ? <ShareParties contract={contract} document={document} /> : <ShareForm contract={contract} role={other?.role ?? m.record_who_buyer()} />}
              </section>
            )}
            {!canShare && !isNotice && isOver && offers.length === 0 && <Notice title={m.record_over()} />}
            {offers.length > 0 && (
              <section aria-labelledby="offers" className="sheet">
                <h2 id="offers" className="px-5 pt-4 text-base">{m.record_offers()}</h2>
                {rounds.toReversed().map((round) => <RoundCard key={round[0]?.round} contract={contract} round={round} document={document} title={summary.title} fileName={`${summary.number.replaceAll('/', '-')}.pdf`} />)}
              </section>
            )}
            {rounds.at(-1)?.[0] && <FormationCard contract={contract} offer={rounds.at(-1)![0]!.id} state={rounds.at(-1)!.map(({ state }) => state).join()} names={names} />}
            <VersionCard published={published} document={document} />
            {document.privacy && <DataConsents contract={contract} />}
            <RetentionCard contract={contract} state={summary.state} />
            <LogHistory contract={contract} />
            {(isNotice || summary.template === 'terms-of-service') && (
              <section className="sheet grid gap-3 p-5">
                <h2 className="text-base">{m.record_sample_title()}</h2>
                <p className="text-soft">{m.record_sample_text()}</p>
                <div><ButtonAnchor href={`/notice/${published.versionId}`} target="_blank" rel="noreferrer">{m.record_sample_open()}<span className="sr-only"> {m.ui_new_tab()}</span></ButtonAnchor></div>
              </section>
            )}
          </div>
          <section aria-labelledby="history" className="sheet grid gap-4 p-5">
            <div className="flex flex-wrap items-center justify-between gap-2"><h2 id="history" className="text-base">{m.record_timeline()}</h2><ButtonLink look="quiet" to={`/contracts/${contract}/trail`}>{m.trail_open()}</ButtonLink></div>
            <Timeline contract={contract} names={names} parties={document.parties.map(({ id }) => id)} partyOf={Object.fromEntries(offers.map(({ id, party }) => [id, party]))} />
          </section>
        </div>
      </Column>
    </SellerFrame>
  )
}
