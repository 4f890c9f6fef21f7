import { describe, expect, test } from 'vitest'
import { freshNumber, objectText, update } from '../../testing/attack/edit.ts'
import { buildBase, createSample, SAMPLE_TIME, secureSample, signSample, TEXT_FIELD } from '../../testing/attack/sample.ts'
import { buildStream } from '../../testing/pdf/builder.ts'
import type { Change, ChangeClass, ChangeKind } from './change/change.ts'
import { extractFacts } from './facts.ts'
import { permit } from './restriction.ts'
import type { Restriction } from './restriction.ts'
import { validate } from './validate.ts'

const NONE: Restriction = { permission: null, isCertification: false, locks: [] }
const level = (permission: 1 | 2 | 3): Restriction => ({ permission, isCertification: true, locks: [] })
const locked = (action: 'All' | 'Include' | 'Exclude', ...fields: string[]): Restriction => ({ ...level(2), locks: [{ action, fields }] })
const change = (changeClass: ChangeClass, kind: ChangeKind, field = 'Price'): Change => ({ revision: 2, object: { number: 1, generation: 0 }, path: 'Root', class: changeClass, kind, field })
const fill = (field?: string) => change('FORM-FILLING', 'value-filled', field)

describe('[V39] the strictest restriction in force decides', () => {
  const cases: readonly (readonly [string, Change, readonly Restriction[], string])[] = [
    ['validation data under P=1', change('LTA-UPDATE', 'security-store'), [level(1)], 'allowed'],
    ['a signature under P=1', change('NEW-SIGNATURE', 'signature'), [level(1)], 'forbidden'],
    ['a signature in its place under P=2', change('NEW-SIGNATURE', 'signature'), [level(2)], 'allowed'],
    ['a new visible field under P=2', change('NEW-SIGNATURE', 'signature-field-visible'), [level(2)], 'forbidden'],
    ['a new visible field where nothing is said', change('NEW-SIGNATURE', 'signature-field-visible'), [NONE], 'allowed'],
    ['filling under P=1', fill(), [level(1)], 'forbidden'],
    ['filling under P=2', fill(), [level(2)], 'allowed'],
    ['filling where nothing is said', fill(), [NONE], 'undecided'],
    ['filling a locked field', fill(), [locked('Include', 'Price')], 'forbidden'],
    ['filling below a locked field', fill('Price.Amount'), [locked('Include', 'Price')], 'forbidden'],
    ['filling beside a locked field', fill('Prices'), [locked('Include', 'Price')], 'allowed'],
    ['filling what an exclusion leaves open', fill(), [locked('Exclude', 'Price')], 'allowed'],
    ['filling what an exclusion locks', fill('Name'), [locked('Exclude', 'Price')], 'forbidden'],
    ['filling when all is locked', fill(), [locked('All')], 'forbidden'],
    ['filling under P=3 and P=1', fill(), [level(3), level(1)], 'forbidden'],
    ['replacing a value under P=2', change('FORM-FILLING', 'value-replaced'), [level(2)], 'undecided'],
    ['a remark under P=2', change('ANNOTATION', 'annotation-added'), [level(2)], 'forbidden'],
    ['a remark under P=3', change('ANNOTATION', 'annotation-added'), [level(3)], 'allowed'],
    ['a remark where nothing is said', change('ANNOTATION', 'annotation-added'), [NONE], 'undecided'],
    ['what no rule explains, under P=3', change('OTHER', 'page-content'), [level(3)], 'forbidden'],
  ]
  test.each(cases)('%s', (_name, one, restrictions, expected) => {
    expect(permit(one, restrictions, false)).toBe(expected)
  })

  test('the certifier itself allowed what it allowed', () => {
    expect(permit(change('FORM-FILLING', 'value-replaced'), [level(2)], true)).toBe('allowed')
  })
})

/** Fills the sample's text field with another value and its appearance. */
function refill(bytes: Uint8Array): Uint8Array {
  const fresh = freshNumber(bytes)
  return update(bytes, {
    [TEXT_FIELD]: objectText(bytes, TEXT_FIELD).replace('(30)', '(90)').replace(`/N ${TEXT_FIELD + 1} 0 R`, `/N ${fresh} 0 R`),
    [fresh]: buildStream('/Type /XObject /Subtype /Form /BBox [0 0 150 20]', 'BT /Label 9 Tf 2 5 Td (90) Tj ET'),
  })
}

