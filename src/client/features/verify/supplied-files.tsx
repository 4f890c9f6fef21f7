import { useId, useState } from 'react'
import { m } from '../../messages/generated/messages.js'
import { Notice } from '../../ui/verdict.tsx'
import { FileButton } from '../../ui/file-button.tsx'
import type { SuppliedFile, TrustState } from './use-trust.ts'

function contentOf({ content }: SuppliedFile): string {
  const parts = [[content.crls.length, 'CRL'], [content.ocsps.length, 'OCSP'], [content.certificates.length, m.verify_supplied_certificates()]] as const
  return parts.flatMap(([count, name]) => (count > 0 ? [`${count} ${name}`] : [])).join(', ')
}

/** Revocation data and certificates that the auditor has beside the file: for these checks only, and nobody is trusted through them. */
export function SuppliedFiles({ state }: { readonly state: TrustState }) {
  const { supplied, supplyFiles, withdraw } = state
  const [failed, setFailed] = useState<readonly string[]>([])
  const id = useId()
  return (
    <section aria-labelledby={`${id}-title`} className="no-print sheet grid content-start gap-3 p-5">
      <h2 id={`${id}-title`} className="text-base">{m.verify_supplied_title()}</h2>
      <p className="measure text-sm text-soft">{m.verify_supplied_text()}</p>
      {supplied.length > 0 && (
        <ul className="grid gap-1">
          {supplied.map((one, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- the same file may be given twice
            <li key={`${one.name}${index}`} className="flex items-start gap-3 py-1">
              <span className="min-w-0"><b className="break-words">{one.name}</b><span className="block text-[.8125rem] text-soft">{contentOf(one)}</span></span>
              <button type="button" className="ml-auto min-h-10 shrink-0 rounded-control px-2 text-sm text-link underline underline-offset-2 hover:bg-wash" onClick={() => withdraw(one)}>{m.verify_anchors_remove()}<span className="sr-only"> {one.name}</span></button>
            </li>
          ))}
        </ul>
      )}
      {failed.length > 0 && <div role="alert"><Notice kind="fail" title={m.verify_supplied_failed({ name: failed.join(', ') })} /></div>}
      <div><FileButton accept=".crl,.ors,.ocsp,.pem,.cer,.crt,.der,.p7b,.p7c,application/pkix-crl,application/ocsp-response" onFiles={(files) => void supplyFiles([...files]).then(setFailed)}>{m.verify_supplied_add()}</FileButton></div>
    </section>
  )
}
