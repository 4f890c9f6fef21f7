import { describe, expect, test } from 'vitest'
import type { Appearance } from '../pdf/appearance.ts'
import { pdfArray, pdfDictionary, pdfName, pdfNumber, withEntries } from '../pdf/object.ts'
import { readPdf } from '../pdf/reader.ts'
import { findSignatures } from '../pdf/signature.ts'
import { encodeTextString } from '../pdf/text-string.ts'
import { appendRevision } from '../pdf/writer.ts'
import { buildPdf, contractObjects } from '../../testing/pdf/builder.ts'
import { checkExtendable, readRestrictions } from './permission.ts'
import { prepareSignature } from './revision.ts'

const appearance: Appearance = { width: 150, height: 60, content: 'q 0 0 150 60 re S Q', fonts: {} }

function prepare(base: Uint8Array, field: string, certify: boolean | 'if-first' = false): Uint8Array {
  return prepareSignature({ base, field, name: 'Lan', reason: '', location: '', claimedTime: '2026-09-01T10:00:00+07:00', appearance, contentsSize: 2000, certify }).bytes
}

/** A file of three fields whose first is locked as given once it is signed. */
function lockFirst(lock: string): Uint8Array {
  const objects = contractObjects(['Buyer', 'Seller', 'Notary'])
  return buildPdf({ ...objects, 10: String(objects[10]).replace('/FT /Sig', `/FT /Sig /Lock <</Type /SigFieldLock ${lock}>>`) })
}

const forbidden = (problem: string) => expect.objectContaining({ code: 'PDF_SIGNING_FORBIDDEN', details: { problem } })

describe('a lock on a field', () => {
  test.each([
    ['/Action /All', ['Seller', 'Notary'], []],
    ['/Action /Include /Fields [(Seller)]', ['Seller'], ['Notary']],
    ['/Action /Exclude /Fields [(Notary)]', ['Seller'], ['Notary']],
  ] as const)('%s is repeated in the signature and binds those who come later', (lock, locked, open) => {
    const base = lockFirst(lock)
    const signed = prepare(base, 'Buyer')
    const [buyer] = findSignatures(readPdf(signed))
    expect(buyer?.value?.dictionary.entries.get('Reference')).toMatchObject({ kind: 'array', items: [{ kind: 'dictionary' }] })
    expect(readRestrictions(readPdf(signed)).locks.length).toBeGreaterThan(1)
    for (const name of locked) expect(() => prepare(signed, name)).toThrow(forbidden('LOCKED'))
    for (const name of open) expect(findSignatures(readPdf(prepare(signed, name))).filter((field) => field.value !== null)).toHaveLength(2)
  })

  test('on all fields lets nobody add another', () => {
    const signed = readRestrictions(readPdf(prepare(lockFirst('/Action /All'), 'Buyer')))
    expect(() => checkExtendable(signed, ['New'])).toThrow(expect.objectContaining({ code: 'PDF_FIELDS_FORBIDDEN', details: { problem: 'LOCKED' } }))
  })

  test('with a level of its own allows no change at all', () => {
    const signed = prepare(lockFirst('/Action /Include /Fields [(Notary)] /P 1'), 'Buyer')
    expect(() => prepare(signed, 'Seller')).toThrow(forbidden('CERTIFIED'))
  })

  test('does nothing before its field is signed', () => {
    expect(readRestrictions(readPdf(prepare(lockFirst('/Action /All'), 'Seller'))).locks).toEqual([])
  })
})

test('nobody signs over a signature that is damaged already', () => {
  const signed = Buffer.from(prepare(buildPdf(contractObjects()), 'Buyer')).toString('latin1')
  const ruined = [signed.replace('/Contents <', '/Kontents <'), signed.replace('/ByteRange [0 ', '/ByteRange [9 ')]
  for (const text of ruined) expect(() => prepare(Uint8Array.from(Buffer.from(text, 'latin1')), 'Seller')).toThrow(expect.objectContaining({ code: 'PDF_STRUCTURE_DAMAGED' }))
})

