import type { Language, Particular } from '../../../../core/contract/document.ts'
import { nameLetter } from '../../../../core/contract/letter.ts'
import { formatParticular } from '../../../../core/contract/particular.ts'
import { m } from '../../../messages/generated/messages.js'
import type { DetailProblem } from './problem.ts'

const MALFORMED: Partial<Record<Particular['kind'], () => string>> = {
  'person-name': m.sign_malformed_person_name,
  email: m.sign_malformed_email,
  phone: m.sign_malformed_phone,
  money: m.sign_malformed_money,
  integer: m.sign_malformed_integer,
  date: m.sign_malformed_date,
  'tax-code': m.sign_malformed_tax_code,
}

/** What is wrong with a field and how to mend it, in the interface's language. */
export function problemSentence(problem: DetailProblem, particular: Particular | null, language: Language): string {
  const show = (value: string | undefined) => (particular && value !== undefined ? formatParticular(particular, value, language) : (value ?? ''))
  switch (problem.code) {
    case 'PARTICULAR_MISSING': return m.sign_problem_missing()
    case 'PARTICULAR_TOO_LONG': return m.sign_problem_too_long({ maximum: particular ? String(particular.maxLength) : (problem.maximum ?? '') })
    case 'PARTICULAR_LETTER_FORBIDDEN': return m.sign_problem_hidden_letter({ letter: problem.letter ?? '' })
    case 'LETTER_UNPRINTABLE': return m.sign_problem_letter({ letter: problem.letter, code: nameLetter(problem.letter) })
    case 'PARTICULAR_NOT_NFC': case 'PARTICULAR_SPACE_UNTIDY': case 'PARTICULAR_UNKNOWN': return m.sign_problem_untidy()
    case 'NOT_THE_OFFERED_ADDRESS': return m.sign_problem_address()
    case 'PARTICULAR_WORD_TOO_LONG': return m.sign_problem_word()
    case 'PARTICULAR_TOO_SMALL': return m.sign_problem_too_small({ minimum: show(problem.minimum) })
    case 'PARTICULAR_TOO_LARGE': return m.sign_problem_too_large({ maximum: show(problem.maximum) })
    case 'PARTICULAR_NOT_A_CHOICE': return m.sign_problem_choice()
    case 'PARTICULAR_MALFORMED': return (particular && MALFORMED[particular.kind]?.()) ?? m.sign_problem_untidy()
  }
}
