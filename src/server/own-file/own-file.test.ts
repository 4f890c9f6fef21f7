import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeBase64 } from '../../core/bytes/base64.ts'
import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import { inflate } from '../../core/bytes/deflate.ts'
import { sha256Hex } from '../../core/bytes/sha256.ts'
import { decodeUtf8, encodeLatin1, encodeUtf8 } from '../../core/bytes/text.ts'
import { encodeZip, parseZip } from '../../core/bytes/zip.ts'
import type { ContractDraft } from '../../core/contract/document.ts'
import { createDraft, fillDraft } from '../../core/contract/template.ts'
import { withOwnFile } from '../../core/contract/own-file.ts'
import type { OwnFileAnswer } from '../../protocol/contract.ts'
import { examinePackage } from '../../core/evidence/examine/package.ts'
import { examine } from '../../core/evidence/examine/examine.ts'
import { findSignatures } from '../../core/pdf/signature.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import type { Receipt } from '../../protocol/receipt.ts'
import { ENCRYPTED_FILES } from '../../testing/vectors/encrypted-pdf.ts'
import { buildPdf, contractObjects, type XrefKind } from '../../testing/pdf/builder.ts'
import { offerOwnFile, signOwnFile, startOwnFile, stateOwnFile, uploadAppended, uploadOwnFile, type Answer, type OfferedFile } from '../fixture/own-file.ts'
import { emailOf, SELLER } from '../fixture/party.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'
import type { Pages } from '../page/page.ts'
import { renderTerms } from '../page/terms.ts'

const plain = (kind: XrefKind = 'table') => buildPdf(contractObjects([]), { kind })
const codeOf = (answer: Answer) => answer.json<{ error?: { code: string } }>().error?.code

let service: TestService
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

async function signAll({ tokens }: OfferedFile, parties: readonly string[]): Promise<Receipt> {
  let receipt: Receipt | null = null
  for (const party of parties) {
    const token = tokens[party]!
    const { buyer, signer } = await stateOwnFile(service, token, emailOf(party))
    const answer = await uploadAppended(service, buyer, await signOwnFile(service, buyer, signer, party))
    if (answer.statusCode !== 200) throw new Error(answer.body)
    receipt = answer.json<Receipt>()
  }
  return receipt!
}

async function fetchSigned(token: string): Promise<Uint8Array> {
  return new Uint8Array((await service.ask('GET', `/api/offers/${token}/file`)).rawPayload)
}

const judge = (bytes: Uint8Array) => examine(bytes, { anchors: [service.parts.authority.root], time: service.parts.clock() })

