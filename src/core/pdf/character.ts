/** Character classes of PDF syntax (ISO 32000-2 §7.2.3). */
const WHITE = new Uint8Array(256)
const REGULAR = new Uint8Array(256).fill(1)
for (const code of [0, 9, 10, 12, 13, 32]) [WHITE[code], REGULAR[code]] = [1, 0]
for (const letter of '()<>[]{}/%') REGULAR[letter.charCodeAt(0)] = 0

export function isWhite(code: number | undefined): boolean {
  return code !== undefined && WHITE[code] === 1
}

/** Neither white space nor delimiter. */
export function isRegular(code: number | undefined): boolean {
  return code !== undefined && REGULAR[code] === 1
}

export function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 0x30 && code <= 0x39
}

const HEX_VALUES = new Int8Array(256).fill(-1)
for (const [value, digit] of [...'0123456789abcdef'].entries()) for (const one of [digit, digit.toUpperCase()]) HEX_VALUES[one.charCodeAt(0)] = value

/** 0 to 15, or -1. */
export function hexValue(code: number | undefined): number {
  return code === undefined ? -1 : HEX_VALUES[code]!
}

/** Offset of the first byte at or after `at` that is not white space. */
export function skipWhite(source: Uint8Array, at: number, limit: number): number {
  let next = at
  while (next < limit && isWhite(source[next])) next++
  return next
}

/** Length of one end-of-line marker (CR LF, LF or CR) at `at`: 0, 1 or 2. */
export function endOfLineLength(source: Uint8Array, at: number): number {
  if (source[at] === 0x0a) return 1
  if (source[at] !== 0x0d) return 0
  return source[at + 1] === 0x0a ? 2 : 1
}

/** Whether the letters of `word` stand at `at`. */
export function hasWordAt(source: Uint8Array, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if (source[at + i] !== word.charCodeAt(i)) return false
  return true
}
