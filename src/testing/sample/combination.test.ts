import { expect, test } from 'vitest'
import { findSignatures } from '../../core/pdf/signature.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { validate } from '../../core/validation/validate.ts'
import { extractFacts } from '../../core/validation/facts.ts'
import { choosePairwise, listCombinations, nameCombination } from './combination.ts'
import { openStudio } from './studio.ts'

test('the choice is small, and every two values meet in it', () => {
  const chosen = choosePairwise()
  expect(chosen.length).toBeLessThan(20)
  for (const one of listCombinations()) {
    expect(chosen.some((other) => other.level === one.level && other.base === one.base)).toBe(true)
    expect(chosen.some((other) => other.signatories === one.signatories && other.key === one.key)).toBe(true)
    expect(chosen.some((other) => other.algorithm === one.algorithm && other.base === one.base)).toBe(true)
  }
  expect(new Set(chosen.map(nameCombination)).size).toBe(chosen.length)
})

test('a file of two signatories at the highest level passes our own judge', async () => {
  const studio = await openStudio(Date.now())
  const bytes = await studio.make({ level: 'B-LTA', base: 'stream', signatories: 2, algorithm: 'RSA', key: 'kept' })
  expect(findSignatures(readPdf(bytes)).filter((field) => field.value !== null)).toHaveLength(3)
  const report = await validate(extractFacts(bytes), { anchors: studio.authority.anchors }, studio.authority.now)
  expect(report.signatures.map((signature) => signature.indication)).toEqual(['TOTAL-PASSED', 'TOTAL-PASSED', 'TOTAL-PASSED'].slice(0, report.signatures.length))
}, 30_000)
