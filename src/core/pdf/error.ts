import { CodedError, isCodedError } from '../bytes/error.ts'

/** Everything `core/pdf` refuses, by stable code. */
export type PdfErrorCode =
  | 'PDF_NOT_A_PDF'
  | 'PDF_TRUNCATED'
  | 'PDF_XREF_DAMAGED'
  | 'PDF_XREF_CYCLE'
  | 'PDF_SYNTAX_DAMAGED'
  | 'PDF_DUPLICATE_KEY'
  | 'PDF_STREAM_DAMAGED'
  | 'PDF_FILTER_UNSUPPORTED'
  | 'PDF_ENCRYPTED'
  | 'PDF_ENCRYPTION_DAMAGED'
  | 'PDF_TOO_DEEP'
  | 'PDF_TOO_LARGE'
  | 'PDF_STRUCTURE_DAMAGED'
  | 'PDF_FIELD_NOT_FOUND'
  | 'PDF_FIELD_ALREADY_SIGNED'
  | 'PDF_FIELD_UNFIT'
  | 'PDF_ALREADY_CERTIFIED'
  | 'PDF_SIGNING_FORBIDDEN'
  | 'PDF_FIELDS_FORBIDDEN'
  | 'PDF_FIELD_EXISTS'
  | 'PDF_PAGE_NOT_FOUND'
  | 'PDF_TEXT_UNFIT'

/** Refuses: `offset` is into the file, or into the inflated container for an object inside an object stream. */
export function refuse(code: PdfErrorCode, message: string, details: Readonly<Record<string, string | number>> = {}): never {
  throw new CodedError<PdfErrorCode>(code, message, details)
}

const BOUNDS: ReadonlySet<string> = new Set<PdfErrorCode>(['PDF_TOO_LARGE', 'PDF_TOO_DEEP'])

/** Whether something could not be read for its own damage, and not because the whole file passed a bound. */
export function isDamage(error: unknown): error is CodedError {
  return isCodedError(error) && !BOUNDS.has(error.code)
}
