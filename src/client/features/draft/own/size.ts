import { currentLocale } from '../../../locale/locale.ts'

/** A file's size for people: `3,4 MB`. */
export function formatBytes(size: number): string {
  const [value, unit] = size < 1_000_000 ? [size / 1000, 'KB'] : [size / 1_000_000, 'MB']
  return `${new Intl.NumberFormat(currentLocale(), { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)} ${unit}`
}
