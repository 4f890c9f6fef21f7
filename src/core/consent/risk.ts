import { TOTAL_PLACE } from '../contract/advisal.ts'
import type { ContractDraft } from '../contract/document.ts'
import { findRecordsBox, isFullDisclosure, RECORDS_BOX } from '../contract/electronic-records.ts'
import { PAYMENT_WORDS } from './conspicuousness.ts'
import type { RuleId } from './conspicuousness.ts'
import { formOf } from './presentation.ts'

/** What of a version's consent may be held against its seller: a risk that can be seen before anybody has pressed, never a certainty. */
export type RiskCode = 'NOTICE_ONLY' | 'NO_BOX' | 'TERMS_UNSEEN' | 'BUTTON_VAGUE' | 'BUTTON_UNNAMED' | 'AGREEMENTS_MERGED' | 'SENTENCE_LONG' | 'PAYMENT_UNNAMED' | 'TOTAL_UNNAMED' | 'DISCLOSURE_SHORT'

export interface Risk {
  readonly code: RiskCode
  /** The rule of SPEC.md that a press would be held against, or what the law asks of a disclosure (L7, 15 USC 7001(c)(1)). */
  readonly rule: RuleId | 'L7'
  /** The agreement's box that it is about. */
  readonly control: string | null
}

/** Buttons that do not say what pressing them does (L5). */
const VAGUE = new Set(['ok', 'okay', 'next', 'continue', 'submit', 'go', 'yes', 'start', 'sign up', 'get started', 'tiếp', 'tiếp tục', 'tiếp theo', 'gửi', 'xong', 'có', 'vâng', 'bắt đầu', 'đăng ký'])

/** A sentence beside a button that is longer than this is read by few. */
const LONG_SENTENCE = 320

/** Names of agreements that need a box each (L3): two of them in one label are two agreements behind one tick. */
const AGREEMENTS: readonly RegExp[] = [
  /\bterms\b|điều khoản/iu,
  /\b(privacy|personal data)\b|dữ liệu cá nhân|quyền riêng tư/iu,
  /\b(marketing|newsletter|promotions?|advertis\w+)\b|quảng cáo|tiếp thị|khuyến mại/iu,
  /\barbitrat\w+\b|trọng tài/iu,
]

/** The risks of a draft's consent, in the order of the rules. */
export function listRisks(draft: Pick<ContractDraft, 'presentation' | 'consent' | 'total' | 'disclosure'>): Risk[] {
  const { presentation, consent, total } = draft
  const form = formOf(presentation)
  const risks: Risk[] = []
  const add = (code: RiskCode, rule: Risk['rule'], control: string | null = null) => risks.push({ code, rule, control })
  if (!form.isAssent) add('NOTICE_ONLY', 'C7')
  else if (!form.hasBoxes) add('NO_BOX', 'C7')
  const button = consent.button.trim().toLowerCase()
  if (!consent.advisal.includes(consent.button)) add('BUTTON_UNNAMED', 'C6')
  if (consent.advisal.length > LONG_SENTENCE) add('SENTENCE_LONG', 'C11')
  if (form.hasBoxes) for (const { id, label } of consent.controls) if (AGREEMENTS.filter((name) => name.test(label)).length > 1) add('AGREEMENTS_MERGED', 'C7', id)
  if (VAGUE.has(button)) add('BUTTON_VAGUE', 'C9')
  if (form.isAssent && form.terms !== 'page') add('TERMS_UNSEEN', 'C13')
  const obliges = PAYMENT_WORDS.some((words) => words.toLowerCase() === button)
  if (total !== null && !obliges) add('PAYMENT_UNNAMED', 'C16')
  if (obliges && !consent.advisal.includes(TOTAL_PLACE)) add('TOTAL_UNNAMED', 'C16')
  if (findRecordsBox(draft) && !isFullDisclosure(draft)) add('DISCLOSURE_SHORT', 'L7', RECORDS_BOX)
  return risks
}