describe('a seller’s own file is signed as it is: otherwise what people signed is not the file they had', () => {
  it.each(['table', 'stream', 'objectStream', 'hybrid'] as const)('%s: no byte of it changes, and the judge finds statement and pages in agreement', async (kind) => {
    const file = plain(kind)
    const offered = await offerOwnFile(service, file)
    const receipt = await signAll(offered, ['buyer'])
    const signed = await fetchSigned(offered.tokens['buyer']!)
    expect(sha256Hex(signed)).toBe(receipt.fileHash)
    expect(Buffer.from(signed.subarray(0, file.length)).equals(Buffer.from(file))).toBe(true)
    const { report, signatures } = await judge(signed)
    expect(report.signatures.map(({ indication, field }) => [field, indication])).toEqual([['signature-buyer', 'TOTAL-PASSED']])
    expect(report.signatures[0]!.checks.find(({ id }) => id === 'statement-agreement')).toMatchObject({ result: 'PASSED', reason: 'own-file' })
    expect(signatures[0]!.statement!.typesetRevision).toBe('own-file')
  })

  it('several parties, several places each, one after the other, up to a document timestamp', async () => {
    const offered = await offerOwnFile(service, plain('stream'), ['buyer', 'witness'], 'B-LTA', 2)
    await signAll(offered, ['buyer', 'witness'])
    const signed = await fetchSigned(offered.tokens['witness']!)
    const { report } = await judge(signed)
    expect(report.signatures.filter(({ indication }) => indication === 'TOTAL-PASSED').length).toBe(5)
    expect(findSignatures(readPdf(signed)).map(({ name }) => name).filter((name) => name.startsWith('signature-')).sort()).toEqual(['signature-buyer', 'signature-buyer_2', 'signature-witness', 'signature-witness_2'])
  })

  it('a file that others have signed keeps their signatures, and nobody certifies it anew', async () => {
    const first = await offerOwnFile(service, plain(), ['ann'])
    await signAll(first, ['ann'])
    const certified = await fetchSigned(first.tokens['ann']!)
    const cookie = await signIn(service, SELLER)
    expect(codeOf(await uploadOwnFile(service, cookie, await startOwnFile(service, cookie), certified))).toBe('OWN_FILE_CERTIFIED')
  })

  it.each(['pyhanko-signed', 'pdfbox-packed-signed', 'openpdf-signed-signed'])('%s, signed by others before, keeps their signatures, and nobody certifies it anew', async (name) => {
    const file = new Uint8Array(readFileSync(join(import.meta.dirname, '..', '..', 'testing', 'vectors', 'pdf', `${name}.pdf`)))
    const before = (await judge(file)).report.signatures.map(({ indication, subIndication }) => [indication, subIndication])
    const offered = await offerOwnFile(service, file)
    await signAll(offered, ['buyer'])
    const signed = await fetchSigned(offered.tokens['buyer']!)
    const { report } = await judge(signed)
    expect(report.signatures.slice(0, before.length).map(({ indication, subIndication }) => [indication, subIndication])).toEqual(before)
    expect(report.signatures.at(-1)).toMatchObject({ field: 'signature-buyer', indication: 'TOTAL-PASSED' })
    expect(readPdf(signed).root.entries.has('Perms')).toBe(false)
  })

  it('the page of the link says what the file says, without any script', async () => {
    const { tokens, contract } = await offerOwnFile(service, plain())
    const pages: Pages = { folder: '', shell: '', render: ({ main }) => main }
    const { html } = await renderTerms(service.parts, pages, tokens['buyer']!)
    expect(html).toContain('<p>Contract</p>')
    expect(html).toContain(`href="/api/offers/${tokens['buyer']}/own-file"`)
    const sent = await service.ask('GET', `/api/offers/${tokens['buyer']}/own-file`)
    expect([sent.headers['content-type'], Buffer.compare(sent.rawPayload, plain())]).toEqual(['application/pdf', 0])
    expect((await service.ask('GET', `/api/contracts/${contract}/own-file`)).statusCode).toBe(401)
    expect((await service.ask('GET', '/api/offers/wrong/own-file')).statusCode).toBe(404)
  })

  it('the evidence package holds document, signed file and records', async () => {
    const offered = await offerOwnFile(service, plain())
    await signAll(offered, ['buyer'])
    const answer = await service.ask('GET', `/api/contracts/${offered.contract}/evidence`, undefined, { headers: { cookie: offered.cookie } })
    expect(answer.statusCode).toBe(200)
    const files = parseZip(new Uint8Array(answer.rawPayload))
    const document = JSON.parse(decodeUtf8(files.find(({ name }) => name === 'document/contract.json')!.bytes!)) as { file: { hash: string } }
    const signed = files.find(({ name }) => name === 'signed/01.pdf')!.bytes!
    expect(sha256Hex(signed.subarray(0, plain().length))).toBe(document.file.hash)
    const policy = { anchors: [service.parts.authority.root], time: service.parts.clock() }
    const bytes = new Uint8Array(answer.rawPayload)
    expect((await examinePackage(bytes, policy)).faults).toEqual([])
    // The same contract with another file's hash: then the signed file is not the one that was offered.
    const other = files.map((file) => (file.name === 'document/contract.json' ? { ...file, bytes: encodeUtf8(decodeUtf8(file.bytes!).replaceAll(document.file.hash, 'f'.repeat(64))) } : file))
    const forged = await examinePackage(encodeZip(other.map(({ name, bytes: content }) => ({ name, bytes: content! }))), policy)
    expect(forged.faults).toContainEqual({ name: 'signed/01.pdf', fault: 'file' })
  })
})

