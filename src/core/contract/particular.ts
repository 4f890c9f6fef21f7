import type { ContractDocument, ContractDraft, Language, Particular, ParticularValues, PartyId } from './document.ts'
import { formatDate, formatInteger, formatMoney } from './format.ts'
import { MAX_WORD_LENGTH, checkLetters, hasLongWord } from './letter.ts'

export type ParticularProblemCode =
  | 'PARTICULAR_MISSING'
  | 'PARTICULAR_UNKNOWN'
  | 'PARTICULAR_TOO_LONG'
  | 'PARTICULAR_NOT_NFC'
  | 'PARTICULAR_LETTER_FORBIDDEN'
  | 'PARTICULAR_SPACE_UNTIDY'
  | 'PARTICULAR_WORD_TOO_LONG'
  | 'PARTICULAR_MALFORMED'
  | 'PARTICULAR_TOO_SMALL'
  | 'PARTICULAR_TOO_LARGE'
  | 'PARTICULAR_NOT_A_CHOICE'

/** What is wrong with one value, as data: the sentence is the interface's. `letter` is written `U+202E`; bounds are values of the kind. */
export interface ParticularProblem {
  readonly code: ParticularProblemCode
  readonly particular: string
  readonly letter?: string
  readonly minimum?: string
  readonly maximum?: string
}

