import { afterAll, beforeAll, expect, test } from 'vitest'
import { examine } from '../../core/evidence/examine/examine.ts'
import type { LogTrust } from '../../core/evidence/examine/certificate-log.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import type { Service } from '../../protocol/service.ts'
import { createTestSigner } from '../../testing/log/signer.ts'
import { encodeNoteKey } from '../../core/log/note.ts'
import { certify, closeStatement, offerSample, sign, upload } from '../fixture/party.ts'
import { openTestService, type TestService } from '../fixture/service.ts'

let service: TestService
let file: Uint8Array
let trust: LogTrust
beforeAll(async () => {
  service = await openTestService()
  const { token } = await offerSample(service)
  const buyer = await closeStatement(service, token)
  const signed = await sign(service, buyer, await certify(service, buyer))
  await upload(service, buyer, signed)
  file = new Uint8Array((await service.ask('GET', `/api/offers/${token}/file`)).rawPayload)
  const { log } = (await service.ask('GET', '/api/service')).json<Service>()
  trust = { root: computeCertificateThumbprint(service.parts.authority.root), verifiers: log.verifiers, since: Date.parse(log.since) }
})
afterAll(() => service.close())

async function judge(logs: readonly LogTrust[]): Promise<readonly unknown[]> {
  const { report, places } = await examine(file, { anchors: [service.parts.authority.root], logs, time: service.parts.clock() })
  const check = report.signatures[0]?.checks.find(({ id }) => id === 'certificate-log')
  return [report.verdict.indication, check?.result, check?.reason, places.size]
}

test('[V47] the signed file shows its certificate in the public log, without a network', async () => {
  expect(await judge([trust])).toEqual(['TOTAL-PASSED', 'PASSED', null, 1])
})

test('[V47] a certificate that the log’s key does not vouch for is never passed', async () => {
  const stranger = encodeNoteKey((await createTestSigner('localhost:3000/log')).key)
  expect(await judge([{ ...trust, verifiers: [stranger] }])).toEqual(['INDETERMINATE', 'INDETERMINATE', 'broken', 0])
  // An older log's key beside it is enough.
  expect(await judge([{ ...trust, verifiers: [stranger, ...trust.verifiers] }])).toEqual(['TOTAL-PASSED', 'PASSED', null, 1])
})

test('[V47] where nobody knows of a log for the root, nothing is said', async () => {
  expect(await judge([{ ...trust, root: '00'.repeat(32) }])).toEqual(['TOTAL-PASSED', undefined, undefined, 0])
})

test('the same request gets the same certificate with the same proof, from any process', async () => {
  const { token } = await offerSample(service, 'an@example.com')
  const buyer = await closeStatement(service, token, 'an@example.com')
  const { certificate, unsignedAttributes } = await certify(service, buyer, 'an@example.com')
  expect(unsignedAttributes).toHaveLength(1)
  const rows = await service.parts.store.selectFrom('certificate').select(['log_position', 'log_proof']).where('thumbprint', '=', computeCertificateThumbprint(certificate)).execute()
  expect(rows).toEqual([{ log_position: expect.any(Number), log_proof: expect.anything() }])
  // What stands in the database does not open without the contract's key: erasing it unlinks certificate and entry.
  expect(Buffer.from(rows[0]!.log_proof!).includes('tlog-proof')).toBe(false)
})
