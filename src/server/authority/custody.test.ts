import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { parseCrl, verifyCrl } from '../../core/pki/crl.ts'
import { createOcspRequest, verifyOcspResponse } from '../../core/pki/ocsp.ts'
import { validatePath } from '../../core/pki/path.ts'
import { decodeBase64 } from '../../core/bytes/base64.ts'
import { authorityPartsOf } from '../fixture/authority.ts'
import { certifyKept, changeState, type KeptHolder } from '../fixture/kept.ts'
import { ADDRESS, openTestService, type TestService } from '../fixture/service.ts'
import { openAuthority, type AuthorityParts } from './authority.ts'
import { exportRoot, importRoot, openRootFile } from './custody.ts'

const PASSPHRASE = 'ba mươi chữ cái trong két sắt'
const DAY = 86_400_000
let service: TestService
let parts: AuthorityParts
let file: Uint8Array
let holder: KeptHolder
beforeAll(async () => {
  service = await openTestService()
  parts = authorityPartsOf(service)
  holder = await certifyKept(service, 'lan@example.com')
  await exportRoot(parts, PASSPHRASE, (bytes) => {
    file = bytes
    return Promise.resolve(bytes)
  })
})
afterAll(() => service.close())

describe('the root offline: whoever takes the machine cannot make another issuing authority', () => {
  it('its key is no longer here; the service goes on, with a list and a responder that last a year', async () => {
    expect((await parts.store.selectFrom('authority_key').select('private_key').where('name', '=', 'root').executeTakeFirstOrThrow()).private_key.length).toBe(0)
    const authority = await openAuthority(parts)
    const later = parts.clock() + 300 * DAY
    expect((await verifyCrl({ crl: await authority.getCrl('root'), issuer: authority.root, time: later })).isValid).toBe(true)
    const request = await createOcspRequest({ certificate: authority.issuing, issuer: authority.root })
    const answer = await verifyOcspResponse({ response: await authority.answerOcsp(request), certificate: authority.issuing, issuer: authority.root, time: parts.clock() })
    expect([answer.isValid, answer.answer?.status.kind]).toEqual([true, 'good'])
    await expect(openAuthority({ ...parts, renew: ['issuing'] })).rejects.toMatchObject({ code: 'ROOT_KEY_ABSENT' })
    await expect(openAuthority({ ...parts, clock: () => parts.clock() + 11 * 365 * DAY })).rejects.toMatchObject({ code: 'ROOT_KEY_ABSENT' })
  })

  it('opens with its passphrase only; a stranger’s file is refused', async () => {
    await expect(openRootFile(file, 'another')).rejects.toMatchObject({ code: 'PKCS12_PASSPHRASE_WRONG' })
    const other = await openTestService()
    const { store, vault, clock, random } = other.parts
    await expect(importRoot({ store, vault, clock, random, publicAddress: ADDRESS }, file, PASSPHRASE)).rejects.toMatchObject({ code: 'ROOT_KEY_WRONG' })
    await other.close()
  })

  it('a new issuing authority by the root from its file: the old one goes on publishing status, the new one issues', async () => {
    const before = await openAuthority(parts)
    const after = await openAuthority({ ...parts, rootKey: await openRootFile(file, PASSPHRASE), renew: ['issuing'] })
    expect(after.intermediates).toEqual([after.issuing, before.issuing])
    expect(parseCertificate(after.issuing).subject.text).not.toBe(parseCertificate(before.issuing).subject.text)
    const { timestampUnit, root } = after
    expect((await validatePath({ certificate: timestampUnit, intermediates: [after.issuing], anchors: [root], time: parts.clock(), purpose: 'timestamping' })).isValid).toBe(true)
    await changeState(service, holder, 'suspended')
    const again = await openAuthority(parts)
    const old = parseCrl(await again.getCrl('issuing')).entries.map(({ serialNumber, reason }) => [serialNumber, reason])
    expect(old).toContainEqual([holder.kept.serial, 'certificateHold'])
    expect(parseCrl(await again.getCrl('issuing-2')).entries).toEqual([])
    const issued = await again.issueSignatory({ spki: parseCertificate(decodeBase64(holder.kept.certificate)).spki, email: 'lan@example.com', demo: true, kept: { organisation: null } })
    expect(parseCertificate(issued.certificate).crlAddresses).toEqual([`${ADDRESS}/pki/crl/issuing-2.crl`])
    const path = await validatePath({ certificate: issued.certificate, intermediates: issued.chain, anchors: [root], time: parts.clock(), purpose: 'document-signing' })
    expect(path.isValid).toBe(true)
  })

  it('comes back', async () => {
    await importRoot(parts, file, PASSPHRASE)
    const authority = await openAuthority({ ...parts, renew: ['timestamp', 'ocsp-issuing'] })
    expect(authority.issuers.find(({ slug }) => slug === 'root')?.signer).not.toBeNull()
  })
})
