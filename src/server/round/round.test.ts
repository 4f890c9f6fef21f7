import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSigner } from '../../core/pki/signer.ts'
import { parseRecord } from '../../core/evidence/record.ts'
import { examine } from '../../core/evidence/examine/examine.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { findSignatures } from '../../core/pdf/signature.ts'
import type { ContractDetail } from '../../protocol/contract.ts'
import type { OfferView } from '../../protocol/offer.ts'
import { lapseOffers } from '../contract/lapse.ts'
import { certify, closeStatement, emailOf, offerParties, offerSample, ownValues, sign, signAsParty, upload, type OfferedParties } from '../fixture/party.ts'
import { withSignatories } from '../../testing/ceremony/signatories.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'
import { decodeContractDocument } from '../../core/contract/document.ts'
import { composeStatement } from '../../core/ceremony/statement.ts'
import { remindDue } from './remind.ts'

let service: TestService
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

const view = async (token: string): Promise<OfferView> => (await service.ask('GET', `/api/offers/${token}`)).json<OfferView>()
const codeOf = (answer: { json(): unknown }): string | undefined => (answer.json() as { error?: { code: string } }).error?.code
const give = async (token: string, party: string, change: Record<string, string> = {}): Promise<Awaited<ReturnType<TestService['ask']>>> => {
  const { document } = await view(token)
  return service.ask('PUT', `/api/offers/${token}/particulars`, { values: { ...ownValues(decodeContractDocument(document), party, emailOf(party)), ...change } })
}
const eventsOf = async ({ contract, cookie }: OfferedParties): Promise<{ event: string; party: string | null; reason: string | null }[]> => {
  const { records } = (await service.ask('GET', `/api/contracts/${contract}/records`, undefined, { headers: { cookie } })).json<{ records: { record: string }[] }>()
  return records.map(({ record }) => parseRecord(record)).map(({ event, actor, evidence }) => ({ event, party: actor.party, reason: evidence?.reason ?? null }))
}
const stateOf = async ({ contract, cookie }: OfferedParties): Promise<ContractDetail> => (await service.ask('GET', `/api/contracts/${contract}`, undefined, { headers: { cookie } })).json<ContractDetail>()
const mailsTo = async (email: string, pattern: RegExp): Promise<number> => {
  await service.parts.mailer.settle()
  return (await service.parts.mailer.readOutbox()).mails.filter(({ to, subject }) => to === email && pattern.test(subject)).length
}
const judge = async (file: Uint8Array) => (await examine(file, { anchors: [service.parts.authority.root], time: service.parts.clock() })).report
const fileOf = async (token: string): Promise<Uint8Array> => new Uint8Array((await service.ask('GET', `/api/offers/${token}/file`)).rawPayload)

