import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeBase64 } from '../../core/bytes/base64.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { parseCrl, verifyCrl } from '../../core/pki/crl.ts'
import { validatePath } from '../../core/pki/path.ts'
import { askOcsp, authorityPartsOf } from '../fixture/authority.ts'
import { certifyKept, type KeptHolder } from '../fixture/kept.ts'
import { openTestService, type TestService } from '../fixture/service.ts'
import type { AuthorityParts } from './authority.ts'
import { exportRoot, openRootFile } from './custody.ts'
import { revokeAuthorityKey } from './revoke.ts'

const PASSPHRASE = 'ba mươi chữ cái trong két sắt'
const DAY = 86_400_000
let service: TestService
let parts: AuthorityParts
let holder: KeptHolder
beforeAll(async () => {
  service = await openTestService()
  parts = authorityPartsOf(service)
  holder = await certifyKept(service, 'lan@example.com')
})
afterAll(() => service.close())

const serialOf = (certificate: Uint8Array): string => parseCertificate(certificate).serialNumber
const list = async (path: string): Promise<Uint8Array> => new Uint8Array((await service.ask('GET', path)).rawPayload)
const reasonIn = (crl: Uint8Array, certificate: Uint8Array): string | undefined => parseCrl(crl).entries.find(({ serialNumber }) => serialNumber === serialOf(certificate))?.reason

describe('a key of the authority was stolen: judges learn it from the authority above, and signing goes on with new keys', () => {
  it('a timestamp unit: another takes its place, list, delta and answers say so', async () => {
    const { authority } = service.parts
    const stolen = authority.timestampUnit
    await list('/pki/crl/issuing.crl')
    await revokeAuthorityKey(parts, serialOf(stolen), 'keyCompromise')
    await authority.refresh()
    expect(authority.timestampUnit).not.toEqual(stolen)
    expect([reasonIn(await list('/pki/crl/issuing.crl'), stolen), reasonIn(await list('/pki/crl/issuing/delta.crl'), stolen)]).toEqual(['keyCompromise', 'keyCompromise'])
    expect(await askOcsp(service, stolen, authority.issuing)).toBe('true:keyCompromise')
    expect(await askOcsp(service, authority.timestampUnit, authority.issuing)).toBe('true:good')
    expect((await service.ask('GET', `/api/certificate/${serialOf(stolen)}`)).json()).toMatchObject({ kind: 'authority', state: 'revoked', reason: 'keyCompromise' })
  })

  it('the issuing authority, with the root in its file: nothing without the file, all with it', async () => {
    const { authority } = service.parts
    const stolen = authority.issuing
    const seal = (await authority.openSeal()).certificate
    let file = new Uint8Array(0)
    await exportRoot(parts, PASSPHRASE, (bytes) => Promise.resolve((file = bytes as Uint8Array<ArrayBuffer>)))
    await expect(revokeAuthorityKey(parts, serialOf(stolen), 'keyCompromise')).rejects.toMatchObject({ code: 'ROOT_KEY_ABSENT' })
    expect(await askOcsp(service, stolen, authority.root)).toBe('true:good')
    await revokeAuthorityKey({ ...parts, rootKey: await openRootFile(file, PASSPHRASE) }, serialOf(stolen), 'keyCompromise')
    await authority.refresh()

    const crl = await list('/pki/crl/root.crl')
    expect([reasonIn(crl, stolen), await askOcsp(service, stolen, authority.root)]).toEqual(['keyCompromise', 'true:keyCompromise'])
    expect((await verifyCrl({ crl, issuer: authority.root, time: service.parts.clock() + 300 * DAY })).isValid, 'lasts until the root is fetched again').toBe(true)
    const next = await certifyKept(service, 'minh@example.com')
    const path = await validatePath({ certificate: decodeBase64(next.kept.certificate), intermediates: next.kept.chain.map(decodeBase64), anchors: [authority.root], time: service.parts.clock(), purpose: 'document-signing' })
    expect([path.isValid, next.kept.chain.map(decodeBase64)]).toEqual([true, [authority.issuing]])
    const { issuer } = parseCertificate((await authority.openSeal()).certificate)
    expect(issuer.text, 'no seal under it any more').not.toBe(parseCertificate(seal).issuer.text)
    expect(await askOcsp(service, decodeBase64(holder.kept.certificate), stolen), 'what it issued keeps its status').toBe('true:good')
    const { authorities } = (await service.ask('GET', '/api/authorities')).json<{ authorities: { slug: string; state: string }[] }>()
    expect(authorities.map(({ slug, state }) => `${slug} ${state}`), 'whoever downloads it sees so').toEqual(['issuing-2 good', 'issuing revoked', 'root good'])
    await revokeAuthorityKey(parts, serialOf(stolen), 'superseded') // asking again is harmless
    expect(reasonIn(await list('/pki/crl/root.crl'), stolen)).toBe('keyCompromise')
  })

  it('not a root, not a responder, not somebody’s certificate, nothing that is not there', async () => {
    const { serial: responder } = await service.parts.store.selectFrom('authority_key').select('serial').where('name', '=', 'ocsp-issuing').limit(1).executeTakeFirstOrThrow()
    for (const serial of [serialOf(service.parts.authority.root), responder, holder.kept.serial, '00']) await expect(revokeAuthorityKey(parts, serial, 'keyCompromise')).rejects.toMatchObject({ code: 'AUTHORITY_KEY_UNKNOWN' })
  })
})
