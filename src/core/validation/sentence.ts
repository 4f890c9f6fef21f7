import type { Change } from './change/change.ts'
import { decisiveCheck } from './check.ts'
import type { Check } from './check.ts'
import { CHANGE_SENTENCES } from './change-sentence.ts'
import { CONCEALED_WORDS } from './sentence-concealed.ts'
import { CHECK_SENTENCES, ERROR_SENTENCES, VERDICT_SENTENCES } from './sentence-table.ts'
import type { Sentence } from './sentence-pair.ts'
import type { Report, SignatureReport } from './report.ts'

export type Language = 'vi' | 'en'

/** Shows an instant, ISO 8601, as its reader writes instants. */
export type ShowInstant = (instant: string) => string

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
const asItIs: ShowInstant = (instant) => instant

/** Fills `{name}` in; a name without a value is left out. */
function fill(sentence: Sentence, language: Language, values: Readonly<Record<string, string>>, show: ShowInstant = asItIs): string {
  const text = (name: string): string => {
    const value = values[name] ?? ''
    return INSTANT.test(value) ? show(value) : value
  }
  return sentence[language].replace(/\{(\w+)\}/g, (_, name: string) => text(name)).replace(/\s+/g, ' ').trim()
}

/** For a failure that has no sentence of its own: never told in the words of a pass. */
const NOT_PASSED: Sentence = { en: 'This was checked and did not pass.', vi: 'Đã kiểm tra và không đạt.' }

/** One sentence that says what a check found. */
export function describeCheck(check: Check, language: Language, show: ShowInstant = asItIs): string {
  const table: Readonly<Record<string, Sentence>> = CHECK_SENTENCES[check.id]
  const outcome = check.result === 'PASSED' || check.result === 'NOTED' ? 'passed' : 'failed'
  const sentence = table[check.reason ?? outcome] ?? table[outcome] ?? (outcome === 'failed' ? NOT_PASSED : Object.values(table)[0]!)
  return fill(sentence, language, check.id === 'concealed-content' ? { ...check.values, kinds: nameKinds(check.values['kinds'] ?? '', language) } : check.values, show)
}

const nameKinds = (kinds: string, language: Language): string => kinds.split(', ').map((kind) => CONCEALED_WORDS[kind]?.[language] ?? kind).join('; ')

/** One sentence that says what a later revision changed. */
export function describeChange(change: Change, language: Language): string {
  const { field = '', page, before = '', after = '', path } = change
  return fill(CHANGE_SENTENCES[change.kind], language, { field, page: page === undefined ? '' : String(page), before, after, path })
}

/** Why one signature is judged as it is, or that nothing is wrong. */
export function describeSignature(signature: SignatureReport, language: Language, show: ShowInstant = asItIs): string {
  const check = decisiveCheck(signature.checks)
  if (check === null) return fill(VERDICT_SENTENCES[signature.identity?.isDemo ? 'signature-passed-demo' : 'signature-passed'], language, { who: signature.signatory ?? '' })
  const change = check.id === 'changes-permitted' ? signature.changes.find(({ kind, path }) => kind === check.values['kind'] && path === check.values['path']) : undefined
  return change ? `${describeCheck(check, language, show)} ${describeChange(change, language)}` : describeCheck(check, language, show)
}

/** What is undecided for want of knowledge is said to be; a contradiction or a change speaks for itself. */
function leadOf(signature: SignatureReport | undefined): 'contradiction' | 'undecided' | null {
  const check = signature ? decisiveCheck(signature.checks) : null
  if (check === null) return 'undecided'
  if (check.id === 'statement-agreement') return check.reason === 'base' || check.reason === 'incomplete' || check.reason === 'unreadable' ? null : 'contradiction'
  return check.id === 'changes-permitted' || check.id === 'unexplained-bytes' ? null : 'undecided'
}

/** The one plain sentence about the whole file. Names a demo identity in every verdict that rests on one. */
export function describeVerdict(report: Report, language: Language, show: ShowInstant = asItIs): string {
  const { indication, subIndication } = report.verdict
  const count = report.signatures.filter(({ type }) => type === 'signature').length
  const isDemo = report.signatures.some(({ identity, type }) => type === 'signature' && identity?.isDemo)
  const demo = isDemo ? ` ${fill(VERDICT_SENTENCES.demo, language, {})}` : ''
  if (indication === 'TOTAL-PASSED') return `${fill(VERDICT_SENTENCES[count === 1 ? 'passed-one' : 'passed-many'], language, { count: String(count) })}${demo}`
  const deciding = report.signatures.find((one) => one.indication === indication && one.subIndication === subIndication)
  const head = indication === 'TOTAL-FAILED' ? 'failed' : leadOf(deciding)
  const parts = [head && fill(VERDICT_SENTENCES[head], language, {}), deciding && describeSignature(deciding, language, show)]
  return `${parts.filter(Boolean).join(' ')}${demo}`
}

/** What an error code means for the person who gave the file. */
export function describeError(code: string, language: Language): string {
  return fill(ERROR_SENTENCES[code] ?? ERROR_SENTENCES['UNREADABLE']!, language, { code })
}
