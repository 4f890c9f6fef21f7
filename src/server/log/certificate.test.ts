import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeBase64 } from '../../core/bytes/base64.ts'
import { examine } from '../../core/evidence/examine/examine.ts'
import type { LogTrust } from '../../core/evidence/examine/certificate-log.ts'
import { createCertificateRequest } from '../../core/pki/request.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import type { CertificateAnswer, Service } from '../../protocol/service.ts'
import { createTestSigner } from '../../testing/log/signer.ts'
import { encodeNoteKey } from '../../core/log/note.ts'
import { certifyKept } from '../fixture/kept.ts'
import { certify, closeStatement, offerSample, sign, upload } from '../fixture/party.ts'
import { openTestService, readCode, type TestService } from '../fixture/service.ts'

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

test('[V47] a certificate without its proof is refused, one with another’s proof too; a signature older than the log is named so and passes', async () => {
  const prepare = async (email: string) => {
    const { token } = await offerSample(service, email)
    const buyer = await closeStatement(service, token, email)
    return { buyer, signer: await certify(service, buyer, email) }
  }
  const first = await prepare('binh@example.com')
  const second = await prepare('chi@example.com')
  const crls = await Promise.all(['root', 'issuing'].map(async (name) => new Uint8Array((await service.ask('GET', `/pki/crl/${name}.crl`)).rawPayload)))
  const judgeSigned = async (unsignedAttributes: readonly Uint8Array[], since = trust.since): Promise<readonly unknown[]> => {
    const signed = await sign(service, first.buyer, { ...first.signer, unsignedAttributes })
    const { report } = await examine(signed, { anchors: [service.parts.authority.root], crls, logs: [{ ...trust, since }], time: service.parts.clock() })
    const check = report.signatures[0]?.checks.find(({ id }) => id === 'certificate-log')
    return [report.verdict.indication, report.verdict.subIndication, check?.result, check?.reason]
  }
  expect(await judgeSigned([])).toEqual(['INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE', 'INDETERMINATE', 'absent'])
  expect(await judgeSigned(second.signer.unsignedAttributes)).toEqual(['INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE', 'INDETERMINATE', 'other'])
  // The service takes neither: it knows which proof belongs there.
  for (const unsignedAttributes of [[], second.signer.unsignedAttributes]) {
    expect((await upload(service, first.buyer, await sign(service, first.buyer, { ...first.signer, unsignedAttributes }))).statusCode).toBe(422)
  }
  expect(await judgeSigned([], service.parts.clock() + 86_400_000)).toEqual(['TOTAL-PASSED', null, expect.any(String), 'older'])
  expect(await judgeSigned(first.signer.unsignedAttributes)).toEqual(['TOTAL-PASSED', null, 'PASSED', null])
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

test('no certificate leaves before its entry is in a signed tree; afterwards the same request gets it', async () => {
  let isSilent = false
  const held = await openTestService({}, (parts) => ({
    ...parts,
    log: new Proxy(parts.log, {
      get: (log, name: keyof typeof parts.log) => {
        if (name === 'prove' && isSilent) return () => Promise.resolve(null)
        const value: unknown = log[name]
        return typeof value === 'function' ? (value.bind(log) as unknown) : value
      },
    }),
  }))
  try {
    const { token } = await offerSample(held)
    const buyer = await closeStatement(held, token)
    const path = `/api/offers/${token}/intents/${buyer.statementHash}`
    await held.ask('PUT', path, buyer.request)
    const body = { code: await readCode(held, 'lan@example.com'), request: encodeBase64(await createCertificateRequest(buyer.keys, 'lan@example.com')) }
    isSilent = true
    const refused = await held.ask('POST', `${path}/certificate`, body)
    expect([refused.statusCode >= 500, refused.body.includes('"certificate"')], refused.body.slice(0, 300)).toEqual([true, false])
    isSilent = false
    const given = await held.ask('POST', `${path}/certificate`, body)
    expect(given.json<CertificateAnswer>()).toMatchObject({ certificate: expect.any(String), log: { proof: expect.stringContaining('c2sp.org/tlog-proof@v1') } })
  } finally {
    await held.close()
  }
})

test('a kept key’s certificate is answered once it and its entry are stored together', async () => {
  const { kept } = await certifyKept(service, 'stored@example.com')
  const row = await service.parts.store.selectFrom('kept_certificate').select('log_position').where('serial', '=', kept.serial).executeTakeFirstOrThrow()
  expect(await service.parts.store.selectFrom('log_entry').select('position').where('position', '=', row.log_position!).execute()).toHaveLength(1)
})
