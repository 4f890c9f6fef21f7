import { refuse } from './error.ts'

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/
const PDF = /^D:(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:(Z)(?:00'?(?:00'?)?)?|([+-])(\d{2})(?:'(\d{2})?'?)?)?$/

/** `D:YYYYMMDDHHmmSS+HH'mm'` (ISO 32000-2 §7.9.4) from ISO 8601 with an offset; fractions of seconds are left out. Throws PDF_TEXT_UNFIT. */
export function encodePdfDate(iso: string): string {
  if (!ISO.test(iso) || Number.isNaN(Date.parse(iso))) return refuse('PDF_TEXT_UNFIT', 'not an ISO 8601 time with offset')
  const zone = iso.endsWith('Z') ? 'Z' : `${iso.slice(-6, -3)}'${iso.slice(-2)}'`
  return `D:${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 10)}${iso.slice(11, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}${zone}`
}

/** ISO 8601 with offset from a PDF date; without a zone in the date, without one here. Null when it is no date. */
export function decodePdfDate(text: string): string | null {
  const match = PDF.exec(text)
  if (match === null) return null
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', utc, sign, zoneHour, zoneMinute = '00'] = match
  const zone = utc !== undefined ? 'Z' : sign === undefined ? '' : `${sign}${zoneHour}:${zoneMinute}`
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`
  return Number.isNaN(Date.parse(iso)) ? null : iso
}
