import { currentLocale } from './locale.ts'

const TAGS = { vi: 'vi-VN', en: 'en-GB' } as const

const tag = () => TAGS[currentLocale()]

/** As dates stand in tables of each language: `21/11/2026`, `21 Nov 2026`. */
const DATES = {
  vi: { day: '2-digit', month: '2-digit', year: 'numeric' },
  en: { day: 'numeric', month: 'short', year: 'numeric' },
} as const

/** `21/11/2026`, `21 Nov 2026`; in the reader's own zone. */
export function formatDate(instant: string): string {
  return new Intl.DateTimeFormat(tag(), DATES[currentLocale()]).format(new Date(instant))
}

/** `21/11/2026, 14:32`: the day first in both languages. */
export function formatInstant(instant: string): string {
  const time = new Intl.DateTimeFormat(tag(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(instant))
  return `${formatDate(instant)}, ${time}`
}

/** `21/11/2026, 14:32:07 (GMT+7)`: with seconds and the zone, for evidence. */
export function formatExactInstant(instant: string): string {
  const date = new Date(instant)
  const time = new Intl.DateTimeFormat(tag(), { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(date)
  const zone = new Intl.DateTimeFormat('en', { timeZoneName: 'shortOffset' }).formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
  return `${formatDate(instant)}, ${time} (${zone})`
}

/** `21/11/2026, 14:32:00 (GMT+7) · 2026-11-21 07:32 UTC`: a deadline, in the reader's zone and in everybody's. */
export function formatDeadline(instant: string): string {
  const utc = new Date(instant).toISOString()
  return `${formatExactInstant(instant)} · ${utc.slice(0, 10)} ${utc.slice(11, 16)} UTC`
}

/** `amount` in whole units, as the contract writes it: `30000000`. */
export function formatMoney(amount: string, currency: string): string {
  const value = Number(amount)
  if (!Number.isFinite(value)) return `${amount} ${currency}`
  return new Intl.NumberFormat(tag(), { style: 'currency', currency }).format(value)
}

export function formatCount(count: number): string {
  return new Intl.NumberFormat(tag()).format(count)
}

/** `148 KB` */
export function formatSize(bytes: number): string {
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'kilobyte'] : [bytes / 1024 / 1024, 'megabyte']
  return new Intl.NumberFormat(tag(), { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)
}

/** `còn 3 ngày`, `in 3 days` */
export function formatDistance(instant: string, now: number): string {
  const format = new Intl.RelativeTimeFormat(tag(), { numeric: 'auto' })
  const minutes = Math.round((Date.parse(instant) - now) / 60_000)
  if (Math.abs(minutes) < 60) return format.format(minutes, 'minute')
  if (Math.abs(minutes) < 48 * 60) return format.format(Math.round(minutes / 60), 'hour')
  return format.format(Math.round(minutes / 1440), 'day')
}
