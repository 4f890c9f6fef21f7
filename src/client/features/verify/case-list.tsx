import { m } from '../../messages/generated/messages.js'
import { VerdictShape } from '../../ui/verdict.tsx'
import { kindOf } from './case.ts'
import type { Case } from './case.ts'

interface CaseListProps {
  readonly cases: readonly Case[]
  readonly selected: number | null
  readonly onSelect: (id: number) => void
}

function wordOf({ outcome }: Case): string {
  if (outcome.kind === 'working') return m.verify_working()
  return outcome.kind === 'failed' ? outcome.code : outcome.examination.report.verdict.indication
}

/** Several files at once: each with its verdict; choosing one shows it below. */
export function CaseList({ cases, selected, onSelect }: CaseListProps) {
  return (
    <nav aria-label={m.verify_files()} className="no-print">
      <ul className="sheet divide-y divide-rule">
        {cases.map((one) => {
          const kind = kindOf(one)
          return (
            <li key={one.id}>
              <button type="button" aria-current={one.id === selected ? 'true' : undefined} onClick={() => onSelect(one.id)} className={`flex min-h-12 w-full items-center gap-3 px-4 py-2 text-left hover:bg-wash ${one.id === selected ? 'bg-wash font-semibold' : ''}`}>
                {kind === null ? <span aria-hidden="true" className="size-5 shrink-0 animate-spin rounded-full border-2 border-ink border-r-transparent" /> : <span className={{ pass: 'text-pass', doubt: 'text-doubt', fail: 'text-fail' }[kind]}><VerdictShape kind={kind} className="size-5" /></span>}
                <span className="min-w-0 flex-1 truncate">{one.name}</span>
                <span className="num text-[.8125rem] text-soft">{wordOf(one)}</span>
              </button>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
