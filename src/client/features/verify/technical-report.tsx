import { useId, useState } from 'react'
import type { Check, CheckResult } from '../../../core/validation/check.ts'
import { ruleOf } from '../../../core/validation/rule.ts'
import { describeCheck } from '../../../core/validation/sentence.ts'
import type { Report, SignatureReport } from '../../../core/validation/report.ts'
import { formatExactInstant } from '../../locale/format.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'

const MARKS: Record<CheckResult, { readonly mark: string; readonly colour: string }> = {
  PASSED: { mark: '✓', colour: 'text-pass' },
  FAILED: { mark: '✗', colour: 'text-fail' },
  INDETERMINATE: { mark: '?', colour: 'text-doubt' },
  NOTED: { mark: '·', colour: 'text-soft' },
}
const RESULTS = ['FAILED', 'INDETERMINATE', 'NOTED', 'PASSED'] as const satisfies readonly CheckResult[]

function CheckRow({ check }: { readonly check: Check }) {
  const locale = useLocale()
  const { mark, colour } = MARKS[check.result]
  const { number, clause } = ruleOf(check.id)
  return (
    <tr className="border-t border-rule align-top max-sm:grid max-sm:gap-0.5 max-sm:py-2">
      <td className={`py-1.5 pr-3 max-sm:py-0 ${colour}`}><span aria-hidden="true">{mark} </span><span className="text-[.75rem] font-semibold">{check.result}</span></td>
      <td className="break-words py-1.5 pr-3 max-sm:py-0">{describeCheck(check, locale, formatExactInstant)}</td>
      <td className="break-words py-1.5 text-[.8125rem] text-soft max-sm:py-0"><span className="num">{number}</span> {check.id}<br className="max-sm:hidden" /> <span className="max-sm:before:content-['·_']">{clause}</span></td>
    </tr>
  )
}

function SignatureChecks({ signature, filter }: { readonly signature: SignatureReport; readonly filter: CheckResult | null }) {
  const shown = signature.checks.filter(({ result }) => filter === null || result === filter)
  const facts = [
    signature.subFilter ?? '–', `${m.verify_report_cryptography()}: ${signature.cryptography}`, `${m.verify_report_trust()}: ${signature.trust}`, signature.byteRange, signature.coverage, signature.changesAfter,
  ]
  return (
    <table className="mt-4 w-full border-collapse text-sm max-sm:block max-sm:[&_tbody]:block">
      <caption className="pb-2 text-left max-sm:block"><b className="break-words">{signature.field || '–'}</b> <span className="num break-words text-soft">{facts.join(' · ')}</span></caption>
      <thead className="max-sm:sr-only">
        <tr className="text-left text-soft">
          <th scope="col" className="w-32 py-1.5 pr-3 font-semibold">{m.verify_report_result()}</th>
          <th scope="col" className="py-1.5 pr-3 font-semibold">{m.verify_report_finding()}</th>
          <th scope="col" className="w-64 py-1.5 font-semibold">{m.verify_report_clause()}</th>
        </tr>
      </thead>
      <tbody>
        {shown.length === 0 && <tr><td colSpan={3} className="py-1.5 text-soft">{m.verify_report_none()}</td></tr>}
        {shown.map((check, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- the report never changes order
          <CheckRow key={`${check.id}${at}`} check={check} />
        ))}
      </tbody>
    </table>
  )
}

/** Every check of every signature with its id and clause, by result, for those who want to know it all. */
export function TechnicalReport({ report }: { readonly report: Report }) {
  const name = useId()
  const [filter, setFilter] = useState<CheckResult | null>(null)
  const all = report.signatures.flatMap(({ checks }) => checks)
  const names: Record<CheckResult, () => string> = { PASSED: m.verify_result_passed, FAILED: m.verify_result_failed, INDETERMINATE: m.verify_result_undecided, NOTED: m.verify_result_noted }
  const choices: readonly (readonly [CheckResult | null, string, number])[] = [[null, m.verify_result_all(), all.length], ...RESULTS.map((result) => [result, names[result](), all.filter((one) => one.result === result).length] as const)]
  return (
    <details className="sheet print-open p-5">
      <summary className="min-h-8 cursor-pointer text-base font-semibold">{m.verify_report_title()}</summary>
      <p className="mt-2 break-all font-mono text-[.8125rem] text-soft">SHA-256 {report.file.sha256 || '…'}</p>
      <fieldset className="no-print mt-3">
        <legend className="text-sm text-soft">{m.verify_report_show()}</legend>
        <div className="mt-1 flex flex-wrap gap-2">
          {choices.map(([result, label, count]) => (
            <label key={label} className="inline-flex min-h-10 cursor-pointer items-center gap-1.5 rounded-full border border-rule-strong px-3 text-sm has-checked:border-action has-checked:bg-action has-checked:text-action-ink has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-link">
              <input type="radio" name={name} className="sr-only" checked={filter === result} onChange={() => setFilter(result)} />
              {result && <span aria-hidden="true">{MARKS[result].mark}</span>}{label} <span className="num">{count}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {report.signatures.map((signature, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the report never changes order
        <SignatureChecks key={`${signature.field}${index}`} signature={signature} filter={filter} />
      ))}
    </details>
  )
}
