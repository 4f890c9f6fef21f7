import { describe, expect, test } from 'vitest'
import { freshNumber, objectText, update } from '../../../testing/attack/edit.ts'
import { buildBase, createSample, SAMPLE_TIME, secureSample, signSample, TEXT_FIELD } from '../../../testing/attack/sample.ts'
import { buildStream } from '../../../testing/pdf/builder.ts'
import { extractFacts } from '../facts.ts'
import { validate } from '../validate.ts'

const plain = await createSample()
const certified = await createSample({ certify: true })

async function judge(bytes: Uint8Array, { authority } = plain) {
  const { signatures: [signature] } = await validate(extractFacts(bytes), { anchors: authority.anchors }, SAMPLE_TIME + 3_600_000)
  return [signature!.changesAfter, signature!.indication, signature!.changes.map(({ kind }) => kind).filter((kind) => kind !== 'security-store')]
}

/** What MuPDF, and programs built on it, really write. */
describe('[V38] honest saves by other programs are no alarm', () => {
  const page = (bytes: Uint8Array, ...added: readonly number[]) => objectText(bytes, 3).replace('/Annots [', `/Annots [${added.map((number) => `${number} 0 R `).join('')}`)

  test('a remark with its pop-up, which names the remark as its parent', async () => {
    const { secured } = plain
    const next = freshNumber(secured)
    const remark = `<</Type /Annot /Subtype /Text /Rect [100 525 116 541] /C [1 1 0] /Popup ${next + 1} 0 R /P 3 0 R /F 28 /Contents (hi) /Name /Note>>`
    const saved = update(secured, { 3: page(secured, next, next + 1), [next]: remark, [next + 1]: `<</Type /Annot /Subtype /Popup /Parent ${next} 0 R /Rect [32 729 232 829]>>` })
    expect(await judge(saved)).toEqual(['ANNOTATION', 'INDETERMINATE', ['annotation-added', 'annotation-added']])
    const alone = update(secured, { 3: page(secured, next), [next]: `<</Type /Annot /Subtype /Popup /Parent ${TEXT_FIELD} 0 R /Rect [32 729 232 829]>>` })
    expect(await judge(alone)).toEqual(['OTHER', 'TOTAL-FAILED', ['annotation-added']])
  })

  test('a field that is filled in and drawn, with the width of its border written anew', async () => {
    const { secured } = certified
    const next = freshNumber(secured)
    const widget = (look: string) => objectText(secured, TEXT_FIELD).replace('(30)', '(30 million)').replace(/\/AP <<[^>]*>>/, `${look} /BS <</S /S /W 1>>`)
    const look = buildStream('/Type /XObject /Subtype /Form /BBox [0 0 150 20] /Resources <</Font <</Label 5 0 R>>>>', 'BT /Label 9 Tf 2 5 Td (30 million) Tj ET')
    expect((await judge(update(secured, { [TEXT_FIELD]: widget(`/AP <</N ${next} 0 R>>`), [next]: look }), certified))[0]).toBe('FORM-FILLING')
    expect((await judge(update(secured, { [TEXT_FIELD]: widget('') }), certified))[0]).toBe('OTHER')
    // flags that are said, and none is set, are those that were not said
    const flagged = (flags: number) => update(secured, { [TEXT_FIELD]: widget(`/AP <</N ${next} 0 R>> /Ff ${flags}`), [next]: look })
    expect((await judge(flagged(0), certified))[0]).toBe('FORM-FILLING')
    expect((await judge(flagged(1), certified))[0]).toBe('OTHER')
  })
})

/** A certified form with a box to tick. */
async function signBox(): Promise<Uint8Array> {
  const { authority } = certified
  const box = '<</Type /Annot /Subtype /Widget /FT /Btn /T (Agree) /V /Off /AS /Off /F 4 /P 3 0 R /Rect [50 520 70 540] /AP <</N <</Yes 31 0 R /Off 32 0 R>>>>>>'
  const cross = buildStream('/Type /XObject /Subtype /Form /BBox [0 0 20 20]', '0 0 m 20 20 l S')
  const plainBase = buildBase()
  const base = update(plainBase, {
    30: box, 31: cross, 32: buildStream('/Type /XObject /Subtype /Form /BBox [0 0 20 20]', ''),
    3: objectText(plainBase, 3).replace('/Annots [', '/Annots [30 0 R '), 6: objectText(plainBase, 6).replace('/Fields [', '/Fields [30 0 R '),
  })
  return secureSample(authority, await signSample({ authority, base, certify: true }))
}

describe('[V40] a box that may be ticked', async () => {
  const signed = await signBox()
  const box = (change: (text: string) => string): Uint8Array => update(signed, { 30: change(objectText(signed, 30)) })

  test('ticked, it is filled in', async () => {
    expect(await judge(box((text) => text.replace('/V /Off /AS /Off', '/V /Yes /AS /Yes')), certified)).toEqual(['FORM-FILLING', 'TOTAL-PASSED', ['value-filled']])
  })

  test.each([
    ['ticked in its value, shown unticked', (text: string) => text.replace('/V /Off', '/V /Yes'), 'INDETERMINATE'],
    ['shown ticked, unticked in its value', (text: string) => text.replace('/AS /Off', '/AS /Yes'), 'TOTAL-FAILED'],
    ['its two looks exchanged', (text: string) => text.replace('/Yes 31 0 R /Off 32 0 R', '/Yes 32 0 R /Off 31 0 R'), 'TOTAL-FAILED'],
  ])('%s, it deceives', async (_name, change, indication) => {
    expect((await judge(box(change), certified))[1]).toBe(indication)
  })
})

test('[V38] resources of a page that move into an object of their own are no change', async () => {
  const { secured } = plain
  const next = freshNumber(secured)
  const own = /\/Resources (<<.*?>>>>)/.exec(objectText(secured, 3))![1]!
  expect(await judge(update(secured, { [next]: own, 3: objectText(secured, 3).replace(own, `${next} 0 R`) }))).toEqual(['LTA-UPDATE', 'TOTAL-PASSED', []])
  expect((await judge(update(secured, { [next]: own.replace('F1', 'F2'), 3: objectText(secured, 3).replace(own, `${next} 0 R`) })))[0]).toBe('OTHER')
})
