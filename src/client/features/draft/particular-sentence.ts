import type { Language, Particular } from '../../../core/contract/document.ts'
import { formatParticular } from '../../../core/contract/particular.ts'
import type { ParticularProblem } from '../../../core/contract/particular.ts'
import { m } from '../../messages/generated/messages.js'

const KINDS: Record<Particular['kind'], () => string> = {
  text: m.draft_kind_text, multiline: m.draft_kind_multiline, 'person-name': m.draft_kind_person_name, email: m.draft_kind_email, phone: m.draft_kind_phone,
  address: m.draft_kind_address, money: m.draft_kind_money, integer: m.draft_kind_integer, date: m.draft_kind_date, choice: m.draft_kind_choice, 'tax-code': m.draft_kind_tax_code,
}

const MALFORMED: Partial<Record<Particular['kind'], () => string>> = {
  email: m.draft_malformed_email, phone: m.draft_malformed_phone, money: m.draft_malformed_money, integer: m.draft_malformed_integer, date: m.draft_malformed_date, 'tax-code': m.draft_malformed_tax_code,
}

export function kindName(kind: Particular['kind']): string {
  return KINDS[kind]()
}

/** What is wrong with a value and how to mend it. */
export function particularSentence(problem: ParticularProblem, particular: Particular | undefined, language: Language): string {
  const show = (value: string | undefined) => (particular && value !== undefined ? formatParticular(particular, value, language) : (value ?? ''))
  switch (problem.code) {
    case 'PARTICULAR_MISSING': return m.draft_problem_missing()
    case 'PARTICULAR_TOO_LONG': return m.draft_problem_too_long({ maximum: problem.maximum ?? '' })
    case 'PARTICULAR_LETTER_FORBIDDEN': return m.draft_problem_letter({ letter: problem.letter ?? '' })
    case 'PARTICULAR_NOT_NFC': case 'PARTICULAR_SPACE_UNTIDY': return m.draft_problem_space()
    case 'PARTICULAR_TOO_SMALL': return m.draft_problem_too_small({ minimum: show(problem.minimum) })
    case 'PARTICULAR_TOO_LARGE': return m.draft_problem_too_large({ maximum: show(problem.maximum) })
    case 'PARTICULAR_NOT_A_CHOICE': return m.draft_problem_choice()
    case 'PARTICULAR_MALFORMED': return (particular && MALFORMED[particular.kind]?.()) ?? m.draft_problem_malformed()
    case 'PARTICULAR_UNKNOWN': return m.draft_problem_unknown()
    default: return m.draft_problem_malformed()
  }
}
