/** Every code the byte codecs throw. */
export type BytesErrorCode =
  | 'BASE64_MALFORMED'
  | 'BLOCK_LENGTH_WRONG'
  | 'DER_MALFORMED'
  | 'HEX_MALFORMED'
  | 'INFLATE_MALFORMED'
  | 'INFLATE_TOO_LARGE'
  | 'JSON_LONE_SURROGATE'
  | 'JSON_MALFORMED'
  | 'JSON_NOT_CANONICAL'
  | 'JSON_NOT_FINITE'
  | 'JSON_NOT_REPRESENTABLE'
  | 'JSON_TOO_DEEP'
  | 'JSON_TOO_LONG'
  | 'KEY_LENGTH_WRONG'
  | 'LATIN1_MALFORMED'
  | 'OID_MALFORMED'
  | 'TIME_OUT_OF_RANGE'
  | 'UTF8_MALFORMED'
  | 'ZIP_MALFORMED'
  | 'ZIP_TOO_LARGE'

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
