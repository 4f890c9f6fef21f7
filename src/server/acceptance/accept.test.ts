import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkChain, parseRecord } from '../../core/evidence/record.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { findSignatures } from '../../core/pdf/signature.ts'
import { readDocumentSecurityStore } from '../../core/pdf/validation-data.ts'
import type { Receipt } from '../../protocol/receipt.ts'
import { certify, closeStatement, offerSample, sign, upload, type Buyer } from '../fixture/party.ts'
import { openTestService, type TestService } from '../fixture/service.ts'

let service: TestService
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

async function signed(): Promise<{ buyer: Buyer; file: Uint8Array; cookie: string; contract: string; offer: string }> {
  const sample = await offerSample(service)
  const buyer = await closeStatement(service, sample.token)
  const signer = await certify(service, buyer)
  return { buyer, file: await sign(service, buyer, signer), ...sample }
}

describe('an acceptance: without it a signature would be lost or stored twice', () => {
  it('is checked, stored with validation data, and receipted', async () => {
    const { buyer, file, cookie, contract, offer } = await signed()
    const answer = await upload(service, buyer, file)
    expect(answer.body).toContain('"event":"agreed"')
    const receipt = answer.json<Receipt>()
    expect(receipt).toMatchObject({ event: 'agreed', name: 'Trần Thị Lan', act: 'certificate-signature', presentation: 'scroll-wrap', identity: { method: 'mail-code', address: 'lan@example.com', demo: true } })
    const stored = await service.ask('GET', `/api/offers/${buyer.token}/file`)
    expect(stored.headers['content-type']).toBe('application/pdf')
    const final = new Uint8Array(stored.rawPayload)
    expect(Buffer.from(final.subarray(0, file.length)).equals(Buffer.from(file))).toBe(true)
    const pdf = readPdf(final)
    expect(pdf.revisions).toHaveLength(3)
    expect(findSignatures(pdf)[0]?.value?.subFilter).toBe('ETSI.CAdES.detached')
    expect(readDocumentSecurityStore(pdf)).toMatchObject({ certificates: { length: 4 }, crls: { length: 2 } })
    const seller = await service.ask('GET', `/api/contracts/${contract}/offers/${offer}/file`, undefined, { headers: { cookie } })
    expect(seller.rawPayload.equals(stored.rawPayload)).toBe(true)
    await service.parts.mailer.settle()
    const { records } = (await service.ask('GET', `/api/contracts/${contract}/records`, undefined, { headers: { cookie } })).json<{ records: { record: string; hash: string }[] }>()
    checkChain(records.map(({ record }) => record))
    const events = records.map(({ record }) => parseRecord(record).event)
    // The letters leave by themselves: whether the download came first is chance.
    expect(events.toSorted((a, b) => Number(a === 'downloaded') - Number(b === 'downloaded'))).toEqual([
      'drafted', 'edited', 'certificate-issued', 'published', 'offered', 'delivered', 'key-made', 'code-sent', 'certificate-issued', 'agreed', 'validation-data-added', 'copy-sent', 'copy-sent', 'downloaded', 'downloaded',
    ])
    expect(records.find(({ hash }) => hash === receipt.recordHash)).toBeDefined()
  })

  it('sent ten times at once is one record and ten equal answers', async () => {
    const { buyer, file, contract } = await signed()
    const answers = await Promise.all(Array.from({ length: 10 }, () => upload(service, buyer, file)))
    expect(new Set(answers.map((answer) => `${answer.statusCode} ${answer.body}`)).size).toBe(1)
    expect(answers[0]?.statusCode).toBe(200)
    const agreed = await service.parts.store.selectFrom('record').select('hash').where('contract', '=', contract).where('event', '=', 'agreed').execute()
    expect(agreed).toHaveLength(1)
    expect((await upload(service, buyer, file)).body).toBe(answers[0]?.body)
  })
})
