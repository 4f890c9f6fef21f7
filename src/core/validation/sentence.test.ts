import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { failed, noted, passed } from './check.ts'
import { RULE_IDS, ruleOf } from './rule.ts'
import { CHANGE_SENTENCES } from './change-sentence.ts'
import { CHECK_SENTENCES, ERROR_SENTENCES, VERDICT_SENTENCES } from './sentence-table.ts'
import type { Sentence } from './sentence-pair.ts'
import { describeCheck } from './sentence.ts'
import { describeErrorRemedy, REMEDY_SENTENCES } from './sentence-remedy.ts'

const CORE = resolve(import.meta.dirname, '..')
const sources = ['validation', 'validation/change', 'evidence/examine'].flatMap((folder) =>
  readdirSync(join(CORE, folder)).filter((name) => name.endsWith('.ts') && !name.includes('.test.')).map((name) => readFileSync(join(CORE, folder, name), 'utf8')),
)

/** Every `passed('id', { reason: 'x' })` and its kin in the judge's own source. */
const given = sources.flatMap((text) =>
  [...text.matchAll(/\b(passed|failed|noted)\(\s*'([a-z-]+)'(?:,\s*\{\s*reason: '([\w-]+)')?/g)].map(([, result = '', id = '', reason]) => ({ result, id, reason })),
)

const named = (tables: Readonly<Record<string, Sentence | Readonly<Record<string, Sentence>>>>): (readonly [string, Sentence])[] =>
  Object.entries(tables).flatMap(([name, value]) => ('vi' in value && typeof value.vi === 'string' ? [[name, value as Sentence] as const] : Object.entries(value as Readonly<Record<string, Sentence>>).map(([reason, sentence]) => [`${name} ${reason}`, sentence] as const)))
const all = [...named(CHECK_SENTENCES), ...named(CHANGE_SENTENCES), ...named(VERDICT_SENTENCES), ...named(ERROR_SENTENCES), ...REMEDY_SENTENCES.map((sentence, index) => [`remedy ${index}`, sentence] as const)]
const places = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].toSorted()

describe('whatever the judge finds, a person is told in a sentence of their language', () => {
  test('every rule has one, in Vietnamese and in English', () => {
    expect(RULE_IDS.filter((id) => Object.keys(CHECK_SENTENCES[id] ?? {}).length === 0)).toEqual([])
  })

  test('every reason that the judge gives has its own', () => {
    expect(given.length).toBeGreaterThan(40)
    const lacking = given.filter(({ id, reason }) => reason !== undefined && RULE_IDS.some((one) => one === id) && !CHECK_SENTENCES[id as (typeof RULE_IDS)[number]][reason])
    expect(lacking.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([])
  })

  test('a failure is never told in the words of a pass, whatever its reason', () => {
    for (const id of RULE_IDS) {
      const table = CHECK_SENTENCES[id]
      const good = table['passed']
      if (!good || ruleOf(id).failure === null) continue
      const told = describeCheck(failed(id, { reason: 'a reason that nobody has written a sentence for' }), 'en')
      expect(told, id).not.toBe(describeCheck(passed(id), 'en'))
      expect(describeCheck(noted(id), 'en'), id).not.toBe('')
    }
  })

  test.each(all)('%s: both languages, NFC, the same places, a whole sentence', (_name, { vi, en }) => {
    expect(places(vi)).toEqual(places(en))
    for (const text of [vi, en]) {
      expect(text).toBe(text.normalize('NFC').trim())
      expect(text).toMatch(/[.!?]$/)
      expect(text.length).toBeGreaterThan(10)
    }
  })

  test('the words are those of the glossary', () => {
    const schema = z.object({
      terms: z.array(z.object({ vi: z.string(), en: z.string(), instead: z.object({ vi: z.optional(z.array(z.string())), en: z.optional(z.array(z.string())) }) })),
      never: z.object({ vi: z.array(z.string()), en: z.array(z.string()) }),
    })
    const glossary = schema.parse(JSON.parse(readFileSync(join(CORE, '..', 'client', 'messages', 'glossary.json'), 'utf8')))
    const wrong = (['vi', 'en'] as const).flatMap((language) => {
      const words = [...glossary.terms.flatMap(({ instead }) => instead[language] ?? []), ...glossary.never[language]]
      return all.flatMap(([name, sentence]) => words.filter((word) => new RegExp(`(?<![\\p{L}\\d])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\d])`, 'iu').test(sentence[language])).map((word) => `${name}: ${word}`))
    })
    expect(wrong).toEqual([])
  })

  test('every code with which a file is refused says what to do next', () => {
    for (const code of [...Object.keys(ERROR_SENTENCES), 'PDF_XREF_DAMAGED']) {
      for (const language of ['vi', 'en'] as const) expect(describeErrorRemedy(code, language)).toMatch(/[.]$/)
    }
  })
})
