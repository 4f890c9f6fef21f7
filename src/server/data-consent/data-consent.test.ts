import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import { deriveDataConsent, type DataChoices } from '../../core/consent/data-consent.ts'
import { decodeContractDocument, type Privacy } from '../../core/contract/document.ts'
import { checkChain } from '../../core/evidence/record.ts'
import { computeJwkThumbprint, exportPublicJwk, parseJws, parsePublicJwk, signJws, verifyJws } from '../../core/pki/jws.ts'
import type { AgreementDetail } from '../../protocol/agreement.ts'
import { dataConsentViewSchema, type DataConsentList, type DataConsentView, type DataPlace } from '../../protocol/data-consent.ts'
import { openAgreement, signSubject, type TestAgreement } from '../fixture/agreement.ts'
import { eraseContract } from '../retention/erase.ts'
import { openTestService, type TestService } from '../fixture/service.ts'

const PRIVACY: Privacy = {
  controller: 'Tiệm Làng', contact: 'du-lieu@example.com',
  purposes: [
    { id: 'news', why: 'Gửi tin hàng mới', what: 'địa chỉ thư', basis: 'consent', retention: 'đến khi rút lại', recipients: 'không ai' },
    { id: 'survey', why: 'Hỏi ý kiến', what: 'địa chỉ thư', basis: 'consent', retention: '1 năm', recipients: 'Viện Khảo sát' },
  ],
}
let service: TestService
let agreement: TestAgreement
beforeAll(async () => {
  service = await openTestService()
  agreement = await openAgreement(service, (draft) => ({ ...draft, privacy: PRIVACY }))
})
afterAll(() => service.close())

const codeOf = (body: string): string => (JSON.parse(body) as { error: { code: string } }).error.code
const placeOf = (sub: string): DataPlace => ({ kind: 'agreement', agreement: agreement.id, subject: signSubject(agreement.secret.hostSecret, { sub }, service.parts.clock()), origin: null })
const standing = async (place: DataPlace): Promise<DataConsentView> => dataConsentViewSchema.parse((await service.ask('POST', '/api/data-consents/standing', { place })).json())

interface Choice {
  readonly after: DataChoices
  readonly isWithdrawal?: boolean
  readonly view?: DataConsentView
  readonly challengeFrom?: DataPlace
}

/** Closes and signs a decision as the page does. */
async function close(place: DataPlace, { after, isWithdrawal = false, view: given, challengeFrom }: Choice): Promise<string> {
  const view = given ?? (await standing(place))
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const jwk = await exportPublicJwk(keys.publicKey)
  const keyThumbprint = computeJwkThumbprint(jwk)
  const { challenge } = (await service.ask('POST', '/api/data-consents/challenge', { place: challengeFrom ?? place, keyThumbprint })).json<{ challenge: string }>()
  const last = view.acts.at(-1)
  const facts = deriveDataConsent({ document: decodeContractDocument(view.document!), documentHash: view.documentHash, previous: last?.statementHash ?? null, before: last?.choices ?? {}, after, isWithdrawal })
  return signJws(keys.privateKey, { jwk, typ: 'countersign-data-consent+jws' }, encodeCanonicalJson({ ...facts, id: `s${String(view.acts.length)}`, appBuild: 'test', keyThumbprint, challenge, claimedTime: '2026-11-25T10:00:00+07:00' }))
}
const send = (place: DataPlace, jws: string) => service.ask('POST', '/api/data-consents', { place, jws })

