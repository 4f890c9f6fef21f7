import { concatBytes } from '../bytes/compare.ts'
import { refuse } from './error.ts'
import { TILE_WIDTH } from './tile.ts'

/** What a 16-bit length can say (C2SP tlog-tiles). */
export const MAX_ENTRY = 65_535

/** Entries one after another, each after its length as big-endian uint16. Throws LOG_ENTRY_TOO_LARGE. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return concatBytes(
    ...entries.flatMap((entry) => {
      if (entry.length > MAX_ENTRY) refuse('LOG_ENTRY_TOO_LARGE', 'an entry has at most 65,535 bytes', { length: entry.length })
      return [Uint8Array.of(Math.floor(entry.length / 256), entry.length % 256), entry]
    }),
  )
}

/** The entries of a bundle that must hold exactly `width`. Throws LOG_BUNDLE_MALFORMED. */
export function parseBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  if (width < 1 || width > TILE_WIDTH) refuse('LOG_BUNDLE_MALFORMED', 'no bundle has this width')
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length && entries.length < width) {
    const start = at + 2
    const length = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
    if (start + length > bytes.length) refuse('LOG_BUNDLE_MALFORMED', 'an entry is cut off', { offset: at })
    entries.push(bytes.subarray(start, start + length))
    at = start + length
  }
  if (at !== bytes.length || entries.length !== width) refuse('LOG_BUNDLE_MALFORMED', 'the bundle does not hold what its name says', { offset: at })
  return entries
}
