import { describe, expect, test } from 'vitest'
import { join, objectText, overwrite, setRange, signatureOf, update } from '../../testing/attack/edit.ts'
import { buildBase, createSample, SAMPLE_TIME, signSample } from '../../testing/attack/sample.ts'
import { encodeContext, encodeDer, encodeSequence, readDer } from '../bytes/der.ts'
import { encodeHex } from '../bytes/hex.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { sha256 } from '../bytes/sha256.ts'
import { addUnsignedAttribute } from '../cms/attribute.ts'
import { createSignedData, parseSignedData } from '../cms/signed-data.ts'
import { OID_CONTENT_TYPE, OID_COUNTERSIGNATURE } from '../pki/oids.ts'
import { encodeReport } from './encode.ts'
import { extractFacts } from './facts.ts'
import { validate } from './validate.ts'

const sample = await createSample()
const { secured, authority } = sample
const judge = (bytes: Uint8Array) => validate(extractFacts(bytes), { anchors: authority.anchors }, SAMPLE_TIME + 3_600_000)
const faults = async (bytes: Uint8Array) => (await judge(bytes)).signatures.flatMap(({ checks }) => checks.flatMap(({ id, subIndication }) => (subIndication === null ? [] : [id])))

describe('[V8] a signature dictionary that is written again', () => {
  const { id } = signatureOf(secured)

  test('as it is, by a program that rewrites what it read, is the same signature and no alarm', async () => {
    const again = update(secured, { [id!.number]: objectText(secured, id!.number) })
    const report = await judge(update(again, { [id!.number]: objectText(again, id!.number).replace('/Filter /Adobe.PPKLite', '  /Filter  /Adobe.PPKLite') }))
    expect(report.signatures).toHaveLength(1)
    expect(report.signatures[0]!.checks.filter(({ subIndication }) => subIndication !== null)).toEqual([])
    expect(report.verdict.indication).toBe('TOTAL-PASSED')
    expect(report.signatures[0]!.changesAfter).toBe('LTA-UPDATE')
  })

  test('with another word in it is another one', async () => {
    expect(await faults(update(secured, { [id!.number]: objectText(secured, id!.number).replace('/Location', '/Locatiom') }))).toContain('dictionary-unchanged')
  })
})

describe('[V38] what a reference of another generation leads to', () => {
  test('is watched as well: what it hides from one reader another may show', async () => {
    // the first way to object 40 names a generation that it does not have; its content is shown to whoever does not look at generations
    const base = update(buildBase(), { 1: objectText(buildBase(), 1).replace('/Pages', '/AAA 40 7 R /Pages'), 40: '<</Below 41 0 R>>', 41: '(thirty)' })
    const signed = await signSample({ authority, base })
    expect(await faults(update(signed, { 41: '(ninety)' }))).toContain('changes-permitted')
  })

  test('a number that is freed and given to another object is told', async () => {
    const freed = update(secured, {}, [4])
    expect(await faults(freed)).toContain('changes-permitted')
  })
})

describe('[V1] a file whose header is not its first byte', () => {
  const preface = 'Content-Type: application/pdf\r\n\r\n'

  test('with everything counted from the header is read, and never passes: what stands before is signed by nobody', async () => {
    const report = await judge(join(preface, secured))
    const [signature] = report.signatures
    expect(signature).toMatchObject({ cryptography: 'PASSED', byteRange: 'SUSPECT', indication: 'INDETERMINATE', subIndication: 'SIG_CONSTRAINTS_FAILURE' })
    expect(signature!.checks.filter(({ subIndication }) => subIndication !== null).map(({ id, values }) => [id, values['kinds']])).toEqual([['strict-reading', 'header-preceded, header-displaced']])
  })

  test('with ranges counted from the first byte, the gap is still looked for where they say', async () => {
    const absolute = setRange(secured, ([, b, c, d]) => `[0 ${b + preface.length} ${c + preface.length} ${d}]`)
    const found = await faults(join(preface, absolute))
    expect(found).toContain('message-digest')
    expect(found).not.toContain('byte-range-gap')
  })

  test('more than 1,024 bytes on is no PDF', () => {
    expect(() => extractFacts(join('x'.repeat(1025), secured))).toThrow(expect.objectContaining({ code: 'PDF_NOT_A_PDF' }))
  })
})

