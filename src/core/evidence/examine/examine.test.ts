import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeWord, forgeContract } from '../../../testing/attack/contract.ts'
import type { Forgery } from '../../../testing/attack/contract.ts'
import { CEREMONY_TIME, createContractSample, loadFonts } from '../../../testing/ceremony/contract.ts'
import { concatBytes } from '../../bytes/compare.ts'
import { sha256 } from '../../bytes/sha256.ts'
import { encodeUtf8 } from '../../bytes/text.ts'
import { describeVerdict } from '../../validation/sentence.ts'
import { createDerivation } from './derivation.ts'
import { findDifference, replaceWords, splitWords } from './difference.ts'
import { examine } from './examine.ts'

const NOW = CEREMONY_TIME + 3_600_000
const sample = await createContractSample({ number: 0 })
const derive = createDerivation(loadFonts())

async function judge(bytes: Uint8Array, withDerivation = false) {
  const { report, signatures } = await examine(bytes, { anchors: sample.authority.anchors, time: NOW, ...(withDerivation ? { derive } : {}) })
  const [signature] = signatures
  return { report, signature: signature!, failing: report.signatures[0]!.checks.filter(({ subIndication }) => subIndication !== null) }
}

const particular = Object.keys(sample.values).find((id) => !/mail|phone|tax/.test(id) && (sample.values[id] ?? '').length > 2)!

