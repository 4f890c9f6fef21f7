import { useId, useState } from 'react'
import type { Anchor } from '../../../core/validation/anchor.ts'
import { formatDate } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { useToast } from '../../ui/toast.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { FileButton } from '../../ui/file-button.tsx'
import type { TrustState } from './use-trust.ts'

const dayOf = (instant: number): string => formatDate(new Date(instant).toISOString())

function AnchorName({ anchor, now, note }: { readonly anchor: Anchor; readonly now: number; readonly note?: string }) {
  const isOver = anchor.notAfter < now
  return (
    <span className="min-w-0">
      <b className="break-words">{anchor.name}</b>{note && <span className="text-soft"> · {note}</span>}
      <span className={`num block text-[.8125rem] ${isOver ? 'text-doubt' : 'text-soft'}`}>{m.verify_anchors_valid({ from: dayOf(anchor.notBefore), to: dayOf(anchor.notAfter) })}{isOver && ` · ${m.verify_anchors_over()}`}</span>
      <span className="block break-all font-mono text-[.75rem] text-soft">SHA-256 {anchor.thumbprint}</span>
    </span>
  )
}

/** Whom this page trusts, by name, validity and thumbprint: the service's root, and the auditor's own, which this device remembers. */
export function Anchors({ state }: { readonly state: TrustState }) {
  const { service, added, isOwnRefused, isKept, addAnchors, removeAnchor, refuseOwn } = state
  const [failed, setFailed] = useState<readonly string[]>([])
  const [now] = useState(() => Date.now())
  const toast = useToast()
  const id = useId()
  return (
    <section aria-labelledby={`${id}-title`} className="no-print sheet grid content-start gap-3 p-5">
      <h2 id={`${id}-title`} className="text-base">{m.verify_anchors_title()}</h2>
      <p className="measure text-sm text-soft">{m.verify_anchors_text()}</p>
      {service.isMissing && <Notice title={m.verify_anchors_offline()} />}
      <ul className="grid gap-2">
        {service.own.map((anchor) => (
          <li key={anchor.thumbprint}>
            <label className="flex min-h-11 items-start gap-3 py-1.5">
              <input type="checkbox" className="mt-1 size-5 shrink-0 accent-link" checked={!isOwnRefused} onChange={(event) => refuseOwn(!event.target.checked)} />
              <AnchorName anchor={anchor} now={now} note={m.verify_anchors_own()} />
            </label>
          </li>
        ))}
        {service.isPending && <li className="text-sm text-soft">{m.ui_loading()}</li>}
        {added.map((anchor) => (
          <li key={anchor.thumbprint} className="flex items-start gap-3 py-1.5">
            <AnchorName anchor={anchor} now={now} />
            <button
              type="button"
              className="ml-auto min-h-10 shrink-0 rounded-control px-2 text-sm text-link underline underline-offset-2 hover:bg-wash"
              onClick={() => toast(m.verify_anchors_removed({ name: anchor.name }), removeAnchor(anchor))}
            >
              {m.verify_anchors_remove()}<span className="sr-only"> {anchor.name}</span>
            </button>
          </li>
        ))}
      </ul>
      {failed.length > 0 && <div role="alert"><Notice kind="fail" title={m.verify_anchors_failed({ name: failed.join(', ') })} /></div>}
      {!isKept && added.length > 0 && <Notice title={m.verify_anchors_not_kept()} />}
      <div><FileButton accept=".pem,.crt,.cer,.der,.p7b,.p7c,application/x-x509-ca-cert,application/pkix-cert,application/x-pkcs7-certificates" onFiles={(files) => void addAnchors([...files]).then(setFailed)}>{m.verify_anchors_add()}</FileButton></div>
    </section>
  )
}
