import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeCanonicalJson, parseCanonicalJson } from '../../core/bytes/canonical-json.ts'
import { decodeContractDocument, parseContractDraft, type ContractDocument } from '../../core/contract/document.ts'
import { composePreview, createDraft, fillDraft } from '../../core/contract/template.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { extractText } from '../../core/pdf/text.ts'
import { typesetPdf } from '../../core/typeset/pdf.ts'
import { TYPESET_REVISION } from '../../core/typeset/revision.ts'
import type { ContractDetail } from '../../protocol/contract.ts'
import { sampleValues } from '../demo/sample-values.ts'
import { SELLER } from '../fixture/party.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'

let service: TestService
let headers: { cookie: string }

beforeAll(async () => {
  service = await openTestService()
  headers = { cookie: await signIn(service, SELLER) }
})
afterAll(() => service.close())

const make = async (template: string) => (await service.ask('POST', '/api/contracts', { template, language: 'en' }, { headers })).json<ContractDetail>()
const read = async (id: string) => (await service.ask('GET', `/api/contracts/${id}`, undefined, { headers })).json<ContractDetail>()
const save = async (id: string, document: string) => (await service.ask('PUT', `/api/contracts/${id}/draft`, { revision: 0, document }, { headers })).json<{ revision: number }>()

test('the pages that the seller sees before publishing are the pages that are published, number and date included', async () => {
  const { id } = (await make('terms-of-service')).summary
  const { revision } = await save(id, encodeCanonicalJson(fillDraft(createDraft('terms-of-service', 'en'), sampleValues('terms-of-service', 'en', service.parts.clock()))))
  const { draft, summary } = await read(id)
  const preview = composePreview(parseContractDraft(parseCanonicalJson(draft!)), { contract: id, number: summary.number, typesetRevision: TYPESET_REVISION }, service.parts.clock())
  const prepared = await service.ask('POST', `/api/contracts/${id}/publication`, { revision }, { headers })
  const published = decodeContractDocument(prepared.json<{ document: string }>().document)
  expect(published.number).toMatch(/^\d{4}\/\d\d-\d{4}$/)
  const pages = async (document: ContractDocument) => extractText(readPdf(await typesetPdf({ document, values: {}, fonts: service.parts.fonts })))
  expect((await pages(published)).length).toBeGreaterThan(1)
  expect(await pages(published)).toEqual(await pages(preview))
})

test('a number is one contract’s own: editing keeps it, the next contract has another', async () => {
  const [first, second] = [await make('services'), await make('services')]
  expect(second.summary.number).not.toBe(first.summary.number)
  await save(first.summary.id, first.draft!)
  expect((await read(first.summary.id)).summary.number).toBe(first.summary.number)
})
