import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { equalBytes } from '../bytes/compare.ts'
import { dictionaryOf, integerOf, nameOf } from '../pdf/object.ts'
import type { PdfObject } from '../pdf/object.ts'
import { findPage, readPages } from '../pdf/page.ts'
import { toPageCoordinates } from '../pdf/page-geometry.ts'
import { readPdf } from '../pdf/reader.ts'
import type { PdfFile } from '../pdf/reader.ts'
import { findSignatures } from '../pdf/signature.ts'
import { findTextUnder } from '../pdf/text-place.ts'
import { readSfnt } from '../typeset/sfnt.ts'
import { buildPdf, contractObjects } from '../../testing/pdf/builder.ts'
import type { XrefKind } from '../../testing/pdf/builder.ts'
import { createTestAuthority } from '../../testing/pki/authority.ts'
import { appendSignatureFields } from './append-field.ts'
import type { NewField } from './append-field.ts'
import { prepareDocumentTimestamp } from './document-timestamp.ts'
import { findEmptyField, measureField } from './field.ts'
import { signRevision } from './pades.ts'
import { prepareSignature, signedDigest } from './revision.ts'

const kinds: readonly XrefKind[] = ['table', 'stream', 'objectStream', 'hybrid']
const authority = await createTestAuthority({ now: Date.UTC(2026, 8, 1, 3, 0, 0) })
const program = new Uint8Array(readFileSync('public/fonts/sans-regular.ttf'))
const fonts = { SealText: { ...readSfnt(program), bytes: program } }

function field(name: string, changes: Partial<NewField> = {}): NewField {
  return { name, page: 0, rectangle: [50, 50, 250, 110], description: `Chữ ký của ${name}`, ...changes }
}

async function sign(base: Uint8Array, name: string): Promise<Uint8Array> {
  const { signer } = await authority.issueSignatory()
  const appearance = { width: 200, height: 60, content: 'BT /F 9 Tf 4 40 Td <0022> Tj ET', fonts: { F: 'SealText' } }
  const prepared = prepareSignature({ base, field: name, name: 'Lan', reason: '', location: '', claimedTime: '2026-09-01T10:00:00+07:00', appearance, contentsSize: 8192, certify: false })
  return signRevision({ prepared, signer, timestamp: (imprint) => authority.issueTimestamp(imprint) })
}

const itemsOf = (object: PdfObject): readonly PdfObject[] => (object.kind === 'array' ? object.items : [])
const annotationsOf = (file: PdfFile, page = 0): number[] =>
  itemsOf(file.get(readPages(file)[page]!.dictionary, 'Annots')).map((item) => (item.kind === 'reference' ? item.number : -1))

/** One page without a form, with these entries besides. */
function plain(page: string, catalog = '', more: Record<number, string> = {}): Uint8Array {
  return buildPdf({
    ...contractObjects([]),
    1: `<</Type /Catalog /Pages 2 0 R ${catalog}>>`,
    3: `<</Type /Page /Parent 2 0 R ${page} /Resources <</Font <</F1 5 0 R>>>> /Contents 4 0 R>>`,
    6: 'null',
    ...more,
  })
}

describe.each(kinds)('a %s file', (kind) => {
  test('gets its fields by append, is signed in all of them, gets another after that, and no byte of before moves', async () => {
    const base = buildPdf(contractObjects(['Old']), { kind })
    const placed = appendSignatureFields(base, [field('A'), field('B', { rectangle: [50, 150, 250, 210] })], { fonts })
    const first = await sign(placed, 'A')
    const more = appendSignatureFields(first, [field('C', { rectangle: [300, 50, 500, 110] })], { fonts })
    const last = await sign(await sign(more, 'C'), 'B')
    for (const earlier of [base, placed, first, more]) expect(equalBytes(last.subarray(0, earlier.length), earlier)).toBe(true)
    const file = readPdf(last)
    const signatures = findSignatures(file)
    expect(signatures.map((one) => [one.name, one.value !== null])).toEqual([['Old', false], ['A', true], ['B', true], ['C', true]])
    expect(annotationsOf(file)).toEqual(signatures.map((one) => one.id!.number))
    for (const { value } of signatures.slice(1)) {
      const [, length, next, rest] = value!.byteRange!
      expect(value!.coverage).toMatchObject({ isWellFormed: true, isGapContents: true })
      expect(signedDigest({ bytes: last.slice(0, next + rest), byteRange: value!.byteRange!, contentsStart: length, contentsEnd: next })).toHaveLength(32)
    }
    expect(new Set(file.revisions.map((revision) => revision.kind)).size).toBe(1)
  })
})