describe('[V48] countersignatures', () => {
  const cms = () => readDer(signatureOf(secured).contents!).bytes
  const put = (der: Uint8Array) => {
    const { contentsPlace } = signatureOf(secured)
    return overwrite(secured, contentsPlace!.start + 1, encodeLatin1(encodeHex(der).padEnd(contentsPlace!.end - contentsPlace!.start - 2, '0')))
  }
  /** A SignerInfo over bytes, without the content-type that a countersignature may not have. */
  async function countersign(content: Uint8Array, withType = false): Promise<{ info: Uint8Array; certificate: Uint8Array }> {
    const { signer } = await authority.issueSignatory({ email: 'notary@example.com' })
    if (withType) {
      const whole = parseSignedData(await createSignedData({ signer, digest: sha256(content), digestHash: 'SHA-256' })).der
      return { info: readDer(whole).children()[1]!.children()[0]!.children().at(-1)!.children()[0]!.bytes, certificate: signer.certificate }
    }
    const full = await createSignedData({ signer, digest: sha256(content), digestHash: 'SHA-256' })
    const fields = readDer(full).children()[1]!.children()[0]!.children().at(-1)!.children()[0]!.children()
    const attributes = parseSignedData(full).signers[0]!.signedAttributes.filter(({ oid }) => oid !== OID_CONTENT_TYPE).map(({ der }) => der)
    const value = await signer.sign(encodeDer(0x31, ...attributes))
    const parts = fields.map((field) => (field.tag === 0xa0 ? encodeContext(0, true, ...attributes) : field.tag === 0x04 ? encodeDer(0x04, value) : field.bytes))
    return { info: encodeSequence(...parts), certificate: signer.certificate }
  }
  const carry = (der: Uint8Array, certificate: Uint8Array) => {
    const [type, wrapper] = readDer(der).children()
    const parts = wrapper!.children()[0]!.children().map((part) => (part.tag === 0xa0 ? encodeContext(0, true, part.content, certificate) : part.bytes))
    return encodeSequence(type!.bytes, encodeContext(0, true, encodeSequence(...parts)))
  }
  const told = async (bytes: Uint8Array) => {
    const report = await judge(bytes)
    expect(encodeReport(report, 'x', 'vi').signatures[0]!.checks.filter(({ id }) => id === 'countersignature').every(({ sentence }) => sentence.includes('chứng kiến'))).toBe(true)
    return [report.verdict.indication, ...report.signatures[0]!.countersignatures.flatMap(({ signatory, outcome }) => [outcome, signatory])]
  }
  const value = () => parseSignedData(cms()).signers[0]!.signature

  test('over this signature are told with who made them', async () => {
    const { info, certificate } = await countersign(value())
    expect(await told(put(carry(addUnsignedAttribute(cms(), OID_COUNTERSIGNATURE, info), certificate)))).toEqual(['TOTAL-PASSED', 'stands', 'notary@example.com'])
  })

  test('over something else, with a content type, without a certificate or in no form are told as that, and decide nothing', async () => {
    const [other, typed, lone] = [await countersign(new Uint8Array(64)), await countersign(value(), true), await countersign(value())]
    expect(await told(put(carry(addUnsignedAttribute(cms(), OID_COUNTERSIGNATURE, other.info), other.certificate)))).toEqual(['TOTAL-PASSED', 'broken', 'notary@example.com'])
    expect(await told(put(carry(addUnsignedAttribute(cms(), OID_COUNTERSIGNATURE, typed.info), typed.certificate)))).toEqual(['TOTAL-PASSED', 'broken', 'notary@example.com'])
    expect(await told(put(addUnsignedAttribute(cms(), OID_COUNTERSIGNATURE, lone.info)))).toEqual(['TOTAL-PASSED', 'unknown', null])
    expect(await told(put(addUnsignedAttribute(cms(), OID_COUNTERSIGNATURE, Uint8Array.of(0x05, 0x00))))).toEqual(['TOTAL-PASSED', 'damaged', null])
  })
})
