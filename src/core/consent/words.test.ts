import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareWords, MAX_COMPARED_LENGTH } from './words.ts'

const textOf = (changes: ReturnType<typeof compareWords>, kind: 'added' | 'removed') => changes.filter((change) => change.kind === 'same' || change.kind === kind).map(({ text }) => text).join('')

describe('what changed between two versions', () => {
  test('names the words, not the whole paragraph', () => {
    expect(compareWords('You may withdraw within 14 days.\nFees stay.', 'You may withdraw within 30 days.\nFees stay.')).toEqual([
      { kind: 'same', text: 'You may withdraw within ' },
      { kind: 'removed', text: '14 ' },
      { kind: 'added', text: '30 ' },
      { kind: 'same', text: 'days.\nFees stay.' },
    ])
  })

  test('nothing changed is nothing shown as changed', () => {
    expect(compareWords('Điều 1. Giá', 'Điều 1. Giá')).toEqual([{ kind: 'same', text: 'Điều 1. Giá' }])
    expect(compareWords('', '')).toEqual([])
  })

  test('whatever is compared, both texts can be read back from it', () => {
    const text = fc.array(fc.constantFrom('điều ', 'khoản\n', 'a', ' ', 'b ', '\n', '14 ', '​')).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const changes = compareWords(before, after)
        expect(textOf(changes, 'removed')).toBe(before)
        expect(textOf(changes, 'added')).toBe(after)
      }),
      { numRuns: 400 },
    )
  })

  test('a million characters and texts that share nothing are bounded', () => {
    const words = (seed: number) => Array.from({ length: 20_000 }, (_, index) => `w${(index * seed) % 7919}`).join(' ')
    const [before, after] = [words(17), words(31)]
    const changes = compareWords(before, after)
    expect([textOf(changes, 'removed'), textOf(changes, 'added')]).toEqual([before, after])
    expect(compareWords('x'.repeat(MAX_COMPARED_LENGTH + 1), 'y')).toHaveLength(2)
  })
})
