import { useState } from 'react'
import type { Missing } from '../../../core/validation/missing.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/verdict.tsx'
import type { Fetched } from './fetch-data.ts'
import { CAN_FETCH } from './edition.ts'
import type { TrustState } from './use-trust.ts'

const KINDS = { ocsp: 'OCSP', crl: 'CRL', issuer: 'CA' } as const

/** What a verdict lacks: named, with the addresses that the certificates give, and fetched only when the reader says so. */
export function MissingData({ missing, state }: { readonly missing: readonly Missing[]; readonly state: TrustState }) {
  const [isAsking, setAsking] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failures, setFailures] = useState<readonly Fetched[]>([])
  const reachable = missing.filter(({ sources }) => sources.length > 0)
  const hosts = [...new Set(reachable.flatMap(({ sources }) => sources.map(({ address }) => new URL(address).host)))]
  if (missing.length === 0) return null
  const go = async () => {
    setBusy(true)
    setFailures([])
    try {
      const { fetchMissing } = await import('./fetch-data.ts')
      const found: Fetched[] = []
      await fetchMissing(reachable, (fetched) => {
        found.push(fetched)
        if (!fetched.supplied) setFailures((now) => [...now, fetched])
      })
      state.supply(found.flatMap(({ supplied }) => (supplied ? [supplied] : [])))
    } finally {
      setBusy(false)
      setAsking(false)
    }
  }
  return (
    <section aria-label={m.verify_missing_title()} className="no-print sheet grid gap-3 p-5">
      <h3 className="text-base">{m.verify_missing_title()}</h3>
      <ul className="grid gap-2 text-sm">
        {missing.map((one) => (
          <li key={`${one.kind}${one.subject}`}>
            <p><b className="break-words">{one.subject}</b>: {one.kind === 'issuer' ? m.verify_missing_issuer() : m.verify_missing_revocation()}</p>
            {one.sources.length === 0 ? <p className="text-soft">{m.verify_missing_nowhere()}</p> : one.sources.map(({ kind, address }) => <p key={kind + address} className="break-all font-mono text-[.75rem] text-soft">{KINDS[kind]} {address}</p>)}
          </li>
        ))}
      </ul>
      {failures.length > 0 && (
        <div role="alert" className="grid gap-2">
          {failures.map(({ source, failure }) => <Notice key={source.address} title={failure ?? ''}><span className="break-all font-mono text-[.75rem]">{source.address}</span></Notice>)}
        </div>
      )}
      {reachable.length > 0 && CAN_FETCH && <div><Button look="main" onClick={() => setAsking(true)}>{m.verify_fetch()}</Button></div>}
      {reachable.length > 0 && !CAN_FETCH && <p className="measure text-sm text-soft">{m.verify_fetch_never()}</p>}
      <Dialog open={isAsking} title={m.verify_fetch_title()} locked={isBusy} onClose={() => setAsking(false)}>
        <p>{m.verify_fetch_text()}</p>
        <ul className="list-disc pl-5">{hosts.map((host) => <li key={host} className="break-all font-mono text-sm">{host}</li>)}</ul>
        <p className="text-sm text-soft">{m.verify_fetch_note()}</p>
        <div className="flex flex-wrap gap-2">
          <Button look="main" busy={isBusy} onClick={() => void go()}>{m.verify_fetch_go()}</Button>
          {!isBusy && <Button onClick={() => setAsking(false)}>{m.ui_cancel()}</Button>}
        </div>
      </Dialog>
    </section>
  )
}
