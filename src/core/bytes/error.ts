/** An error that a program can tell apart by its stable `code`; the message is for logs, sentences for people are looked up by code. */
export class CodedError<C extends string = string> extends Error {
  readonly code: C
  readonly details: Readonly<Record<string, string | number>>

  constructor(code: C, message: string, details: Readonly<Record<string, string | number>> = {}) {
    super(message)
    this.name = 'CodedError'
    this.code = code
    this.details = details
  }
}

/** True when `error` is a CodedError, optionally with exactly this code. */
export function isCodedError(error: unknown, code?: string): error is CodedError {
  return error instanceof CodedError && (code === undefined || error.code === code)
}
