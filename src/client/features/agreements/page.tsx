import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import type { AgreementDetail, AgreementSecret, VersionSummary } from '../../../protocol/agreement.ts'
import { activateVersion, createAgreement, draftVersion, fetchAcceptances, fetchAgreements, retireVersion, saveAgreementSettings } from '../../api/agreement.ts'
import { useSession } from '../../api/query.ts'
import { PresentationWeight } from '../../consent/weight.tsx'
import { formatCount, formatInstant } from '../../locale/format.ts'
import { currentLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { Button, ButtonAnchor } from '../../ui/button.tsx'
import { ThreeFacts } from '../../ui/fact.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { Column, Empty, PageTitle } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { SellerFrame } from '../../ui/seller-frame.tsx'
import { Notice } from '../../ui/verdict.tsx'

const KEY = ['agreements'] as const
const STATES = { draft: m.agreement_state_draft, scheduled: m.agreement_state_scheduled, active: m.agreement_state_active, retired: m.agreement_state_retired }

/** Any change of an agreement, after which the list is asked anew. */
function useChange<Input>(run: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: KEY }) })
}

function VersionRow({ agreement, version }: { readonly agreement: string; readonly version: VersionSummary }) {
  const [day, setDay] = useState('')
  const activate = useChange((activeFrom: string | null) => activateVersion(agreement, version.number, activeFrom))
  const retire = useChange(() => retireVersion(agreement, version.number))
  const canActivate = version.publishedAt !== null && (version.state === 'draft' || version.state === 'scheduled')
  return (
    <li className="grid gap-2 border-b border-rule py-3 last:border-0">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h3 className="text-base">{m.agreement_version({ number: version.number })}</h3>
        <span className="text-sm font-semibold">{STATES[version.state]()}</span>
        <span className="text-sm text-soft">{version.kind === 'major' ? m.agreement_major() : m.agreement_minor()}</span>
        {version.activeFrom !== null && <span className="num text-sm text-soft">{m.agreement_from({ time: formatInstant(version.activeFrom) })}</span>}
        {version.acceptances !== null && <span className="num text-sm">{m.agreement_acceptances({ count: formatCount(version.acceptances) })}</span>}
        <Link to={`/contracts/${version.contract}`} className="inline-flex min-h-8 items-center text-sm">{version.publishedAt === null ? m.agreement_edit() : m.agreement_text()}</Link>
      </div>
      {version.presentation && <PresentationWeight presentation={version.presentation} />}
      {canActivate && (
        <div className="flex flex-wrap items-end gap-2">
          <Button look="main" busy={activate.isPending} onClick={() => activate.mutate(null)}>{m.agreement_activate()}</Button>
          <TextField label={m.agreement_schedule_day()} type="datetime-local" value={day} onChange={(event) => setDay(event.target.value)} />
          <Button disabled={day === ''} onClick={() => activate.mutate(new Date(day).toISOString())}>{m.agreement_schedule()}</Button>
        </div>
      )}
      {version.state === 'active' && <div><Button look="quiet" busy={retire.isPending} onClick={() => retire.mutate(undefined)}>{m.agreement_retire()}</Button></div>}
      {(activate.isError || retire.isError) && <FailureNotice error={activate.error ?? retire.error} />}
    </li>
  )
}

function Acceptances({ agreement }: { readonly agreement: string }) {
  const list = useQuery({ queryKey: [...KEY, agreement, 'acceptances'], queryFn: () => fetchAcceptances(agreement) })
  if (!list.data) return list.isError ? <FailureNotice error={list.error} /> : <Waiting label={m.ui_loading()} />
  const { acceptances, alongside } = list.data
  if (acceptances.length + alongside.length === 0) return <p className="text-sm text-soft">{m.agreement_nobody()}</p>
  return (
    <ul className="grid gap-3">
      {alongside.map((one) => (
        <li key={one.recordHash} className="grid gap-1 border-b border-rule pb-3 text-sm last:border-0">
          <p className="num"><b className="break-words">{one.email}</b> · {m.agreement_version({ number: one.number })} · {formatInstant(one.at)} · <Link to={`/contracts/${one.contract}`}>{m.agreement_with_contract({ number: one.contractNumber })}</Link></p>
        </li>
      ))}
      {acceptances.map((one) => (
        <li key={one.acceptance} className="grid gap-1 border-b border-rule pb-3 text-sm last:border-0">
          <p className="num"><b>{one.subject ?? m.agreement_no_subject()}</b> · {m.agreement_version({ number: one.number })} · {formatInstant(one.at)} · {one.event === 'declined' ? m.agreement_declined_short() : one.withdrawnAt === null ? m.agreement_agreed_short() : m.agreement_withdrawn_short()}{one.recordsWithdrawnAt !== null && ` · ${m.agreement_records_paper({ time: formatInstant(one.recordsWithdrawnAt) })}`}</p>
          <ThreeFacts presentation={one.presentation} act={one.act} identity={{ method: one.identity, address: null, demo: false }} />
        </li>
      ))}
    </ul>
  )
}

