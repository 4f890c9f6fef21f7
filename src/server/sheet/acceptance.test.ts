import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8 } from '../../core/bytes/text.ts'
import { renderPlainText } from '../../core/contract/plain-text.ts'
import { verifyRecordProof } from '../../core/evidence/record-proof.ts'
import { parseNoteKey } from '../../core/log/note.ts'
import { readAttachments } from '../../core/pdf/attachment.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { extractText } from '../../core/pdf/text.ts'
import { extractFacts } from '../../core/validation/facts.ts'
import { validate } from '../../core/validation/validate.ts'
import type { FormationView } from '../../core/contract/formation-view.ts'
import { encodeZip, parseZip } from '../../core/bytes/zip.ts'
import { assemblePackage } from '../../core/evidence/assemble/package.ts'
import { examinePackage } from '../../core/evidence/examine/package.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import type { AcceptanceView, AgreementDetail, ClickReceipt } from '../../protocol/agreement.ts'
import type { Receipt } from '../../protocol/receipt.ts'
import { openSigned } from '../agreement/signed.ts'
import { activate, click, openAgreement, publishVersion, signSubject } from '../fixture/agreement.ts'
import { certify, closeStatement, offerParties, offerSample, sign, upload, type Buyer } from '../fixture/party.ts'
import { openTestService, type TestService } from '../fixture/service.ts'

let service: TestService
let sample: Awaited<ReturnType<typeof offerSample>>
let buyer: Buyer
let receipt: Receipt
let clicked: ClickReceipt
beforeAll(async () => {
  service = await openTestService()
  sample = await offerSample(service)
  await service.ask('POST', `/api/offers/${sample.token}/seen`, { event: 'displayed' })
  buyer = await closeStatement(service, sample.token)
  receipt = (await upload(service, buyer, await sign(service, buyer, await certify(service, buyer)))).json<Receipt>()
  clicked = await click(service, (await openAgreement(service)).id)
}, 120_000)
afterAll(() => service.close())

async function fetchSheet(address: string, cookie?: string): Promise<Uint8Array> {
  const answer = await service.ask('GET', address, undefined, cookie === undefined ? {} : { headers: { cookie } })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  expect(answer.headers['content-type']).toBe('application/pdf')
  return new Uint8Array(answer.rawPayload)
}
const wordsOf = (pdf: Uint8Array): string => extractText(readPdf(pdf)).map(({ content }) => content).join(' ').replaceAll(/\s+/g, ' ')
const verdictOf = async (pdf: Uint8Array): Promise<unknown> => {
  const { authority, clock } = service.parts
  return (await validate(extractFacts(pdf), { anchors: [authority.root] }, clock())).signatures.map(({ signatory, indication }) => [signatory, indication])
}
const keep = (name: string, pdf: Uint8Array): void => {
  if (process.env['SHEETS']) writeFileSync(join(process.env['SHEETS'], `${name}.pdf`), pdf)
}

test.each(['vi', 'en'] as const)('a signed contract has a certificate of acceptance in %s: who, what, how apart, when in zone and UTC, formation, sealed by the service', async (language) => {
  for (const [address, cookie] of [[`/api/offers/${sample.token}/certificate.pdf`], [`/api/contracts/${sample.contract}/offers/${sample.offer}/certificate.pdf`, sample.cookie]] as const) {
    const pdf = await fetchSheet(`${address}?lang=${language}`, cookie)
    keep(`certificate-${language}`, pdf)
    const text = wordsOf(pdf)
    for (const part of ['Trần Thị Lan', receipt.number, 'lan@example.com', 'UTC', language === 'vi' ? 'Luật Giao dịch điện tử 20/2023/QH15' : 'Law on Electronic Transactions 20/2023/QH15']) expect(text).toContain(part)
    for (const hash of [receipt.statementHash, receipt.recordHash, receipt.fileHash!]) expect(text.replaceAll(' ', '')).toContain(hash)
    expect(await verdictOf(pdf)).toEqual([['Countersign Seal', 'TOTAL-PASSED']])
    const files = new Map(readAttachments(readPdf(pdf)).map(({ name, bytes }) => [name, decodeUtf8(bytes)]))
    expect((await verifyRecordProof(files.get('record.tlog-proof')!, parseNoteKey(service.parts.log.verifier))).hash).toBe(receipt.recordHash)
    expect(JSON.parse(files.get('record.json')!)).toMatchObject({ schema: 'countersign/acceptance-record/1', statementHash: receipt.statementHash, formation: { formation: { reason: 'ACCEPTANCE_RECEIVED' } } })
  }
})