const EMAIL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/
const PHONE = /^\+?\d([ .-]?\d){6,17}$/
const PERSON = /^\p{L}[\p{L}\p{M}]*([ .'’·-]+[\p{L}\p{M}]+)*\.?$/u
const TAX_CODE: Record<Language, RegExp> = { vi: /^(\d{10}(-\d{3})?|\d{12})$/, en: /^[0-9A-Z]([ ./-]?[0-9A-Z]){3,24}$/ }
const AMOUNT = { VND: /^(0|[1-9]\d{0,14})$/, USD: /^(0|[1-9]\d{0,12})(\.\d\d)?$/, EUR: /^(0|[1-9]\d{0,12})(\.\d\d)?$/ }
const INTEGER = /^(0|-?[1-9]\d{0,14})$/
const DATE = /^(2[01]\d\d)-(\d\d)-(\d\d)$/

function isDate(value: string): boolean {
  const [, year = 0, month = 0, day = 0] = (DATE.exec(value) ?? []).map(Number)
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return day >= 1 && day <= days
}

function isWellFormed(particular: Particular, value: string, language: Language): boolean {
  switch (particular.kind) {
    case 'email': return value.length <= 254 && value.indexOf('@') <= 64 && EMAIL.test(value)
    case 'phone': return PHONE.test(value)
    case 'person-name': return PERSON.test(value)
    case 'tax-code': return TAX_CODE[language].test(value)
    case 'money': return AMOUNT[particular.currency ?? 'VND'].test(value)
    case 'integer': return INTEGER.test(value)
    case 'date': return isDate(value)
    case 'text': case 'multiline': case 'address': case 'choice': return true
  }
}

/** Less than zero, zero or more, as the kind orders its values: dates as text, amounts as numbers (15 digits are exact in a double). */
function compareValues(particular: Particular, a: string, b: string): number {
  if (particular.kind === 'date') return a < b ? -1 : a > b ? 1 : 0
  const cents = (text: string) => Math.round(Number(text) * 100)
  return particular.currency && particular.currency !== 'VND' ? cents(a) - cents(b) : Number(a) - Number(b)
}

function isUntidy(particular: Particular, value: string): boolean {
  if (value.trim() !== value) return true
  return particular.kind === 'multiline' ? /[^\S\n]{2}| \n|\n |\n{3}/.test(value) : /[^\S\u00a0]{2}/.test(value)
}

/** The first problem of one value that is there, or null. */
export function checkParticular(particular: Particular, value: string, language: Language): ParticularProblem | null {
  const problem = (code: ParticularProblemCode, details: Omit<ParticularProblem, 'code' | 'particular'> = {}): ParticularProblem => ({ code, particular: particular.id, ...details })
  if (value.length > particular.maxLength) return problem('PARTICULAR_TOO_LONG', { maximum: String(particular.maxLength) })
  const letters = checkLetters(value, particular.kind === 'multiline')
  if (letters?.code === 'CONTRACT_LETTER_FORBIDDEN') return problem('PARTICULAR_LETTER_FORBIDDEN', { letter: letters.letter })
  if (letters) return problem('PARTICULAR_NOT_NFC')
  if (isUntidy(particular, value)) return problem('PARTICULAR_SPACE_UNTIDY')
  if (hasLongWord(value)) return problem('PARTICULAR_WORD_TOO_LONG', { maximum: String(MAX_WORD_LENGTH) })
  if (!isWellFormed(particular, value, language)) return problem('PARTICULAR_MALFORMED')
  if (particular.choices && !particular.choices.includes(value)) return problem('PARTICULAR_NOT_A_CHOICE')
  const { minimum, maximum } = particular
  if (minimum !== undefined && compareValues(particular, value, minimum) < 0) return problem('PARTICULAR_TOO_SMALL', { minimum })
  if (maximum !== undefined && compareValues(particular, value, maximum) > 0) return problem('PARTICULAR_TOO_LARGE', { maximum })
  return null
}

/**
 * Every problem of one party's particulars, in the document's order: what is missing, what does not fit, and values that are not this
 * party's to give (another party's, unknown, or already fixed in the document). An empty list means that the party may go on.
 */
export function checkParticulars(document: ContractDocument | ContractDraft, values: ParticularValues, party: PartyId): ParticularProblem[] {
  const found: ParticularProblem[] = []
  const own = document.particulars.filter((particular) => particular.party === party)
  for (const particular of own) {
    const value = particular.value ?? (Object.hasOwn(values, particular.id) ? values[particular.id] : undefined) ?? ''
    if (value === '') {
      if (particular.required) found.push({ code: 'PARTICULAR_MISSING', particular: particular.id })
      continue
    }
    const problem = checkParticular(particular, value, document.language)
    if (problem) found.push(problem)
  }
  for (const id of Object.keys(values)) {
    if (!own.some((particular) => particular.id === id && particular.value === undefined)) found.push({ code: 'PARTICULAR_UNKNOWN', particular: id.slice(0, 60) })
  }
  return found
}

/** The values that stand in the text: those in the document, and those given; empty ones left out. */
export function resolveValues(document: ContractDocument | ContractDraft, values: ParticularValues): Readonly<Record<string, string>> {
  const resolved: Record<string, string> = {}
  for (const particular of document.particulars) {
    const value = particular.value ?? (Object.hasOwn(values, particular.id) ? values[particular.id] : undefined)
    if (value !== undefined && value !== '') resolved[particular.id] = value
  }
  return resolved
}

/** A value as the contract's text shows it; lines of a multi-line value are joined by "; ". */
export function formatParticular(particular: Particular, value: string, language: Language): string {
  const unit = particular.unit ? `\u00a0${particular.unit}` : ''
  switch (particular.kind) {
    case 'money': return formatMoney(value, particular.currency ?? 'VND', language)
    case 'integer': return formatInteger(value, language) + unit
    case 'date': return formatDate(value, language)
    case 'multiline': return value.split(/\n+/).join('; ')
    default: return value + unit
  }
}

/**
 * What a person typed, tidied into a value: NFC, single spaces; digits of amounts without grouping, `21/11/2026` as `2026-11-21`.
 * What cannot be understood is left for `checkParticular` to name.
 */
export function tidyValue(particular: Particular, typed: string, language: Language): string {
  const text = typed.normalize('NFC').replace(/\r\n?/g, '\n')
  if (particular.kind === 'multiline') return text.split('\n').map((line) => line.replace(/\s+/g, ' ').trim()).join('\n').replace(/\n{3,}/g, '\n\n').trim()
  const line = text.replace(/\s+/g, ' ').trim()
  switch (particular.kind) {
    case 'money': {
      const bare = line.replace(/[ ₫đ$€]|VND|USD|EUR/gi, '')
      const [thousands, decimal] = language === 'vi' ? ['.', ','] : [',', '.']
      return bare.replaceAll(thousands, '').replace(decimal, '.')
    }
    case 'integer': return line.replace(/[ .,]/g, '').replace('−', '-')
    case 'date': {
      const [, day = '', month = '', year = ''] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(line) ?? []
      return year === '' ? line : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    }
    case 'email': return line.replaceAll(' ', '')
    default: return line
  }
}
