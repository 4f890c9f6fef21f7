import { expect, test } from 'vitest'
import { createTestAuthority } from '../../testing/pki/authority.ts'
import { encodeNull, encodeOctetString, encodeOid, encodeSequence, encodeUtf8String, readDer } from '../bytes/der.ts'
import { sha256 } from '../bytes/sha256.ts'
import { OID_STATEMENT } from '../pki/oids.ts'
import { addUnsignedAttribute, encodeAttribute, findAttribute, readAttributes } from './attribute.ts'
import { createSignedData, parseSignedData } from './signed-data.ts'
import { decodeStatementAttribute, encodeStatementAttribute } from './statement.ts'
import { verifySignedData } from './verification.ts'

const DIGEST = sha256(new Uint8Array(3))

async function sign(...signedAttributes: Uint8Array[]): Promise<Uint8Array> {
  const authority = await createTestAuthority({ now: Date.UTC(2026, 8, 1) })
  const { signer } = await authority.issueSignatory({})
  return createSignedData({ signer, digest: DIGEST, digestHash: 'SHA-256', signedAttributes })
}

test('unsigned attributes are added one after another and change nothing that is signed', async () => {
  const cms = await sign()
  const once = addUnsignedAttribute(cms, '1.2.3', encodeUtf8String('một'))
  const twice = addUnsignedAttribute(once, '1.2.4', encodeUtf8String('hai'))
  const [before, after] = [parseSignedData(cms).signers[0]!, parseSignedData(twice).signers[0]!]
  expect(after.unsignedAttributes.map((attribute) => attribute.oid).sort()).toEqual(['1.2.3', '1.2.4'])
  expect(findAttribute(after.unsignedAttributes, '1.2.4')?.values).toEqual([encodeUtf8String('hai')])
  expect(after.signedAttributesDer).toEqual(before.signedAttributesDer)
  expect(parseSignedData(twice).certificates).toEqual(parseSignedData(cms).certificates)
  expect((await verifySignedData(parseSignedData(twice), DIGEST)).isValid).toBe(true)
})

test('an attribute is not added to what is no signature', () => {
  for (const bytes of [encodeSequence(), encodeSequence(encodeOid('1.2'), encodeNull()), encodeNull()]) {
    expect(() => addUnsignedAttribute(bytes, '1.2.3', encodeNull())).toThrow(expect.objectContaining({ code: expect.stringMatching(/MALFORMED$/) }))
  }
})

test('attributes beyond every honest number are refused', () => {
  const many = Array.from({ length: 65 }, (_, index) => encodeAttribute(`1.2.${index}`, encodeNull()))
  expect(() => readAttributes(readDer(encodeSequence(...many)))).toThrow(expect.objectContaining({ code: 'ATTRIBUTE_MALFORMED' }))
})

test('the statement comes back exactly as it was signed, at its largest too', async () => {
  for (const text of ['{}', '{"câu":"Tôi đồng ý"}', `{"a":"${'ờ'.repeat(5000)}"}`]) {
    expect(decodeStatementAttribute(parseSignedData(await sign(encodeStatementAttribute(text))))).toBe(text)
  }
})

test('no statement is null; two, or one of the wrong kind, are errors', async () => {
  expect(decodeStatementAttribute(parseSignedData(await sign()))).toBeNull()
  const wrong: Uint8Array[][] = [
    [encodeStatementAttribute('{}'), encodeStatementAttribute('{"a":1}')],
    [encodeAttribute(OID_STATEMENT, encodeUtf8String('{}'), encodeUtf8String('{"a":1}'))],
    [encodeAttribute(OID_STATEMENT, encodeOctetString(new Uint8Array(2)))],
    [encodeAttribute(OID_STATEMENT, Uint8Array.of(0x0c, 0x01, 0xff))],
    [encodeAttribute(OID_STATEMENT)],
  ]
  for (const attributes of wrong) {
    const facts = parseSignedData(await sign(...attributes))
    expect(() => decodeStatementAttribute(facts)).toThrow(expect.objectContaining({ code: 'STATEMENT_ATTRIBUTE_MALFORMED' }))
  }
})
