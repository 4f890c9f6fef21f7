import { isCodedError } from '../../core/bytes/error.ts'

/** What can be wrong with something stored. */
export type DamageCode =
  | 'FILE_MISSING'
  | 'FILE_DAMAGED'
  | 'FILE_DIFFERS'
  | 'SIGNATURE_FAILED'
  | 'ROW_MISSING'
  | 'ROW_UNREADABLE'
  | 'ROW_DIFFERS'
  | 'CHAIN_BROKEN'
  | 'ENTRY_DIFFERS'
  | 'LOG_DAMAGED'

/** One damaged thing, by name: a file by its hash, a row by table and key. */
export interface Damage {
  /** The contract it belongs to, or `log/<number>`. */
  readonly subject: string
  readonly name: string
  readonly code: DamageCode
}

const CODES: Readonly<Record<string, DamageCode>> = { BLOB_MISSING: 'FILE_MISSING', BLOB_DAMAGED: 'FILE_DAMAGED', SEALED_DAMAGED: 'ROW_UNREADABLE' }

/** Which damage an error tells of; what tells of none (the store does not answer) is thrown on: a check that could not be made has found nothing. */
export function damageOf(error: unknown, fallback: DamageCode | null = null): DamageCode {
  const code = isCodedError(error) ? (CODES[error.code] ?? fallback) : fallback
  if (code === null) throw error
  return code
}
