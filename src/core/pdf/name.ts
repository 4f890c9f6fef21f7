import { decodeLatin1 } from '../bytes/text.ts'

const SLOTS = 1024
const MAX_LENGTH = 64

/** Names that were read before, each where its letters lead: a file has a few dozen, again and again. Another one takes the slot. */
const known: string[] = Array.from({ length: SLOTS }, () => '')

function isSpelled(source: Uint8Array, start: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (source[start + i] !== text.charCodeAt(i)) return false
  return true
}

/** The letters from `start` to `end`, one a byte, as the same text each time: maps find it at once. */
export function spellName(source: Uint8Array, start: number, end: number): string {
  const length = end - start
  if (length > MAX_LENGTH) return decodeLatin1(source.subarray(start, end))
  let hash = length
  for (let at = start; at < end; at++) hash = (hash * 31 + source[at]!) & 0xffffff
  const slot = (hash ^ (hash >> 10)) % SLOTS
  const before = known[slot]!
  if (before.length === length && isSpelled(source, start, before)) return before
  return (known[slot] = decodeLatin1(source.subarray(start, end)))
}