describe('the server derives too: otherwise a browser could append what it likes', () => {
  it('refuses a changed byte, a piece too much, another place to append to, and a whole file', async () => {
    const { tokens } = await offerOwnFile(service, plain())
    const { buyer, signer } = await stateOwnFile(service, tokens['buyer']!, emailOf('buyer'))
    const appended = await signOwnFile(service, buyer, signer, 'buyer')
    const changed = appended.bytes.slice()
    changed[3] = changed[3]! ^ 1
    expect(codeOf(await uploadAppended(service, buyer, { ...appended, bytes: changed }))).toBe('SIGNATURE_REVISION_DIFFERS')
    expect(codeOf(await uploadAppended(service, buyer, { ...appended, bytes: new Uint8Array([...appended.bytes, 10]) }))).toBe('SIGNATURE_REVISION_DIFFERS')
    expect(codeOf(await uploadAppended(service, buyer, { ...appended, after: appended.after - 1 }))).toBe('BASE_REVISION_DIFFERS')
    const whole = await service.ask('PUT', `/api/offers/${buyer.token}/acceptance/${buyer.statementHash}`, appended.file, { headers: { 'content-type': 'application/pdf' } })
    expect(codeOf(whole)).toBe('BASE_REVISION_DIFFERS')
    const taken = await uploadAppended(service, buyer, appended)
    expect(taken.statusCode).toBe(200)
    expect((await uploadAppended(service, buyer, appended)).json<Receipt>().recordHash).toBe(taken.json<Receipt>().recordHash)
  })

  it('two who sign at the same moment both end signed', async () => {
    const { tokens } = await offerOwnFile(service, plain('objectStream'), ['ann', 'bo'])
    const [ann, bo] = await Promise.all(['ann', 'bo'].map((party) => stateOwnFile(service, tokens[party]!, emailOf(party))))
    const [first, second] = [await signOwnFile(service, ann!.buyer, ann!.signer, 'ann'), await signOwnFile(service, bo!.buyer, bo!.signer, 'bo')]
    expect((await uploadAppended(service, ann!.buyer, first)).statusCode).toBe(200)
    expect(codeOf(await uploadAppended(service, bo!.buyer, second))).toBe('REVISION_STALE')
    expect((await uploadAppended(service, bo!.buyer, await signOwnFile(service, bo!.buyer, bo!.signer, 'bo'))).statusCode).toBe(200)
    const { report } = await judge(await fetchSigned(tokens['bo']!))
    expect(report.signatures.map(({ indication }) => indication)).toEqual(['TOTAL-PASSED', 'TOTAL-PASSED'])
  })
})