describe('[V39] in files', () => {
  test('a certified form filled in afterwards passes, and says what was filled', async () => {
    const { authority, secured } = await createSample({ certify: true })
    const { signatures } = await validate(extractFacts(refill(secured)), { anchors: authority.anchors }, SAMPLE_TIME + 1000)
    expect(signatures[0]).toMatchObject({ indication: 'TOTAL-PASSED', changesAfter: 'FORM-FILLING', permission: 2 })
    expect(signatures[0]!.changes).toContainEqual(expect.objectContaining({ kind: 'value-replaced', field: 'Price', before: '30', after: '90', page: 1, rect: [50, 600, 200, 620], path: expect.stringContaining('Root/AcroForm/Fields') }))
  })

  test('a field that the signature’s own field locks may not be filled', async () => {
    const { authority } = await createSample()
    const base = buildBase()
    const withLock = update(base, { 10: objectText(base, 10).replace(/>>\s*$/, ' /Lock <</Type /SigFieldLock /Action /Include /Fields [(Price)]>>>>') })
    const signed = await secureSample(authority, await signSample({ authority, base: withLock, certify: true }))
    const { signatures } = await validate(extractFacts(refill(signed)), { anchors: authority.anchors }, SAMPLE_TIME + 1000)
    expect(signatures[0]).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE', changesAfter: 'FORBIDDEN', cryptography: 'PASSED' })
  })

  test('objects freed or written again as they were are no change', async () => {
    const { authority, secured } = await createSample()
    const fresh = freshNumber(secured)
    const once = update(secured, { 4: objectText(secured, 4), 2: objectText(secured, 2), [fresh]: '<</Unused true>>' })
    const { signatures, verdict } = await validate(extractFacts(update(once, {}, [fresh])), { anchors: authority.anchors }, SAMPLE_TIME + 1000)
    expect(verdict.indication).toBe('TOTAL-PASSED')
    expect(signatures[0]).toMatchObject({ changesAfter: 'LTA-UPDATE' })
  })

  test('usage rights that bind and do not name filling in forbid it', async () => {
    const { authority } = await createSample()
    const rights = (form: string) => `/Perms <</UR3 <</Type /Sig /Reference [<</TransformMethod /UR3 /TransformParams <</P true /Form [${form}]>>>>]>>>>`
    const judge = async (form: string) => {
      const base = buildBase()
      const signed = await secureSample(authority, await signSample({ authority, base: update(base, { 1: objectText(base, 1).replace(/>>\s*$/, ` ${rights(form)}>>`) }) }))
      return (await validate(extractFacts(refill(signed)), { anchors: authority.anchors }, SAMPLE_TIME + 1000)).signatures[0]
    }
    expect(await judge('/Export')).toMatchObject({ indication: 'TOTAL-FAILED', changesAfter: 'FORBIDDEN' })
    expect(await judge('/FillIn')).toMatchObject({ indication: 'INDETERMINATE', changesAfter: 'FORM-FILLING' })
  })

  test('under P=3 a note may come and go; a stamp that was seen when it was signed may not', async () => {
    const { authority } = await createSample()
    const plain = buildBase()
    const remark = (subtype: string) => `<</Type /Annot /Subtype /${subtype} /Rect [400 400 420 420] /Contents (x)>>`
    const judge = async (subtype: string) => {
      const base = update(plain, { 60: remark(subtype), 3: objectText(plain, 3).replace('/Annots [', '/Annots [60 0 R '), 1: objectText(plain, 1) })
      const signed = await signSample({ authority, base, certify: true })
      const later = update(signed, { 3: objectText(signed, 3).replace('60 0 R ', '') })
      const facts = extractFacts(later)
      return facts.steps.at(-1)!.changes.filter(({ kind }) => kind.startsWith('annotation')).map((one) => [one.kind, permit(one, [level(3)], true)])
    }
    expect(await judge('Text')).toEqual([['annotation-removed', 'allowed']])
    expect(await judge('Stamp')).toEqual([['annotation-erased', 'undecided']])
  })
})
