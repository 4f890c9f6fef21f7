import type { RefusalCode } from '../../protocol/error.ts'

/** `OFFLINE`: no answer came. `ANSWER_MALFORMED`: an answer came that does not fit its schema. */
export type FailureCode = RefusalCode | 'OFFLINE' | 'ANSWER_MALFORMED'

/** A request that did not do what it was asked. The code is stable; the sentence is the server's, for people, in the language that was asked for. */
export class ApiFailure extends Error {
  readonly code: FailureCode
  readonly status: number
  readonly details: Readonly<Record<string, string | number>>
  readonly sentence: string | null

  constructor(code: FailureCode, status: number, details: Readonly<Record<string, string | number>> = {}, sentence: string | null = null) {
    super(code)
    this.name = 'ApiFailure'
    this.code = code
    this.status = status
    this.details = details
    this.sentence = sentence
  }
}

export function isFailure(error: unknown, code?: FailureCode): error is ApiFailure {
  return error instanceof ApiFailure && (code === undefined || error.code === code)
}