function Settings({ detail }: { readonly detail: AgreementDetail }) {
  const [origins, setOrigins] = useState(detail.origins.join('\n'))
  const [webhook, setWebhook] = useState(detail.webhook ?? '')
  const save = useChange(() => saveAgreementSettings(detail.agreement, { origins: origins.split(/\s+/).filter((origin) => origin !== ''), webhook: webhook.trim() === '' ? null : webhook.trim() }))
  const snippet = `<script type="module" src="${new URL(detail.address).origin}/embed.js"></script>\n<countersign-agreement agreement="${detail.agreement}" subject="…"></countersign-agreement>`
  return (
    <div className="grid gap-3">
      <TextArea label={m.agreement_origins()} hint={m.agreement_origins_hint()} value={origins} onChange={(event) => setOrigins(event.target.value)} />
      <TextField label={m.agreement_webhook()} hint={m.agreement_webhook_hint()} type="url" value={webhook} onChange={(event) => setWebhook(event.target.value)} />
      {save.isError && <FailureNotice error={save.error} />}
      <div><Button busy={save.isPending} onClick={() => save.mutate(undefined)}>{m.agreement_save()}</Button></div>
      <p className="text-sm text-soft">{m.agreement_snippet()}</p>
      <pre className="whitespace-pre-wrap break-words rounded-control bg-wash px-3 py-2 font-mono text-[.8125rem]" lang="en">{snippet}</pre>
    </div>
  )
}

function Card({ detail, secret }: { readonly detail: AgreementDetail; readonly secret: AgreementSecret | null }) {
  const draft = useChange((kind: 'major' | 'minor') => draftVersion(detail.agreement, kind))
  const [listing, setListing] = useState(false)
  const hasDraft = detail.versions[0]?.publishedAt === null
  return (
    <article className="sheet grid gap-4 px-5 py-5 sm:px-7" aria-labelledby={`agreement-${detail.agreement}`}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id={`agreement-${detail.agreement}`} className="text-lg" lang={detail.language}>{detail.title}</h2>
        <ButtonAnchor href={detail.address} target="_blank" rel="noreferrer">{m.agreement_public_page()}</ButtonAnchor>
      </div>
      {secret && (
        <Notice title={m.agreement_secret()}>
          <p>{m.agreement_secret_text()}</p>
          <p className="break-all font-mono text-xs" data-secret="host">{secret.hostSecret}</p>
          <p className="mt-1">{m.agreement_secret_webhook()}</p>
          <p className="break-all font-mono text-xs" data-secret="webhook">{secret.webhookSecret}</p>
        </Notice>
      )}
      {detail.news.failed > 0 && <Notice kind="fail" title={m.agreement_news_failed({ count: formatCount(detail.news.failed) })}>{m.agreement_news_failed_text({ save: m.agreement_save() })}</Notice>}
      {detail.news.trying > 0 && <p className="text-sm">{m.agreement_news_trying({ count: formatCount(detail.news.trying) })}</p>}
      <ol>{detail.versions.map((version) => <VersionRow key={version.number} agreement={detail.agreement} version={version} />)}</ol>
      {draft.isError && <FailureNotice error={draft.error} />}
      <div className="flex flex-wrap gap-2">
        <Button disabled={hasDraft} onClick={() => draft.mutate('minor')}>{m.agreement_next_minor()}</Button>
        <Button disabled={hasDraft} onClick={() => draft.mutate('major')}>{m.agreement_next_major()}</Button>
        <Button aria-expanded={listing} onClick={() => setListing(!listing)}>{m.agreement_who()}</Button>
      </div>
      {listing && <Acceptances agreement={detail.agreement} />}
      <details>
        <summary className="min-h-11 cursor-pointer py-2.5 font-semibold">{m.agreement_embed()}</summary>
        <Settings detail={detail} />
      </details>
    </article>
  )
}

/** `/agreements`: terms that many accept, their versions, who accepted them, and how a page of the seller's own shows them. */
export default function AgreementsPage() {
  const session = useSession()
  const list = useQuery({ queryKey: KEY, queryFn: fetchAgreements, enabled: Boolean(session.data) })
  const [title, setTitle] = useState('')
  const [secrets, setSecrets] = useState<Readonly<Record<string, AgreementSecret>>>({})
  const queries = useQueryClient()
  const create = useMutation({
    mutationFn: () => createAgreement(title.trim(), currentLocale()),
    onSuccess: async ({ detail, secret }) => {
      setSecrets((all) => ({ ...all, [detail.agreement]: secret }))
      setTitle('')
      await queries.invalidateQueries({ queryKey: KEY })
    },
  })
  return (
    <SellerFrame>
      <Column>
        <PageTitle title={m.agreement_list()} />
        <p className="max-w-prose text-soft">{m.agreement_list_text()}</p>
        <form
          className="flex flex-wrap items-end gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            if (title.trim() !== '') create.mutate()
          }}
        >
          <TextField name="agreement-title" label={m.agreement_title()} value={title} maxLength={120} onChange={(event) => setTitle(event.target.value)} />
          <Button look="main" type="submit" busy={create.isPending}>{m.agreement_create()}</Button>
        </form>
        {create.isError && <FailureNotice error={create.error} />}
        {list.isPending && <Waiting label={m.ui_loading()} />}
        {list.isError && <FailureNotice error={list.error} onRetry={() => void list.refetch()} />}
        {list.data?.length === 0 && <Empty title={m.agreement_empty()} actions={<Button onClick={() => document.querySelector<HTMLInputElement>('[name="agreement-title"]')?.focus()}>{m.agreement_first()}</Button>}>{m.agreement_empty_text()}</Empty>}
        {list.data?.map((detail) => <Card key={detail.agreement} detail={detail} secret={secrets[detail.agreement] ?? null} />)}
      </Column>
    </SellerFrame>
  )
}
