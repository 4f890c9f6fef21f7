import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'

const LOCALES = ['vi', 'en'] as const
type Locale = (typeof LOCALES)[number]

const glossarySchema = z.object({
  terms: z.array(z.object({ vi: z.string(), en: z.string(), instead: z.object({ vi: z.optional(z.array(z.string())), en: z.optional(z.array(z.string())) }) })),
  never: z.object({ vi: z.array(z.string()), en: z.array(z.string()) }),
})
const settingsSchema = z.object({ 'plugin.inlang.messageFormat': z.object({ pathPattern: z.array(z.string()) }) })
const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(import.meta.dirname, ...path), 'utf8'))
const glossary = glossarySchema.parse(read('glossary.json'))

/** A message is a text, or an array with variants; its letters are all the texts in it. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, inner]) => (name === 'declarations' || name === 'selectors' ? [] : textsOf(inner))) : []
}

const files = readdirSync(join(import.meta.dirname, 'vi')).filter((name) => name.endsWith('.json'))
const load = (locale: Locale, file: string) => Object.entries(z.record(z.string(), z.unknown()).parse(read(locale, file)))
const messages = (locale: Locale) => files.flatMap((file) => load(locale, file).map(([key, value]) => ({ file, key, texts: textsOf(value) })))
const placesOf = (texts: readonly string[]) => [...new Set(texts.flatMap((text) => [...text.matchAll(/(?<!\\)\{(\w+)\}/g)].map((match) => match[1])))].toSorted()
/** Whether a word stands in a text, outside of its places. */
const holds = (text: string, word: string) => new RegExp(`(?<![\\p{L}\\d])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\d])`, 'iu').test(text.replace(/\{\w+\}/g, ' '))

describe('messages', () => {
  test('every message file is compiled', () => {
    const patterns = settingsSchema.parse(read('project.inlang', 'settings.json'))['plugin.inlang.messageFormat'].pathPattern
    expect(files.filter((file) => !patterns.includes(`./{locale}/${file}`))).toEqual([])
  })

  test.each(files)('%s says the same things in both languages, with the same places', (file) => {
    const [vi, en] = [load('vi', file), load('en', file)].map((entries) => new Map(entries))
    expect([...(en?.keys() ?? [])].toSorted()).toEqual([...(vi?.keys() ?? [])].toSorted())
    const plain = [...(vi ?? [])].filter(([key, value]) => typeof value === 'string' && typeof en?.get(key) === 'string')
    for (const [key, value] of plain) expect(placesOf(textsOf(en?.get(key))), key).toEqual(placesOf(textsOf(value)))
  })

  test.each(files)('%s is NFC, named by its feature, and nothing in it is empty', (file) => {
    for (const locale of LOCALES) {
      for (const [key, value] of load(locale, file)) {
        expect(key.startsWith(`${file.replace('.json', '').replaceAll('-', '_')}_`), key).toBe(true)
        for (const text of textsOf(value)) {
          expect(text.trim(), key).not.toBe('')
          expect(text.normalize('NFC'), key).toBe(text)
        }
      }
    }
  })
})

describe.each(LOCALES)('the glossary in %s', (locale) => {
  const all = messages(locale)

  test('no message uses a word that the glossary replaces', () => {
    const wrong = glossary.terms.flatMap(({ instead, ...term }) =>
      (instead[locale] ?? []).flatMap((word) => all.filter(({ texts }) => texts.some((text) => holds(text, word))).map(({ key }) => `${key}: “${word}”, say “${term[locale]}”`)),
    )
    expect(wrong).toEqual([])
  })

  test('no message promises what nobody can keep', () => {
    expect(all.filter(({ texts }) => texts.some((text) => glossary.never[locale].some((word) => holds(text, word)))).map(({ key }) => key)).toEqual([])
  })

  test('every word of it is in use', () => {
    const used = all.flatMap(({ texts }) => texts)
    expect(glossary.terms.map((term) => term[locale]).filter((word) => !used.some((text) => text.toLowerCase().includes(word)))).toEqual([])
  })
})
