import { useId, useState } from 'react'
import { describeError, describeVerdict } from '../../../core/validation/sentence.ts'
import { describePackage } from '../../../core/evidence/examine/package-sentence.ts'
import { formatCount, formatExactInstant, formatInstant } from '../../locale/format.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Bar } from '../../ui/progress.tsx'
import { VerdictShape } from '../../ui/verdict.tsx'
import type { VerdictKind } from '../../ui/verdict.tsx'
import { factsOf, isSettled, kindOf, shareOf } from './case.ts'
import type { Case } from './case.ts'
import { encodeCsv } from './csv.ts'
import { downloadFile } from '../../ui/download.ts'
import { changeWord } from './change-word.ts'
import { nameOfPhase } from './phase-list.tsx'

type Column = 'name' | 'verdict' | 'signatories' | 'time' | 'changes'
type Filter = 'all' | VerdictKind | 'open'

const COLOURS: Record<VerdictKind, string> = { pass: 'text-pass', doubt: 'text-doubt', fail: 'text-fail' }
/** The worst first, for it needs somebody. */
const RANK: Record<VerdictKind, number> = { fail: 0, doubt: 1, pass: 2 }
const FIRST_ROWS = 100

function compareCases(column: Column, a: Case, b: Case): number {
  const [one, other] = [factsOf(a), factsOf(b)]
  const texts = (x: string, y: string) => x.localeCompare(y, undefined, { numeric: true })
  const rank = (given: Case) => RANK[kindOf(given) ?? 'pass'] + (isSettled(given) ? 0 : 3)
  switch (column) {
    case 'name': return texts(a.name, b.name)
    case 'verdict': return rank(a) - rank(b) || texts(one.reason, other.reason)
    case 'signatories': return texts(one.signatories.join(), other.signatories.join())
    case 'time': return texts(one.bestTime ?? '', other.bestTime ?? '')
    case 'changes': return texts(one.changes, other.changes)
  }
}

/** What a case is, in a sentence of the page's language. */
function sentenceOf(one: Case, locale: 'vi' | 'en'): string {
  if (one.outcome.kind === 'judged') return describeVerdict(one.outcome.judgement.examination.report, locale, formatExactInstant)
  if (one.outcome.kind === 'package') return describePackage(one.outcome.report, locale, formatExactInstant)
  if (one.outcome.kind === 'proof') return m.log_check_proven({ entry: formatCount(one.outcome.report.index), size: formatCount(one.outcome.report.size) })
  return one.outcome.kind === 'failed' ? describeError(one.outcome.code, locale) : ''
}

function VerdictCell({ one, onCancel }: { readonly one: Case; readonly onCancel: (id: number) => void }) {
  const kind = kindOf(one)
  const { verdict, reason } = factsOf(one)
  if (kind !== null) {
    return (
      <span className="flex items-start gap-2">
        <span className={COLOURS[kind]}><VerdictShape kind={kind} className="mt-0.5 size-5" /></span>
        <span className="num min-w-0 text-[.8125rem] leading-5"><b className="break-words">{verdict}</b>{reason && <span className="block break-words text-soft">{reason}</span>}</span>
      </span>
    )
  }
  const progress = one.outcome.kind === 'working' ? one.outcome.progress : null
  return (
    <span className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 text-[.8125rem]">
      <span className="grid gap-1"><span className="text-soft">{progress ? nameOfPhase(progress) : m.verify_waiting()}</span><Bar label={m.verify_working_on({ name: one.name })} value={progress ? shareOf(progress) : 0} /></span>
      <button type="button" onClick={() => onCancel(one.id)} className="relative z-10 min-h-8 rounded-control px-2 text-link underline underline-offset-2 hover:bg-wash">{m.ui_cancel()}<span className="sr-only"> {one.name}</span></button>
    </span>
  )
}

interface CaseTableProps {
  readonly cases: readonly Case[]
  readonly selected: number | null
  readonly onSelect: (id: number) => void
  /** One file, or all that are not settled. */
  readonly onCancel: (id: number | null) => void
}

