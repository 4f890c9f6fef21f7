// npm run bench [-- THEME …]: what is promised about speed and memory, measured in one run; code 1 when a limit is passed.
import { benchAcceptance } from './promise.ts'
import { benchAuthority } from './authority.ts'
import { benchLog } from './log.ts'
import { benchClicks } from './click.ts'
import { benchSigning } from './signing.ts'
import { benchKeeping } from './keeping.ts'
import { benchOwnFile } from './own-file.ts'
import type { Theme } from './theme.ts'
import { benchValidation } from './validation.ts'

const THEMES: readonly Theme[] = [
  { name: 'signing', run: benchSigning },
  { name: 'authority', run: benchAuthority },
  { name: 'validation', run: benchValidation },
  { name: 'acceptance', run: benchAcceptance },
  { name: 'log', run: benchLog },
  { name: 'click', run: benchClicks },
  { name: 'own-file', run: benchOwnFile },
  { name: 'keeping', run: benchKeeping },
]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !THEMES.some((theme) => theme.name === name))
if (unknown.length > 0) {
  process.stderr.write(`no theme ${unknown.join(', ')}; there are ${THEMES.map((theme) => theme.name).join(', ')}\n`)
  process.exit(2)
}
let all = true
for (const theme of THEMES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) all = (await theme.run()) && all
process.exitCode = all ? 0 : 1
