import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { createTestAuthority } from '../../testing/pki/authority.ts'
import { codeOf } from '../../testing/pki/outcome.ts'
import { concatBytes } from '../bytes/compare.ts'
import { encodeDer, encodeOctetString, encodeSequence, readDer, type DerNode } from '../bytes/der.ts'
import { sha256 } from '../bytes/sha256.ts'
import { readIndefinite } from './ber.ts'
import { createSignedData, parseSignedData } from './signed-data.ts'
import { parseTimestampToken, verifyTimestampToken } from './timestamp.ts'
import { verifySignedData } from './verification.ts'

const NOW = Date.UTC(2026, 8, 1)
const END = Uint8Array.of(0, 0)
const indefinite = (tag: number, ...parts: readonly Uint8Array[]) => concatBytes(Uint8Array.of(tag, 0x80), ...parts, END)

/** Rewrites the outer `depth` levels with indefinite lengths, as stream-writing programs do. */
function loosen(node: DerNode, depth: number): Uint8Array {
  if (depth === 0 || (node.tag & 0x20) === 0) return node.bytes
  return indefinite(node.tag, ...node.children().map((child) => loosen(child, depth - 1)))
}

test('a signature written with indefinite lengths is read, verified, and known not to be DER', async () => {
  const authority = await createTestAuthority({ now: NOW })
  const { signer } = await authority.issueSignatory({})
  const digest = sha256(Uint8Array.of(1))
  const cms = await createSignedData({ signer, digest, digestHash: 'SHA-256' })
  expect(parseSignedData(cms).isDer).toBe(true)
  for (const depth of [1, 2, 3, 4]) {
    const facts = parseSignedData(concatBytes(loosen(readDer(cms), depth), new Uint8Array(50)), { allowZeroPadding: true })
    expect(facts.isDer).toBe(false)
    expect(facts.der).toEqual(cms)
    expect((await verifySignedData(facts, digest)).isValid).toBe(true)
  }
  const token = await authority.issueTimestamp(digest)
  const loose = loosen(readDer(token), 3)
  expect(parseTimestampToken(loose).genTime).toBe(NOW)
  expect((await verifyTimestampToken({ token: loose, imprint: digest, anchors: authority.anchors })).isValid).toBe(true)
})

test('a string of octets in pieces is one string', () => {
  const pieces = indefinite(0x24, encodeOctetString(Uint8Array.of(1, 2)), encodeDer(0x24, encodeOctetString(Uint8Array.of(3))), encodeOctetString(new Uint8Array(0)))
  expect(readIndefinite(encodeSequence(pieces)).der).toEqual(encodeSequence(encodeOctetString(Uint8Array.of(1, 2, 3))))
})

test('what has no indefinite length keeps its exact bytes, even lengths that are not minimal', () => {
  const odd = Uint8Array.of(0x30, 0x81, 0x03, 0x04, 0x01, 0xff)
  expect(readIndefinite(odd)).toEqual({ der: odd, end: 6, wasIndefinite: false })
  expect(codeOf(() => parseSignedData(odd))).toBe('SIGNED_DATA_MALFORMED')
})

test('unclosed, too deep, or too many parts are refused', () => {
  const deep = new Uint8Array(2000).map((_, index) => (index % 2 === 0 ? 0x30 : 0x80))
  for (const bytes of [Uint8Array.of(0x30, 0x80), Uint8Array.of(0x30, 0x80, 0), Uint8Array.of(0x04, 0x80, 0, 0), Uint8Array.of(0x24, 0x80, 0x02, 0x01, 0x00, 0, 0), deep, new Uint8Array(0), Uint8Array.of(0x3f, 0x80, 0, 0)]) {
    expect(codeOf(() => readIndefinite(bytes))).toBe('BER_MALFORMED')
  }
  expect(codeOf(() => readIndefinite(indefinite(0x30, new Uint8Array(200_000).map((_, index) => (index % 2 === 0 ? 5 : 0)))))).toBe('BER_MALFORMED')
})

test('whatever bytes come: definite, or refused', () => {
  const octets = fc.array(fc.oneof(fc.constantFrom(0x30, 0x80, 0x00, 0x24, 0x04, 0xa0, 0x31, 0x02), fc.nat(255)), { maxLength: 80 }).map((list) => Uint8Array.from(list))
  fc.assert(fc.property(octets, (bytes) => {
    expect([null, 'BER_MALFORMED']).toContain(codeOf(() => readIndefinite(bytes)))
  }), { numRuns: 2000 })
})
