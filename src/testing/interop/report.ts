import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { examine } from '../../core/evidence/examine/examine.ts'
import { typesetReport } from '../../core/typeset/report/report.ts'
import { CONTENTS_ATTACKS } from '../attack/contents.ts'
import { LATER_ATTACKS } from '../attack/later.ts'
import { RANGE_ATTACKS } from '../attack/range.ts'
import { createSample, SAMPLE_TIME } from '../attack/sample.ts'
import { loadFonts } from '../ceremony/contract.ts'

const show = (instant: string): string => instant.slice(0, 19).replace('T', ', ')

/** The judge's report as a PDF, in both languages: of an honest file, a demo identity, files with changes, a broken one and another program's. Gives their paths. */
export async function makeReports(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const [plain, certified, demo] = [await createSample(), await createSample({ certify: true }), await createSample({ demo: true })]
  const attack = (name: string) => [...RANGE_ATTACKS, ...CONTENTS_ATTACKS, ...LATER_ATTACKS].find((one) => one.name === name)!
  const changed = ['form overlay: text field replaced', 'full update: page content replaced', 'changed byte: a figure on the page', 'CMS: not DER']
  const vector = new Uint8Array(await readFile(join(import.meta.dirname, '..', 'vectors', 'pdf', 'pyhanko-certified2-filled-signed.pdf')))
  const files: Uint8Array[] = [plain.secured, certified.secured, demo.secured, vector]
  for (const name of changed) files.push(await attack(name).make(plain))
  const paths: string[] = []
  for (const [index, bytes] of files.entries()) {
    const examination = await examine(bytes, { anchors: [...plain.authority.anchors, ...certified.authority.anchors, ...demo.authority.anchors], time: SAMPLE_TIME + 3_600_000 })
    for (const language of ['vi', 'en'] as const) {
      const path = join(folder, `report-${index}-${language}.pdf`)
      await writeFile(path, await typesetReport({ examination, name: `Hợp đồng ${index}.pdf`, language, show, fonts: loadFonts() }))
      paths.push(path)
    }
  }
  return paths
}
