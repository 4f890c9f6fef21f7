import type { CheckResult } from '../../../core/validation/check.ts'
import { ruleOf } from '../../../core/validation/rule.ts'
import { describeCheck } from '../../../core/validation/sentence.ts'
import type { Report } from '../../../core/validation/report.ts'
import { formatExactInstant } from '../../locale/format.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'

const MARKS: Record<CheckResult, { readonly mark: string; readonly colour: string }> = {
  PASSED: { mark: '✓', colour: 'text-pass' },
  FAILED: { mark: '✗', colour: 'text-fail' },
  INDETERMINATE: { mark: '?', colour: 'text-doubt' },
  NOTED: { mark: '·', colour: 'text-soft' },
}

/** Every check of every signature with its clause, for those who want to know it all. */
export function TechnicalReport({ report }: { readonly report: Report }) {
  const locale = useLocale()
  return (
    <details className="sheet p-5">
      <summary className="min-h-8 cursor-pointer text-base font-semibold">{m.verify_report_title()}</summary>
      <p className="mt-2 break-all font-mono text-[.8125rem] text-soft">SHA-256 {report.file.sha256}</p>
      {report.signatures.map((signature, index) => (
        // oxlint-disable-next-line react/no-array-index-key, jsx-a11y/no-noninteractive-tabindex -- the report never changes order; a region that scrolls must be reachable by keyboard
        <section key={`${signature.field}${index}`} className="mt-4 overflow-x-auto" aria-label={signature.field} tabIndex={0}>
          <table className="w-full min-w-[40rem] border-collapse text-sm">
            <caption className="pb-2 text-left font-semibold">{signature.field} · {signature.subFilter} · {m.verify_report_cryptography()}: {signature.cryptography} · {m.verify_report_trust()}: {signature.trust} · {signature.byteRange} · {signature.coverage} · {signature.changesAfter}</caption>
            <thead>
              <tr className="text-left text-soft">
                <th scope="col" className="w-28 py-1.5 pr-3 font-semibold">{m.verify_report_result()}</th>
                <th scope="col" className="py-1.5 pr-3 font-semibold">{m.verify_report_finding()}</th>
                <th scope="col" className="w-64 py-1.5 font-semibold">{m.verify_report_clause()}</th>
              </tr>
            </thead>
            <tbody>
              {signature.checks.map((check, at) => {
                const { mark, colour } = MARKS[check.result]
                const { number, clause } = ruleOf(check.id)
                return (
                  // oxlint-disable-next-line react/no-array-index-key -- the report never changes order
                  <tr key={`${check.id}${at}`} className="border-t border-rule align-top">
                    <td className={`py-1.5 pr-3 ${colour}`}><span aria-hidden="true">{mark} </span><span className="text-[.75rem] font-semibold">{check.result}</span></td>
                    <td className="py-1.5 pr-3">{describeCheck(check, locale, formatExactInstant)}</td>
                    <td className="py-1.5 text-[.8125rem] text-soft">{number} {check.id}<br />{clause}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </section>
      ))}
    </details>
  )
}