describe('consent about personal data', () => {
  test('is given purpose by purpose, receipted by the service, and taken back by a record of its own', async () => {
    const place = placeOf('lan')
    expect((await standing(place)).consent).toBeNull()
    const given = dataConsentViewSchema.parse((await send(place, await close(place, { after: { news: true } }))).json())
    expect(given.acts.map(({ event, choices }) => [event, choices])).toEqual([['given', { news: true, survey: false }]])
    const keys = (await service.ask('GET', '/.well-known/jwks.json')).json<{ keys: unknown[] }>()
    expect(await verifyJws(parseJws(given.receipt!), parsePublicJwk(keys.keys[0]))).toBe(true)
    expect(JSON.parse(parseJws(given.receipt!).payload)).toMatchObject({ data_consent: { schema_version: 'ISO/IEC TS 27560:2023', event: [{ event_state: 'consent given' }] } })
    const kept: DataPlace = { kind: 'kept', token: given.token! }
    const withdrawn = dataConsentViewSchema.parse((await send(kept, await close(kept, { after: {}, isWithdrawal: true }))).json())
    expect(withdrawn.acts.map(({ event }) => event)).toEqual(['given', 'withdrawn'])
    expect(withdrawn.acts[0]).toEqual(given.acts[0])
    expect((await standing(place)).token).toBe(given.token)
    const { versions } = (await service.ask('GET', `/api/agreements/${agreement.id}/detail`, undefined, { headers: { cookie: agreement.cookie } })).json<AgreementDetail>()
    const { records } = (await service.ask('GET', `/api/contracts/${versions[0]!.contract}/records`, undefined, { headers: { cookie: agreement.cookie } })).json<{ records: { record: string }[] }>()
    expect(() => checkChain(records.map(({ record }) => record))).not.toThrow()
    expect(records.flatMap(({ record }) => /"event":"(data-consent-[a-z]+)"/.exec(record)?.[1] ?? [])).toEqual(['data-consent-given', 'data-consent-withdrawn'])
    expect(records.some(({ record }) => record.includes('"news"'))).toBe(false)
    const list = (await service.ask('GET', `/api/contracts/${versions[0]!.contract}/data-consents`, undefined, { headers: { cookie: agreement.cookie } })).json<DataConsentList>()
    expect(list.purposes.map(({ id, given: count, withdrawn: back }) => [id, count, back])).toEqual([['news', 0, 1], ['survey', 0, 0]])
  })

  test('the same statement again gives the same answer; sent for another person it is refused', async () => {
    const place = placeOf('hoa')
    const jws = await close(place, { after: { survey: true } })
    const [first, second] = [await send(place, jws), await send(place, jws)]
    expect(second.json<DataConsentView>().acts).toEqual(first.json<DataConsentView>().acts)
    const other = await send(placeOf('mai'), jws)
    expect([other.statusCode, codeOf(other.body)]).toEqual([409, 'CHALLENGE_REFUSED'])
  })

  test('a challenge of another person, a changed statement and a decision over an older state are refused', async () => {
    const place = placeOf('nga')
    expect(codeOf((await send(place, await close(place, { after: { news: true }, challengeFrom: placeOf('tu') }))).body)).toBe('CHALLENGE_REFUSED')
    const jws = await close(place, { after: { news: true } })
    const [head, body, tail] = jws.split('.')
    const changed = Buffer.from(Buffer.from(body!, 'base64url').toString().replace('"after":false', '"after":true')).toString('base64url')
    expect(codeOf((await send(place, `${head}.${changed}.${tail}`)).body)).toBe('JWS_REFUSED')
    const before = await standing(place)
    const [one, two] = [await close(place, { after: { news: true }, view: before }), await close(place, { after: { survey: true }, view: before })]
    expect((await send(place, one)).statusCode).toBe(200)
    expect(codeOf((await send(place, two)).body)).toBe('DATA_CONSENT_STALE')
    expect(codeOf((await service.ask('POST', '/api/data-consents/standing', { place: { kind: 'kept', token: 'nobody' } })).body)).toBe('ACCEPTANCE_NOT_FOUND')
  })

  test('goes with its contract when that one’s time is over: the key of each person’s decisions is destroyed too', async () => {
    const own = await openAgreement(service, (draft) => ({ ...draft, privacy: PRIVACY }))
    const place: DataPlace = { kind: 'agreement', agreement: own.id, subject: signSubject(own.secret.hostSecret, { sub: 'lan' }, service.parts.clock()), origin: null }
    const given = dataConsentViewSchema.parse((await send(place, await close(place, { after: { news: true } }))).json())
    const { contract } = await service.parts.store.selectFrom('data_consent').select('contract').where('id', '=', given.consent!).executeTakeFirstOrThrow()
    expect(await eraseContract(service.parts, contract)).toBe(true)
    expect(codeOf((await service.ask('POST', '/api/data-consents/standing', { place: { kind: 'kept', token: given.token } })).body)).toBe('ACCEPTANCE_ERASED')
    expect((await service.parts.store.selectFrom('data_key').select('wrapped').where('id', '=', given.consent!).executeTakeFirstOrThrow()).wrapped).toBeNull()
  })
})
