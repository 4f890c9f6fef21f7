import { expect, test } from 'vitest'
import { RULE_IDS } from './conspicuousness.ts'
import { nameRule, RULE_WORDS } from './rule-words.ts'

test('every rule that a record may name is said in words, in both languages, each in its own', () => {
  for (const language of ['vi', 'en'] as const) {
    expect(Object.keys(RULE_WORDS[language])).toEqual([...RULE_IDS])
    expect(new Set(Object.values(RULE_WORDS[language])).size).toBe(RULE_IDS.length)
    for (const words of Object.values(RULE_WORDS[language])) expect(words).toBe(words.normalize('NFC'))
  }
  expect([nameRule('C6', 'en'), nameRule('C99', 'en')]).toEqual([RULE_WORDS.en.C6, 'C99'])
})
