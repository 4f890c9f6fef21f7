import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import { sha256Hex } from '../../core/bytes/sha256.ts'
import { decodeUtf8 } from '../../core/bytes/text.ts'
import { encodeZip, parseZip } from '../../core/bytes/zip.ts'
import { hashStatement, parseStatement } from '../../core/consent/statement.ts'
import { listControls } from '../../core/contract/alongside.ts'
import { decodeContractDocument, type Alongside, type ContractDraft } from '../../core/contract/document.ts'
import { renderPlainText } from '../../core/contract/plain-text.ts'
import { createDraft, fillDraft } from '../../core/contract/template.ts'
import { examine } from '../../core/evidence/examine/examine.ts'
import { examinePackage } from '../../core/evidence/examine/package.ts'
import { extractText } from '../../core/pdf/text.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import type { AcceptorList, AgreementDetail } from '../../protocol/agreement.ts'
import type { ContractDetail } from '../../protocol/contract.ts'
import type { Receipt } from '../../protocol/receipt.ts'
import { sampleValues } from '../demo/sample-values.ts'
import { activate, openAgreement, publishVersion, type TestAgreement } from '../fixture/agreement.ts'
import { BUYER, certify, closeStatement, publishSample, sign, upload, type Buyer } from '../fixture/party.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'

let service: TestService
let [terms, rules]: [TestAgreement, TestAgreement] = [] as never
let chosen: Alongside[]
let published: ContractDetail
let buyer: Buyer
let receipt: Receipt
let file: Uint8Array

const headers = () => ({ headers: { cookie: terms.cookie } })
async function choose({ id, cookie }: TestAgreement): Promise<Alongside> {
  const { title, address, versions } = (await service.ask('GET', `/api/agreements/${id}/detail`, undefined, { headers: { cookie } })).json<AgreementDetail>()
  const active = versions.find(({ state }) => state === 'active')!
  return { agreement: id, number: active.number, title, documentHash: active.documentHash!, address: `${address}?version=${active.number}` }
}
async function offer(contract: string): Promise<string> {
  const detail = (await service.ask('POST', `/api/contracts/${contract}/offers`, { email: BUYER, name: 'Trần Thị Lan' }, headers())).json<ContractDetail>()
  await service.parts.mailer.settle()
  return detail.offers[0]!.link.split('/').at(-1)!
}
/** What the service says to a draft that is to be published. */
async function prepare(change: (draft: ContractDraft) => ContractDraft, cookie = terms.cookie): Promise<string | null> {
  const made = (await service.ask('POST', '/api/contracts', { template: 'sale-of-goods', language: 'vi' }, { headers: { cookie } })).json<ContractDetail>()
  const draft = change(fillDraft(createDraft('sale-of-goods', 'vi'), sampleValues('sale-of-goods', 'vi', service.parts.clock())))
  const saved = await service.ask('PUT', `/api/contracts/${made.summary.id}/draft`, { revision: 0, document: encodeCanonicalJson(draft) }, { headers: { cookie } })
  const answer = saved.statusCode === 200 ? await service.ask('POST', `/api/contracts/${made.summary.id}/publication`, saved.json(), { headers: { cookie } }) : saved
  return answer.statusCode === 200 ? null : answer.json<{ error: { code: string; details?: { problem?: string } } }>().error.code
}

beforeAll(async () => {
  service = await openTestService()
  ;[terms, rules] = [await openAgreement(service), await openAgreement(service, (draft) => ({ ...draft, title: 'Chính sách riêng tư' }))]
  chosen = [await choose(terms), await choose(rules)]
  published = await publishSample(service, terms.cookie, 'sale-of-goods', (draft) => ({ ...draft, alongside: chosen }))
  buyer = await closeStatement(service, await offer(published.summary.id))
  file = await sign(service, buyer, await certify(service, buyer))
  const answer = await upload(service, buyer, file)
  if (answer.statusCode !== 200) throw new Error(answer.body)
  receipt = answer.json<Receipt>()
}, 120_000)
afterAll(() => service.close())

