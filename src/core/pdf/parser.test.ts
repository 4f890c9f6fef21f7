import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { CodedError } from '../bytes/error.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { encodeObject } from './encode.ts'
import { pdfNumber } from './object.ts'
import { ObjectParser } from './parser.ts'

const read = (text: string) => new ObjectParser(encodeLatin1(text), 0, text.length, 8).readObject()

function codeOf(text: string): string | null {
  try {
    read(text)
    return null
  } catch (error) {
    return error instanceof CodedError ? error.code : 'other'
  }
}

test('integers of any length that is exact come back as they were written, and no other is rounded', () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (value) => {
    const bytes = encodeObject(pdfNumber(value))
    expect(new ObjectParser(bytes, 0, bytes.length, 8).readObject()).toEqual({ kind: 'number', value, isInteger: true, start: 0, end: bytes.length })
  }))
  expect(read('999999999999999')).toMatchObject({ value: 999_999_999_999_999, isInteger: true })
  expect(read('9007199254740991')).toMatchObject({ value: Number.MAX_SAFE_INTEGER, isInteger: true })
  expect(read('000000000000000000007')).toMatchObject({ value: 7, isInteger: true })
  expect(codeOf('9007199254740993')).toBe('PDF_SYNTAX_DAMAGED')
})

test('digits are a whole number only when nothing that belongs to them follows', () => {
  expect(read('12.50')).toMatchObject({ kind: 'number', value: 12.5, isInteger: false, end: 5 })
  expect(read('12.')).toMatchObject({ kind: 'number', value: 12, isInteger: false })
  expect(read('12/Name')).toMatchObject({ kind: 'number', value: 12, isInteger: true, end: 2 })
  for (const text of ['12a', '1-2', '12e3', '1.2.3']) expect(codeOf(text)).toBe('PDF_SYNTAX_DAMAGED')
  expect(read('12 65535 R')).toMatchObject({ kind: 'reference', number: 12, generation: 65_535 })
  expect(read('12 00001 R')).toMatchObject({ kind: 'reference', generation: 1 })
  expect(read('12 000001 R')).toMatchObject({ kind: 'number', value: 12, end: 2 })
  expect(codeOf('12 65536 R')).toBe('PDF_SYNTAX_DAMAGED')
})

test('a name is what its own letters say, whatever names were read before it', () => {
  const letters = fc.constantFrom('A', 'B', 'a', 'b', '1', '-', '.', '\u00e4', '\u00ff')
  const name = fc.oneof(fc.string({ unit: letters, maxLength: 5 }), fc.string({ unit: letters, minLength: 60, maxLength: 70 }))
  fc.assert(fc.property(fc.array(name, { minLength: 1, maxLength: 200 }), (names) => {
    for (const one of [...names, ...names]) expect(read(`/${one} `)).toEqual({ kind: 'name', name: one, start: 0, end: one.length + 1 })
  }))
  expect(read('/A#42')).toMatchObject({ name: 'AB' })
  expect(read('/#41B')).toMatchObject({ name: 'AB' })
  expect(codeOf('/A#4')).toBe('PDF_SYNTAX_DAMAGED')
  expect(read('<</AB 1 /A 2 /B 3>>')).toMatchObject({ entries: new Map([['AB', { value: 1 }], ['A', { value: 2 }], ['B', { value: 3 }]].map(([key, value]) => [key, expect.objectContaining(value as object)])) })
})
