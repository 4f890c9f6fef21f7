/** Whether two byte strings are equal. Not constant-time: never compare secrets with it. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Lexicographic order of two byte strings, shorter first on a tie: negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = a[i]! - b[i]!
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** All parts, one after another, in a new array. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0
  for (const part of parts) length += part.length
  const joined = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

function matchesAt(haystack: Uint8Array, needle: Uint8Array, at: number): boolean {
  for (let i = 0; i < needle.length; i++) if (haystack[at + i] !== needle[i]) return false
  return true
}

/** Offset of the first occurrence of `needle` at or after `from`, or -1. */
export function indexOfBytes(haystack: Uint8Array, needle: Uint8Array, from = 0): number {
  if (needle.length === 0) return from <= haystack.length ? from : -1
  const last = haystack.length - needle.length
  if (from >= 0 && from <= last && matchesAt(haystack, needle, from)) return from
  // Horspool: by the last octet under the needle, as far as it can be moved; files of 100 MB are searched
  const step = new Uint32Array(256).fill(needle.length)
  for (let i = 0; i < needle.length - 1; i++) step[needle[i]!] = needle.length - 1 - i
  for (let at = Math.max(from, 0); at <= last; at += step[haystack[at + needle.length - 1]!]!) if (matchesAt(haystack, needle, at)) return at
  return -1
}

/** Offset of the last occurrence of `needle` that starts at or before `from`, or -1. */
export function lastIndexOfBytes(haystack: Uint8Array, needle: Uint8Array, from = haystack.length): number {
  for (let at = Math.min(from, haystack.length - needle.length); at >= 0; at--) {
    if (matchesAt(haystack, needle, at)) return at
  }
  return -1
}