/** Many files: each with its verdict, sorted and filtered; choosing one opens its case below. */
export function CaseTable({ cases, selected, onSelect, onCancel }: CaseTableProps) {
  const locale = useLocale()
  const id = useId()
  const [sort, setSort] = useState<{ readonly column: Column; readonly isDown: boolean } | null>(null)
  const [words, setWords] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const [isWhole, setWhole] = useState(false)
  const done = cases.filter(isSettled).length
  const needle = words.trim().toLowerCase()
  const kept = cases.filter((one) => {
    const kind = kindOf(one)
    if (filter !== 'all' && (filter === 'open' ? kind !== null : kind !== filter)) return false
    return needle === '' || `${one.name} ${factsOf(one).signatories.join(' ')} ${factsOf(one).verdict} ${factsOf(one).reason}`.toLowerCase().includes(needle)
  })
  const sorted = sort === null ? kept : kept.toSorted((a, b) => compareCases(sort.column, a, b) * (sort.isDown ? -1 : 1))
  const shown = isWhole ? sorted : sorted.slice(0, FIRST_ROWS)
  const count = (kind: VerdictKind) => cases.filter((one) => kindOf(one) === kind).length
  const columns: readonly (readonly [Column, string, string])[] = [
    ['name', m.verify_column_file(), ''], ['verdict', m.verify_column_verdict(), 'w-[42%] sm:w-56'], ['signatories', m.verify_column_signatories(), 'hidden sm:table-cell'],
    ['time', m.verify_column_time(), 'hidden md:table-cell w-44'], ['changes', m.verify_column_changes(), 'hidden lg:table-cell w-44'],
  ]
  return (
    <section aria-labelledby={`${id}-title`} className="sheet grid gap-4 p-4 sm:p-5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2 id={`${id}-title`} className="mr-auto text-base">{m.verify_files()}</h2>
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {(['pass', 'doubt', 'fail'] as const).map((kind) => (
            <li key={kind} className={`flex items-center gap-1.5 ${COLOURS[kind]}`}><VerdictShape kind={kind} className="size-4.5" /><b className="num">{count(kind)}</b></li>
          ))}
        </ul>
        <Button onClick={() => downloadFile(encodeCsv(sorted, (one) => sentenceOf(one, locale)), 'text/csv;charset=utf-8', 'signatures.csv')}>{m.verify_download_csv()}</Button>
      </div>
      {done < cases.length && (
        <div className="no-print grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1">
          <span className="text-sm">{m.verify_progress({ done: String(done), count: String(cases.length) })}</span>
          <Button onClick={() => onCancel(null)}>{m.verify_cancel_all()}</Button>
          <div className="col-span-2"><Bar label={m.verify_progress({ done: String(done), count: String(cases.length) })} value={done / cases.length} /></div>
        </div>
      )}
      <div className="no-print grid gap-3 sm:grid-cols-[minmax(0,1fr)_16rem]">
        <TextField label={m.verify_filter_words()} type="search" value={words} onChange={(event) => setWords(event.target.value)} />
        <SelectField label={m.verify_filter_verdict()} value={filter} onChange={(event) => setFilter(event.target.value as Filter)}>
          <option value="all">{m.verify_filter_all({ count: String(cases.length) })}</option>
          <option value="fail">{m.ui_verdict_fail()} ({count('fail')})</option>
          <option value="doubt">{m.ui_verdict_doubt()} ({count('doubt')})</option>
          <option value="pass">{m.ui_verdict_pass()} ({count('pass')})</option>
          {done < cases.length && <option value="open">{m.verify_filter_open()} ({cases.length - done})</option>}
        </SelectField>
      </div>
      <table className="w-full table-fixed border-collapse text-sm">
        <caption className="sr-only">{m.verify_files()}</caption>
        <thead>
          <tr className="text-left">
            {columns.map(([column, label, className]) => (
              <th key={column} scope="col" aria-sort={sort?.column === column ? (sort.isDown ? 'descending' : 'ascending') : 'none'} className={`border-b border-rule-strong pr-3 align-bottom ${className}`}>
                <button type="button" onClick={() => setSort({ column, isDown: sort?.column === column && !sort.isDown })} className="-ml-1 inline-flex min-h-10 items-center gap-1 rounded-control px-1 text-left font-semibold text-soft hover:bg-wash">
                  {label}
                  <svg aria-hidden="true" viewBox="0 0 10 12" className={`size-2.5 ${sort?.column === column ? 'text-ink' : 'text-rule-strong'}`} fill="currentColor">
                    {(sort?.column !== column || !sort.isDown) && <path d="m5 0 4 5H1Z" />}{(sort?.column !== column || sort.isDown) && <path d="m5 12 4-5H1Z" />}
                  </svg>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => {
            const facts = factsOf(one)
            return (
              <tr key={one.id} className={`relative border-b border-rule align-top ${one.id === selected ? 'bg-wash' : ''}`}>
                <th scope="row" className="py-2.5 pl-2 pr-3 text-left font-normal">
                  <button type="button" aria-current={one.id === selected ? 'true' : undefined} onClick={() => onSelect(one.id)} className="min-h-6 break-all text-left font-semibold text-link underline underline-offset-2 after:absolute after:inset-0">{one.name}</button>
                </th>
                <td className="py-2.5 pr-3"><VerdictCell one={one} onCancel={onCancel} /></td>
                <td className="hidden break-words py-2.5 pr-3 sm:table-cell">{facts.signatories.join(', ')}</td>
                <td className="num hidden py-2.5 pr-3 md:table-cell">{facts.bestTime ? <time dateTime={facts.bestTime}>{formatInstant(facts.bestTime)}</time> : one.outcome.kind === 'judged' ? <span className="text-soft">{m.verify_time_none()}</span> : ''}</td>
                <td className="hidden py-2.5 pr-3 lg:table-cell">{facts.changes && changeWord(facts.changes)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {sorted.length === 0 && <p className="text-soft">{m.verify_filter_none()}</p>}
      {sorted.length > shown.length && <div className="no-print"><Button onClick={() => setWhole(true)}>{m.verify_show_all({ count: String(sorted.length) })}</Button></div>}
    </section>
  )
}
