import { describe, expect, it } from 'vitest'
import { checkLetters, hasLongWord, nameLetter } from './letter.ts'

describe('letters', () => {
  it('lets Vietnamese and typographic letters stand', () => {
    expect(checkLetters('Hợp đồng số 12 — “giá” 30.000.000\u00a0₫ · O’Connell')).toBeNull()
  })
  it('names each hostile letter instead of letting it hide or turn what is read', () => {
    for (const letter of ['\u202e', '\u2066', '\u200b', '\u0000', '\n', '\u00ad', '\ufeff', '\u2028', '\ue000', '\u{e0041}', '\u{1fffe}']) {
      expect(checkLetters(`giá 1${letter}0`)).toEqual({ code: 'CONTRACT_LETTER_FORBIDDEN', letter: nameLetter(letter) })
    }
    expect(nameLetter('\u202e')).toBe('U+202E')
  })
  it('allows line ends only where lines are asked for', () => {
    expect(checkLetters('a\nb', true)).toBeNull()
    expect(checkLetters('a\r\nb', true)).toEqual({ code: 'CONTRACT_LETTER_FORBIDDEN', letter: 'U+000D' })
  })
  it('refuses what is not NFC, because two spellings would look alike and hash apart', () => {
    expect(checkLetters('hợp'.normalize('NFD'))).toEqual({ code: 'CONTRACT_TEXT_NOT_NFC' })
  })
  it('finds words that no line holds', () => {
    expect(hasLongWord(`a ${'x'.repeat(100)} b`)).toBe(false)
    expect(hasLongWord('x'.repeat(101))).toBe(true)
  })
})
