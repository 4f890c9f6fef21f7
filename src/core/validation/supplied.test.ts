import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { createSample, SAMPLE_TIME } from '../../testing/attack/sample.ts'
import type { Sample } from '../../testing/attack/sample.ts'
import { createTestAuthority } from '../../testing/pki/authority.ts'
import { encodeBase64 } from '../bytes/base64.ts'
import { encodeContext, encodeInteger, encodeOid, encodeSequence, encodeSet } from '../bytes/der.ts'
import { isCodedError } from '../bytes/error.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { OID_DATA, OID_SIGNED_DATA } from '../pki/oids.ts'
import { parseAnchors } from './anchor.ts'
import { extractFacts } from './facts.ts'
import { findMissing, listCertificates } from './missing.ts'
import { parseSupplied } from './supplied.ts'
import { validate } from './validate.ts'

let sample: Sample
beforeAll(async () => {
  sample = await createSample()
})

/** A certs-only PKCS#7, as authorities hand out their certificates. */
function wrap(certificates: readonly Uint8Array[], crls: readonly Uint8Array[] = []): Uint8Array {
  const body = encodeSequence(
    encodeInteger(1n), encodeSet(), encodeSequence(encodeOid(OID_DATA)), encodeContext(0, true, ...certificates), ...(crls.length > 0 ? [encodeContext(1, true, ...crls)] : []), encodeSet(),
  )
  return encodeSequence(encodeOid(OID_SIGNED_DATA), encodeContext(0, true, body))
}
const pem = (label: string, der: Uint8Array) => encodeUtf8(`text before\n-----BEGIN ${label}-----\n${encodeBase64(der).replace(/(.{64})/g, '$1\n')}\n-----END ${label}-----\n`)

describe('an auditor’s own roots', () => {
  test('are read from DER, PEM and PKCS#7 in either form, by name, validity and thumbprint', () => {
    const { anchors, intermediates } = sample.authority
    const both = [...anchors, ...intermediates]
    const expected = both.map((der) => expect.objectContaining({ der }))
    expect(parseAnchors(wrap(both))).toEqual(expected)
    expect(parseAnchors(pem('PKCS7', wrap(both)))).toEqual(expected)
    const [anchor] = parseAnchors(pem('CERTIFICATE', anchors[0]!))
    expect(anchor).toEqual(parseAnchors(anchors[0]!)[0])
    expect(anchor).toMatchObject({ name: 'Test root', thumbprint: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(anchor!.notAfter).toBeGreaterThan(anchor!.notBefore)
  })

  test('that are none are refused by code, whatever the bytes', () => {
    const isRefused = (bytes: Uint8Array): boolean => {
      try {
        parseAnchors(bytes)
        return false
      } catch (error) {
        return isCodedError(error, 'ANCHOR_UNREADABLE')
      }
    }
    const p7 = wrap(sample.authority.anchors)
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => isRefused(bytes)), { numRuns: 200 })
    fc.assert(fc.property(fc.nat(p7.length - 2), (length) => isRefused(p7.subarray(0, length))), { numRuns: 200 })
    expect(isRefused(wrap([]))).toBe(true)
    expect(isRefused(pem('CERTIFICATE', new Uint8Array([0x30, 0])))).toBe(true)
  })
})

describe('data supplied beside a file', () => {
  test('are told apart by what they are, not by their names', async () => {
    const { authority } = sample
    const crl = await authority.issueCrl()
    const [root] = authority.anchors
    expect(parseSupplied(crl)).toEqual({ certificates: [], crls: [crl], ocsps: [] })
    expect(parseSupplied(pem('X509 CRL', crl)).crls).toEqual([crl])
    expect(parseSupplied(root!)).toEqual({ certificates: [root], crls: [], ocsps: [] })
    expect(parseSupplied(wrap([root!], [crl]))).toEqual({ certificates: [root], crls: [crl], ocsps: [] })
    expect(() => parseSupplied(encodeUtf8('hello'))).toThrow(expect.objectContaining({ code: 'SUPPLIED_UNREADABLE' }))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        parseSupplied(bytes)
        return false
      } catch (error) {
        return isCodedError(error, 'SUPPLIED_UNREADABLE')
      }
    }), { numRuns: 200 })
  })

  test('fill exactly what was missing: a file without revocation data says which, and stands once it is given', async () => {
    const { authority, signed } = sample
    const facts = extractFacts(signed)
    const policy = { anchors: authority.anchors }
    const report = await validate(facts, policy, SAMPLE_TIME + 60_000)
    expect(report.verdict).toEqual({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' })
    const missing = findMissing(report, [...listCertificates(facts), ...authority.anchors])
    expect(missing.length).toBeGreaterThan(0)
    for (const one of missing) {
      expect(one.kind).toBe('revocation')
      expect(one.issuer).not.toBeNull()
      expect(one.sources.map(({ address }) => address)).toEqual(expect.arrayContaining([expect.stringMatching(/^https?:/)]))
    }
    const supplied = [await authority.issueCrl({ by: 'root' }), await authority.issueCrl()].map(parseSupplied)
    const again = await validate(facts, { ...policy, crls: supplied.flatMap(({ crls }) => crls) }, SAMPLE_TIME + 60_000)
    expect(again.verdict.indication).toBe('TOTAL-PASSED')
    expect(findMissing(again, listCertificates(facts))).toEqual([])
  })

  test('a path that reaches nobody trusted names the address of its issuer', async () => {
    const facts = extractFacts(sample.secured)
    const stranger = await createTestAuthority({ now: SAMPLE_TIME })
    const report = await validate(facts, { anchors: stranger.anchors }, SAMPLE_TIME + 60_000)
    const own = listCertificates(facts).filter((der) => !sample.authority.anchors.some((anchor) => Buffer.compare(anchor, der) === 0))
    expect(report.verdict.subIndication).toBe('NO_CERTIFICATE_CHAIN_FOUND')
    expect(findMissing(report, own).every(({ sources }) => sources.every(({ address }) => address.startsWith('http')))).toBe(true)
  })
})
