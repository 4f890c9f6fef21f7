import type { Change } from '../../../core/validation/change/change.ts'
import { describeChange } from '../../../core/validation/sentence.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { changeWord } from './change-word.ts'

const MAX_SHOWN = 240
const shorten = (text: string): string => (text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text)

/** One change: its sentence, the old words struck out, the new ones beside them, and where it stands in the file. */
export function ChangeItem({ change, mark }: { readonly change: Change; readonly mark?: number }) {
  const locale = useLocale()
  const { before, after } = change
  const isTold = change.kind === 'value-replaced' || change.kind === 'value-filled'
  return (
    <div className="grid gap-0.5 text-sm">
      <p className="break-words">
        {mark !== undefined && <span className="num mr-1.5 inline-grid size-5 place-items-center rounded-full bg-doubt text-[.75rem] font-semibold text-surface">{mark}</span>}
        {describeChange(change, locale)}
      </p>
      {!isTold && (before || after) && (
        <p className="break-words rounded-control bg-wash px-2 py-1 font-mono text-[.75rem] leading-relaxed">
          {before && <del className="rounded bg-fail-wash px-1 text-fail"><span className="sr-only">{m.verify_was()} </span>{shorten(before)}</del>}{' '}
          {after && <ins className="rounded bg-pass-wash px-1 text-pass no-underline"><span className="sr-only">{m.verify_is()} </span>{shorten(after)}</ins>}
        </p>
      )}
      {isTold && (
        <p className="flex flex-wrap gap-x-2 font-serif text-base">
          {before && <del className="rounded bg-fail-wash px-1 text-fail"><span className="sr-only">{m.verify_was()} </span>{shorten(before)}</del>}
          {before && <span aria-hidden="true" className="text-soft">→</span>}
          {after !== undefined && <ins className="rounded bg-pass-wash px-1 text-pass no-underline"><span className="sr-only">{m.verify_is()} </span>{shorten(after)}</ins>}
        </p>
      )}
      <p className="break-all text-[.75rem] text-soft">{changeWord(change.class)} · <span className="font-mono">{change.path}</span></p>
    </div>
  )
}