describe('certification', () => {
  test('is the first signature’s alone; who comes second approves, and says so without being asked twice', () => {
    const base = buildPdf(contractObjects())
    const first = prepare(base, 'Buyer', 'if-first')
    expect(readRestrictions(readPdf(first))).toMatchObject({ level: 2, signatureCount: 1 })
    expect(() => prepare(first, 'Seller', true)).toThrow(expect.objectContaining({ code: 'PDF_ALREADY_CERTIFIED' }))
    const second = readPdf(prepare(first, 'Seller', 'if-first'))
    const seller = findSignatures(second).find((field) => field.name === 'Seller')
    expect(seller?.value?.dictionary.entries.has('Reference')).toBe(false)
    expect(() => checkExtendable(readRestrictions(second), ['New'])).toThrow(expect.objectContaining({ code: 'PDF_FIELDS_FORBIDDEN', details: { problem: 'CERTIFIED' } }))
  })

  test('that allows no change refuses the next signature before anything is made', () => {
    const first = prepare(buildPdf(contractObjects()), 'Buyer', true)
    const strict = Uint8Array.from(Buffer.from(Buffer.from(first).toString('latin1').replace('/P 2 /V /1.2', '/P 1 /V /1.2'), 'latin1'))
    expect(() => prepare(strict, 'Seller')).toThrow(forbidden('CERTIFIED'))
  })

  test('named by the catalog alone, without any field that leads to it, still binds', () => {
    const file = readPdf(buildPdf(contractObjects()))
    const root = file.getRootReference()
    const value = pdfDictionary({ Type: pdfName('Sig'), Reference: pdfArray([pdfDictionary({ TransformMethod: pdfName('DocMDP'), TransformParams: pdfDictionary({ P: pdfNumber(1) }) })]) })
    const base = appendRevision(file, { objects: [{ number: root.number, generation: 0, value: withEntries(file.root, { Perms: pdfDictionary({ DocMDP: value }) }) }] })
    expect(() => prepare(base, 'Buyer')).toThrow(forbidden('CERTIFIED'))
  })
})

test.each([
  ['is read-only', '/FT /Sig /Ff 1'],
  ['asks for another kind of signature', '/FT /Sig /SV <</Type /SV /Ff 2 /SubFilter [/adbe.x509.rsa_sha1]>>'],
  ['is hidden', '/FT /Sig /F 2', '/F 4'],
])('a field that %s is not filled', (_, entries, without = '') => {
  const objects = contractObjects()
  const base = buildPdf({ ...objects, 10: String(objects[10]).replace(without || '\0', '').replace('/FT /Sig', entries) })
  expect(() => prepare(base, 'Buyer')).toThrow(expect.objectContaining({ code: 'PDF_FIELD_UNFIT' }))
})

test('a field whose widget is an object of its own gets its value, and the widget its picture', () => {
  const objects = contractObjects(['Buyer'])
  const base = buildPdf({
    ...objects,
    10: String(objects[10]).replace('/FT /Sig /T (Buyer)', '/Parent 20 0 R'),
    6: String(objects[6]).replace('/Fields [10 0 R]', '/Fields [20 0 R]'),
    20: `<</FT /Sig /T ${new TextDecoder('latin1').decode(Uint8Array.of(0x28, ...encodeTextString('Buyer').bytes, 0x29))} /Kids [10 0 R]>>`,
  })
  const file = readPdf(prepare(base, 'Buyer'))
  expect(findSignatures(file)[0]?.value?.type).toBe('Sig')
  expect(file.getObject({ number: 20, generation: 0 })).toMatchObject({ kind: 'dictionary' })
  expect(file.getDictionary(file.getObject({ number: 10, generation: 0 }) as never, 'AP')?.entries.has('N')).toBe(true)
})
