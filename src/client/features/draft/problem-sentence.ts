import type { Cover } from '../../../core/ceremony/own-cover.ts'
import type { ContractDraft } from '../../../core/contract/document.ts'
import { m } from '../../messages/generated/messages.js'
import { particularSentence } from './particular-sentence.ts'
import type { AdviceCode, DraftProblem } from './problem.ts'

const ADVICE: Record<AdviceCode, () => string> = {
  NO_DEADLINE: m.draft_advice_no_deadline,
  WEAK_PRESENTATION: m.draft_advice_weak,
  NOTICE_ONLY: m.draft_advice_notice,
  NO_TOTAL: m.draft_advice_no_total,
}

/** Where a path of the contract's rules is, as people say it. */
function placeName(draft: ContractDraft, path: string): string {
  const [root, index] = path.split('.')
  if (root === 'blocks' && index !== undefined) {
    const at = Number(index)
    for (let block = at; block >= 0; block--) {
      const found = draft.blocks[block]
      if (found?.kind === 'clause') return m.draft_where_clause({ clause: found.number, title: found.title })
    }
    return m.draft_where_opening()
  }
  if (root === 'title') return m.draft_where_title()
  if (root === 'terms') return m.draft_where_terms()
  return m.draft_where_settings()
}

/** What is wrong with a text, from the contract's own codes. */
export function textSentence(draft: ContractDraft, code: string, path: string, details: { readonly name?: string; readonly letter?: string } = {}): string {
  const where = placeName(draft, path)
  switch (code) {
    case 'CONTRACT_TEXT_EMPTY': return m.draft_text_empty({ where })
    case 'CONTRACT_LETTER_FORBIDDEN': return m.draft_text_letter({ where, letter: details.letter ?? '' })
    case 'CONTRACT_PLACEHOLDER_MALFORMED': return m.draft_text_brace({ where })
    case 'CONTRACT_PLACEHOLDER_UNKNOWN': return m.draft_text_unknown_place({ where, name: details.name ?? '' })
    case 'CONTRACT_EMPHASIS_UNBALANCED': return m.draft_text_emphasis({ where })
    case 'CONTRACT_ALONGSIDE_WITHOUT_BOXES': return m.draft_alongside_boxes()
    case 'CONTRACT_TOO_LARGE': return m.draft_text_too_large()
    default: return m.draft_text_wrong({ where })
  }
}

const COVERED = { text: m.own_warn_text, field: m.own_warn_field, place: m.own_warn_overlap } as const
/** What a field of an own file lies over. */
export const coverSentence = ({ what, text }: Cover): string => COVERED[what]({ text })

/** A problem in a sentence: what, where, how to mend it. */
export function problemSentence(draft: ContractDraft, problem: DraftProblem): string {
  switch (problem.kind) {
    case 'particular': {
      const particular = draft.particulars.find(({ id }) => id === problem.problem.particular)
      return `${problem.label}: ${particularSentence(problem.problem, particular, draft.language)}`
    }
    case 'text': return textSentence(draft, problem.code, problem.path, problem)
    case 'letter': return m.draft_problem_letters({ letters: problem.letters.join(' ') })
    case 'room': return m.draft_alongside_room()
    case 'deadline': return m.draft_deadline_past()
    case 'file': return m.own_problem_file()
    case 'cover': return m.own_problem_cover({ page: problem.page, what: coverSentence(problem.cover) })
    case 'unreachable': return m.draft_advice_unreachable({ role: problem.role })
    case 'advice': return ADVICE[problem.code]()
  }
}
