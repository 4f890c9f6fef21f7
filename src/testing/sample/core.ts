import { X509Certificate } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { choosePairwise, nameCombination } from './combination.ts'
import type { Combination } from './combination.ts'
import type { Sample, SampleFile } from './sample.ts'
import { openStudio } from './studio.ts'

const HOUR = 3_600_000
const YEAR = 365 * 24 * HOUR

/**
 * Files of these combinations (a pairwise choice unless said otherwise), made by the core without the app, with the same kind of index
 * beside them; a file's record is what it was made of. The authority's lists of a year later lie there too.
 */
export async function makeCombinations(folder: string, combinations: readonly Combination[] = choosePairwise(), now = Math.floor(Date.now() / 1000) * 1000): Promise<Sample> {
  await mkdir(join(folder, 'records'), { recursive: true })
  const studio = await openStudio(now)
  const files: SampleFile[] = []
  for (const combination of combinations) {
    const journey = nameCombination(combination)
    const record = join('records', `${journey}.json`)
    await writeFile(join(folder, `${journey}.pdf`), await studio.make(combination))
    await writeFile(join(folder, record), JSON.stringify(combination))
    files.push({
      file: `${journey}.pdf`, journey, language: 'vi', level: combination.level.replace('B-', 'PAdES-BASELINE-'), signatures: combination.signatories, signedAt: new Date(now).toISOString(), record,
    })
  }
  const later = now + YEAR
  for (const by of ['root', 'issuing'] as const) await writeFile(join(folder, `${by}-later.crl`), await studio.authority.issueCrl({ by, crlNumber: 2, thisUpdate: later - HOUR, nextUpdate: later + HOUR }))
  await writeFile(join(folder, 'root.pem'), new X509Certificate(Buffer.from(studio.authority.root.certificate)).toString())
  const index = { root: 'root.pem', files }
  await writeFile(join(folder, 'index.json'), `${JSON.stringify(index, null, 2)}\n`)
  return { folder, index }
}
