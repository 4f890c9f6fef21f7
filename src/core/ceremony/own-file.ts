import { CodedError, isCodedError } from '../bytes/error.ts'
import { MAX_FILE_BYTES, MAX_FILE_PAGES } from '../contract/document.ts'
import type { ContractDocument, ContractDraft, Language } from '../contract/document.ts'
import { signatureFieldName } from '../contract/place.ts'
import type { PdfErrorCode } from '../pdf/error.ts'
import { readFields } from '../pdf/form.ts'
import { checkLineage } from '../pdf/lineage.ts'
import { dictionaryOf, entryOf } from '../pdf/object.ts'
import { readPdf } from '../pdf/reader.ts'
import type { PdfFile } from '../pdf/reader.ts'
import { appendSignatureFields } from '../signing/append-field.ts'
import type { NewField } from '../signing/append-field.ts'
import { readRestrictions } from '../signing/permission.ts'
import { LABEL_FONT_NAMES, LABEL_REGULAR_WIDTHS, encodeLabelText, measureLabel } from '../typeset/label-font.ts'
import { readSfnt } from '../typeset/sfnt.ts'
import type { FontSet } from '../typeset/font.ts'

/** Why a seller's own file cannot be offered for signing. */
export type OwnFileErrorCode =
  | 'OWN_FILE_NOT_PDF'
  | 'OWN_FILE_DAMAGED'
  | 'OWN_FILE_ENCRYPTED'
  | 'OWN_FILE_XFA'
  | 'OWN_FILE_CERTIFIED'
  | 'OWN_FILE_LOCKED'
  | 'OWN_FILE_FIELDS'
  | 'OWN_FILE_TOO_LARGE'
  | 'OWN_FILE_TOO_LONG'
  | 'OWN_FILE_DIFFERS'
  | 'OWN_FILE_PLACE'
  | 'OWN_FILE_COVERS'

export interface OwnFileFacts {
  readonly pages: number
  /** Signatures and document timestamps that are there already. */
  readonly signatureCount: number
  /** Text fields, boxes and the like; they stay as they are. */
  readonly otherFieldCount: number
  /** A structure tree for screen readers. */
  readonly isTagged: boolean
}

/** Room behind a file for the fields, ten signatures with their validation data, and a document timestamp: see `core/bytes/room`. */
export const OWN_FILE_ROOM = 4 * 1024 * 1024

const refuse = (code: OwnFileErrorCode, message: string, details: Readonly<Record<string, string | number>> = {}): never => {
  throw new CodedError<OwnFileErrorCode>(code, message, details)
}

const PDF_CODES: Partial<Record<PdfErrorCode, OwnFileErrorCode>> = {
  PDF_NOT_A_PDF: 'OWN_FILE_NOT_PDF',
  PDF_ENCRYPTED: 'OWN_FILE_ENCRYPTED',
  PDF_ENCRYPTION_DAMAGED: 'OWN_FILE_ENCRYPTED',
  PDF_FIELD_EXISTS: 'OWN_FILE_FIELDS',
  PDF_TOO_LARGE: 'OWN_FILE_TOO_LARGE',
  PDF_FIELD_UNFIT: 'OWN_FILE_PLACE',
  PDF_PAGE_NOT_FOUND: 'OWN_FILE_PLACE',
}

/** What the strict reader and the writer of fields refuse, in the words of this room. */
function translate<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!isCodedError(error) || !error.code.startsWith('PDF_')) throw error
    const problem = error.details['problem']
    if (error.code === 'PDF_FIELDS_FORBIDDEN' || error.code === 'PDF_SIGNING_FORBIDDEN') return refuse(problem === 'XFA' ? 'OWN_FILE_XFA' : problem === 'LOCKED' ? 'OWN_FILE_LOCKED' : 'OWN_FILE_CERTIFIED', error.message)
    return refuse(PDF_CODES[error.code as PdfErrorCode] ?? 'OWN_FILE_DAMAGED', error.message, { ...error.details, problem: error.code })
  }
}

/** Names that the parties' fields may get, whoever they will be: none of them may be in use. */
const OUR_FIELD = /^signature-[a-z]/

