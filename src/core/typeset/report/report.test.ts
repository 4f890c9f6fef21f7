import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { createSample, SAMPLE_TIME } from '../../../testing/attack/sample.ts'
import type { Sample } from '../../../testing/attack/sample.ts'
import { LATER_ATTACKS } from '../../../testing/attack/later.ts'
import { decodeUtf8 } from '../../bytes/text.ts'
import { examine } from '../../evidence/examine/examine.ts'
import type { Examination } from '../../evidence/examine/examine.ts'
import { readAttachments } from '../../pdf/attachment.ts'
import { readPdf } from '../../pdf/reader.ts'
import { extractText } from '../../pdf/text.ts'
import { describeCheck, describeVerdict } from '../../validation/sentence.ts'
import { FONT_FILES } from '../font.ts'
import type { FontSet } from '../font.ts'
import { typesetReport } from './report.ts'

const FONTS = resolve(import.meta.dirname, '..', '..', '..', '..', 'public', 'fonts')
const load = async (face: keyof FontSet): Promise<Uint8Array> => new Uint8Array(await readFile(join(FONTS, FONT_FILES[face].file)))
const show = (instant: string): string => instant.slice(0, 16).replace('T', ', ')
let fonts: FontSet
let sample: Sample
let good: Examination
let changed: Examination

beforeAll(async () => {
  fonts = { serifRegular: await load('serifRegular'), serifSemibold: await load('serifSemibold'), sansRegular: await load('sansRegular'), sansSemibold: await load('sansSemibold') }
  sample = await createSample()
  const options = { anchors: sample.authority.anchors, time: SAMPLE_TIME + 60_000 }
  good = await examine(sample.secured, options)
  changed = await examine(await LATER_ATTACKS.find(({ name }) => name.includes('text field replaced'))!.make(sample), options)
})

/** The words of all pages as one text. */
const wordsOf = (pdf: Uint8Array): string => extractText(readPdf(pdf)).map(({ content }) => content).join(' ').replace(/\s+/g, ' ')

describe('the report to keep', () => {
  test.each(['vi', 'en'] as const)('says in %s what the page says: the sentence, who, when, what changed, every check', async (language) => {
    for (const examination of [good, changed]) {
      const text = wordsOf(await typesetReport({ examination, name: 'hợp đồng.pdf', language, show, fonts }))
      for (const sentence of describeVerdict(examination.report, language, show).split(/(?<=[.!?]) /)) expect(text).toContain(sentence)
      for (const check of examination.report.signatures[0]!.checks) for (const word of [check.id, ...describeCheck(check, language, show).split(' ')]) expect(text).toContain(word)
      expect(text).toContain('hợp đồng.pdf')
      expect(text.replaceAll(' ', '')).toContain(examination.report.file.sha256)
    }
  })

  test('holds the report for programs, and says that it is tagged PDF/A-3a in its language', async () => {
    const pdf = await typesetReport({ examination: changed, name: 'a.pdf', language: 'vi', show, fonts })
    const file = readPdf(pdf)
    const [attachment] = readAttachments(file)
    expect(attachment).toMatchObject({ name: 'report.json', relationship: 'Data', mediaType: 'application/json' })
    const json = JSON.parse(decodeUtf8(attachment!.bytes)) as { verdict: { indication: string }; file: { name: string } }
    expect([json.verdict.indication, json.file.name]).toEqual([changed.report.verdict.indication, 'a.pdf'])
    expect(file.getRoot().entries.has('StructTreeRoot')).toBe(true)
    expect(Buffer.from(pdf).toString('latin1')).toMatch(/<pdfaid:part>3<\/pdfaid:part>\s*<pdfaid:conformance>A</)
    expect(await typesetReport({ examination: changed, name: 'a.pdf', language: 'vi', show, fonts })).toEqual(pdf)
  })

  test('is made whatever a stranger’s file is called, and says where letters are missing', async () => {
    const text = wordsOf(await typesetReport({ examination: good, name: '契約 العقد\n\u0000.pdf', language: 'en', show, fonts }))
    expect(text).toContain('?? ????? .pdf')
    expect(text).toContain('shown as “?”')
    const property = fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (name) => (await typesetReport({ examination: good, name, language: 'vi', show, fonts })).length > 1000)
    await expect(fc.assert(property, { numRuns: 6 })).resolves.toBeUndefined()
  })
})
