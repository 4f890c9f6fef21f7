import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { fetchAuthorities, lookUpCertificate, lookUpDocument } from '../../api/certificate.ts'
import { keys, useService } from '../../api/query.ts'
import { formatDate } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { TextField } from '../../ui/field.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Column, PageTitle } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { EntryCard, StateChip } from './entry-card.tsx'

function Found({ name }: { readonly name: string }) {
  const entry = useQuery({ queryKey: keys.certificate(name), queryFn: () => lookUpCertificate(name), retry: false })
  if (entry.isPending) return <Waiting label={m.ui_loading()} />
  if (entry.isError) return <FailureNotice error={entry.error} />
  return <EntryCard entry={entry.data} />
}

function OfDocument({ token }: { readonly token: string }) {
  const entries = useQuery({ queryKey: keys.documentCertificates(token), queryFn: () => lookUpDocument(token), retry: false })
  if (entries.isPending) return <Waiting label={m.ui_loading()} />
  if (entries.isError) return <FailureNotice error={entries.error} />
  return (
    <section aria-labelledby="of-document" className="grid gap-3">
      <h2 id="of-document" className="text-[1.0625rem]">{m.certificates_document()}</h2>
      {entries.data.map((entry) => <EntryCard key={entry.thumbprint} entry={entry} />)}
    </section>
  )
}

function Authorities() {
  const authorities = useQuery({ queryKey: keys.authorities, queryFn: fetchAuthorities })
  const service = useService()
  return (
    <section aria-labelledby="authorities" className="sheet grid gap-4 p-5">
      <h2 id="authorities" className="text-[1.0625rem]">{m.certificates_authorities()}</h2>
      {authorities.isError && <FailureNotice error={authorities.error} onRetry={() => void authorities.refetch()} />}
      <ul className="grid gap-4 text-sm">
        {authorities.data?.map(({ slug, name, state, thumbprint, notBefore, notAfter, certificate, crl }) => (
          <li key={slug} className="grid gap-1 border-b border-rule pb-3 last:border-0 last:pb-0">
            <span className="flex flex-wrap items-center gap-2"><span className="font-semibold">{name}</span>{state !== 'good' && <StateChip state={state} />}</span>
            <span className="text-soft">{m.certificates_valid_range({ from: formatDate(notBefore), to: formatDate(notAfter) })}</span>
            <span className="num break-all text-[.8125rem] text-soft">{thumbprint}</span>
            <span className="flex flex-wrap gap-x-4">
              <a href={certificate} download className="inline-flex min-h-10 items-center">{m.certificates_download()}<span className="sr-only">: {name}</span></a>
              <a href={crl} download className="inline-flex min-h-10 items-center">{m.certificates_list()}<span className="sr-only">: {name}</span></a>
            </span>
          </li>
        ))}
      </ul>
      {service.data && <p className="break-words text-sm text-soft">{m.certificates_ocsp({ address: `${service.data.publicAddress}/pki/ocsp` })}</p>}
    </section>
  )
}

/** A document's own link, pasted whole, stands for its certificates; anything else names one. */
function readName(typed: string): Record<string, string> {
  const token = /\/o\/([\w-]{20,})(?:[/?#]|$)/.exec(typed)?.[1]
  return token === undefined ? { name: typed } : { document: token }
}

/** The on-line certificate database: one certificate by its own name, those of one document, and the service's own. */
export default function CertificatesPage() {
  const [search, setSearch] = useSearchParams()
  const name = search.get('name') ?? ''
  const token = search.get('document') ?? ''
  const [typed, setTyped] = useState(name)
  return (
    <Frame>
      <Column width="text">
        <PageTitle title={m.certificates_title()} />
        <search><form
          className="sheet grid gap-4 p-5"
          onSubmit={(event) => {
            event.preventDefault()
            if (typed.trim() !== '') setSearch(readName(typed.trim()))
          }}
        >
          <p className="text-soft">{m.certificates_intro()}</p>
          <TextField label={m.certificates_name()} name="name" hint={m.certificates_name_hint()} spellCheck={false} autoComplete="off" maxLength={200} value={typed} onChange={(event) => setTyped(event.target.value)} />
          <div><Button type="submit" look="main">{m.certificates_find()}</Button></div>
        </form></search>
        <div aria-live="polite" className="grid gap-4">
          {name !== '' && <Found name={name} />}
          {token !== '' && <OfDocument token={token} />}
        </div>
        <Authorities />
      </Column>
    </Frame>
  )
}
