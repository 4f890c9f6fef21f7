import { useId, useState } from 'react'
import { parseAnchors } from '../../../core/validation/anchor.ts'
import type { Anchor } from '../../../core/validation/anchor.ts'
import { m } from '../../messages/generated/messages.js'
import { Notice } from '../../ui/verdict.tsx'

interface AnchorsProps {
  /** This service's root; empty while it is not known. */
  readonly own: readonly Anchor[]
  readonly isPending: boolean
  readonly isMissing: boolean
  readonly isRefused: boolean
  readonly onRefuse: (refused: boolean) => void
  readonly added: readonly Anchor[]
  readonly onAdded: (anchors: readonly Anchor[]) => void
}

function AnchorName({ anchor }: { readonly anchor: Anchor }) {
  return (
    <span className="min-w-0">
      <b>{anchor.name}</b>
      <span className="block break-all font-mono text-[.75rem] text-soft">SHA-256 {anchor.thumbprint}</span>
    </span>
  )
}

/** Whom this page trusts, by name, and the auditor's own additions. */
export function Anchors({ own, isPending, isMissing, isRefused, onRefuse, added, onAdded }: AnchorsProps) {
  const [failed, setFailed] = useState<string | null>(null)
  const id = useId()
  const receive = async (files: readonly File[]) => {
    setFailed(null)
    let anchors = [...added]
    for (const file of files) {
      try {
        const read = parseAnchors(new Uint8Array(await file.arrayBuffer()))
        anchors = [...anchors, ...read.filter((one) => !anchors.some((other) => other.thumbprint === one.thumbprint))]
      } catch {
        setFailed(file.name)
      }
    }
    onAdded(anchors)
  }
  return (
    <section aria-labelledby={`${id}-title`} className="no-print sheet grid gap-3 p-5">
      <h2 id={`${id}-title`} className="text-base">{m.verify_anchors_title()}</h2>
      <p className="measure text-sm text-soft">{m.verify_anchors_text()}</p>
      {isMissing && <Notice title={m.verify_anchors_offline()} />}
      <ul className="grid gap-2">
        {own.map((anchor) => (
          <li key={anchor.thumbprint}>
            <label className="flex min-h-11 items-start gap-3 py-1.5">
              <input type="checkbox" className="mt-1 size-5 accent-link" checked={!isRefused} onChange={(event) => onRefuse(!event.target.checked)} />
              <AnchorName anchor={anchor} />
            </label>
          </li>
        ))}
        {isPending && <li className="text-sm text-soft">{m.ui_loading()}</li>}
        {added.map((anchor) => (
          <li key={anchor.thumbprint} className="flex items-start gap-3 py-1.5">
            <AnchorName anchor={anchor} />
            <button type="button" className="ml-auto min-h-10 rounded-control px-2 text-sm text-link underline underline-offset-2 hover:bg-wash" onClick={() => onAdded(added.filter((other) => other !== anchor))}>
              {m.verify_anchors_remove()}<span className="sr-only"> {anchor.name}</span>
            </button>
          </li>
        ))}
      </ul>
      {failed !== null && <div role="alert"><Notice kind="fail" title={m.verify_anchors_failed({ name: failed })} /></div>}
      <span className="relative inline-flex justify-self-start">
        <input
          id={id}
          type="file"
          multiple
          accept=".pem,.crt,.cer,.der,application/x-x509-ca-cert,application/pkix-cert"
          className="peer absolute inset-0 size-full cursor-pointer opacity-0"
          onChange={(event) => {
            void receive([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
        <label htmlFor={id} className="pointer-events-none inline-flex min-h-11 items-center rounded-control border border-rule-strong bg-surface px-4 py-2.5 font-semibold peer-focus-visible:outline-3 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-link">{m.verify_anchors_add()}</label>
      </span>
    </section>
  )
}
