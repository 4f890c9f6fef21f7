import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
let house: string

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'walls-'))
  cpSync(join(root, '.oxlint'), join(house, '.oxlint'), { recursive: true })
  cpSync(join(root, '.oxlintrc.json'), join(house, '.oxlintrc.json'))
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'))
})
afterAll(() => rmSync(house, { recursive: true, force: true }))

/** What lint says of one file with this content at this place. */
function lint(place: string, content: string): string {
  const file = join(house, 'src', place)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format', 'unix', join('src', place)], { cwd: house, encoding: 'utf8' }).stdout
}

describe('import walls: without them whoever judges could share code with whoever signs', () => {
  it.each([
    ['core/validation/a.ts', "import { b } from '../signing/b.ts'\nexport const a = b", 'core/validation may not import core/signing'],
    ['core/signing/a.ts', "import { b } from '../validation/b.ts'\nexport const a = b", 'core/signing may not import core/validation'],
    ['client/app/a.ts', "import { b } from '../../server/b.ts'\nexport const a = b", 'client may not import server'],
    ['server/a.ts', "import { b } from '../client/b.ts'\nexport const a = b", 'server may not import client'],
    ['client/features/sign/a.ts', "import { b } from '../verify/b.ts'\nexport const a = b", 'sign may not import its sibling verify'],
    ['core/pdf/a.ts', "import { PDFDocument } from 'pdf-lib'\nexport const a = PDFDocument", 'pdf-lib has no room in core/pdf'],
    ['core/log/a.ts', "import { readFileSync } from 'node:fs'\nexport const a = readFileSync", 'core/log may not use node:fs'],
    ['core/evidence/assemble/a.ts', "import { b } from '../examine/b.ts'\nexport const a = b", 'core/evidence/assemble may not import core/evidence/examine'],
  ])('%s', (place, content, sentence) => {
    expect(lint(place, content)).toContain(sentence)
  })

  it.each([
    ['export const a = Date.now()', 'core takes Date.now as an argument'],
    ['export const a = new Date()', 'core takes the clock as an argument'],
    ["export const a = fetch('/')", 'core takes fetch as an argument'],
    ["export const a = 'ä'.localeCompare('b')", 'localeCompare differs between engines'],
  ])('cores stay pure: %s', (content, sentence) => {
    expect(lint('core/bytes/pure.ts', content)).toContain(sentence)
  })

  it('lets an allowed import pass', () => {
    expect(lint('core/signing/good.ts', "import { b } from '../pdf/b.ts'\nexport const a = b\n")).not.toContain('walls')
  })
})