test('one signature over a contract and two agreements: the statement has an unticked box for each, which names the very text by its hash', () => {
  const { controls, documentHash } = parseStatement(buyer.statement)
  const own = listControls(buyer.document).length - 2
  expect(own).toBeGreaterThan(0)
  expect(controls.slice(own).map(({ id, initial, final }) => [id, initial, final])).toEqual(chosen.map((one) => [one.documentHash, false, true]))
  expect(controls.slice(own).every(({ label }, at) => label.includes(chosen[at]!.title) && label.includes(chosen[at]!.number))).toBe(true)
  expect(documentHash).toBe(published.published!.documentHash)
  expect(receipt.statementHash).toBe(hashStatement(buyer.statement))
})

test('the agreements stand in what is read and in what is signed, with address and hash', async () => {
  const text = renderPlainText(buyer.document, buyer.values)
  const pages = extractText(readPdf(file)).map(({ content }) => content).join(' ').replaceAll(/\s+/g, '')
  for (const { title, address, documentHash } of chosen) {
    for (const part of [title, address]) expect(text).toContain(part)
    expect(text.replaceAll(' ', '')).toContain(documentHash)
    expect(pages).toContain(documentHash)
  }
  const { signatures } = await examine(file, { anchors: [service.parts.authority.root], time: service.parts.clock() })
  expect(signatures[0]!.agreement).toMatchObject({ odd: null, isDocumentNamed: true, isTextOfDocument: true })
})

test('without one of the boxes nothing is accepted; nor with a box for another text', async () => {
  const contract = (await publishSample(service, terms.cookie, 'sale-of-goods', (draft) => ({ ...draft, alongside: chosen }))).summary.id
  const { token, request } = await closeStatement(service, await offer(contract))
  const send = async (change: (controls: { id: string; label: string; final: boolean }[]) => unknown) => {
    const statement = JSON.parse(request.statement) as { controls: { id: string; label: string; final: boolean }[] }
    const text = encodeCanonicalJson({ ...statement, controls: change(statement.controls) })
    return (await service.ask('PUT', `/api/offers/${token}/intents/${hashStatement(text)}`, { ...request, statement: text })).json<{ error: { code: string; details: object } }>().error
  }
  expect(await send((controls) => controls.map((one) => (one.id === chosen[1]!.documentHash ? { ...one, final: false } : one)))).toMatchObject({ code: 'STATEMENT_REFUSED', details: { problem: 'CONTROL_OPEN' } })
  expect(await send((controls) => controls.slice(0, -1))).toMatchObject({ code: 'STATEMENT_REFUSED', details: { member: 'controls' } })
  expect(await send((controls) => controls.map((one) => (one.id === chosen[1]!.documentHash ? { ...one, id: '0'.repeat(64) } : one)))).toMatchObject({ code: 'STATEMENT_REFUSED', details: { member: 'controls' } })
})

test.each(['vi', 'en'] as const)('record and certificate of acceptance in %s say which versions were agreed to alongside', async (language) => {
  for (const kind of ['certificate', 'record']) {
    const pdf = new Uint8Array((await service.ask('GET', `/api/offers/${buyer.token}/${kind}.pdf?lang=${language}`)).rawPayload)
    const text = extractText(readPdf(pdf)).map(({ content }) => content).join(' ').replaceAll(/\s+/g, ' ')
    expect(text).toContain(language === 'vi' ? 'Thỏa thuận kèm theo, mỗi thỏa thuận đồng ý bằng một ô riêng' : 'Agreed to alongside, each by a box of its own')
    for (const { title, documentHash } of chosen) {
      expect(text).toContain(title)
      expect(text.replaceAll(' ', '')).toContain(documentHash)
    }
  }
})

test('the evidence package holds the very texts; another text in their place is named', async () => {
  const bytes = new Uint8Array((await service.ask('GET', `/api/contracts/${published.summary.id}/evidence`, undefined, headers())).rawPayload)
  const { authority, log, clock } = service.parts
  const options = { anchors: [authority.root], logs: [{ root: computeCertificateThumbprint(authority.root), verifiers: log.verifiers, since: log.since }], time: clock() }
  expect(await examinePackage(bytes, options)).toMatchObject({ faults: [], indication: 'TOTAL-PASSED' })
  const files = parseZip(bytes).map(({ name, bytes: content }) => ({ name, bytes: content! }))
  const held = files.filter(({ name }) => name.startsWith('document/alongside/'))
  expect(held.map(({ bytes: text }) => sha256Hex(text))).toEqual(chosen.map(({ documentHash }) => documentHash))
  expect(decodeContractDocument(decodeUtf8(held[1]!.bytes)).title).toBe('Chính sách riêng tư')
  const swapped = encodeZip(files.map((one) => (one.name === held[0]!.name ? { ...one, bytes: new TextEncoder().encode('{}') } : one)))
  expect((await examinePackage(swapped, options)).faults).toContainEqual({ name: held[0]!.name, fault: 'changed' })
})