describe('a contract and its statement', () => {
  test('[V43] [V45] [V46] honest, all three agree, the publication stands, the pages show nothing else, and the file made anew is the same', async () => {
    const { report, signature, failing } = await judge(sample.secured, true)
    expect(failing).toEqual([])
    expect(report.verdict).toEqual({ indication: 'TOTAL-PASSED', subIndication: null })
    expect(signature.agreement).toMatchObject({ odd: null, isDocumentNamed: true, areParticularsNamed: true, isTextNamed: true, isTextOfDocument: true, isBaseNamed: true })
    expect(signature.publication).toMatchObject({ indication: 'TOTAL-PASSED', signatory: 'seller@example.vn' })
    expect(signature.isDerivedAlike).toBe(true)
    expect(signature.sealHash).toEqual(sha256(concatBytes(sample.base, sha256(encodeUtf8(sample.statement)))))
  })

  const cases: readonly (readonly [string, Forgery, string, string | undefined])[] = [
    ['text', { text: changeWord }, 'text', 'CHANGED'],
    ['document', { document: changeWord }, 'document', 'CHANGED'],
    ['document, its publication left out', { document: changeWord, publication: () => null }, 'document', 'CHANGED'],
    ['particulars', { particulars: (values) => ({ ...values, [particular]: 'CHANGED' }) }, 'particulars', 'CHANGED'],
    ['statement: the button', { statement: (statement) => ({ ...statement, button: 'CHANGED', advisal: statement.advisal.replace(statement.button, 'CHANGED') }) }, 'statement', 'CHANGED'],
    ['statement: a box', { statement: (statement) => ({ ...statement, controls: statement.controls.map((control, index) => (index === 0 ? { ...control, label: `${control.label} CHANGED` } : control)) }) }, 'statement', 'CHANGED'],
    ['statement: the total', { statement: (statement) => ({ ...statement, total: { amount: '1', currency: 'VND' } }) }, 'statement', '1'],
    ['statement: the document named', { statement: (statement) => ({ ...statement, documentHash: '0'.repeat(64) }) }, 'statement', '0000000000000000'],
    ['statement: the text named', { statement: (statement) => ({ ...statement, textHash: '0'.repeat(64) }) }, 'statement', ''],
    ['statement: the file named', { statement: (statement) => ({ ...statement, baseRevisionHash: '0'.repeat(64) }) }, 'base', undefined],
    ['document and text alike', { text: changeWord, document: changeWord }, 'document', undefined],
  ]
  test.each(cases)('[V43] one word changed in the %s, signed with a valid key, is named', async (_name, forgery, odd, found) => {
    const { report, signature, failing } = await judge(await forgeContract(sample, forgery))
    expect(signature.agreement?.odd).toBe(odd)
    expect(signature.agreement?.difference?.found ?? '').toContain(found ?? '')
    expect(report.verdict).toEqual({ indication: 'INDETERMINATE', subIndication: 'SIG_CONSTRAINTS_FAILURE' })
    expect(report.signatures[0]).toMatchObject({ cryptography: 'PASSED', trust: 'PASSED', byteRange: 'CLEAN' })
    expect(failing[0]).toMatchObject({ id: 'statement-agreement', reason: odd })
    expect(describeVerdict(report, 'vi')).not.toMatch(/[{}]|undefined/)
  })

  test('[V44] a contract document that the seller did not publish is named', async () => {
    const { signature, failing } = await judge(await forgeContract(sample, { document: changeWord }))
    expect(signature.publication).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' })
    expect(failing.map(({ id, reason }) => [id, reason])).toContainEqual(['publication', 'changed'])
  })

  test('[V42] signed in the party’s own field without a statement, nobody knows what was agreed', async () => {
    const { report, signatures } = await examine(await forgeContract(sample, { signedText: () => undefined }), { anchors: sample.authority.anchors, time: NOW })
    expect(signatures).toEqual([])
    expect(report.signatures[0]!.checks).toContainEqual(expect.objectContaining({ id: 'statement-form', reason: 'absent', result: 'INDETERMINATE' }))
    expect(report.verdict.indication).toBe('INDETERMINATE')
  })

  test('[V44] without the publication signature the contract is not taken as published', async () => {
    const { report, failing } = await judge(await forgeContract(sample, { publication: () => null }))
    expect(failing.map(({ id, reason }) => [id, reason])).toEqual([['publication', 'absent']])
    expect(report.verdict.indication).toBe('INDETERMINATE')
  })

  test.each([
    ['a member that nobody is shown', (text: string) => text.replace(/\}$/, ',"zzz":1}')],
    ['another order of members', (text: string) => text.replace(/^\{("act":[^,]+),/, '{').replace(/\}$/, `,${/"act":[^,]+/.exec(text)![0]}}`)],
    ['a box ticked at first', (text: string) => text.replace('"initial":false', '"initial":true')],
    ['no JSON', () => 'agreed'],
  ])('[V42] a statement with %s is none', async (_name, signedText) => {
    const { failing, report, signature } = await judge(await forgeContract(sample, { signedText }))
    expect(failing.map(({ id }) => id)).toEqual(['statement-form'])
    expect(report.verdict.indication).toBe('INDETERMINATE')
    expect(signature).toMatchObject({ statement: null, agreement: null })
  })

  test('[V43] a key that the statement does not name did not state it', async () => {
    const { failing } = await judge(await forgeContract(sample, { statement: (statement) => ({ ...statement, keyThumbprint: 'A'.repeat(43) }) }))
    expect(failing[0]).toMatchObject({ id: 'statement-agreement', reason: 'statement', values: { member: 'keyThumbprint' } })
  })
})

describe('differing words', () => {
  test('names the words that differ and those before', () => {
    expect(findDifference('Giá là 30 triệu đồng chẵn.', 'Giá là 90 triệu đồng chẵn.')).toEqual({ before: 'Giá là', expected: '30', found: '90' })
    expect(findDifference('a  b\nc', 'a b c')).toBeNull()
  })

  test('texts of the same words differ in nothing, others do', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'điều'), { maxLength: 12 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(findDifference(one, other) === null).toBe(splitWords(one).join(' ') === splitWords(other).join(' '))
      }),
    )
  })

  test('replacing words keeps the lines and gives exactly those words', () => {
    const lines = fc.array(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 }).map((words) => words.join(' ')), { minLength: 1, maxLength: 4 }).map((rows) => rows.join('\n'))
    fc.assert(
      fc.property(lines, fc.array(fc.constantFrom('a', 'b', 'x'), { maxLength: 12 }), (text, words) => {
        const replaced = replaceWords(text, words)
        expect(replaced === null ? words : splitWords(replaced)).toEqual(words)
      }),
    )
  })
})