describe('what cannot be signed as it is is refused with its own code, and nothing is kept', () => {
  const cases: readonly (readonly [string, string, () => Uint8Array])[] = [
    ['a text', 'OWN_FILE_NOT_PDF', () => encodeLatin1('hello, this is no PDF at all')],
    ['nothing', 'OWN_FILE_NOT_PDF', () => encodeLatin1('%PD')],
    ['a file cut short', 'OWN_FILE_DAMAGED', () => plain().slice(0, -40)],
    ['a file with bytes behind its end', 'OWN_FILE_DAMAGED', () => new Uint8Array([...plain(), ...encodeLatin1('<script>')])],
    ['a wrong offset', 'OWN_FILE_DAMAGED', () => encodeLatin1(Buffer.from(plain()).toString('latin1').replace(/(\n)(0{7}\d{3}) 00000 n/, '$10000000007 00000 n'))],
    ['XFA', 'OWN_FILE_XFA', () => buildPdf({ ...contractObjects([]), 6: '<</Fields [] /XFA (x)>>' })],
    ['our own field names', 'OWN_FILE_FIELDS', () => buildPdf(contractObjects(['signature-buyer']))],
    ['no pages', 'OWN_FILE_DAMAGED', () => buildPdf({ 1: '<</Type /Catalog /Pages 2 0 R>>', 2: '<</Type /Pages /Kids [] /Count 0>>' })],
    ['an object that nobody looks at first, cut short', 'OWN_FILE_DAMAGED', () => buildPdf({ ...contractObjects([]), 40: '<</Length 9>>\nstream\nabc\nendstream' })],
    ['a looping page tree', 'OWN_FILE_DAMAGED', () => buildPdf({ 1: '<</Type /Catalog /Pages 2 0 R>>', 2: '<</Type /Pages /Kids [2 0 R] /Count 1>>' })],
    ['an encrypted file', 'OWN_FILE_ENCRYPTED', () => inflate(decodeBase64(ENCRYPTED_FILES['AESV3, revision 6']!), { maxBytes: 1_000_000 })],
    ['too many pages', 'OWN_FILE_TOO_LONG', () => buildPdf({ 1: '<</Type /Catalog /Pages 2 0 R>>', 2: `<</Type /Pages /Count 2001 /Kids [${Array.from({ length: 2001 }, (_, index) => `${index + 3} 0 R`).join(' ')}]>>`, ...Object.fromEntries(Array.from({ length: 2001 }, (_, index) => [index + 3, '<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>'])) })],
  ]
  it.each(cases)('%s: %s', async (_, code, make) => {
    const cookie = await signIn(service, SELLER)
    const contract = await startOwnFile(service, cookie)
    const answer = await uploadOwnFile(service, cookie, contract, make())
    expect([codeOf(answer), answer.statusCode < 500]).toEqual([code, true])
    expect(await service.parts.store.selectFrom('own_file').selectAll().where('contract', '=', contract).executeTakeFirst()).toBeUndefined()
  })

  it.each([
    ['the page’s words', { y: 660, height: 60 }, () => plain()],
    ['somebody’s signature', { y: 40, height: 80 }, () => new Uint8Array(readFileSync(join(import.meta.dirname, '..', '..', 'testing', 'vectors', 'pdf', 'pyhanko-signed.pdf')))],
  ] as const)('a signature field over %s: nothing is certified, signed or published, and moved away it is', async (_, at, make) => {
    const cookie = await signIn(service, SELLER)
    const contract = await startOwnFile(service, cookie)
    const { hash, size, pages } = (await uploadOwnFile(service, cookie, contract, make())).json<OwnFileAnswer>()
    const draft = fillDraft(createDraft('own-file', 'vi'), { 'seller-name': 'Công ty TNHH Mộc An', 'seller-email': SELLER })
    const over = (y: number, height: number) => withOwnFile(draft, { name: 'a.pdf', hash, size, pages, places: [{ party: 'buyer', page: 1, x: 40, y, width: 230, height }] })
    const ask = async (revision: number, changed: ContractDraft) => {
      const saved = await service.ask('PUT', `/api/contracts/${contract}/draft`, { revision, document: encodeCanonicalJson(changed) }, { headers: { cookie } })
      expect(saved.statusCode, saved.body).toBe(200)
      return service.ask('POST', `/api/contracts/${contract}/publication`, saved.json<{ revision: number }>(), { headers: { cookie } })
    }
    const refused = await ask(0, over(at.y, at.height))
    expect([refused.statusCode, codeOf(refused), refused.json<{ error: { details: object } }>().error.details]).toMatchObject([422, 'OWN_FILE_COVERS', { page: 1 }])
    expect(await service.parts.store.selectFrom('pending_publication').select('contract').where('contract', '=', contract).execute()).toEqual([])
    expect(codeOf(await ask(1, over(300, 80)))).toBeUndefined()
  })

  it('a stranger’s draft, an ordinary draft, a published one', async () => {
    const cookie = await signIn(service, SELLER)
    const contract = await startOwnFile(service, cookie)
    const other = await signIn(service, 'other@example.com')
    expect(codeOf(await uploadOwnFile(service, other, contract, plain()))).toBe('CONTRACT_NOT_FOUND')
    const ordinary = (await service.ask('POST', '/api/contracts', { template: 'services', language: 'en' }, { headers: { cookie } })).json<{ summary: { id: string } }>().summary.id
    expect(codeOf(await uploadOwnFile(service, cookie, ordinary, plain()))).toBe('STATE_REFUSED')
    const offered = await offerOwnFile(service, plain())
    expect(codeOf(await uploadOwnFile(service, offered.cookie, offered.contract, plain()))).toBe('STATE_REFUSED')
  })
})
