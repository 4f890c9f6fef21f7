import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { verifyContractLog } from '../../../core/evidence/contract-proof.ts'
import { TRAIL_GROUPS } from '../../../core/evidence/trail-words.ts'
import type { TrailGroup } from '../../../core/evidence/trail-words.ts'
import type { Trail } from '../../../core/evidence/trail.ts'
import { checkContinuity } from '../../../core/log/continuity.ts'
import { evidenceAddress, fetchLog } from '../../api/log.ts'
import { useService } from '../../api/query.ts'
import { fetchTrail, trailFile, type TrailSource } from '../../api/trail.ts'
import { formatCount, formatDate } from '../../locale/format.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { ButtonAnchor, ButtonLink } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Column, PageTitle } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { SellerFrame } from '../../ui/seller-frame.tsx'
import { Notice, Verdict } from '../../ui/verdict.tsx'
import { TrailEntry } from './entry.tsx'
import { EVERYTHING, groupByDay, isLinked, passes } from './filter.ts'

const GROUPS: Readonly<Record<TrailGroup, () => string>> = {
  making: m.trail_group_making, sending: m.trail_group_sending, reading: m.trail_group_reading, signing: m.trail_group_signing, keeping: m.trail_group_keeping,
}

/** Verifies every proof here, and the log as it is served now against the newest of them. */
async function verify(trail: Trail, verifiers: readonly string[]) {
  const state = await verifyContractLog(trail.events.map(({ sequence, recordHash, proof }) => ({ sequence, hash: recordHash, proof })), verifiers)
  return { ...state, continuity: state.newest && (await checkContinuity(state.newest.head, state.newest.key, fetchLog)) }
}

function useProofs(trail: Trail | undefined) {
  const verifiers = useService().data?.log.verifiers
  return useQuery({ queryKey: ['trail-proofs', trail?.contract, trail?.events.length, trail?.madeAt], queryFn: () => verify(trail!, verifiers ?? []), enabled: trail !== undefined && verifiers !== undefined, placeholderData: keepPreviousData })
}

function LogState({ trail }: { readonly trail: Trail }) {
  const { data, error, refetch } = useProofs(trail)
  if (error) return <FailureNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting label={m.trail_checking()} />
  const proven = data.records.filter(({ state }) => state === 'proven').length
  const isRewritten = data.continuity?.state === 'rewritten' || data.records.some(({ state }) => state === 'wrong')
  if (isRewritten) return <Verdict kind="fail" title={m.log_rewritten()}>{m.log_rewritten_text()}</Verdict>
  return <p>{m.trail_all_proven({ proven: formatCount(proven), count: formatCount(data.records.length) })} {data.continuity?.state === 'continues' ? m.log_continues({ size: formatCount(data.continuity.head.size) }) : m.log_unreachable()}</p>
}

function Events({ trail }: { readonly trail: Trail }) {
  const id = useId()
  const locale = useLocale()
  const [filter, setFilter] = useState(EVERYTHING)
  const { data } = useProofs(trail)
  const names = Object.fromEntries(trail.parties.map(({ id: party, role, name }) => [party, name ?? role]))
  const shown = trail.events.filter((event) => passes(event, filter))
  const clockOf = new Intl.DateTimeFormat(locale === 'vi' ? 'vi-VN' : 'en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
  return (
    <section aria-labelledby={id} className="sheet grid gap-5 p-4 sm:p-6">
      <div className="no-print grid grid-cols-1 items-end gap-3 sm:grid-cols-2 lg:grid-cols-3">
        <SelectField label={m.trail_group()} value={filter.group} onChange={(event) => setFilter({ ...filter, group: event.target.value as TrailGroup | '' })}>
          <option value="">{m.trail_group_all()}</option>
          {TRAIL_GROUPS.map((group) => <option key={group} value={group}>{GROUPS[group]()}</option>)}
        </SelectField>
        <SelectField label={m.trail_party()} value={filter.party} onChange={(event) => setFilter({ ...filter, party: event.target.value })}>
          <option value="">{m.trail_party_all()}</option>
          {trail.parties.map(({ id: party, role, name }) => <option key={party} value={party}>{name ?? role}</option>)}
        </SelectField>
        <label className="flex min-h-11 items-center gap-2 text-sm"><input type="checkbox" className="size-5" checked={filter.matters} onChange={(event) => setFilter({ ...filter, matters: event.target.checked })} />{m.trail_matters()}</label>
      </div>
      <output id={id} className="num text-sm text-soft">{m.trail_count({ shown: formatCount(shown.length), count: formatCount(trail.events.length) })}</output>
      {shown.length === 0 && <p>{m.trail_none()}</p>}
      {groupByDay(shown, formatDate).map(({ day, events }) => (
        <section key={day} className="grid gap-3">
          <h2 className="num border-b border-rule pb-1 text-base">{day}</h2>
          <ol>
            {events.map((event) => <TrailEntry key={event.recordHash} event={event} names={names} clock={clockOf.format(new Date(event.times.observed))} state={data?.records.find(({ sequence }) => sequence === event.sequence)} />)}
          </ol>
        </section>
      ))}
    </section>
  )
}

function Papers({ source }: { readonly source: TrailSource }) {
  const locale = useLocale()
  return (
    <p className="no-print flex flex-wrap gap-2">
      <ButtonAnchor look="main" href={trailFile(source, 'pdf', locale)} download>{m.trail_pdf()}</ButtonAnchor>
      <ButtonAnchor href={trailFile(source, 'json', locale)} download>{m.trail_json()}</ButtonAnchor>
      {'contract' in source && <ButtonAnchor href={evidenceAddress(source.contract)} download>{m.log_evidence()}</ButtonAnchor>}
      <ButtonLink look="quiet" to={'contract' in source ? `/contracts/${source.contract}` : `/o/${source.token}`} {...('contract' in source ? {} : { reloadDocument: true })}>{m.trail_back()}</ButtonLink>
    </p>
  )
}

function TrailView({ source }: { readonly source: TrailSource }) {
  const asked = useQuery({ queryKey: ['trail', source], queryFn: () => fetchTrail(source) })
  const trail = asked.data
  return (
    <Column>
      <PageTitle title={m.trail_title()} />
      {asked.isError && <FailureNotice error={asked.error} onRetry={() => void asked.refetch()} />}
      {!trail && !asked.isError && <Waiting label={m.ui_loading()} />}
      {trail && (
        <>
          <p className="num text-soft">{trail.title} · {trail.number}</p>
          <p className="measure">{m.trail_intro()}{trail.reader !== null && ` ${m.trail_partial()}`}</p>
          {!isLinked(trail.events) && <Notice kind="fail" title={m.trail_broken()} />}
          <LogState trail={trail} />
          <Papers source={source} />
          <Events trail={trail} />
        </>
      )}
    </Column>
  )
}

function Framed({ isSeller, children }: { readonly isSeller: boolean; readonly children: ReactNode }) {
  return isSeller ? <SellerFrame>{children}</SellerFrame> : <Frame>{children}</Frame>
}

/** `/contracts/:contract/trail` for the seller, `/trail/:token` for a party: the contract's whole life, day by day. */
export default function TrailPage() {
  const { contract, token = '' } = useParams()
  const source: TrailSource = contract === undefined ? { token } : { contract }
  return <Framed isSeller={contract !== undefined}><TrailView source={source} /></Framed>
}
