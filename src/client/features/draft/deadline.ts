const pad = (value: number) => String(value).padStart(2, '0')

/** An instant with this device's offset, as contracts write it: `2026-11-28T17:00:00+07:00`. `date` is `2026-11-28`, `time` `17:00`. */
export function toInstant(date: string, time: string): string | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d$/.test(time)) return null
  const at = new Date(`${date}T${time}:00`)
  if (Number.isNaN(at.getTime())) return null
  const offset = -at.getTimezoneOffset()
  const size = Math.abs(offset)
  return `${date}T${time}:00${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`
}

/** The parts of an instant as its own zone shows them. */
export function splitInstant(instant: string | null): { date: string; time: string } {
  return { date: instant?.slice(0, 10) ?? '', time: instant?.slice(11, 16) ?? '17:00' }
}