describe('several signatories: otherwise one of them loses a signature, or signs what it has not read', () => {
  it('give their details first, sign in their turns over one file, and all get the copy', async () => {
    const offered = await offerParties(service)
    const { tokens } = offered
    expect((await view(tokens['buyer']!)).stage).toBe('details')
    expect((await view(tokens['seller']!)).stage).toBe('others')
    expect(codeOf(await service.ask('POST', `/api/offers/${tokens['buyer']}/challenge`, { keyThumbprint: 'A'.repeat(43) }))).toBe('PARTICULARS_AWAITED')
    expect((await give(tokens['buyer']!, 'buyer')).json<OfferView>().stage).toBe('others')
    const seen = await view(tokens['buyer-2']!)
    expect(seen.particulars?.values['buyer-name']).toBe('Trần Thị Lan')
    expect(JSON.stringify(seen)).not.toContain('buyer@example.com')
    expect((await give(tokens['buyer-2']!, 'buyer-2')).json<OfferView>().stage).toBe('sign')
    expect((await view(tokens['seller']!)).stage).toBe('turn')
    expect(await mailsTo(emailOf('buyer'), /^Đến lượt/)).toBe(1)
    expect(await mailsTo(emailOf('buyer-2'), /^Đến lượt/)).toBe(0)

    const first = await signAsParty(service, tokens['buyer']!, emailOf('buyer'))
    expect(first.answer.statusCode).toBe(200)
    expect(codeOf(await give(tokens['buyer-2']!, 'buyer-2', { 'buyer-2-phone': '+84 90 222 2222' }))).toBe('PARTICULARS_FIXED')
    expect((await stateOf(offered)).summary.state).toBe('offered')
    expect(await mailsTo('seller@example.com', /^Đến lượt/)).toBe(0)
    expect((await signAsParty(service, tokens['buyer-2']!, emailOf('buyer-2'))).answer.statusCode).toBe(200)
    expect(await mailsTo('seller@example.com', /^Đến lượt/)).toBe(1)
    expect((await signAsParty(service, tokens['seller']!, 'seller@example.com')).answer.statusCode).toBe(200)
    expect((await stateOf(offered)).summary.state).toBe('concluded')
    for (const email of [emailOf('buyer'), emailOf('buyer-2'), 'seller@example.com']) expect(await mailsTo(email, /^Bản đã ký/)).toBe(1)

    const files = await Promise.all(['buyer', 'buyer-2', 'seller'].map((party) => fileOf(tokens[party]!)))
    expect(new Set(files.map((file) => Buffer.from(file).toString('base64'))).size).toBe(1)
    const report = await judge(files[0]!)
    expect(report.verdict.indication).toBe('TOTAL-PASSED')
    expect(report.signatures).toHaveLength(3)
  })

  it('two who press at the same moment both end signed, one rebased, neither asked twice', async () => {
    const offered = await offerParties(service, (draft) => withSignatories(draft, 2))
    const both = await Promise.all(['buyer', 'buyer-2'].map(async (party) => {
      const buyer = await closeStatement(service, offered.tokens[party]!, emailOf(party))
      return { buyer, signer: await certify(service, buyer, emailOf(party)) }
    }))
    const files = await Promise.all(both.map(({ buyer, signer }) => sign(service, buyer, signer)))
    const answers = await Promise.all(both.map(({ buyer }, index) => upload(service, buyer, files[index]!)))
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409])
    const late = answers.findIndex(({ statusCode }) => statusCode === 409)
    expect(answers[late]!.json()).toMatchObject({ error: { code: 'REVISION_STALE', details: { revision: 1 } } })
    // The same overtaken bytes again are refused again, and written down once.
    expect(codeOf(await upload(service, both[late]!.buyer, files[late]!))).toBe('REVISION_STALE')
    const again = await upload(service, both[late]!.buyer, await sign(service, both[late]!.buyer, both[late]!.signer))
    expect(again.statusCode).toBe(200)
    const events = await eventsOf(offered)
    expect(events.filter(({ event }) => event === 'signature-discarded')).toEqual([{ event: 'signature-discarded', party: both[late]!.buyer.token === offered.tokens['buyer'] ? 'buyer' : 'buyer-2', reason: 'REVISION_STALE' }])
    expect(events.filter(({ event }) => event === 'code-sent')).toHaveLength(2)
    expect(events.filter(({ event }) => event === 'certificate-issued')).toHaveLength(3)
    expect((await upload(service, both[late === 0 ? 1 : 0]!.buyer, files[late === 0 ? 1 : 0]!)).statusCode).toBe(200)
    expect((await judge(await fileOf(offered.tokens['buyer']!))).verdict.indication).toBe('TOTAL-PASSED')
  })

  it('ten sign one contract at once; every signature is in the file and none is lost', { timeout: 240_000 }, async () => {
    const offered = await offerParties(service, (draft) => withSignatories({ ...draft, signatureLevel: 'B-LTA' }, 10))
    const done = await Promise.all(Object.entries(offered.tokens).map(([party, token]) => signAsParty(service, token, emailOf(party))))
    expect(done.map(({ answer }) => answer.statusCode)).toEqual(Array.from({ length: 10 }, () => 200))
    const file = await fileOf(offered.tokens['buyer-7']!)
    const signed = findSignatures(readPdf(file)).filter(({ value }) => value !== null)
    expect(signed.map(({ name }) => name).filter((name) => name.startsWith('signature-'))).toHaveLength(10)
    const report = await judge(file)
    expect(report.verdict.indication).toBe('TOTAL-PASSED')
    expect(Buffer.from(file).includes('/DocTimeStamp')).toBe(true)
    const events = await eventsOf(offered)
    expect(events.filter(({ event }) => event === 'agreed')).toHaveLength(10)
    expect(events.filter(({ event }) => event === 'signature-discarded')).toHaveLength(done.reduce((sum, { rebases }) => sum + rebases, 0))
    expect(await mailsTo(emailOf('buyer-10'), /^Bản đã ký/)).toBe(1)
  })

  it('signs only in turn, over the last revision, with its own link', async () => {
    const offered = await offerParties(service, (draft) => withSignatories(draft, 3, (index) => index + 1))
    const { tokens } = offered
    expect((await view(tokens['buyer-2']!)).stage).toBe('turn')
    expect(codeOf(await service.ask('POST', `/api/offers/${tokens['buyer-2']}/challenge`, { keyThumbprint: 'A'.repeat(43) }))).toBe('OFFER_NOT_ITS_TURN')
    expect(codeOf(await service.ask('GET', `/api/offers/${tokens['buyer-3']}/revision`))).toBe('OFFER_NOT_ITS_TURN')
    const buyer = await closeStatement(service, tokens['buyer']!, emailOf('buyer'))
    const signer = await certify(service, buyer, emailOf('buyer'))
    const file = await sign(service, buyer, signer)
    // Another party's link does not carry this signature, nor does this link carry another party's statement.
    expect(codeOf(await upload(service, { ...buyer, token: tokens['buyer-2']! }, file))).toBe('INTENT_NOT_FOUND')
    expect((await upload(service, buyer, file)).statusCode).toBe(200)
    expect(codeOf(await upload(service, buyer, await sign(service, buyer, signer, { last: buyer.base })))).toBe('OFFER_ANSWERED')
    const second = await closeStatement(service, tokens['buyer-2']!, emailOf('buyer-2'))
    const theirs = await certify(service, second, emailOf('buyer-2'))
    expect(codeOf(await upload(service, second, await sign(service, second, theirs, { last: second.base })))).toBe('REVISION_STALE')
    const onto = await sign(service, second, theirs)
    const changed = onto.slice()
    changed[second.base.length + 2000]! ^= 1
    expect(codeOf(await upload(service, second, changed))).toBe('REVISION_STALE')
    const foreign = await createSigner(buyer.keys.privateKey, signer.certificate, signer.chain)
    expect(codeOf(await upload(service, second, await sign(service, second, foreign).catch(() => onto.slice(0, -1))))).toMatch(/DIFFERS|REFUSED/)
    expect((await upload(service, second, onto)).statusCode).toBe(200)
    expect((await signAsParty(service, tokens['buyer-3']!, emailOf('buyer-3'))).answer.statusCode).toBe(200)
    expect((await stateOf(offered)).summary.state).toBe('concluded')
  })

  it('one declines: the others are told, the contract ends, no signature is lost', async () => {
    const offered = await offerParties(service, (draft) => withSignatories(draft, 3))
    const { tokens } = offered
    await signAsParty(service, tokens['buyer']!, emailOf('buyer'))
    const { document } = await view(tokens['buyer-2']!)
    const claimsSalt = 'c'.repeat(64)
    const claims = { clock: '2026-11-25T10:00:00+07:00', zone: 'Asia/Ho_Chi_Minh', locale: 'vi', agent: 'x', viewport: { width: 1, height: 1 }, pixelRatio: 1, reading: { scrolledPercent: 0, visibleMs: 0, focusMs: 0 } }
    const statement = composeStatement({
      document: decodeContractDocument(document), party: 'buyer-2', values: {}, salt: '0'.repeat(64), id: 'decline-2', event: 'declined', act: 'none', baseRevision: null,
      person: { name: 'Người Ký Hai', capacity: 'self', place: null }, controls: [], review: { shown: false, edits: 0, confirmed: true }, reason: null, snapshotHash: null, conspicuousness: [],
      claims, claimsSalt, appBuild: 'test', keyThumbprint: null, challenge: null, claimedTime: '2026-11-25T10:00:00+07:00',
    })
    expect((await service.ask('POST', `/api/offers/${tokens['buyer-2']}/refusal`, { statement, claims, claimsSalt })).statusCode).toBe(200)
    expect((await stateOf(offered)).summary.state).toBe('declined')
    expect((await view(tokens['buyer-3']!)).state).toBe('ended')
    expect(codeOf(await service.ask('POST', `/api/offers/${tokens['buyer-3']}/challenge`, { keyThumbprint: 'A'.repeat(43) }))).toBe('OFFER_ENDED')
    for (const party of ['buyer', 'buyer-3']) expect(await mailsTo(emailOf(party), /^Có bên không đồng ý/)).toBeGreaterThan(0)
    expect((await judge(await fileOf(tokens['buyer']!))).verdict.indication).toBe('TOTAL-PASSED')
    // The seller may send it once more.
    const again = await service.ask('POST', `/api/contracts/${offered.contract}/offers`, { parties: ['buyer', 'buyer-2', 'buyer-3'].map((party) => ({ party, email: emailOf(party), name: null })) }, { headers: { cookie: offered.cookie } })
    expect(again.statusCode).toBe(200)
    expect(again.json<ContractDetail>().summary.state).toBe('offered')
  })

  it('refuses too few, too many or unknown parties', async () => {
    const { contract, cookie } = await offerParties(service, (draft) => withSignatories(draft, 2))
    const send = async (parties: readonly string[]) => codeOf(await service.ask('POST', `/api/contracts/${contract}/offers`, { parties: parties.map((party) => ({ party, email: emailOf(party), name: null })) }, { headers: { cookie } }))
    expect(await send(['buyer', 'buyer-2'])).toBe('STATE_REFUSED')
    const fresh = await offerSample(service, 'x@example.com', 'terms-of-service')
    for (const parties of [['buyer', 'buyer-2'], ['seller'], ['buyer', 'buyer']]) {
      const answer = await service.ask('POST', `/api/contracts/${fresh.contract}/offers`, { parties: parties.map((party) => ({ party, email: emailOf(party), name: null })) }, { headers: { cookie: fresh.cookie } })
      expect(codeOf(answer)).toBe('BODY_MALFORMED')
    }
  })

  it('taken back: everybody who had heard of it is told, also who has signed', async () => {
    const offered = await offerParties(service, (draft) => withSignatories(draft, 3, (index) => (index < 2 ? 1 : 2)))
    await signAsParty(service, offered.tokens['buyer']!, emailOf('buyer'))
    const before = await Promise.all(['buyer', 'buyer-2', 'buyer-3'].map((party) => mailsTo(emailOf(party), /^Đã rút lại/)))
    const withdrawn = await service.ask('DELETE', `/api/contracts/${offered.contract}/offers/${offered.detail.offers[1]!.id}`, undefined, { headers: { cookie: offered.cookie } })
    expect(withdrawn.json<ContractDetail>().summary.state).toBe('withdrawn')
    const after = await Promise.all(['buyer', 'buyer-2', 'buyer-3'].map((party) => mailsTo(emailOf(party), /^Đã rút lại/)))
    expect(after.map((count, index) => count - before[index]!)).toEqual([1, 1, 0])
    expect(withdrawn.json<ContractDetail>().offers.map(({ state }) => state)).toEqual(['accepted', 'withdrawn', 'withdrawn'])
  })

  it('a correction after somebody stated makes that statement stale, never wrong', async () => {
    const { tokens } = await offerParties(service)
    await give(tokens['buyer']!, 'buyer')
    await give(tokens['buyer-2']!, 'buyer-2')
    const buyer = await closeStatement(service, tokens['buyer']!, emailOf('buyer'))
    const file = await sign(service, buyer, await certify(service, buyer, emailOf('buyer')))
    expect((await give(tokens['buyer-2']!, 'buyer-2', { 'buyer-2-phone': '+84 90 222 2222' })).statusCode).toBe(200)
    expect(codeOf(await upload(service, buyer, file))).toBe('VERSION_STALE')
    expect((await signAsParty(service, tokens['buyer']!, emailOf('buyer'))).answer.statusCode).toBe(200)
  })

  it('one never comes: reminded once, then the deadline passes and the state says who signed and who did not', async () => {
    let offered = await offerParties(service, (draft) => withSignatories(draft, 2))
    await signAsParty(service, offered.tokens['buyer']!, emailOf('buyer'))
    const remind = () => service.ask('POST', `/api/contracts/${offered.contract}/offers/${offered.detail.offers[1]!.id}/reminder`, undefined, { headers: { cookie: offered.cookie } })
    expect(codeOf(await remind())).toBe('RATE_LIMITED')
    service.advance(2 * 60 * 60_000)
    const reminders = await mailsTo(emailOf('buyer-2'), /^Nhắc lại/)
    expect((await remind()).statusCode).toBe(200)
    await remindDue(service.parts)
    expect(await mailsTo(emailOf('buyer-2'), /^Nhắc lại/)).toBe(reminders + 1)
    service.advance(2 * 86_400_000)
    offered = { ...offered, cookie: await signIn(service, 'seller@example.com') }
    expect((await stateOf(offered)).offers.map(({ state }) => state)).toEqual(['accepted', 'lapsed'])
    await lapseOffers(service.parts)
    await lapseOffers(service.parts)
    expect((await eventsOf(offered)).filter(({ event }) => event === 'lapsed')).toHaveLength(1)
    expect((await stateOf(offered)).summary.state).toBe('lapsed')
    expect(await mailsTo(emailOf('buyer'), /^Hết thời hạn/)).toBeGreaterThan(0)
    expect((await service.ask('GET', `/api/offers/${offered.tokens['buyer']}/file`)).statusCode).toBe(200)
  })
})
