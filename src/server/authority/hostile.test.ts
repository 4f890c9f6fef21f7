import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeInteger, encodeOctetString, encodeSequence } from '../../core/bytes/der.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import { sha256 } from '../../core/bytes/sha256.ts'
import { verifyTimestampToken } from '../../core/cms/timestamp.ts'
import { encodeHashIdentifier } from '../../core/pki/algorithms.ts'
import { createOcspRequest, parseOcspResponse, verifyOcspResponse } from '../../core/pki/ocsp.ts'
import { createTimestampRequest, parseTimestampResponse } from '../../core/pki/timestamp.ts'
import { openTestService, type TestService } from '../fixture/service.ts'

let service: TestService
let asked = 0
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

/** Each from an address of its own, so that the limit by address is not what is tested. */
const post = (kind: 'tsa' | 'ocsp', body: Uint8Array) =>
  service.ask('POST', `/pki/${kind}`, body, { headers: { 'content-type': kind === 'tsa' ? 'application/timestamp-query' : 'application/ocsp-request' }, remoteAddress: `10.1.${(asked >> 8) & 255}.${asked++ & 255}` })
const bytesOf = ({ rawPayload }: { rawPayload: Buffer }): Uint8Array => new Uint8Array(rawPayload)
const imprint = sha256(Uint8Array.of(1))

/** What was answered, in the protocol's own words. */
function wordOf(kind: 'tsa' | 'ocsp', der: Uint8Array): string {
  try {
    return kind === 'tsa' ? `token of ${parseTimestampResponse(der).length}` : `answer of ${parseOcspResponse(der).responses.length}`
  } catch (error) {
    if (!isCodedError(error)) throw error
    return String(error.details['failure'] ?? error.details['status'] ?? error.code)
  }
}

/** How many rows there are, of every table: what a stranger's request must not change. */
async function countRows(): Promise<Record<string, number>> {
  const { store } = service.parts
  const counts = await Promise.all((['authority_key', 'published_crl', 'certificate', 'kept_certificate', 'log_entry', 'record', 'fact'] as const).map(async (table) => {
    const { count } = await store.selectFrom(table).select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()
    return [table, Number(count)] as const
  }))
  return Object.fromEntries(counts)
}

describe('requests of strangers: refused in the protocol’s own words, in bounded time, and nothing is stored', () => {
  it('timestamps: a wrong hash, an imprint that does not fit its hash, another version, too much', async () => {
    const request = (hash: 'SHA-1' | 'SHA-256', octets: number, version = 1) => encodeSequence(encodeInteger(version), encodeSequence(encodeHashIdentifier(hash), encodeOctetString(new Uint8Array(octets))))
    const before = await countRows()
    const words = async (body: Uint8Array) => wordOf('tsa', bytesOf(await post('tsa', body)))
    expect(await words(request('SHA-1', 20))).toBe('badAlg')
    expect(await words(request('SHA-256', 20))).toBe('badDataFormat')
    expect(await words(request('SHA-256', 32, 2))).toMatch(/^bad/)
    expect(await words(new Uint8Array(0))).toMatch(/^bad/)
    const address = await service.app.listen({ host: '127.0.0.1', port: 0 })
    for (const [path, type] of [['tsa', 'application/timestamp-query'], ['ocsp', 'application/ocsp-request']] as const) {
      const answer = await fetch(`${address}/pki/${path}`, { method: 'POST', headers: { 'content-type': type }, body: new Uint8Array(9000) })
      expect([answer.status, await answer.json()]).toEqual([413, { error: expect.objectContaining({ code: 'BODY_TOO_LARGE' }) }])
    }
    expect(await countRows()).toEqual(before)
  })

  it('a nonce that was used before: the asker gets a fresh answer, and an old answer does not pass for it', async () => {
    const { authority, clock } = service.parts
    const nonce = new Uint8Array(8).fill(7)
    const stamp = async (of: Uint8Array) => parseTimestampResponse(bytesOf(await post('tsa', createTimestampRequest({ imprint: of, nonce }))))
    const [first, second] = [await stamp(imprint), await stamp(imprint)]
    expect(Buffer.compare(first, second), 'a serial number of its own').not.toBe(0)
    const check = (token: Uint8Array, of: Uint8Array, by: Uint8Array) => verifyTimestampToken({ token, imprint: of, nonce: by, anchors: [authority.root] })
    expect((await check(second, imprint, nonce)).isValid).toBe(true)
    expect((await check(first, imprint, new Uint8Array(8).fill(8))).isValid).toBe(false)
    expect((await check(first, sha256(Uint8Array.of(2)), nonce)).isValid).toBe(false)
    const about = { certificate: authority.timestampUnit, issuer: authority.issuing }
    const answer = bytesOf(await post('ocsp', await createOcspRequest({ ...about, nonce })))
    const judge = async (by: Uint8Array) => (await verifyOcspResponse({ response: answer, ...about, time: clock(), nonce: by })).isValid
    expect([await judge(nonce), await judge(new Uint8Array(8).fill(9))]).toEqual([true, false])
  })

  it.each(['tsa', 'ocsp'] as const)('%s: any bytes, and any change of an honest request, get an answer of the protocol', async (kind) => {
    const { authority } = service.parts
    const honest = kind === 'tsa' ? createTimestampRequest({ imprint, nonce: imprint.subarray(0, 8) }) : await createOcspRequest({ certificate: authority.timestampUnit, issuer: authority.issuing, nonce: imprint.subarray(0, 16) })
    const changed = fc.tuple(fc.nat(honest.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, flip]) => honest.map((octet, index) => (index === at ? octet ^ flip : octet)))
    const before = await countRows()
    await fc.assert(
      fc.asyncProperty(fc.oneof(changed, fc.uint8Array({ maxLength: 500 })), async (bytes) => {
        const answer = await post(kind, bytes)
        return answer.statusCode === 200 && wordOf(kind, bytesOf(answer)).length > 0
      }),
      { numRuns: 150 },
    )
    expect(await countRows()).toEqual(before)
  })
})
