import { factsOf } from './case.ts'
import type { Case } from './case.ts'

const HEADER = ['file', 'size', 'sha256', 'indication', 'sub_indication', 'signatures', 'signatories', 'best_signature_time', 'level', 'revisions', 'changes_after', 'sentence'] as const

/** A value as RFC 4180 writes it. One that a spreadsheet would take for a formula is written as text: names come from files of strangers. */
function encodeField(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One row a file, in the order given; UTF-8 with a mark at its start, so that spreadsheets read Vietnamese right. */
export function encodeCsv(cases: readonly Case[], describe: (one: Case) => string): string {
  const rows = cases.map((one) => {
    const facts = factsOf(one)
    return [
      one.name, String(one.file.size), facts.sha256, facts.verdict, facts.reason, String(facts.signatures), facts.signatories.join('; '), facts.bestTime ?? '', facts.level, String(facts.revisions), facts.changes, describe(one),
    ]
  })
  return `\ufeff${[HEADER, ...rows].map((row) => row.map(encodeField).join(',')).join('\r\n')}\r\n`
}
