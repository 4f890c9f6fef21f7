import type { RefusalCode } from '../../protocol/error.ts'

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
