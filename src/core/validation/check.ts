import { PASSED, verdictOf, worstVerdict } from './indication.ts'
import type { Outcome, SubIndication, Verdict } from './indication.ts'
import { RULE_IDS, ruleOf } from './rule.ts'
import type { Block, RuleId } from './rule.ts'

/** NOTED: something a reader should know, which decides nothing. */
export type CheckResult = 'PASSED' | 'FAILED' | 'INDETERMINATE' | 'NOTED'

/** One rule held against one signature. */
export interface Check {
  readonly id: RuleId
  readonly result: CheckResult
  /** Which of the rule's sentences tells it, when there are several. */
  readonly reason: string | null
  /** Words and figures for the sentence. */
  readonly values: Readonly<Record<string, string>>
  /** What the failure means here; null for what passed or is only noted. */
  readonly subIndication: SubIndication | null
}

interface Detail {
  readonly reason?: string
  readonly values?: Readonly<Record<string, string>>
  /** Instead of the rule's own. */
  readonly subIndication?: SubIndication
}

function check(id: RuleId, result: CheckResult, { reason, values, subIndication }: Detail): Check {
  const fails = result === 'FAILED' || result === 'INDETERMINATE'
  return { id, result, reason: reason ?? null, values: values ?? {}, subIndication: fails ? (subIndication ?? ruleOf(id).failure) : null }
}

export const passed = (id: RuleId, detail: Detail = {}): Check => check(id, 'PASSED', detail)
export const noted = (id: RuleId, detail: Detail = {}): Check => check(id, 'NOTED', detail)

/** FAILED or INDETERMINATE, as the sub-indication has it. */
export function failed(id: RuleId, detail: Detail = {}): Check {
  const reason = detail.subIndication ?? ruleOf(id).failure
  return check(id, reason !== null && verdictOf(reason).indication === 'INDETERMINATE' ? 'INDETERMINATE' : 'FAILED', detail)
}

/** PASSED or what `failed` gives. */
export const checked = (id: RuleId, holds: boolean, detail: Detail = {}): Check => (holds ? passed(id) : failed(id, detail))

/** In the order of the rules. */
export function sortChecks(checks: readonly Check[]): Check[] {
  return RULE_IDS.flatMap((id) => checks.filter((candidate) => candidate.id === id))
}

/** What these checks say together: the first of the worst. */
export function conclude(checks: readonly Check[]): Verdict {
  return worstVerdict(sortChecks(checks).map(({ subIndication }) => (subIndication === null ? PASSED : verdictOf(subIndication))))
}

/** The check that decided: the one whose sentence a reader is told first. */
export function decisiveCheck(checks: readonly Check[]): Check | null {
  const verdict = conclude(checks)
  if (verdict.subIndication === null) return null
  return sortChecks(checks).find(({ subIndication }) => subIndication === verdict.subIndication) ?? null
}

/** The outcome of some building blocks alone. */
export function outcomeOf(checks: readonly Check[], blocks: readonly Block[]): Outcome {
  const { indication } = conclude(checks.filter(({ id }) => blocks.includes(ruleOf(id).block)))
  return indication === 'TOTAL-PASSED' ? 'PASSED' : indication === 'TOTAL-FAILED' ? 'FAILED' : 'INDETERMINATE'
}
