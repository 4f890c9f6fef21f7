import { describeFault, describePackage } from '../../../core/evidence/examine/package-sentence.ts'
import type { PackageReport } from '../../../core/evidence/examine/package.ts'
import { describeVerdict } from '../../../core/validation/sentence.ts'
import { formatCount, formatExactInstant, formatSize } from '../../locale/format.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { Verdict, VerdictShape } from '../../ui/verdict.tsx'
import type { VerdictKind } from '../../ui/verdict.tsx'
import { PACKAGE_KINDS } from './case.ts'

const COLOURS: Readonly<Record<VerdictKind, string>> = { pass: 'text-pass', doubt: 'text-doubt', fail: 'text-fail' }

interface PackageViewProps {
  readonly name: string
  readonly size: number
  readonly report: PackageReport
}

/** An evidence package, judged whole on this device: its seal, every part against the manifest, records, proofs, and each signed file. */
export function PackageView({ name, size, report }: PackageViewProps) {
  const locale = useLocale()
  const { seal, faults, files, parts, records, proven } = report
  const facts = [
    [m.verify_package_seal(), `${seal.indication}${seal.subIndication ? ` — ${seal.subIndication}` : ''}`],
    [m.verify_package_sealed_by(), seal.signatory ?? '–'],
    [m.verify_package_sealed_at(), seal.bestSignatureTime === null ? m.verify_time_unproven() : formatExactInstant(seal.bestSignatureTime)],
    [m.verify_package_parts(), formatCount(parts)],
    [m.verify_package_records(), m.verify_package_proven({ proven: formatCount(proven), count: formatCount(records) })],
  ] as const
  return (
    <>
      <Verdict kind={PACKAGE_KINDS[report.indication]} title={describePackage(report, locale, formatExactInstant)}>
        <p className="break-words">{name} · {formatSize(size)}</p>
        <p className="num font-semibold">{report.indication}</p>
      </Verdict>
      {faults.length > 0 && (
        <section aria-label={m.verify_package_faults()} className="sheet grid gap-2 p-5">
          <h2 className="text-base">{m.verify_package_faults()}</h2>
          <ul className="grid gap-1">
            {faults.map(({ name: part, fault }) => <li key={`${part} ${fault}`} className="break-words"><code className="font-mono text-[.875rem] font-semibold">{part}</code> {describeFault(fault, locale)}</li>)}
          </ul>
        </section>
      )}
      <section aria-label={m.verify_package_facts()} className="sheet p-5">
        <h2 className="text-base">{m.verify_package_facts()}</h2>
        <dl className="mt-1">
          {facts.map(([term, value]) => (
            <div key={term} className="grid gap-x-4 border-b border-rule py-2 last:border-0 sm:grid-cols-[14rem_minmax(0,1fr)]">
              <dt className="text-sm text-soft">{term}</dt>
              <dd className="num min-w-0 break-words">{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      {files.length > 0 && (
        <section aria-label={m.verify_package_files()} className="sheet grid gap-3 p-5">
          <h2 className="text-base">{m.verify_package_files()}</h2>
          <p className="measure text-sm text-soft">{m.verify_package_files_text()}</p>
          <ul className="grid gap-3">
            {files.map(({ name: part, examination }) => {
              const kind = PACKAGE_KINDS[examination.report.verdict.indication]
              return (
                <li key={part} className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
                  <span className={COLOURS[kind]}><VerdictShape kind={kind} className="mt-0.5 size-5" /></span>
                  <span className="min-w-0 break-words"><code className="font-mono text-[.875rem]">{part}</code><span className="block">{describeVerdict(examination.report, locale, formatExactInstant)}</span></span>
                </li>
              )
            })}
          </ul>
        </section>
      )}
    </>
  )
}
