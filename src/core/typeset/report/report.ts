import { encodeUtf8 } from '../../bytes/text.ts'
import { encodeReport } from '../../validation/encode.ts'
import type { FontSet } from '../font.ts'
import { typesetSheet } from '../sheet/sheet.ts'
import { outlineReport } from './outline.ts'
import type { OutlineInput } from './outline.ts'
import { REPORT_WORDS } from './words.ts'

export interface ReportInput extends OutlineInput {
  readonly fonts: FontSet
}

/** The report for people: tagged PDF/A-3a in one language, with the report for programs (JSON) attached. Nothing in it is a proof; it is not signed. */
export async function typesetReport(input: ReportInput): Promise<Uint8Array> {
  const { examination, language, name, fonts } = input
  const words = REPORT_WORDS[language]
  const json = encodeUtf8(`${JSON.stringify(encodeReport(examination.report, name, language), null, 2)}\n`)
  return typesetSheet({
    blocks: outlineReport(input),
    title: `${words.title}: ${name}`,
    foot: name,
    language,
    time: Math.floor(Date.parse(examination.report.judgedAt) / 1000) * 1000,
    files: [{ name: 'report.json', mediaType: 'application/json', relationship: 'Data', description: words.attachment, bytes: json }],
    fonts,
  })
}
