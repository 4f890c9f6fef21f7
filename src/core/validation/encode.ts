import { idText } from '../pdf/object.ts'
import { RULES } from './rule.ts'
import { describeChange, describeCheck, describeVerdict } from './sentence.ts'
import type { Language } from './sentence.ts'
import type { Report, SignatureReport } from './report.ts'

/** JSON of one signature: the members that programs rely on, sentences in one language. */
function encodeSignature(signature: SignatureReport, language: Language) {
  const { changes, checks, statement, ...rest } = signature
  return {
    ...rest,
    changes: changes.map(({ object, class: changeClass, ...change }) => ({
      object: idText(object), ...change, class: changeClass, sentence: describeChange({ object, class: changeClass, ...change }, language),
    })),
    checks: checks.map((check) => ({
      id: check.id, rule: RULES[check.id].number, clause: RULES[check.id].clause, result: check.result, sentence: describeCheck(check, language),
    })),
    hasStatement: typeof statement === 'string',
  }
}

/** The report as given away; `name` is the file's name. */
export function encodeReport(report: Report, name: string, language: Language) {
  return {
    file: { name, ...report.file },
    judgedAt: report.judgedAt,
    revisions: report.revisions,
    signatures: report.signatures.map((signature) => encodeSignature(signature, language)),
    verdict: { ...report.verdict, sentence: describeVerdict(report, language) },
  }
}

export type ReportJson = ReturnType<typeof encodeReport>