test('a click has one too, and a readable record with what was shown beside the text', async () => {
  const address = `/api/acceptances/${clicked.token}`
  const certificate = await fetchSheet(`${address}/certificate.pdf?lang=vi`)
  expect(await verdictOf(certificate)).toEqual([['Countersign Seal', 'TOTAL-PASSED']])
  for (const language of ['vi', 'en'] as const) {
    const record = await fetchSheet(`${address}/record.pdf?lang=${language}`)
    keep(`click-${language}`, record)
    expect(await verdictOf(record)).toEqual([['Countersign Seal', 'TOTAL-PASSED']])
    expect(wordsOf(record)).toContain(language === 'vi' ? 'Những gì đã hiển thị, cạnh văn bản' : 'What was shown, beside the text')
  }
})

test('the readable record of a signed contract holds every word of the text and every box as it stood', async () => {
  const pdf = await fetchSheet(`/api/offers/${sample.token}/record.pdf?lang=vi`)
  keep('record-vi', pdf)
  const text = wordsOf(pdf).replaceAll(' ', '')
  for (const line of renderPlainText(buyer.document, buyer.values).split('\n')) expect(text).toContain(line.replaceAll(/\s/gu, ''))
  for (const { label } of buyer.document.consent.controls) expect(text).toContain(`[x]${label.replaceAll(/\s/gu, '')}`)
})

test('formation: the contract is concluded when the acceptance is received, by the rule of date and law, at the seller’s seat', async () => {
  const view = (await service.ask('GET', `/api/offers/${sample.token}/formation`)).json<FormationView>()
  expect(view.messages.map(({ kind, party, placed }) => [kind, party, placed.rule, placed.received.reason])).toEqual([['offer', 'seller', 'vn-2023', 'ENTERED_ACCESSIBLE'], ['answer', 'buyer', 'vn-2023', 'ENTERED_ACCESSIBLE']])
  expect(view.formation.formedAt).toBe(Date.parse(receipt.receivedAt))
  expect(view.formation.place).toMatch(/Hà Nội/)
  expect((await service.ask('GET', `/api/contracts/${sample.contract}/offers/${sample.offer}/formation`)).statusCode).toBe(401)
  const several = await offerParties(service)
  const [token = ''] = Object.values(several.tokens)
  expect((await service.ask('GET', `/api/offers/${token}/formation`)).json<FormationView>().formation.reason).toBe('OPEN')
})

test('strangers and answers that are not there get nothing', async () => {
  const open = await offerSample(service, 'mai@example.com')
  expect((await service.ask('GET', `/api/offers/${open.token}/certificate.pdf`)).statusCode).toBe(404)
  expect((await service.ask('GET', `/api/offers/${'A'.repeat(43)}/record.pdf`)).statusCode).toBe(404)
  expect((await service.ask('GET', `/api/acceptances/${'A'.repeat(43)}/record.pdf`)).statusCode).toBe(404)
  expect((await service.ask('GET', `/api/contracts/${sample.contract}/offers/${sample.offer}/record.pdf`)).statusCode).toBe(401)
  expect((await service.ask('GET', `/api/contracts/${sample.contract}/offers/${sample.offer}/record.pdf`, undefined, { headers: { cookie: 'countersign=none' } })).statusCode).toBe(401)
})

test('a name in letters that the fonts lack is shown as far as they go, and the data has it whole', async () => {
  const agreement = await openAgreement(service)
  const subject = signSubject(agreement.secret.hostSecret, { sub: '契約 العقد', aud: agreement.id }, service.parts.clock())
  const odd = await click(service, agreement.id, { subject })
  const pdf = await fetchSheet(`/api/acceptances/${odd.token}/certificate.pdf?lang=en`)
  expect(wordsOf(pdf)).toContain('shown as “?”')
  const [record] = readAttachments(readPdf(pdf))
  expect(encodeUtf8(JSON.parse(decodeUtf8(record!.bytes)).subject as string)).toEqual(encodeUtf8('契約 العقد'))
})

