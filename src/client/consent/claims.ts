import type { Claims } from '../../core/consent/statement.ts'
import type { Reading } from './reading.ts'

const pad = (value: number) => String(value).padStart(2, '0')

/** `2026-11-22T10:00:01+07:00`: an instant in whole seconds in a zone that is `offset` minutes ahead of UTC. */
export function writeZonedInstant(instant: number, offset: number): string {
  const local = new Date(Math.floor(instant / 1000) * 1000 + offset * 60_000).toISOString().slice(0, 19)
  const distance = Math.abs(offset)
  return `${local}${offset < 0 ? '-' : '+'}${pad(Math.floor(distance / 60))}:${pad(distance % 60)}`
}

/** Now, as this device's clock and zone have it. */
export function readClock(): string {
  const now = new Date()
  return writeZonedInstant(now.getTime(), -now.getTimezoneOffset())
}

/** What the browser says of itself. Claims: each can be forged, and the record calls them so. */
export function gatherClaims(reading: Reading, clock: string): Claims {
  return {
    clock,
    zone: (Intl.DateTimeFormat().resolvedOptions().timeZone || 'unknown').slice(0, 80),
    locale: (navigator.language || 'unknown').slice(0, 40),
    agent: (navigator.userAgent || 'unknown').slice(0, 400),
    viewport: { width: Math.round(innerWidth), height: Math.round(innerHeight) },
    pixelRatio: Math.min(20, Math.max(0.1, Math.round((devicePixelRatio || 1) * 100) / 100)),
    reading: { scrolledPercent: Math.round(Math.min(100, reading.scrolledPercent)), visibleMs: Math.round(reading.visibleMs), focusMs: Math.round(reading.focusMs) },
  }
}
