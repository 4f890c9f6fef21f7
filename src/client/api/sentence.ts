import { isRefusalCode, refusalSentence } from '../../protocol/error.ts'
import { currentLocale } from '../locale/locale.ts'
import { m } from '../messages/generated/messages.js'
import { ApiFailure } from './failure.ts'

/** What happened, that nothing was lost, what to do: in the interface's language. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof ApiFailure)) return m.app_failure_unknown()
  if (error.code === 'OFFLINE') return m.app_failure_offline()
  if (error.code === 'ANSWER_MALFORMED') return m.app_failure_answer()
  return isRefusalCode(error.code) ? refusalSentence(error.code, currentLocale()) : m.app_failure_unknown()
}
