import type { CheckResult } from '../core/validation/check.ts'
import type { Indication } from '../core/validation/indication.ts'
import type { Report, SignatureReport } from '../core/validation/report.ts'
import { RULES } from '../core/validation/rule.ts'
import { describeChange, describeCheck, describeVerdict } from '../core/validation/sentence.ts'
import type { Language } from '../core/validation/sentence.ts'

const MARKS: Readonly<Record<CheckResult, string>> = { PASSED: '✓', FAILED: '✗', INDETERMINATE: '?', NOTED: '·' }
const SHAPES: Readonly<Record<Indication, string>> = { 'TOTAL-PASSED': '●', INDETERMINATE: '▲', 'TOTAL-FAILED': '■' }
/** Terminal control letters in a file's own words must not act. */
// oxlint-disable-next-line no-control-regex -- exactly these are to be found
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

export const quiet = (text: string): string => text.replace(CONTROL, '\ufffd')

function signatureLines(signature: SignatureReport, language: Language): string[] {
  const { indication, subIndication, field, signatory, bestSignatureTime, level } = signature
  const head = [`${SHAPES[indication]} ${indication}`, subIndication, field, signatory, bestSignatureTime, level].filter((part) => part !== null).join(' · ')
  const changes = signature.changes.map((change) => `      ± ${describeChange(change, language)}`)
  const checks = signature.checks.map((check) => `      ${MARKS[check.result]} ${describeCheck(check, language)} [${RULES[check.id].number} ${check.id}; ${RULES[check.id].clause}]`)
  return [`  ${head}`, ...changes, ...checks]
}

/** A report for reading in a terminal. */
export function printReport(path: string, report: Report, language: Language): string {
  const lines = [path, `  ${SHAPES[report.verdict.indication]} ${describeVerdict(report, language)}`, ...report.signatures.flatMap((signature) => signatureLines(signature, language))]
  return `${lines.map(quiet).join('\n')}\n`
}