describe('a page that is turned and cropped', () => {
  const box = fc.record({ left: fc.nat(100), bottom: fc.nat(100), width: fc.integer({ min: 100, max: 800 }), height: fc.integer({ min: 100, max: 800 }) })

  test('shows the field where it was put, upright, whatever its turn and boxes', () => {
    fc.assert(
      fc.property(box, fc.constantFrom(0, 90, 180, 270, -90, 450), fc.boolean(), ({ left, bottom, width, height }, turn, swap) => {
        const [right, top] = [left + width, bottom + height]
        const crop = swap ? [right, top, left, bottom] : [left, bottom, right, top]
        const file = readPdf(plain(`/MediaBox [0 0 1000 1000] /CropBox [${crop.join(' ')}] /Rotate ${turn}`))
        const [page] = readPages(file)
        const [seenWidth, seenHeight] = turn % 180 === 0 ? [width, height] : [height, width]
        const placed = readPdf(appendSignatureFields(file.bytes, [field('A', { rectangle: [10, 20, seenWidth - 5, 60] })]))
        const empty = findEmptyField(placed, 'A')
        expect(measureField(placed, empty)).toEqual({ width: seenWidth - 15, height: 40 })
        expect(empty.rotation).toBe(((turn % 360) + 360) % 360)
        // The whole of what is seen is the whole of what is shown, and corners keep their order when the page is turned back.
        expect(toPageCoordinates(page!, [0, 0, seenWidth, seenHeight])).toEqual([left, bottom, right, top])
      }),
      { numRuns: 60 },
    )
  })

  test('inherits its boxes, and a field that passes its edge is refused', () => {
    const base = plain('', '', { 2: '<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 400 300] /Rotate 90>>' })
    expect(measureField(readPdf(appendSignatureFields(base, [field('A', { rectangle: [0, 0, 300, 400] })])), findEmptyField(readPdf(appendSignatureFields(base, [field('A', { rectangle: [0, 0, 300, 400] })])), 'A'))).toEqual({ width: 300, height: 400 })
    expect(() => appendSignatureFields(base, [field('A', { rectangle: [0, 0, 301, 400] })])).toThrow(expect.objectContaining({ code: 'PDF_FIELD_UNFIT' }))
  })
})

test('a tagged file gets a form element for each field, found from the page and from the tree', () => {
  const base = plain('/MediaBox [0 0 595 842]', '/StructTreeRoot 30 0 R /MarkInfo <</Marked true>>', {
    30: '<</Type /StructTreeRoot /K 31 0 R /ParentTree 32 0 R /ParentTreeNextKey 4>>',
    31: '<</Type /StructElem /S /Document /P 30 0 R /K []>>',
    32: '<</Kids [33 0 R]>>',
    33: '<</Nums [0 [] 7 31 0 R] /Limits [0 7]>>',
  })
  const file = readPdf(appendSignatureFields(base, [field('A'), field('B', { rectangle: [50, 150, 250, 210] })]))
  const document = file.getObject({ number: 31, generation: 0 })
  const elements = itemsOf(file.get(dictionaryOf(document)!, 'K')).map((item) => dictionaryOf(file.resolve(item))!)
  expect(elements.map((element) => nameOf(element.entries.get('S')))).toEqual(['Form', 'Form'])
  expect(elements.map((element) => file.getDictionary(element, 'K')?.entries.get('Obj'))).toMatchObject(findSignatures(file).map(({ id }) => ({ number: id!.number })))
  expect(findSignatures(file).map(({ dictionary }) => integerOf(dictionary.entries.get('StructParent')))).toEqual([8, 9])
  const leaf = dictionaryOf(file.getObject({ number: 33, generation: 0 }))!
  expect(itemsOf(file.get(leaf, 'Limits')).map(integerOf)).toEqual([0, 9])
  expect(itemsOf(file.get(leaf, 'Nums'))).toHaveLength(8)
  expect(nameOf(readPages(file)[0]!.dictionary.entries.get('Tabs'))).toBe('S')
})