test.each(['vi', 'en'] as const)('the record of a plain click tells what became of it in %s: agreed, withdrawn, agreed again to a new major version, each with its record and log proof, on page, paper and as data', async (language) => {
  const agreement = await openAgreement(service, (draft) => ({ ...draft, withdrawal: { days: 14, text: 'Bạn có thể rút trong 14 ngày.' } }))
  const subject = () => signSubject(agreement.secret.hostSecret, { sub: 'user-7' }, service.parts.clock())
  const first = await click(service, agreement.id, { subject: subject() })
  await service.ask('POST', `/api/acceptances/${first.token}/withdrawal`, { reason: null })
  const headers = { cookie: agreement.cookie }
  await service.ask('POST', `/api/agreements/${agreement.id}/versions`, { kind: 'major' }, { headers })
  await activate(service, agreement, await publishVersion(service, agreement))
  const second = await click(service, agreement.id, { subject: subject(), number: '2.0', event: 're-accepted' })
  await service.parts.log.settle()
  for (const [token, mine] of [[first.token, [true, true, false]], [second.token, [false, false, true]]] as const) {
    const { history } = (await service.ask('GET', `/api/acceptances/${token}`)).json<AcceptanceView>()
    expect(history.map(({ event, number, isThis }) => [event, number, isThis])).toEqual([['agreed', '1.0', mine[0]], ['withdrawn', '1.0', mine[1]], ['re-accepted', '2.0', mine[2]]])
    for (const { recordHash, proof } of history) expect((await verifyRecordProof(proof!, parseNoteKey(service.parts.log.verifier))).hash).toBe(recordHash)
    const pdf = await fetchSheet(`/api/acceptances/${token}/record.pdf?lang=${language}`)
    const text = wordsOf(pdf)
    for (const { recordHash } of history) expect(text.replaceAll(' ', '')).toContain(recordHash)
    for (const word of language === 'vi' ? ['Diễn biến', 'Đồng ý lại', 'Rút'] : ['What became of it', 'Agreed again', 'Withdrawn']) expect(text).toContain(word)
    const data = JSON.parse(decodeUtf8(readAttachments(readPdf(pdf)).find(({ name }) => name === 'record.json')!.bytes)) as { history: unknown }
    expect(data.history).toEqual(history)
  }
})

test('the evidence package of a version holds what was clicked under it, without the links; a statement put in another’s place is named', async () => {
  const agreement = await openAgreement(service)
  const [one, other] = [await click(service, agreement.id), await click(service, agreement.id)]
  const detail = (await service.ask('GET', `/api/agreements/${agreement.id}/detail`, undefined, { headers: { cookie: agreement.cookie } })).json<AgreementDetail>()
  const bytes = new Uint8Array((await service.ask('GET', `/api/contracts/${detail.versions[0]!.contract}/evidence`, undefined, { headers: { cookie: agreement.cookie } })).rawPayload)
  const { authority, log, clock } = service.parts
  const options = { anchors: [authority.root], logs: [{ root: computeCertificateThumbprint(authority.root), verifiers: log.verifiers, since: log.since }], time: clock() }
  expect((await examinePackage(bytes, options)).faults).toEqual([])
  const files = parseZip(bytes).map((file) => ({ name: file.name, bytes: file.bytes! }))
  const held = files.filter(({ name }) => name.startsWith('acceptances/'))
  expect(held.map(({ name }) => name).sort()).toEqual([one, other].map(({ acceptance }) => `acceptances/${acceptance}.json`).sort())
  for (const { bytes: text } of held) {
    const { jws, statement, snapshot } = JSON.parse(decodeUtf8(text)) as { jws: string; statement: string; snapshot: string }
    expect(openSigned(jws).payload).toBe(statement)
    expect(snapshot).toBe('<section>…</section>')
    for (const { token } of [one, other]) expect(decodeUtf8(text)).not.toContain(token)
  }
  const [a, b] = held as [typeof held[number], typeof held[number]]
  const swapped = { ...(JSON.parse(decodeUtf8(a.bytes)) as object), statement: (JSON.parse(decodeUtf8(b.bytes)) as { statement: string }).statement }
  const changed = files.map((file) => (file.name === a.name ? { ...file, bytes: encodeUtf8(JSON.stringify(swapped)) } : file))
  expect((await examinePackage(encodeZip(changed), options)).faults).toContainEqual({ name: a.name, fault: 'changed' })
  // Under a manifest made anew, the chain of records still tells.
  const named = changed.filter(({ name }) => name !== 'mimetype' && !name.startsWith('META-INF/')).map((file) => ({ ...file, mediaType: 'application/octet-stream' }))
  const original = files.find(({ name }) => name.endsWith('.p7s') && name.startsWith('META-INF/'))!
  expect((await examinePackage(await assemblePackage(named, () => Promise.resolve(original.bytes)), options)).faults).toContainEqual({ name: a.name, fault: 'chain' })
  await service.ask('POST', `/api/acceptances/${one.token}/erasure`, {})
  const after = parseZip(new Uint8Array((await service.ask('GET', `/api/contracts/${detail.versions[0]!.contract}/evidence`, undefined, { headers: { cookie: agreement.cookie } })).rawPayload))
  expect(after.filter(({ name }) => name.startsWith('acceptances/')).map(({ name }) => name)).toEqual([`acceptances/${other.acceptance}.json`])
})
