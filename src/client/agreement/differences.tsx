import { useMemo } from 'react'
import { compareWords } from '../../core/consent/words.ts'
import type { WordChange } from '../../core/consent/words.ts'
import { decodeContractDocument } from '../../core/contract/document.ts'
import { expandBlocks } from '../../core/contract/expand.ts'
import { blockLines, collapseWhiteSpace } from '../../core/contract/plain-text.ts'
import type { VersionView } from '../../protocol/agreement.ts'
import { m } from '../messages/generated/messages.js'

/** Unchanged text beside a difference that is shown for its sense, in characters. */
const AROUND = 160

/** The words of a version without the line of its own number and date, which are never those of another. */
const textOf = (version: VersionView): string => expandBlocks(decodeContractDocument(version.document), {}).filter(({ kind }) => kind !== 'meta').flatMap(blockLines).map(collapseWhiteSpace).filter(Boolean).join('\n')

function Same({ text, isFirst, isLast }: { readonly text: string; readonly isFirst: boolean; readonly isLast: boolean }) {
  if (text.length <= 3 * AROUND) return <span>{text}</span>
  const before = isFirst ? '' : text.slice(0, AROUND)
  const after = isLast ? '' : text.slice(-AROUND)
  return <span>{before}<span className="text-soft"> […] </span>{after}</span>
}

function Change({ change, isFirst, isLast }: { readonly change: WordChange; readonly isFirst: boolean; readonly isLast: boolean }) {
  if (change.kind === 'same') return <Same text={change.text} isFirst={isFirst} isLast={isLast} />
  const word = change.kind === 'added' ? m.agreement_added() : m.agreement_removed()
  return change.kind === 'added' ? (
    <ins className="bg-pass-wash text-ink underline decoration-pass decoration-2"><span className="sr-only">{word} </span>{change.text}</ins>
  ) : (
    <del className="bg-fail-wash text-ink line-through decoration-fail decoration-2"><span className="sr-only">{word} </span>{change.text}</del>
  )
}

/** What changed between two versions, word by word. */
export function Differences({ before, after }: { readonly before: VersionView; readonly after: VersionView }) {
  const changes = useMemo(() => compareWords(textOf(before), textOf(after)), [before, after])
  const lang = useMemo(() => decodeContractDocument(after.document).language, [after])
  const count = changes.filter(({ kind }) => kind !== 'same').length
  return (
    <section className="paper sheet grid gap-3 px-4 py-4 sm:px-7" aria-labelledby="differences">
      <h2 id="differences" className="text-[1.0625rem]">{m.agreement_differences({ from: before.number, to: after.number })}</h2>
      <p className="text-sm text-soft">{count === 0 ? m.agreement_differences_none() : m.agreement_differences_text()}</p>
      {count > 0 && <div lang={lang} className="whitespace-pre-wrap break-words font-serif text-[1rem] leading-relaxed">{changes.map((change, index) => <Change key={`${index}${change.kind}`} change={change} isFirst={index === 0} isLast={index === changes.length - 1} />)}</div>}
    </section>
  )
}
