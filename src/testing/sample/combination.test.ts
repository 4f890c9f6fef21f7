import { expect, test } from 'vitest'
import { findSignatures } from '../../core/pdf/signature.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { validate } from '../../core/validation/validate.ts'
import { extractFacts } from '../../core/validation/facts.ts'
import { choosePairwise, listCombinations, nameCombination } from './combination.ts'
import { openStudio } from './studio.ts'

test('the choice is small, and every two values meet in it', () => {
  const chosen = choosePairwise()
  // Four levels by four cross-references meet in no fewer than sixteen.
  expect(chosen.length).toBeLessThanOrEqual(20)
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

test('at the lowest level a signature stands without any proof of its time, and the judge says no more than that', async () => {
  const studio = await openStudio(Date.now())
  const bytes = await studio.make({ level: 'B-B', base: 'table', signatories: 2, algorithm: 'ECDSA', key: 'kept' })
  const crls = [await studio.authority.issueCrl(), await studio.authority.issueCrl({ by: 'root' })]
  const report = await validate(extractFacts(bytes), { anchors: studio.authority.anchors, crls }, studio.authority.now)
  expect(report.signatures.map(({ indication, level }) => [indication, level])).toEqual([['TOTAL-PASSED', 'PAdES-BASELINE-B'], ['TOTAL-PASSED', 'PAdES-BASELINE-B']])
  // Once the certificate has ended nothing shows that the signature is older.
  const later = await validate(extractFacts(bytes), { anchors: studio.authority.anchors, crls }, studio.authority.now + 2 * 365 * 86_400_000)
  expect(later.signatures.map(({ indication }) => indication)).toEqual(['INDETERMINATE', 'INDETERMINATE'])
}, 30_000)
