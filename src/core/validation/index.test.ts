import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { createSample, SAMPLE_TIME } from '../../testing/attack/sample.ts'
import { encodeReport, extractFacts, parseAnchors, validate } from './index.ts'

const ENTRY = resolve(import.meta.dirname, 'index.ts')
const CORE = resolve(import.meta.dirname, '..')
const IMPORT = /^(?:import|export)\s(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]/gm

/** Every file that the entry reaches, and the packages these name. */
function reach(entry: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>()
  const packages = new Set<string>()
  const queue = [entry]
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (files.has(file)) continue
    files.add(file)
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      if (name.startsWith('.')) queue.push(resolve(dirname(file), name))
      else packages.add(name)
    }
  }
  return { files, packages }
}

test('the judge as a library takes nothing of the app with it: only reading rooms of the core, and three small packages', () => {
  const { files, packages } = reach(ENTRY)
  const rooms = new Set([...files].map((file) => relative(CORE, file).split('/')[0]))
  expect(rooms).toEqual(new Set(['validation', 'pdf', 'cms', 'pki', 'bytes']))
  expect([...packages].filter((name) => name.startsWith('node:'))).toEqual([])
  expect([...packages].map((name) => name.replace(/^(@[^/]+\/[^/]+|[^/@][^/]*).*$/, '$1')).filter((name) => !['@noble/hashes', 'fflate', 'zod', '@peculiar/x509', 'reflect-metadata'].includes(name))).toEqual([])
  expect(files.size).toBeGreaterThan(40)
})

test('what SPEC.md shows works as it stands', async () => {
  const { secured, authority } = await createSample()
  const facts = extractFacts(secured)
  const report = await validate(facts, { anchors: parseAnchors(authority.anchors[0]!).map(({ der }) => der) }, SAMPLE_TIME + 60_000)
  const json = encodeReport(report, 'contract.pdf', 'en')
  expect(json.verdict).toMatchObject({ indication: 'TOTAL-PASSED', sentence: expect.stringContaining('exactly what was signed') })
})
