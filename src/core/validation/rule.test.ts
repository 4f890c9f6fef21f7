import { describe, expect, test } from 'vitest'
import { overwrite, setRange, signatureOf } from '../../testing/attack/edit.ts'
import { buildBase, createSample, SAMPLE_TIME, signSample } from '../../testing/attack/sample.ts'
import { buildPdf } from '../../testing/pdf/builder.ts'
import { basicConstraints, makeCertificate } from '../../testing/pki/certificate.ts'
import { concatBytes } from '../bytes/compare.ts'
import { encodeContext, encodeNull, encodeOid, encodeSequence } from '../bytes/der.ts'
import { encodeHex } from '../bytes/hex.ts'
import { sha256 } from '../bytes/sha256.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { encodeAttribute } from '../cms/attribute.ts'
import { createSignedData } from '../cms/signed-data.ts'
import type { SignedDataParameters } from '../cms/signed-data.ts'
import { encodeHashIdentifier } from '../pki/algorithms.ts'
import { parseCertificate } from '../pki/certificate.ts'
import { OID_CMS_ALGORITHM_PROTECTION, OID_COMMITMENT_TYPE, OID_QC_STATEMENTS, OID_SIGNATURE_POLICY, OID_SIGNING_TIME } from '../pki/oids.ts'
import { encodeTime } from '../pki/instant.ts'
import { tellQualification } from './commitment.ts'
import { extractFacts } from './facts.ts'
import type { RuleId } from './rule.ts'
import { validate } from './validate.ts'

const { authority, secured } = await createSample()
const judge = (bytes: Uint8Array) => validate(extractFacts(bytes), { anchors: authority.anchors }, SAMPLE_TIME + 3_600_000)

/** The sample, signed anew with other attributes. */
async function resign(more: Partial<SignedDataParameters>): Promise<Uint8Array> {
  const { contentsPlace, byteRange } = signatureOf(secured)
  const [, firstLength, second, secondLength] = byteRange!
  const { signer } = await authority.issueSignatory({ email: 'lan@example.com' })
  const digest = sha256(concatBytes(secured.subarray(0, firstLength), secured.subarray(second, second + secondLength)))
  const cms = await createSignedData({ signer, digest, digestHash: 'SHA-256', ...more })
  return overwrite(secured, contentsPlace!.start + 1, encodeLatin1(encodeHex(cms).padEnd(contentsPlace!.end - contentsPlace!.start - 2, '0')))
}

async function found(bytes: Uint8Array, id: RuleId) {
  const { signatures: [signature] } = await judge(bytes)
  return signature!.checks.filter((check) => check.id === id).map(({ result, reason, values }) => [result, reason, values])
}

describe('rules that no attack is named after', () => {
  test('[V7] a range that ends inside another’s gap: two signatures that do not enclose each other', async () => {
    const twice = await signSample({ authority, base: await signSample({ authority, base: buildBase() }), field: 'Seller' })
    expect((await judge(twice)).signatures.flatMap(({ checks }) => checks.filter(({ id, result }) => id === 'byte-range-nesting' && result !== 'PASSED'))).toEqual([])
    const { contentsPlace } = extractFacts(twice).signatures[1]!.value
    const crossed = setRange(twice, ([, b, c]) => `[0 ${b} ${c} ${contentsPlace!.start + 9 - c}]`)
    const report = await judge(crossed)
    expect(report.signatures.some(({ checks }) => checks.some(({ id, result }) => id === 'byte-range-nesting' && result === 'FAILED'))).toBe(true)
    expect(report.verdict.indication).toBe('TOTAL-FAILED')
  })

  test.each([
    ['/SubFilter /adbe.pkcs7.detached /Type /DocTimeStamp', 'FAILED'], ['/SubFilter /ETSI.RFC3161 /Type /Sig', 'FAILED'], ['/SubFilter /my.own /Type /DocTimeStamp', 'FAILED'],
    ['/SubFilter /my.own /Type /Sig', 'INDETERMINATE'], ['/Type /Sig', 'INDETERMINATE'],
  ])('[V10] a dictionary with %s is of no known kind: %s', async (entries, expected) => {
    const bytes = buildPdf({
      1: '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [5 0 R]>>>>', 2: '<</Type /Pages /Kids [3 0 R] /Count 1>>', 3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>',
      5: '<</FT /Sig /T (x) /V 6 0 R>>', 6: `<<${entries} /ByteRange [0 0 0 0] /Contents <00>>>`,
    })
    expect((await found(bytes, 'sub-filter-known'))[0]![0]).toBe(expected)
  })

  test('[V19] an algorithm protection that names another algorithm', async () => {
    const wrong = encodeAttribute(OID_CMS_ALGORITHM_PROTECTION, encodeSequence(encodeHashIdentifier('SHA-512'), encodeContext(1, true, encodeOid('1.2.840.10045.4.3.4'))))
    expect((await found(await resign({ signedAttributes: [wrong] }), 'algorithms-consistent'))[0]![0]).toBe('INDETERMINATE')
    expect((await found(await resign({ algorithmProtection: true }), 'algorithms-consistent'))[0]![0]).toBe('PASSED')
  })

  test('[V21] a signing-time that PAdES does not want costs the level and not the signature', async () => {
    const bytes = await resign({ signedAttributes: [encodeAttribute(OID_SIGNING_TIME, encodeTime(SAMPLE_TIME))] })
    expect(await found(bytes, 'pades-attributes')).toEqual([['NOTED', 'broken', { faults: 'signing-time' }]])
    expect((await judge(bytes)).signatures[0]).toMatchObject({ level: null, cryptography: 'PASSED' })
  })

  test('[V22] the policy and the commitment that were signed are told', async () => {
    const policy = encodeAttribute(OID_SIGNATURE_POLICY, encodeSequence(encodeOid('1.2.3.4'), encodeSequence()))
    const commitment = encodeAttribute(OID_COMMITMENT_TYPE, encodeSequence(encodeOid('1.2.840.113549.1.9.16.6.5')))
    const bytes = await resign({ signedAttributes: [policy, commitment] })
    expect(await found(bytes, 'signature-policy')).toEqual([['NOTED', 'named', { policy: '1.2.3.4' }]])
    expect(await found(bytes, 'commitment-type')).toEqual([['NOTED', null, { types: 'proof of approval' }]])
    expect(await found(await resign({ signedAttributes: [encodeAttribute(OID_SIGNATURE_POLICY, encodeNull())] }), 'signature-policy')).toEqual([['NOTED', 'implied', { policy: '' }]])
  })

  test('[V27] a certificate that calls itself qualified is told so, and nothing rests on it', async () => {
    const statement = (oid: string) => encodeSequence(encodeOid(oid))
    const make = async (...oids: readonly string[]) => {
      const { der } = await makeCertificate({
        name: 'Q', notBefore: SAMPLE_TIME, notAfter: SAMPLE_TIME + 1000,
        extensions: [basicConstraints(false), { oid: OID_QC_STATEMENTS, value: encodeSequence(...oids.map(statement)) }],
      })
      return tellQualification(parseCertificate(der)).map(({ result, reason }) => [result, reason])
    }
    expect(await make('0.4.0.1862.1.1')).toEqual([['NOTED', 'claimed']])
    expect(await make('0.4.0.1862.1.1', '0.4.0.1862.1.4')).toEqual([['NOTED', 'device']])
    expect(await make('0.4.0.1862.1.4')).toEqual([])
  })
})
