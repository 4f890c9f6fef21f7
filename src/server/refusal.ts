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

const FASTIFY_CODES: Readonly<Record<string, RefusalCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_REFUSED',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_MALFORMED',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BODY_MALFORMED',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_MALFORMED',
  FST_ERR_VALIDATION: 'BODY_MALFORMED',
  ENOSPC: 'STORAGE_FULL',
  SQLITE_FULL: 'STORAGE_FULL',
  '53100': 'STORAGE_FULL',
}

/** Which refusal an error is; whatever nobody foresaw is SERVICE_FAILED. */
export function classifyError(error: unknown): RefusalCode {
  if (error instanceof Refusal) return error.code
  if (typeof error !== 'object' || error === null) return 'SERVICE_FAILED'
  const { code, statusCode, validationContext } = error as { code?: unknown; statusCode?: unknown; validationContext?: unknown }
  if (validationContext === 'params') return 'NOT_FOUND'
  if (typeof code === 'string') {
    const mapped = FASTIFY_CODES[code]
    if (mapped) return mapped
    if (error instanceof CodedError && isRefusalCode(code)) return code
  }
  if (statusCode === 429) return 'RATE_LIMITED'
  if (statusCode === 404) return 'NOT_FOUND'
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? 'BODY_MALFORMED' : 'SERVICE_FAILED'
}
