import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RULE_IDS, ruleOf } from '../../core/validation/rule.ts'
import { CONTENTS_ATTACKS } from '../attack/contents.ts'
import { LATER_ATTACKS } from '../attack/later.ts'
import { RANGE_ATTACKS } from '../attack/range.ts'

const SOURCE = resolve(import.meta.dirname, '..', '..')
const numbersIn = (text: string): string[] => [...text.matchAll(/\[(V\d+)\]/g)].map(([, number]) => number!)

/** `attack.test.ts` writes before each attack the number of the rule that must catch it. */
const attacked = [...RANGE_ATTACKS, ...CONTENTS_ATTACKS, ...LATER_ATTACKS].flatMap(({ caught }) => RULE_IDS.filter((id) => id === caught).map((id) => ruleOf(id).number))
const titled = globSync('**/*.test.ts', { cwd: SOURCE }).filter((name) => !name.endsWith('house/rule.test.ts')).flatMap((name) => numbersIn(readFileSync(join(SOURCE, name), 'utf8')))
const specified = [...new Set(numbersIn(readFileSync(join(SOURCE, 'core', 'validation', 'SPEC.md'), 'utf8')))]

describe('the judge’s rules', () => {
  test('each number of the specification stands before some test: a rule that nothing holds up is none', () => {
    expect(specified.length).toBeGreaterThan(35)
    const tested = new Set([...titled, ...attacked])
    expect(specified.filter((number) => !tested.has(number))).toEqual([])
  })

  test('each number that a report or a test carries is specified', () => {
    const known = new Set(specified)
    expect([...RULE_IDS.map((id) => ruleOf(id).number), ...titled].filter((number) => !known.has(number))).toEqual([])
  })
})
