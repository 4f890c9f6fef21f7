import { formatBytes } from './size.ts'
import { m } from '../../../messages/generated/messages.js'
import { VerdictShape } from '../../../ui/verdict.tsx'
import type { Inspection } from './own-file-worker.ts'

/** What the file is: its name, size and pages, and who has signed it already, as the judge sees it now. */
export function FileFacts({ name, size, inspection }: { readonly name: string; readonly size: number; readonly inspection: Inspection }) {
  const { pages, signatures, signatureCount, otherFieldCount, isTagged } = inspection
  return (
    <section aria-label={m.own_facts()} className="sheet grid gap-2 px-4 py-3 text-sm">
      <p className="break-words text-base font-semibold">{name}</p>
      <p className="num text-soft">{m.own_facts_size({ count: pages, size: formatBytes(size) })}</p>
      {otherFieldCount > 0 && <p className="text-soft">{m.own_facts_fields({ count: otherFieldCount })}</p>}
      {!isTagged && <p className="text-soft">{m.own_facts_untagged()}</p>}
      <p>{signatureCount === 0 ? m.own_facts_unsigned() : m.own_facts_signed({ count: signatureCount })}</p>
      {signatures.length > 0 && (
        <ul className="grid gap-2">
          {signatures.map(({ who, kind, sentence }, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- the order of the file
            <li key={index} className="flex gap-2">
              <span className={kind === 'pass' ? 'text-pass' : kind === 'fail' ? 'text-fail' : 'text-doubt'}><VerdictShape kind={kind} className="size-5" /></span>
              <span><b>{who}</b>: {sentence}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