test('one page of many is found without the others, as reading all of them finds it', () => {
  const objects: Record<number, string> = { 1: '<</Type /Catalog /Pages 2 0 R>>', 2: '<</Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 6>>', 5: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>' }
  objects[3] = '<</Type /Pages /Parent 2 0 R /Kids [10 0 R 11 0 R] /Count 2 /MediaBox [0 0 5 5]>>'
  objects[4] = '<</Type /Pages /Parent 2 0 R /Kids [12 0 R 13 0 R 14 0 R] /Count 3 /MediaBox [0 0 6 6]>>'
  for (const number of [10, 11, 12, 13, 14]) objects[number] = `<</Type /Page /Parent ${number < 12 ? 3 : 4} 0 R>>`
  const file = readPdf(buildPdf(objects))
  expect(readPages(file).map((page) => page.id.number)).toEqual([10, 11, 12, 13, 14, 5])
  expect([0, 1, 2, 3, 4, 5, 6].map((index) => findPage(file, index))).toEqual([...readPages(file), null])
})

test('an array of annotations that two pages name gets nothing: otherwise a signature stands on a page where nobody put it', () => {
  const page = (more: string) => `<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ${more}>>`
  const base = buildPdf({ 1: '<</Type /Catalog /Pages 2 0 R>>', 2: '<</Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3>>', 3: page('/Annots 8 0 R'), 4: page('/Annots 8 0 R'), 5: page('/Annots 9 0 R'), 8: '[10 0 R]', 9: '[]', 10: '<</Type /Annot /Subtype /Link /Rect [0 0 9 9]>>' })
  const placed = readPdf(appendSignatureFields(base, [field('A'), field('B', { page: 2 }), field('C', { rectangle: [50, 150, 250, 210] })]))
  const [a, b, c] = findSignatures(placed).map(({ id }) => id!.number)
  expect([0, 1, 2].map((index) => annotationsOf(placed, index))).toEqual([[10, a, c], [10], [b]])
  // one that is a page's own is added to where it stands
  expect(readPages(placed)[2]!.dictionary.entries.get('Annots')).toMatchObject({ kind: 'reference', number: 9 })
  const stamped = readPdf(prepareDocumentTimestamp(base, 2000).bytes)
  expect([0, 1].map((index) => annotationsOf(stamped, index).length)).toEqual([2, 1])
})

test('a list of fonts that somebody signed stays as it is, and a longer one takes its place: otherwise judges see a change of what was signed', async () => {
  const base = buildPdf({ ...contractObjects(['Old']), 6: '<</Fields [10 0 R] /DR 40 0 R>>', 40: '<</Font 41 0 R>>', 41: '<</Label 5 0 R /SealText 5 0 R>>' })
  const unsigned = readPdf(appendSignatureFields(base.slice(), [field('A')]))
  expect(unsigned.revisions.at(-1)!.changes.has(41)).toBe(false)
  const signed = await sign(buildPdf({ ...contractObjects(['Old']), 6: '<</Fields [10 0 R] /DR 40 0 R>>', 40: '<</Font 41 0 R>>', 41: '<</SealText 5 0 R /Label 5 0 R>>' }), 'Old')
  const file = readPdf(appendSignatureFields(signed, [field('A')], { fonts: { SealName: fonts.SealText } }))
  expect([41, 6].map((number) => file.revisions.at(-1)!.changes.has(number))).toEqual([false, true])
  const resources = file.getDictionary(file.getDictionary(file.root, 'AcroForm')!, 'DR')!
  expect([...file.getDictionary(resources, 'Font')!.entries.keys()]).toEqual(['SealText', 'Label', 'SealName'])
})

test('fonts are embedded once, however often fields are added', () => {
  const once = appendSignatureFields(buildPdf(contractObjects()), [field('A')], { fonts })
  const twice = appendSignatureFields(once, [field('B', { rectangle: [50, 150, 250, 210] })], { fonts })
  expect(once.length).toBeGreaterThan(20_000)
  expect(twice.length - once.length).toBeLessThan(4000)
})

test.each([
  ['PDF_FIELD_EXISTS', buildPdf(contractObjects()), field('Buyer')],
  ['PDF_FIELD_UNFIT', buildPdf(contractObjects()), field('a.b')],
  ['PDF_FIELD_UNFIT', buildPdf(contractObjects()), field('A', { rectangle: [50, 50, 50, 90] })],
  ['PDF_PAGE_NOT_FOUND', buildPdf(contractObjects()), field('A', { page: 1 })],
  ['PDF_FIELDS_FORBIDDEN', buildPdf({ ...contractObjects(), 6: '<</Fields [] /XFA (x)>>' }), field('A')],
  ['PDF_TEXT_UNFIT', buildPdf(contractObjects()), field('A', { description: '\ud800' })],
] as const)('refuses with %s what cannot be placed', (code, base, wanted) => {
  expect(() => appendSignatureFields(base, [wanted])).toThrow(expect.objectContaining({ code }))
})

test('text under a field is told before it is covered, on a turned page too', () => {
  const upright = readPdf(buildPdf(contractObjects()))
  expect(findTextUnder(upright, 0, [40, 690, 200, 720])).toBe('Contract')
  expect(findTextUnder(upright, 0, [40, 600, 200, 690])).toBe('')
  const turned = readPdf(plain('/MediaBox [0 0 595 842] /Rotate 90'))
  expect(findTextUnder(turned, 0, [690, 480, 720, 560])).toContain('Con')
  expect(findTextUnder(turned, 0, [40, 20, 200, 90])).toBe('')
})
