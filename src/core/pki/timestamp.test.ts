import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { codeOf } from '../../testing/pki/outcome.ts'
import { encodeBoolean, encodeContext, encodeDer, encodeInteger, encodeNull, encodeOctetString, encodeOid, encodeSequence } from '../bytes/der.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { OID_POLICY_TIMESTAMP } from './oids.ts'
import {
  createTimestampRequest, encodeTimestampResponse, encodeTstInfo, issueTimestampRefusal, parseTimestampRequest, parseTimestampResponse, parseTstInfo,
  TIMESTAMP_FAILURES, type TimestampFailure,
} from './timestamp.ts'

const IMPRINT = new Uint8Array(32).fill(7)
const SHA256 = '608648016503040201'
const failure = (name: TimestampFailure) => expect.objectContaining({ code: 'TIMESTAMP_REQUEST_REFUSED', failure: name })

const imprint = (oid = SHA256, value: Uint8Array = IMPRINT) => encodeSequence(encodeSequence(encodeDer(0x06, decodeHex(oid)), encodeNull()), encodeOctetString(value))
const request = (...rest: Uint8Array[]) => encodeSequence(encodeInteger(1), imprint(), ...rest)

describe('requests', () => {
  test('ours come back as asked', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 32 }), fc.option(fc.constant('1.2.3')), (nonce, policy) => {
      const read = parseTimestampRequest(createTimestampRequest({ imprint: IMPRINT, nonce, ...(policy ? { policy } : {}) }))
      expect(read).toEqual({ imprint: IMPRINT, imprintHash: 'SHA-256', policy, nonce: BigInt(`0x${encodeHex(nonce)}`), certReq: true })
    }))
  })
  test('the least one may ask', () => {
    expect(parseTimestampRequest(request())).toMatchObject({ nonce: null, policy: null, certReq: false })
  })
  test('each fault gets the answer its standard names', () => {
    const cases: readonly [Uint8Array, TimestampFailure][] = [
      [encodeSequence(encodeInteger(2), imprint()), 'badRequest'],
      [encodeSequence(encodeInteger(1), imprint('2b0e03021a', new Uint8Array(20))), 'badAlg'],
      [encodeSequence(encodeInteger(1), imprint('2a0304')), 'badAlg'],
      [encodeSequence(encodeInteger(1), imprint(SHA256, new Uint8Array(31))), 'badDataFormat'],
      [request(encodeContext(0, true, encodeSequence())), 'unacceptedExtension'],
      [request(encodeBoolean(true), encodeInteger(5)), 'badDataFormat'],
      [request(encodeInteger(new Uint8Array(65).fill(1))), 'badRequest'],
      [new Uint8Array([...request(), 0]), 'badDataFormat'],
      [new Uint8Array(5000), 'badRequest'],
      [new Uint8Array(0), 'badDataFormat'],
    ]
    for (const [bytes, name] of cases) expect(() => parseTimestampRequest(bytes)).toThrow(failure(name))
  })
  test('whatever bytes come: read or refused', () => {
    const honest = request(encodeOid('1.2.3'), encodeInteger(9), encodeBoolean(true))
    const mutated = fc.tuple(fc.nat(honest.length - 1), fc.nat(255)).map(([at, value]) => honest.map((octet, index) => (index === at ? value : octet)))
    fc.assert(fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 80 })), (bytes) => {
      expect([null, 'TIMESTAMP_REQUEST_REFUSED']).toContain(codeOf(() => parseTimestampRequest(bytes)))
    }), { numRuns: 1000 })
  })
  test('a nonce or an imprint of the wrong size is not sent', () => {
    expect(() => createTimestampRequest({ imprint: IMPRINT, nonce: new Uint8Array(0) })).toThrow(expect.objectContaining({ code: 'NONCE_MALFORMED' }))
    expect(() => createTimestampRequest({ imprint: IMPRINT.subarray(1), nonce: IMPRINT })).toThrow(expect.objectContaining({ code: 'DIGEST_LENGTH_WRONG' }))
  })
})

describe('responses', () => {
  test('every refusal is told apart', () => {
    for (const name of Object.keys(TIMESTAMP_FAILURES) as TimestampFailure[]) {
      const response = issueTimestampRefusal(name, 'vì sao')
      expect(() => parseTimestampResponse(response)).toThrow(expect.objectContaining({ code: 'TIMESTAMP_REFUSED', details: { status: 2, failure: name, text: 'vì sao' } }))
    }
  })
  test('a granted one gives up its token, byte for byte', () => {
    const token = encodeSequence(encodeOid('1.2.840.113549.1.7.2'))
    expect(parseTimestampResponse(encodeTimestampResponse(token))).toEqual(token)
  })
  test('what grants without a token, or is no response, is refused', () => {
    expect(() => parseTimestampResponse(encodeSequence(encodeSequence(encodeInteger(0))))).toThrow(expect.objectContaining({ code: 'TIMESTAMP_REFUSED' }))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(() => parseTimestampResponse(bytes)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^TIMESTAMP_/) }))
    }))
  })
})

describe('TSTInfo', () => {
  const asked = parseTimestampRequest(createTimestampRequest({ imprint: IMPRINT, nonce: Uint8Array.of(0xff, 1) }))
  test('comes back as written, whole seconds', () => {
    const info = parseTstInfo(encodeTstInfo({ request: asked, policy: OID_POLICY_TIMESTAMP, serialNumber: Uint8Array.of(0x80, 1), genTime: Date.UTC(2026, 0, 2, 3, 4, 5, 999), accuracySeconds: 2, ordering: true }))
    expect(info).toEqual({
      policy: OID_POLICY_TIMESTAMP, imprint: IMPRINT, imprintHash: 'SHA-256', serialNumber: '8001', genTime: Date.UTC(2026, 0, 2, 3, 4, 5), accuracy: 2000, ordering: true, nonce: 0xff01n,
    })
  })
  test('the hash stands as it was asked, with NULL or without: the token says the same imprint', () => {
    const bare = encodeSequence(encodeSequence(encodeDer(0x06, decodeHex(SHA256))), encodeOctetString(IMPRINT))
    for (const wanted of [bare, imprint()]) {
      const read = parseTimestampRequest(encodeSequence(encodeInteger(1), wanted))
      const token = encodeTstInfo({ request: read, policy: OID_POLICY_TIMESTAMP, serialNumber: Uint8Array.of(1), genTime: Date.UTC(2026, 0), accuracySeconds: 1, ordering: false })
      expect(encodeHex(token)).toContain(encodeHex(wanted))
    }
  })
  test('others\' fractions of a second and finer accuracies are read', () => {
    const others = encodeSequence(
      encodeInteger(1), encodeOid('1.2.3'), imprint(), encodeInteger(5), encodeDer(0x18, new TextEncoder().encode('20260102030405.25Z')),
      encodeSequence(encodeInteger(1), encodeContext(0, false, Uint8Array.of(5)), encodeContext(1, false, Uint8Array.of(1, 0xf4))),
    )
    expect(parseTstInfo(others)).toMatchObject({ genTime: Date.UTC(2026, 0, 2, 3, 4, 5, 250), accuracy: 1005.5, nonce: null, ordering: false })
  })
})
