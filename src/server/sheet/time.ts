import { inZone } from '../../core/evidence/trail.ts'
import { formatDate } from '../../core/contract/format.ts'

/** Vietnam's, in which contracts are dated here. */
export const HOME_ZONE = '+07:00'

const nameZone = (zone: string): string => {
  const [, sign = '+', hours = '0', minutes = '00'] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? []
  return `GMT${sign === '-' ? '−' : '+'}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`
}

/** An instant in a zone: `25/11/2026 14:32:07 (GMT+7)`. */
export function showIn(instant: string, zone: string, language: 'vi' | 'en'): string {
  const { day, clock } = inZone(instant, zone)
  return `${formatDate(day, language)} ${clock} (${nameZone(zone)})`
}

/** An instant in each of the parties' zones and in UTC, to the millisecond there. */
export function showEverywhere(instant: string, zones: readonly string[], language: 'vi' | 'en'): string {
  const utc = new Date(Date.parse(instant)).toISOString()
  const others = [...new Set(zones)].filter((zone) => zone !== '+00:00')
  return [...others.map((zone) => showIn(instant, zone, language)), `${utc.slice(0, 10)} ${utc.slice(11, 23)} UTC`].join(' · ')
}

/** The offset that a zoned instant writes: `+07:00`; UTC's `Z` too. */
export function zoneOf(instant: string): string | null {
  const zone = /(Z|[+-]\d\d:\d\d)$/.exec(instant)?.[1]
  return zone === 'Z' ? '+00:00' : (zone ?? null)
}
