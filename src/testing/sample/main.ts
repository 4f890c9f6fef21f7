// npm run sample -- DIR: the real app driven in a headless browser; its signed files are left in DIR.
import { resolve } from 'node:path'
import { startApp } from '../../../e2e/app.ts'
import { makeSample } from './sample.ts'

const [target] = process.argv.slice(2)
if (!target) {
  process.stderr.write('usage: npm run sample -- DIR\n')
  process.exit(2)
}
const folder = resolve(process.env['INIT_CWD'] ?? process.cwd(), target)
await using app = await startApp()
const { index } = await makeSample(folder, app)
for (const { file, level, signedAt } of index.files) process.stdout.write(`${file}  ${level}  ${signedAt}\n`)
process.stdout.write(`${index.files.length} files in ${folder}\n`)
