import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { textOfGlyphName } from './glyph-name.ts'

test.each([
  ['a', 'a'], ['eacute', 'é'], ['Agrave', 'À'], ['ohornacute', 'ớ'], ['acircumflexdotbelow', 'ậ'], ['abrevetilde', 'ẵ'], ['Dcroat', 'Đ'], ['r.sc', 'r'], ['f_i', 'fi'], ['uni1EA5', 'ấ'], ['uni00660069', 'fi'], ['u1F600', '😀'],
  ['.notdef', '\ufffd'], ['g37', '\ufffd'], ['uniD800', '\ufffd'], ['', '\ufffd'],
])('the glyph named %j is read as %j', (name, text) => {
  expect(textOfGlyphName(name)).toBe(text)
})

test('whatever a glyph is called, its text is well formed and never nothing', () => {
  fc.assert(fc.property(fc.string(), (name) => {
    const text = textOfGlyphName(name)
    expect(text).not.toBe('')
    expect(text.isWellFormed() || !name.isWellFormed()).toBe(true)
  }))
})
