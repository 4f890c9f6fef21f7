import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listClauses, withClause } from '../contract/clause-library.ts'
import { collapseWhiteSpace, renderPlainText } from '../contract/plain-text.ts'
import { composeDocument, TEMPLATES } from '../contract/template.ts'
import { readPdf } from '../pdf/reader.ts'
import { extractText } from '../pdf/text.ts'
import { checkCoverage, FONT_FILES } from './font.ts'
import type { FontSet } from './font.ts'
import { typesetPdf } from './pdf.ts'

const read = (name: keyof FontSet) => new Uint8Array(readFileSync(join(import.meta.dirname, '../../../public/fonts', FONT_FILES[name].file)))
const fonts: FontSet = { serifRegular: read('serifRegular'), serifSemibold: read('serifSemibold'), sansRegular: read('sansRegular'), sansSemibold: read('sansSemibold') }
const envelope = { contract: 'contract-0001', version: '1.0', number: '2026/11-0001', typesetRevision: 'none', createdOn: '2026-11-26', publishedAt: null }
const drafts = TEMPLATES.flatMap(({ id, drafts: { vi, en } }) => [[`${id} vi`, vi] as const, [`${id} en`, en] as const])

describe.each(drafts)('clauses from the library in %s', (_, draft) => {
  const clauses = listClauses(draft)
  it.each(clauses.map((clause) => [clause.title, clause] as const))('%s has no letter that the fonts lack', (_title, clause) => {
    expect(checkCoverage(JSON.stringify(clause))).toEqual([])
  })
  it('are set, every word of them', async () => {
    const whole = clauses.reduce((now, clause) => withClause(now, now.blocks.findIndex(({ kind }) => kind === 'signature'), clause), draft)
    const document = composeDocument(whole, envelope)
    const pages = extractText(readPdf(await typesetPdf({ document, values: {}, fonts })))
    const text = collapseWhiteSpace(pages.map((page) => page.content).join('\n'))
    expect(text).toBe(collapseWhiteSpace(renderPlainText(document, {})))
    for (const { title } of clauses) expect(text).toContain(title)
  })
})
