import { describe, expect, it } from 'vitest'
import { createPartiesSample } from '../../../testing/ceremony/parties.ts'
import { CEREMONY_TIME, loadFonts } from '../../../testing/ceremony/contract.ts'
import { equalBytes } from '../../bytes/compare.ts'
import { readPdf } from '../../pdf/reader.ts'
import { findSignatures } from '../../pdf/signature.ts'
import { createDerivation } from './derivation.ts'
import { examine } from './examine.ts'

const NOW = CEREMONY_TIME + 3_600_000
const sample = await createPartiesSample()
const policy = { anchors: sample.authority.anchors, time: NOW }

describe('several signatories of one file: otherwise whoever signs later undoes what was signed before', () => {
  it('sign in the order of their turns, each over the last revision, the first one certifying', () => {
    expect(sample.steps.map(({ party }) => party)).toEqual(['buyer', 'buyer-2', 'seller'])
    let before = sample.base
    for (const { file } of sample.steps) {
      expect(equalBytes(file.subarray(0, before.length), before)).toBe(true)
      before = file
    }
    const signed = findSignatures(readPdf(before)).flatMap(({ name, value }) => (value ? [[name, value.dictionary.entries.has('Reference')]] : []))
    expect(signed).toEqual([['signature-seller', false], ['signature-buyer', true], ['signature-buyer-2', false]])
  })

  it('all pass after each append, and every statement names the one base revision', async () => {
    const derive = createDerivation(loadFonts())
    for (const [index, { file }] of sample.steps.entries()) {
      const { report, signatures } = await examine(file, { ...policy, derive })
      expect(report.signatures.flatMap(({ checks }) => checks.filter(({ subIndication }) => subIndication !== null))).toEqual([])
      expect(report.verdict.indication).toBe('TOTAL-PASSED')
      expect(signatures.map(({ agreement }) => agreement?.odd)).toEqual(Array.from({ length: index + 1 }, () => null))
      expect(signatures.map(({ isDerivedAlike }) => isDerivedAlike)).toEqual(Array.from({ length: index + 1 }, () => true))
    }
  })

  it('one party signs at all of its places', async () => {
    const twice = await createPartiesSample((document) => ({ ...document, blocks: [...document.blocks, { kind: 'signature', party: 'buyer' }] }))
    expect(twice.steps.map(({ party, place }) => `${party} ${place}`)).toEqual(['buyer 1', 'buyer 2', 'buyer-2 1', 'seller 1'])
    const { report } = await examine(twice.steps.at(-1)!.file, { anchors: twice.authority.anchors, time: NOW })
    expect(report.signatures.map(({ field }) => field).toSorted()).toEqual(['signature-buyer', 'signature-buyer-2', 'signature-buyer_2', 'signature-seller'])
    expect(report.verdict.indication).toBe('TOTAL-PASSED')
  })
})
