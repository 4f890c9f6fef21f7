/** Why a text cannot stand in a contract: it is not NFC, or it holds a letter that shows nothing or changes what others show. */
export type LetterProblem = { readonly code: 'CONTRACT_TEXT_NOT_NFC' } | { readonly code: 'CONTRACT_LETTER_FORBIDDEN'; readonly letter: string }

const FORBIDDEN: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x1f], // C0 controls
  [0x7f, 0x9f], // delete, C1 controls
  [0xad, 0xad], // soft hyphen
  [0x61c, 0x61c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x180b, 0x180f], // Mongolian selectors
  [0x200b, 0x200f], // zero width, directional marks
  [0x2028, 0x202e], // line and paragraph separator, bidi embeddings and overrides
  [0x2060, 0x206f], // invisible operators, bidi isolates
  [0x3164, 0x3164], // Hangul filler
  [0xd800, 0xf8ff], // surrogates alone, private use
  [0xfdd0, 0xfdef], // noncharacters
  [0xfe00, 0xfe0f], // variation selectors
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0], // half-width Hangul filler
  [0xfff0, 0xffff], // specials
  [0xe0000, 0x10ffff], // tags, selectors, private planes
]

/** A letter's code point as people write it, `U+202E`: a name that can be shown where the letter itself must not. */
export function nameLetter(letter: string): string {
  return `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/**
 * The first problem of a text, or null. `lines` allows LF, for multi-line particulars.
 * Hostile Unicode (bidi controls, zero-width letters, tags) is refused so that what is read is what is signed.
 */
export function checkLetters(text: string, lines = false): LetterProblem | null {
  for (const letter of text) {
    const point = letter.codePointAt(0) ?? 0
    if (lines && point === 0x0a) continue
    if (FORBIDDEN.some(([first, last]) => point >= first && point <= last) || (point & 0xfffe) === 0xfffe) {
      return { code: 'CONTRACT_LETTER_FORBIDDEN', letter: nameLetter(letter) }
    }
  }
  return text.normalize('NFC') === text ? null : { code: 'CONTRACT_TEXT_NOT_NFC' }
}

/** Letters that may stand without a space between them, so that every line can be set. */
export const MAX_WORD_LENGTH = 100

/** True when some stretch of a text has more letters than a line can hold. */
export function hasLongWord(text: string): boolean {
  return text.split(/\s/).some((word) => word.length > MAX_WORD_LENGTH)
}
