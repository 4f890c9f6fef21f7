import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { encodeDer, encodeOid, encodeSequence, encodeSet, readDer } from '../bytes/der.ts'
import { encodeLatin1, encodeUtf8 } from '../bytes/text.ts'
import { encodeTime, readInstant } from './instant.ts'
import { encodeName, equalNames, readName } from './name.ts'
import { OID_COMMON_NAME, OID_ORGANIZATION_NAME } from './oids.ts'

const attribute = (oid: string, tag: number, content: Uint8Array) => encodeSet(encodeSequence(encodeOid(oid), encodeDer(tag, content)))
const name = (...parts: Uint8Array[]) => encodeDer(0x30, ...parts)

test('names come back as they were given', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 60 }), (commonName, organization) => {
    fc.pre(commonName.isWellFormed() && organization.isWellFormed())
    expect(readName(readDer(encodeName({ commonName, organization })))).toMatchObject({ commonName, organization })
  }))
})

test('the same name in another string type, case or spacing is the same name; another is not', () => {
  const utf8 = encodeName({ commonName: 'Issuing  CA' })
  const printable = name(attribute(OID_COMMON_NAME, 0x13, encodeLatin1(' issuing ca')))
  expect(equalNames(utf8, printable)).toBe(true)
  expect(equalNames(utf8, encodeName({ commonName: 'Issuing CA 2' }))).toBe(false)
  expect(equalNames(utf8, encodeName({ commonName: 'Issuing CA', organization: 'x' }))).toBe(false)
})

test('parts of one name cannot be shuffled into another', () => {
  const trick = encodeName({ commonName: 'a,2.5.4.10="b"' })
  const real = name(attribute(OID_COMMON_NAME, 0x0c, encodeUtf8('a')), attribute(OID_ORGANIZATION_NAME, 0x0c, encodeUtf8('b')))
  expect(equalNames(trick, real)).toBe(false)
})

test('older string types are shown', () => {
  const bmp = name(attribute(OID_COMMON_NAME, 0x1e, Uint8Array.of(0x1e, 0xa4, 0x00, 0x6e)))
  expect(readName(readDer(bmp)).commonName).toBe('Ấn')
  const odd = name(attribute(OID_COMMON_NAME, 0x03, Uint8Array.of(0, 1)))
  expect(readName(readDer(odd))).toMatchObject({ commonName: null, text: 'CN=#03020001' })
})

test('times come back to the second, in both forms', () => {
  fc.assert(fc.property(fc.integer({ min: Date.UTC(1900, 0, 1) / 1000, max: Date.UTC(9999, 11, 31) / 1000 }), (second) => {
    expect(readInstant(readDer(encodeTime(second * 1000)))).toBe(second * 1000)
  }))
})

test('older forms with an offset or without seconds are read as the instants they are', () => {
  const read = (tag: number, text: string) => readInstant(readDer(encodeDer(tag, encodeLatin1(text))))
  expect(read(0x17, '2602010000Z')).toBe(Date.UTC(2026, 1, 1))
  expect(read(0x17, '260201000000+0700')).toBe(Date.UTC(2026, 0, 31, 17))
  expect(read(0x18, '20260201000000-0130')).toBe(Date.UTC(2026, 1, 1, 1, 30))
})

test('times that do not exist or name no zone are refused', () => {
  for (const [tag, text] of [
    [0x17, '260230000000Z'], [0x17, '260201000000+9900'], [0x18, '20260201240000Z'], [0x18, '20260201000060Z'], [0x18, '20260201000000'], [0x18, '00010101000000Z'], [0x0c, '260201000000Z'],
  ] as const) {
    expect(() => readInstant(readDer(encodeDer(tag, encodeLatin1(text))))).toThrow(expect.objectContaining({ code: 'TIME_MALFORMED' }))
  }
})
