import { CodedError } from '../core/bytes/error.ts'
import { isRefusalCode, REFUSALS, refusalSentence, type ErrorAnswer, type RefusalCode } from '../protocol/error.ts'
import type { Language } from '../protocol/session.ts'

/** What the server refuses, by the protocol's table: nothing of the request was stored. */
export class Refusal extends CodedError<RefusalCode> {}

/** Throws a refusal. Details are for programs and hold no personal data beyond what the sender sent. */
export function refuse(code: RefusalCode, details: Readonly<Record<string, string | number>> = {}): never {
  throw new Refusal(code, REFUSALS[code].en, details)
}

/** The refusal's answer in the reader's language. */
export function encodeRefusal(code: RefusalCode, language: Language, details: Readonly<Record<string, string | number>> = {}): { status: number; body: ErrorAnswer } {
  const sentence = refusalSentence(code, language)
  return { status: REFUSALS[code].status, body: { error: Object.keys(details).length > 0 ? { code, sentence, details } : { code, sentence } } }
}

const KNOWN_CODES: Readonly<Record<string, RefusalCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_REFUSED',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_MALFORMED',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BODY_MALFORMED',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_MALFORMED',
  FST_ERR_VALIDATION: 'BODY_MALFORMED',
  ENOSPC: 'STORAGE_FULL',
  SQLITE_FULL: 'STORAGE_FULL',
  '53100': 'STORAGE_FULL',
  EDQUOT: 'STORAGE_FULL',
  EFBIG: 'STORAGE_FULL',
  EROFS: 'STORAGE_REFUSED',
  EACCES: 'STORAGE_REFUSED',
  EPERM: 'STORAGE_REFUSED',
  EIO: 'STORAGE_REFUSED',
  SQLITE_CANTOPEN: 'STORAGE_REFUSED',
  BLOB_STORE_UNREACHABLE: 'STORE_UNREACHABLE',
  BLOB_STORE_REFUSED: 'STORE_UNREACHABLE',
  BLOB_MISSING: 'STORED_DAMAGED',
  BLOB_DAMAGED: 'STORED_DAMAGED',
  SEALED_DAMAGED: 'STORED_DAMAGED',
  RECORD_CHAIN_BROKEN: 'STORED_DAMAGED',
  SQLITE_NOTADB: 'STORED_DAMAGED',
  ZIP_TOO_LARGE: 'PACKAGE_TOO_LARGE',
  LOG_INCONSISTENT: 'LOG_REFUSED',
  LOG_INTAKE_DAMAGED: 'LOG_REFUSED',
  LOG_ROLLED_BACK: 'LOG_REFUSED',
  LOG_FOREIGN: 'LOG_REFUSED',
  LOG_PROOF_LATE: 'LOG_REFUSED',
  KEY_DESTROYED: 'DATA_ERASED',
}

/** PostgreSQL's classes 08 (connection), 57 (operator intervention) and what Node says of a socket to it; 25006: a standby, or a disk that cannot be written. */
const UNREACHABLE = /^(08\w{3}|57P0\d|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND)$/

function classifyStore(code: string): RefusalCode | null {
  if (UNREACHABLE.test(code)) return 'STORE_UNREACHABLE'
  if (/^SQLITE_(IOERR|READONLY)/.test(code) || code === '25006' || code === '58030') return 'STORAGE_REFUSED'
  return code.startsWith('SQLITE_CORRUPT') || code === 'XX001' || code === 'XX002' ? 'STORED_DAMAGED' : null
}

/** Which refusal an error is; whatever nobody foresaw is SERVICE_FAILED. */
export function classifyError(error: unknown): RefusalCode {
  if (error instanceof Refusal) return error.code
  if (typeof error !== 'object' || error === null) return 'SERVICE_FAILED'
  const { code, statusCode, validationContext } = error as { code?: unknown; statusCode?: unknown; validationContext?: unknown }
  if (validationContext === 'params') return 'NOT_FOUND'
  if (typeof code === 'string') {
    const mapped = KNOWN_CODES[code] ?? classifyStore(code)
    if (mapped) return mapped
    if (error instanceof CodedError && isRefusalCode(code)) return code
  }
  // The pool's own words carry no code.
  if (error instanceof Error && /^Connection terminated|timeout exceeded when trying to connect|^Client has encountered a connection error/.test(error.message)) return 'STORE_UNREACHABLE'
  if (statusCode === 429) return 'RATE_LIMITED'
  if (statusCode === 404) return 'NOT_FOUND'
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? 'BODY_MALFORMED' : 'SERVICE_FAILED'
}
