import { describe, expect, test } from 'vitest'
import { buildPdf, contractObjects } from '../../testing/pdf/builder.ts'
import { concatBytes } from '../bytes/compare.ts'
import { decodeLatin1, encodeLatin1 } from '../bytes/text.ts'
import { readFields } from './form.ts'
import { readPdf, readPdfTolerantly } from './reader.ts'

const base = buildPdf(contractObjects())
const text = decodeLatin1(base)
const edit = (change: (text: string) => string): Uint8Array => encodeLatin1(change(text))
const with7 = (value: string | Uint8Array): Uint8Array => buildPdf({ ...contractObjects(), 7: value })
const startxref = Number(/startxref\n(\d+)/.exec(text)![1])

/** Reads all of a file that the judge would. */
function survey(bytes: Uint8Array, read = readPdfTolerantly): string[] {
  const file = read(bytes)
  for (const id of file.listObjects()) file.locate(id)
  readFields(file)
  expect(file.pages).toHaveLength(1)
  return file.repairs.map(({ kind }) => kind)
}

describe('[V1] what the standard allows is read by all, without remark', () => {
  test.each([
    ['no end of line after the last %%EOF', edit((s) => s.trimEnd())],
    ['carriage returns as ends of line', edit((s) => s.replace(/endobj\n/g, 'endobj\r').replace('trailer\n', 'trailer\r').replace(`startxref\n${startxref}\n`, `startxref\r${startxref}\r`))],
    ['no end of line before endobj', with7('(x)endobj'.slice(0, 3))],
    ['comments between the tokens', with7('<</A % a remark\n 1>>')],
    ['a /Size that is too large', edit((s) => s.replace('/Size 12', '/Size 99'))],
    ['an empty run in the table', edit((s) => s.replace('xref\n0 1', 'xref\n0 0\n0 1'))],
    ['a generation of 65536 for object 0', edit((s) => s.replace('0000000000 65535 f', '0000000000 65536 f'))],
    ['/Prev 0', edit((s) => s.replace('/Root 1 0 R', '/Prev 0 /Root 1 0 R'))],
    ['white space before the object that an entry names', edit((s) => s.replace(/(\d{10}) 00000 n/, (_, offset: string) => `${String(Number(offset) - 1).padStart(10, '0')} 00000 n`))],
    ['white space before the section that startxref names', edit((s) => s.replace(`startxref\n${startxref}`, `startxref\n${startxref - 1}`))],
  ])('%s', (_, bytes) => {
    expect(survey(bytes)).toEqual([])
    expect(survey(bytes, readPdf)).toEqual([])
  })
})

describe('[V1] what every reader passes over is passed over by the judge and noted, and refused by who signs', () => {
  test.each([
    ['header-form', edit((s) => s.replace('%PDF-1.7\n', '%PDF-1.7x'))],
    ['xref-offset', edit((s) => s.replace(`startxref\n${startxref}`, `startxref\n${startxref + 2}`))],
    ['xref-entry-form', edit((s) => s.replace(/ n \n/g, ' n\n').replace(/ f \n/g, ' f\n'))],
    ['size-too-small', edit((s) => s.replace('/Size 12', '/Size 11'))],
    ['stream-length', with7('<</Length 2>>\nstream\nabc\nendstream')],
    ['stream-length', with7('<</Length 999999>>\nstream\nabc\nendstream')],
    ['stream-line-end', with7('<</Length 3>>\nstream\rabc\nendstream')],
    ['key-twice', with7('<</A 1 /A 1>>')],
    ['name-escape', with7('/A#zz')],
    ['number-form', with7('--5')],
    ['tree-entry-twice', edit((s) => s.replace('/Fields [10 0 R 11 0 R]', '/Fields [10 0 R 10 0 R]'))],
  ])('%s', (kind, bytes) => {
    expect(survey(bytes)).toEqual([kind])
    expect(() => survey(bytes, readPdf)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^PDF_/) }))
  })

  test('an entry that names no object of its number: refused only when the object is asked for', () => {
    const bytes = edit((s) => s.replace('trailer', '90 1\n0000000003 00000 n \ntrailer').replace('/Size 12', '/Size 99'))
    const file = readPdfTolerantly(bytes)
    expect(file.repairs).toEqual([{ kind: 'xref-entry-astray', count: 1, offset: 3 }])
    expect(file.pages).toHaveLength(1)
    expect(() => file.locate({ number: 90, generation: 0 })).toThrow(expect.objectContaining({ code: expect.stringMatching(/^PDF_/) }))
    expect(() => readPdf(bytes)).toThrow(expect.objectContaining({ code: 'PDF_XREF_DAMAGED' }))
  })

  test('spaces after the version are no deviation', () => {
    const padded = edit((s) => s.replace(/%PDF-1\.7\n%.{2}/s, '%PDF-1.7 \t \n'))
    expect(padded.length).toBe(edit((s) => s).length)
    expect(survey(padded)).toEqual([])
  })

  test('a preface before the header', () => {
    const preface = encodeLatin1('mail header\n')
    const shifted = edit((s) => s.replace(/\d{10} 00000 n/g, (row) => `${String(Number(row.slice(0, 10)) + preface.length).padStart(10, '0')} 00000 n`).replace(`startxref\n${startxref}`, `startxref\n${startxref + preface.length}`))
    expect(survey(concatBytes(preface, shifted))).toEqual(['header-preceded'])
  })

  test('a stream with a wrong length ends at its end word', () => {
    const stream = readPdfTolerantly(with7('<</Length 9>>\nstream\nabc\nendstream')).getObject({ number: 7, generation: 0 })
    expect(stream.kind === 'stream' && decodeLatin1(stream.raw)).toBe('abc')
  })
})

describe('[V1] what readers differ about is refused by all', () => {
  test.each([
    ['PDF_DUPLICATE_KEY', with7('<</A 1 /A 2>>')],
    ['PDF_STREAM_DAMAGED', with7('<</Length 2>>\nstream\nabc\nendstrea')],
    ['PDF_TRUNCATED', edit((s) => s.replace('%%EOF', '%%EO'))],
    ['PDF_XREF_DAMAGED', edit((s) => s.replace(`startxref\n${startxref}`, `startxref\n${startxref - 200}`))],
  ])('%s', (code, bytes) => {
    expect(() => survey(bytes)).toThrow(expect.objectContaining({ code }))
  })
})