function inspect(file: PdfFile): OwnFileFacts {
  if (file.isEncrypted) refuse('OWN_FILE_ENCRYPTED', 'nothing is written into an encrypted file')
  if (file.tail.end !== file.tail.start && file.bytes.subarray(file.tail.start).some((byte) => byte > 0x20)) refuse('OWN_FILE_DAMAGED', 'something stands after the end of the file', { offset: file.tail.start })
  const form = dictionaryOf(file.get(file.root, 'AcroForm'))
  if (form !== null && entryOf(form, 'XFA') !== undefined) refuse('OWN_FILE_XFA', 'the form is an XFA form')
  const { signatureCount, level, locks } = readRestrictions(file)
  if (level !== null) refuse('OWN_FILE_CERTIFIED', 'the file is certified: nothing may be added to its form', { level })
  const fields = readFields(file)
  if (fields.some(({ id }) => id === null)) refuse('OWN_FILE_DAMAGED', 'the form holds a field that nothing can refer to')
  if (locks.some(({ action }) => action !== 'Include')) refuse('OWN_FILE_LOCKED', 'an earlier signature locks the form')
  if (fields.some(({ name }) => OUR_FIELD.test(name))) refuse('OWN_FILE_FIELDS', 'there are fields of a name that the parties’ fields get')
  const pages = file.pages.length
  if (pages === 0) refuse('OWN_FILE_DAMAGED', 'the file has no pages')
  if (pages > MAX_FILE_PAGES) refuse('OWN_FILE_TOO_LONG', 'the file has more pages than allowed', { pages, maxPages: MAX_FILE_PAGES })
  return { pages, signatureCount, otherFieldCount: fields.filter(({ type }) => type !== 'Sig').length, isTagged: entryOf(file.root, 'StructTreeRoot') !== undefined }
}

/** Every object in use, each as strictly as the first: what readers would have to mend to show a page is damage, wherever it stands. */
function readEveryObject(file: PdfFile): void {
  for (const id of file.listObjects()) file.getObject(id)
}

/** A seller's own file, read strictly and whole, and whether fields can be added to it. Throws OWN_FILE_… and never mends anything. */
export function readOwnFile(bytes: Uint8Array): { readonly file: PdfFile; readonly facts: OwnFileFacts } {
  if (bytes.length > MAX_FILE_BYTES) refuse('OWN_FILE_TOO_LARGE', 'the file is larger than allowed', { maxBytes: MAX_FILE_BYTES })
  return translate(() => {
    const file = readPdf(bytes)
    const facts = inspect(file)
    checkLineage(file)
    readEveryObject(file)
    return { file, facts }
  })
}

const HINT: Record<Language, string> = { vi: 'Chỗ ký điện tử', en: 'Sign here, electronically' }
const DESCRIPTION: Record<Language, (role: string) => string> = { vi: (role) => `Chữ ký: ${role}`, en: (role) => `Signature: ${role}` }
const SOFT = '0.341 0.365 0.424'
const HINT_SIZE = 8
const short = (value: number): string => String(Math.round(value * 100) / 100)

/** What the empty field shows (PDF/A wants every widget to show something): a hint that the signature replaces. */
function composeHint(language: Language, width: number, height: number): NonNullable<NewField['hint']> {
  const text = HINT[language]
  const x = (width - measureLabel(text, LABEL_REGULAR_WIDTHS, HINT_SIZE)) / 2
  const words = x < 0 ? '' : `BT /F1 ${HINT_SIZE} Tf ${short(x)} ${short(height / 2 - 3)} Td <${encodeLabelText(text)}> Tj ET `
  return { width, height, content: `q ${SOFT} rg ${words}Q`, fonts: { F1: LABEL_FONT_NAMES.regular } }
}

/** The fields of all parties, in the order of their places. */
export function listOwnFields({ file, parties, language }: Pick<ContractDraft, 'file' | 'parties' | 'language'>): NewField[] {
  const counts = new Map<string, number>()
  return (file?.places ?? []).map(({ party, page, x, y, width, height }) => {
    const place = (counts.get(party) ?? 0) + 1
    counts.set(party, place)
    const role = parties.find(({ id }) => id === party)?.role ?? party
    return {
      name: signatureFieldName(party, place),
      page: page - 1,
      rectangle: [x, y, x + width, y + height],
      description: DESCRIPTION[language](role),
      hint: composeHint(language, width, height),
    }
  })
}

/**
 * The base revision of a contract whose pages are a seller's own file: the file, and by append the parties' empty fields. Nothing is attached
 * and no byte of the file changes; the contract document names the file by its hash, which the caller has held against these bytes. Behind
 * bytes with room the revision stands in the same buffer. Throws OWN_FILE_….
 */
export function deriveOwnBase(document: Pick<ContractDocument, 'file' | 'parties' | 'language'>, bytes: Uint8Array, fonts: Pick<FontSet, 'sansRegular' | 'sansSemibold'>): Uint8Array {
  const { file } = document
  if (file === null || file.size !== bytes.length) return refuse('OWN_FILE_DIFFERS', 'these bytes are not the file of the contract')
  const font = (given: Uint8Array) => ({ ...readSfnt(given), bytes: given })
  return translate(() => appendSignatureFields(bytes, listOwnFields(document), { fonts: { [LABEL_FONT_NAMES.regular]: font(fonts.sansRegular), [LABEL_FONT_NAMES.semibold]: font(fonts.sansSemibold) } }))
}
