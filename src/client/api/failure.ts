import { isRefusalCode, refusalSentence } from '../../protocol/error.ts'
import type { RefusalCode } from '../../protocol/error.ts'
import { currentLocale } from '../locale/locale.ts'
import { m } from '../messages/generated/messages.js'

/** `OFFLINE`: no answer came. `ANSWER_MALFORMED`: an answer came that does not fit its schema. */
export type FailureCode = RefusalCode | 'OFFLINE' | 'ANSWER_MALFORMED'

/** A request that did not do what it was asked. The code is stable; the sentence is for people. */
export class ApiFailure extends Error {
  readonly code: FailureCode
  readonly status: number
  readonly details: Readonly<Record<string, string | number>>

  constructor(code: FailureCode, status: number, details: Readonly<Record<string, string | number>> = {}) {
    super(code)
    this.name = 'ApiFailure'
    this.code = code
    this.status = status
    this.details = details
  }
}

export function isFailure(error: unknown, code?: FailureCode): error is ApiFailure {
  return error instanceof ApiFailure && (code === undefined || error.code === code)
}

/** What happened, that nothing was lost, what to do: in the interface's language. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof ApiFailure)) return m.app_failure_unknown()
  if (error.code === 'OFFLINE') return m.app_failure_offline()
  if (error.code === 'ANSWER_MALFORMED') return m.app_failure_answer()
  return isRefusalCode(error.code) ? refusalSentence(error.code, currentLocale()) : m.app_failure_unknown()
}
