import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { createTestAuthority } from '../../testing/pki/authority.ts'
import type { TestAuthority } from '../../testing/pki/authority.ts'
import { encodeContext, encodeSequence, readDer } from '../bytes/der.ts'
import { addUnsignedAttribute, encodeAttribute } from '../cms/attribute.ts'
import { createSignedData, parseSignedData } from '../cms/signed-data.ts'
import { parseOcspResponse } from '../pki/ocsp.ts'
import { OID_CERTIFICATE_VALUES, OID_REVOCATION_INFO_ARCHIVAL, OID_REVOCATION_VALUES } from '../pki/oids.ts'
import { materialOf } from './material.ts'

const NOW = Date.UTC(2026, 8, 1)
let authority: TestAuthority
let crl: Uint8Array
let ocsp: Uint8Array
let make: (signedAttributes?: readonly Uint8Array[]) => Promise<Uint8Array>

beforeAll(async () => {
  authority = await createTestAuthority({ now: NOW })
  const signatory = await authority.issueSignatory({ email: 'lan@example.com', revocable: true })
  crl = await authority.issueCrl()
  ocsp = await authority.issueOcsp(signatory.certificate)
  make = (signedAttributes = []) => createSignedData({ signer: signatory.signer, digest: new Uint8Array(32), digestHash: 'SHA-256', signedAttributes })
})

describe('data that a signature brings along is found wherever producers put it', () => {
  test('in Acrobat’s signed attribute', async () => {
    const value = encodeSequence(encodeContext(0, true, encodeSequence(crl)), encodeContext(1, true, encodeSequence(ocsp)))
    const found = materialOf(parseSignedData(await make([encodeAttribute(OID_REVOCATION_INFO_ARCHIVAL, value)])))
    expect(found.crls).toEqual([crl])
    expect(found.ocsps).toEqual([ocsp])
  })

  test('in CAdES’ unsigned attributes, where answers are without their outer shell', async () => {
    const [, wrapped] = readDer(ocsp).children()
    const basic = wrapped!.children()[0]!.children()[1]!.content
    const value = encodeSequence(encodeContext(0, true, encodeSequence(crl)), encodeContext(1, true, encodeSequence(basic)))
    const withValues = addUnsignedAttribute(await make(), OID_REVOCATION_VALUES, value)
    const whole = addUnsignedAttribute(withValues, OID_CERTIFICATE_VALUES, encodeSequence(...authority.intermediates))
    const found = materialOf(parseSignedData(whole))
    expect(found.crls).toEqual([crl])
    expect(found.ocsps.map((der) => parseOcspResponse(der).producedAt)).toEqual([parseOcspResponse(ocsp).producedAt])
    expect(found.certificates.map((der) => der.join())).toContain(authority.intermediates[0]!.join())
  })
})

test('attributes of anything are passed over, never more', async () => {
  const cms = await make()
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(OID_REVOCATION_VALUES, OID_CERTIFICATE_VALUES), (noise, oid) => {
    const damaged = addUnsignedAttribute(cms, oid, encodeSequence(encodeContext(1, true, encodeSequence(noise))))
    let found = null
    try {
      found = materialOf(parseSignedData(damaged))
    } catch {
      found = null // the noise is no DER at all: then it is the CMS that is refused
    }
    expect(found === null || found.certificates.length > 0).toBe(true)
  }), { numRuns: 60 })
})
