// npm run sample -- DIR: the real app driven in a headless browser; its signed files are left in DIR, and those that the core makes of
// every pair of level, cross-reference, number of signatories, algorithm and key in DIR/combinations.
import { join, resolve } from 'node:path'
import { startApp } from '../../../e2e/app.ts'
import { makeCombinations } from './core.ts'
import { makeOwnFiles } from './own-file.ts'
import { makeSample } from './sample.ts'

const [target] = process.argv.slice(2)
if (!target) {
  process.stderr.write('usage: npm run sample -- DIR\n')
  process.exit(2)
}
const folder = resolve(process.env['INIT_CWD'] ?? process.cwd(), target)
const combined = await makeCombinations(join(folder, 'combinations'))
const own = await makeOwnFiles(join(folder, 'own-files'))
await using app = await startApp()
const { index } = await makeSample(folder, app)
for (const { file, level, signedAt } of index.files) process.stdout.write(`${file}  ${level}  ${signedAt}\n`)
process.stdout.write(`${index.files.length} files in ${folder}, ${combined.index.files.length} in ${combined.folder}, ${own.files.length} in ${own.folder}\n`)
