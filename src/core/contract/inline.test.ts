import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInline } from './inline.ts'

describe('inline text', () => {
  it('parts letters, emphasis and places', () => {
    expect(parseInline('Giá **{total}** ({total:words}), số {@number}.')).toEqual({
      problem: null,
      inlines: [
        { kind: 'letters', text: 'Giá ', bold: false },
        { kind: 'place', name: 'total', words: false, bold: true },
        { kind: 'letters', text: ' (', bold: false },
        { kind: 'place', name: 'total', words: true, bold: false },
        { kind: 'letters', text: '), số ', bold: false },
        { kind: 'place', name: '@number', words: false, bold: false },
        { kind: 'letters', text: '.', bold: false },
      ],
    })
  })
  it('names a lone brace and an odd emphasis', () => {
    expect(parseInline('{Total}').problem).toBe('CONTRACT_PLACEHOLDER_MALFORMED')
    expect(parseInline('a } b').problem).toBe('CONTRACT_PLACEHOLDER_MALFORMED')
    expect(parseInline('**a').problem).toBe('CONTRACT_EMPHASIS_UNBALANCED')
  })
  it('loses no letter of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '*', '{', '}', '-', 'ữ', ':words', '@') }), (text) => {
        const { inlines } = parseInline(text)
        const back = inlines.map((inline) => (inline.kind === 'letters' ? inline.text : `{${inline.name}${inline.words ? ':words' : ''}}`)).join('')
        expect(back).toBe(text.replaceAll('**', ''))
      }),
    )
  })
})
