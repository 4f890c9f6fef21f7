import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { TEMPLATES } from '../../core/contract/template.ts'
import { CHANGE_SENTENCES } from '../../core/validation/change-sentence.ts'
import { CHECK_SENTENCES, ERROR_SENTENCES, VERDICT_SENTENCES } from '../../core/validation/sentence-table.ts'
import { REFUSALS } from '../../protocol/error.ts'
import * as letters from '../../server/mail/letter.ts'

/** Words that stand outside the interface's messages, which have a test of their own: the same glossary holds for them. */

const LANGUAGES = ['vi', 'en'] as const
type Language = (typeof LANGUAGES)[number]
const words = z.object({ vi: z.array(z.string()).optional(), en: z.array(z.string()).optional() })
const glossary = z
  .object({ terms: z.array(z.object({ vi: z.string(), en: z.string(), instead: words })), never: words })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'client', 'messages', 'glossary.json'), 'utf8')))

const replaced = (language: Language): string[] => [...glossary.terms.flatMap(({ instead }) => instead[language] ?? []), ...(glossary.never[language] ?? [])]
const holds = (text: string, word: string): boolean =>
  new RegExp(`(?<![\\p{L}\\d])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\d])`, 'iu').test(text.replace(/\{[^}]*\}|https?:\S+/g, ' '))

/** Every text in a value under one language's member, or every text where the value is of one language already. */
function textsOf(value: unknown, language: Language): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  if (language in value) return textsOf(Reflect.get(value, language), language)
  return Object.entries(value).flatMap(([name, inner]) => ((LANGUAGES as readonly string[]).includes(name) ? [] : textsOf(inner, language)))
}

/** Whatever a letter asks for is a dash. */
const anything: unknown = new Proxy({}, { get: (_, name) => (name === Symbol.toPrimitive ? () => '—' : '—') })
const letterTexts = (language: Language): string[] =>
  Object.values(letters).filter((value) => typeof value === 'function').flatMap((word) => textsOf(Reflect.apply(word, null, [language, anything, anything]), language))

/** A contract writes e-mail as trade does, and cancelling for breach is its own matter, not the interface's right to withdraw. */
const OWN_WORDS: Readonly<Record<string, readonly string[]>> = { templates: ['e-mail', 'cancel the contract'] }

const SOURCES: Readonly<Record<string, (language: Language) => string[]>> = {
  refusals: (language) => textsOf(REFUSALS, language),
  letters: letterTexts,
  verdicts: (language) => textsOf([CHECK_SENTENCES, CHANGE_SENTENCES, VERDICT_SENTENCES, ERROR_SENTENCES], language),
  templates: (language) => TEMPLATES.flatMap(({ drafts }) => textsOf(structuredClone(drafts[language]), language)).filter((text) => /\s/.test(text)),
}

describe.each(LANGUAGES)('the glossary in %s', (language) => {
  test.each(Object.keys(SOURCES))('%s use its words and promise nothing that nobody can keep', (source) => {
    const texts = SOURCES[source]!(language)
    expect(texts.length).toBeGreaterThan(5)
    const banned = replaced(language).filter((word) => !OWN_WORDS[source]?.includes(word))
    expect(texts.flatMap((text) => banned.filter((word) => holds(text, word)).map((word) => `${word}: ${text.slice(0, 160)}`))).toEqual([])
    expect(texts.filter((text) => text.normalize('NFC') !== text)).toEqual([])
  })
})
