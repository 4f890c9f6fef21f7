import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { ContractDraft } from '../src/core/contract/document.ts'
import type { Language } from './message.ts'

const FOLDER = join(import.meta.dirname, 'text')

/** Texts of real length (about twenty pages each) that lie in `text/` in both languages, by name. */
export const LONG_TEXTS: readonly string[] = (existsSync(FOLDER) ? readdirSync(FOLDER) : []).flatMap((file) => (file.endsWith('.vi.json') ? [file.slice(0, -'.vi.json'.length)] : [])).sort()

const nfc = (maximum: number) => z.string().min(1).max(maximum).refine((text) => text === text.normalize('NFC') && text.trim() === text)
const textSchema = z.strictObject({
  title: nfc(200),
  sections: z.array(z.strictObject({ heading: nfc(200), paragraphs: z.array(nfc(4000)).min(1).max(40) })).min(1).max(99),
})
export type Text = z.infer<typeof textSchema>

/** Reads a text; throws when it has another shape, is empty, or goes past what a contract may hold. */
export async function readText(name: string, language: Language): Promise<Text> {
  return textSchema.parse(JSON.parse(await readFile(join(FOLDER, `${name}.${language}.json`), 'utf8')))
}

/** A clause has a number of its own, so the one that its heading was written with goes. */
const tidyHeading = (heading: string): string => heading.replace(/^(Điều )?\d+[.:] /u, '')

/** The draft with the text in the place of its own: a clause for each section, then where each party signs. */
export function withText(draft: ContractDraft, { title, sections }: Text): ContractDraft {
  const clauses = sections.map(({ heading, paragraphs }, index) => ({ kind: 'clause' as const, number: index + 1, title: tidyHeading(heading), paragraphs }))
  return { ...draft, title, terms: [], blocks: [...clauses, ...draft.blocks.filter(({ kind }) => kind === 'signature')] }
}