test('the seller sees who accepted which version with which contract; others see nothing', async () => {
  const list = (await service.ask('GET', `/api/agreements/${rules.id}/acceptances`, undefined, headers())).json<AcceptorList>()
  expect(list.alongside).toEqual([{ contract: published.summary.id, contractNumber: receipt.number, number: '1.0', email: BUYER, at: receipt.receivedAt, statementHash: receipt.statementHash, recordHash: receipt.recordHash }])
  const detail = (await service.ask('GET', `/api/agreements/${rules.id}/detail`, undefined, headers())).json<AgreementDetail>()
  expect(detail.versions[0]!.acceptances).toBe(1)
  const stranger = await signIn(service, 'stranger@example.com')
  expect((await service.ask('GET', `/api/agreements/${rules.id}/acceptances`, undefined, { headers: { cookie: stranger } })).statusCode).toBe(404)
})

test('only the seller’s own text in force can be named, by its own title, hash and address, and only where each has a box', async () => {
  const [first] = chosen as [Alongside]
  const withOne = (change: Partial<Alongside>, rest: Partial<ContractDraft> = {}) => prepare((draft) => ({ ...draft, ...rest, alongside: [{ ...first, ...change }] }))
  expect(await withOne({})).toBe(null)
  expect(await withOne({ documentHash: '0'.repeat(64) })).toBe('ALONGSIDE_STALE')
  expect(await withOne({ title: 'Một tên khác' })).toBe('ALONGSIDE_STALE')
  expect(await withOne({ address: 'https://elsewhere.example/a' })).toBe('ALONGSIDE_STALE')
  expect(await withOne({ agreement: 'no-such-agreement' })).toBe('ALONGSIDE_STALE')
  expect(await withOne({}, { presentation: 'sign-in-wrap' })).toBe('DOCUMENT_REFUSED')
  expect(await prepare((draft) => ({ ...draft, alongside: [first, first] }))).toBe('DOCUMENT_REFUSED')
  const stranger = await signIn(service, 'stranger@example.com')
  expect(await prepare((draft) => ({ ...draft, alongside: [first] }), stranger)).toBe('ALONGSIDE_STALE')
  // Boxes that would leave a statement no room are refused before anybody is asked, not at the buyer's press.
  const long = { id: 'long', label: 'ế'.repeat(600), required: true }
  expect(await prepare((draft) => ({ ...draft, consent: { ...draft.consent, controls: [...Array(8)].map((_, at) => ({ ...long, id: `long-${at + 1}` })) } }))).toBe('DRAFT_INCOMPLETE')
})

test('a new major version asks anew with the next contract; what was agreed to stays the text it was', async () => {
  await service.ask('POST', `/api/agreements/${terms.id}/versions`, { kind: 'major' }, headers())
  const number = await publishVersion(service, terms, (draft) => ({ ...draft, blocks: [...draft.blocks, { kind: 'paragraph', text: 'Thêm một điều khoản mới.' }] }))
  await activate(service, terms, number)
  expect(await prepare((draft) => ({ ...draft, alongside: chosen }))).toBe('ALONGSIDE_STALE')
  const current = [await choose(terms), chosen[1]!]
  expect(current[0]!.number).toBe('2.0')
  const next = await publishSample(service, terms.cookie, 'sale-of-goods', (draft) => ({ ...draft, alongside: current }))
  const again = await closeStatement(service, await offer(next.summary.id))
  expect((await upload(service, again, await sign(service, again, await certify(service, again)))).statusCode).toBe(200)
  const list = (await service.ask('GET', `/api/agreements/${terms.id}/acceptances`, undefined, headers())).json<AcceptorList>()
  expect(list.alongside.map((one) => [one.contract, one.number])).toEqual([[next.summary.id, '2.0'], [published.summary.id, '1.0']])
  expect((await service.ask('GET', `/api/offers/${buyer.token}/receipt`)).json<Receipt>().statementHash).toBe(receipt.statementHash)
})
