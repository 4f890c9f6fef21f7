import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FONT_FILES } from '../../core/typeset/font.ts'
import { listOffline, stampOffline } from './offline.ts'

let folder: string
const write = (file: string, text: string): void => writeFileSync(join(folder, file), text)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-offline-'))
  for (const inner of ['.vite', 'assets', 'fonts']) mkdirSync(join(folder, inner))
  const page = 'src/client/features/verify/page.tsx'
  write('.vite/manifest.json', JSON.stringify({
    'index.html': { file: 'assets/index.js', imports: ['_base.js'], dynamicImports: [page, 'src/client/features/draft/page.tsx'], css: ['assets/index.css'] },
    '_base.js': { file: 'assets/base.js' },
    [page]: { file: 'assets/verify.js', imports: ['index.html', '_base.js'], dynamicImports: ['viewer.tsx'] },
    'viewer.tsx': { file: 'assets/viewer.js' },
    'src/client/features/draft/page.tsx': { file: 'assets/draft.js' },
  }))
  write('index.html', '<html></html>')
  write('assets/index.js', 'import("./draft.js")')
  for (const name of ['base.js', 'draft.js', 'index.css', 'verify.js', 'viewer.js', 'derivation.js']) write(`assets/${name}`, '')
  write('assets/verify.js', 'const a="/assets/judge-worker.js", b = "assets/missing.js"')
  write('assets/judge-worker.js', 'import("./derivation.js")')
  write('assets/viewer.js', 'new Worker("/assets/pdf.worker.mjs")')
  write('assets/pdf.worker.mjs', '')
  write('fonts/sans.woff2', '')
  write('fonts/OFL.txt', '')
  write('check-worker.js', 'work()')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('what the check page needs offline is all there, its workers and their parts too, and no other page', () => {
  expect(listOffline(folder)).toEqual([
    '/verify', '/api/service', '/assets/base.js', '/assets/derivation.js', '/assets/index.css', '/assets/index.js', '/assets/judge-worker.js', '/assets/pdf.worker.mjs', '/assets/verify.js', '/assets/viewer.js',
    ...Object.values(FONT_FILES).map(({ file, hash }) => `/fonts/${file}?${hash.slice(0, 16)}`).concat('/fonts/sans.woff2').sort(), '/icons/mark.svg', '/manifest.webmanifest',
  ])
})

it('a change of any kept file makes another worker, so that browsers fetch anew', () => {
  const stamp = (): string => {
    write('check-worker.js', 'work()')
    stampOffline(folder)
    return readFileSync(join(folder, 'check-worker.js'), 'utf8')
  }
  const first = stamp()
  expect(first).toMatch(/^self\.checkFiles=\["\/verify".*\];self\.checkBuild="[0-9a-f]{16}";\nwork\(\)$/)
  expect(stamp()).toBe(first)
  write('assets/viewer.js', 'new Worker("/assets/pdf.worker.mjs") // changed')
  expect(stamp()).not.toBe(first)
})
