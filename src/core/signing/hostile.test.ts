import { describe, expect, test } from 'vitest'
import { concatBytes } from '../bytes/compare.ts'
import { CodedError } from '../bytes/error.ts'
import { decodeBase64 } from '../bytes/base64.ts'
import { inflate } from '../bytes/deflate.ts'
import { decodeLatin1, encodeLatin1 } from '../bytes/text.ts'
import { readPdf } from '../pdf/reader.ts'
import { ENCRYPTED_FILES } from '../../testing/vectors/encrypted-pdf.ts'
import { buildPdf, buildStream, contractObjects } from '../../testing/pdf/builder.ts'
import { appendSignatureFields } from './append-field.ts'
import { prepareSignature } from './revision.ts'

const appearance = { width: 100, height: 40, content: '', fonts: {} }
const sign = (base: Uint8Array): Uint8Array => prepareSignature({ base, field: 'Buyer', name: 'Lan', reason: '', location: '', claimedTime: '2026-09-01T10:00:00+07:00', appearance, contentsSize: 2000, certify: true }).bytes
const place = (base: Uint8Array): Uint8Array => appendSignatureFields(base, [{ name: 'New', page: 0, rectangle: [50, 250, 250, 310], description: 'x' }])
const objects = contractObjects()
const textOf = (number: number): string => String(objects[number])
const replace = (bytes: Uint8Array, from: string | RegExp, to: string): Uint8Array => encodeLatin1(decodeLatin1(bytes).replace(from, to))

/** The smallest file whose cross-reference stream says these things. */
function withSection(entries: string, data: Uint8Array): Uint8Array {
  const head = encodeLatin1('%PDF-1.7\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type /Pages /Kids [] /Count 0>>\nendobj\n')
  return concatBytes(head, encodeLatin1('3 0 obj\n'), buildStream(`/Type /XRef /Root 1 0 R ${entries}`, data, true), encodeLatin1(`\nendobj\nstartxref\n${head.length}\n%%EOF\n`))
}

/** 2^30 ways through thirty nodes. */
const fan = (from: number, node: (next: string) => string, last: string): Record<number, string> =>
  Object.fromEntries(Array.from({ length: 30 }, (_, index) => [from + index, node(index === 29 ? last : `${from + index + 1} 0 R ${from + index + 1} 0 R`)]))

/** The code an act is refused with; what it made otherwise. Anything else is a crash, and taking too long is this test's own failure. */
function outcome(act: (bytes: Uint8Array) => unknown, bytes: Uint8Array): unknown {
  try {
    return act(bytes)
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
}

describe('neither a field nor a signature comes of a file that is made to loop or to burst: a code does, in bounded work', () => {
  const bombs: readonly (readonly [string, string, Uint8Array])[] = [
    ['200 MB behind a small cross-reference', 'PDF_TOO_LARGE', withSection('/Size 4 /W [1 4 2]', new Uint8Array(200_000_000))],
    ['two thousand million entries, by stream', 'PDF_TOO_LARGE', withSection('/Size 2147483647 /W [1 4 2] /Index [0 2147483647]', new Uint8Array(70))],
    ['two thousand million entries of no width', 'PDF_XREF_DAMAGED', withSection('/Size 2147483647 /W [0 0 0] /Index [0 2147483647]', new Uint8Array(0))],
    ['entries wider than a file', 'PDF_XREF_DAMAGED', withSection('/Size 4 /W [1 999999999 2]', new Uint8Array(70))],
    ['entries of negative width', 'PDF_XREF_DAMAGED', withSection('/Size 4 /W [1 -4 2]', new Uint8Array(70))],
    ['rows of two thousand million columns', 'PDF_STREAM_DAMAGED', withSection('/Size 4 /W [1 4 2] /DecodeParms <</Predictor 12 /Columns 2147483647>>', new Uint8Array(70))],
    ['two thousand million rows, by table', 'PDF_TOO_LARGE', replace(buildPdf(objects), /xref\n0 1/, 'xref\n0 2147483647')],
    ['an object stream of two thousand million objects', 'PDF_XREF_DAMAGED', replace(buildPdf(objects, { kind: 'objectStream' }), /\/Type \/ObjStm \/N \d+/, '/Type /ObjStm /N 2147483647')],
    ['a form that is a reference to itself', 'PDF_TOO_DEEP', buildPdf({ ...objects, 6: '41 0 R', 41: '42 0 R', 42: '41 0 R' })],
    ['a field that is its own child', 'PDF_STRUCTURE_DAMAGED', buildPdf({ ...objects, 6: textOf(6).replace('/Fields [', '/Fields [40 0 R '), 40: '<</T (x) /Kids [40 0 R]>>' })],
    ['fields in a thousand million ways', 'PDF_STRUCTURE_DAMAGED', buildPdf({ ...objects, 6: textOf(6).replace('/Fields [', '/Fields [40 0 R '), ...fan(40, (next) => `<</T (a) /Kids [${next}]>>`, '70 0 R'), 70: '<</T (z) /FT /Sig>>' })],
  ]
  test.each(bombs)('%s: %s', (_, code, bytes) => {
    expect([outcome(sign, bytes), outcome(place, bytes)]).toEqual([code, code])
  })

  test.each([
    ['a page that is among its own kids', 'PDF_STRUCTURE_DAMAGED', { 2: '<</Type /Pages /Kids [2 0 R] /Count 1>>' }],
    ['two nodes that are each other’s kids', 'PDF_STRUCTURE_DAMAGED', { 2: '<</Type /Pages /Kids [20 0 R] /Count 1>>', 20: '<</Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1>>' }],
    ['pages deeper than any', 'PDF_TOO_DEEP', { 2: '<</Type /Pages /Kids [30 0 R] /Count 1>>', ...Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [30 + index, `<</Type /Pages /Parent 2 0 R /Kids [${index === 4999 ? '3' : String(31 + index)} 0 R] /Count 1>>`])) }],
    ['a structure tree that is its own leaf', 'PDF_STRUCTURE_DAMAGED', { 1: textOf(1).replace('>>', ' /StructTreeRoot 60 0 R>>'), 60: '<</Type /StructTreeRoot /K 60 0 R /ParentTree 61 0 R>>', 61: '<</Kids [61 0 R]>>' }],
  ] as const)('no field is put on %s: %s', (_, code, changes) => {
    expect(outcome(place, buildPdf({ ...objects, ...changes }))).toBe(code)
  })

  test.each(Object.keys(ENCRYPTED_FILES))('nothing is written into an encrypted file (%s)', (name) => {
    const bytes = inflate(decodeBase64(ENCRYPTED_FILES[name]!), { maxBytes: 5_000_000 })
    expect(readPdf(bytes).isEncrypted).toBe(true)
    expect(outcome(place, bytes)).toBe('PDF_ENCRYPTED')
    expect(outcome(sign, bytes)).toMatch(/^PDF_(ENCRYPTED|FIELD_NOT_FOUND)$/)
  })
})
