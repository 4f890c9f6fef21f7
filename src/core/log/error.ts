import { CodedError } from '../bytes/error.ts'

/** Every code this room throws. */
export type LogErrorCode =
  | 'LOG_BUNDLE_MALFORMED'
  | 'LOG_CHECKPOINT_MALFORMED'
  | 'LOG_ENTRY_TOO_LARGE'
  | 'LOG_INCONSISTENT'
  | 'LOG_KEY_MALFORMED'
  | 'LOG_NOTE_MALFORMED'
  | 'LOG_NOTE_UNSIGNED'
  | 'LOG_PROOF_INVALID'
  | 'LOG_PROOF_MALFORMED'
  | 'LOG_RANGE_REFUSED'
  | 'LOG_TILE_MALFORMED'

export function refuse(code: LogErrorCode, message: string, details: Readonly<Record<string, string | number>> = {}): never {
  throw new CodedError<LogErrorCode>(code, message, details)
}
