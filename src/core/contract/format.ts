import type { Currency, Language } from './document.ts'

const NO_BREAK = '\u00a0'
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

function group(digits: string, separator: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, separator)
}

/** A whole number, grouped by thousands: `1.250` (vi), `1,250` (en). */
export function formatInteger(value: string, language: Language): string {
  const negative = value.startsWith('-')
  return (negative ? '−' : '') + group(negative ? value.slice(1) : value, language === 'vi' ? '.' : ',')
}

/** An amount in currency units: `30.000.000 ₫` (vi), `30,000,000 VND` (en), `1,250.50 USD`; the space does not break. */
export function formatMoney(value: string, currency: Currency, language: Language): string {
  const [whole = '0', cents] = value.split('.')
  const amount = group(whole, language === 'vi' ? '.' : ',') + (cents === undefined ? '' : `${language === 'vi' ? ',' : '.'}${cents}`)
  return `${amount}${NO_BREAK}${currency === 'VND' && language === 'vi' ? '₫' : currency}`
}

/** `2026-11-21` as `21/11/2026` (vi) or `21 November 2026` (en). */
export function formatDate(value: string, language: Language): string {
  const [year = '', month = '', day = ''] = value.split('-')
  return language === 'vi' ? `${day}/${month}/${year}` : `${Number(day)}${NO_BREAK}${MONTHS[Number(month) - 1] ?? month} ${year}`
}

const VIETNAM_OFFSET = 7 * 60 * 60_000

/** Clock and date of Viet Nam, as contracts are dated, of an instant in epoch milliseconds: `2026-11-28T17:00:00+07:00`. */
export function formatVietnamTime(epoch: number): string {
  return `${new Date(epoch + VIETNAM_OFFSET).toISOString().slice(0, 19)}+07:00`
}

/** Clock and zone as the instant itself writes them: `17:00 ngày 28/11/2026 (GMT+7)`, `17:00 on 28 November 2026 (GMT+7)`. */
export function formatInstant(value: string, language: Language): string {
  const zone = value.slice(19).replace(/^\.\d{3}/, '')
  const [, sign = '', hours = '00', minutes = '00'] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? []
  const shift = sign === '' || (hours === '00' && minutes === '00') ? 'GMT' : `GMT${sign === '-' ? '−' : '+'}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`
  return `${value.slice(11, 16)}${language === 'vi' ? ' ngày ' : ' on '}${formatDate(value.slice(0, 10), language)} (${shift})`
}
