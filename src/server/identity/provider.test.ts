import { afterEach, describe, expect, it } from 'vitest'
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { OID_POLICY_ORGANISATION_ATTESTED } from '../../core/pki/oids.ts'
import { createCertificateRequest } from '../../core/pki/request.ts'
import type { CertificateEntry, KeptCertificate, KeptCertificates } from '../../protocol/certificate.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'
import type { IdentityFacts, IdentityProvider } from './provider.ts'

const EMAIL = 'lan@example.com'
const COMPANY = { name: 'Công ty TNHH Gốm Bát Tràng', identifier: 'VATVN-0101234567' }
let service: TestService | null = null
afterEach(async () => {
  await service?.close()
  service = null
})

/** As an OpenID provider or an identity card's reader would say it. */
const provider = (method: IdentityFacts['method'], shown: Partial<IdentityFacts> | Error): IdentityProvider => ({
  method,
  prove: (_, person) =>
    shown instanceof Error ? Promise.reject(shown) : Promise.resolve(person.email === EMAIL ? { method, provenAt: Date.UTC(2026, 10, 1), address: null, demo: false, organisation: null, ...shown } : null),
})

const open = async (...identityProviders: IdentityProvider[]): Promise<TestService> => (service = await openTestService({}, (parts) => ({ ...parts, identityProviders })))

async function request(on: TestService, email: string, onBehalf: boolean): Promise<{ status: number; body: KeptCertificate & { error?: { code: string } } }> {
  const cookie = await signIn(on, email)
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const answer = await on.ask('POST', '/api/certificates', { request: encodeBase64(await createCertificateRequest(keys, email)), onBehalf, replaces: null }, { headers: { cookie } })
  return { status: answer.statusCode, body: answer.json() }
}

describe('who else shows who a person is: an OpenID provider, an identity card', () => {
  it.each(['eid', 'oidc'] as const)('what an %s shows of an organisation goes into the certificate, which says who has shown it: never “checked by the operator”', async (method) => {
    const on = await open(provider(method, { organisation: COMPANY }))
    const { status, body } = await request(on, EMAIL, true)
    expect(status).toBe(200)
    const shown = { ...COMPANY, by: method }
    const { attestedOrganisation, policies } = parseCertificate(decodeBase64(body.certificate))
    expect([attestedOrganisation, policies.includes(OID_POLICY_ORGANISATION_ATTESTED)]).toEqual([shown, false])
    expect(body.identity).toMatchObject({ proof: 'organisation', organisation: shown })
    const entry = (await on.ask('GET', `/api/certificate/${body.serial}`)).json<CertificateEntry>()
    expect(entry.identity.organisation, 'the public database says so too').toEqual(shown)
    const list = (await on.ask('GET', '/api/certificates', undefined, { headers: { cookie: await signIn(on, EMAIL) } })).json<KeptCertificates>()
    expect(list.organisation, 'and who asks for one is told beforehand').toEqual(shown)
    expect((await request(on, 'minh@example.com', true)).body.error?.code).toBe('ORGANISATION_REFUSED')
  })

  it('a name or an organisation is never taken from who shows none', async () => {
    const on = await open(provider('oidc', { address: EMAIL }))
    const { body } = await request(on, EMAIL, false)
    const facts = parseCertificate(decodeBase64(body.certificate))
    expect([facts.subject.commonName, facts.attestedOrganisation]).toEqual([EMAIL, null])
    expect((await request(on, EMAIL, true)).body.error?.code).toBe('ORGANISATION_REFUSED')
  })

  it('while one cannot be asked nothing is issued, rather than less than the person has shown', async () => {
    const on = await open(provider('oidc', new Error('no answer')))
    expect((await request(on, EMAIL, false)).status).toBeGreaterThanOrEqual(500)
    const list = await on.ask('GET', '/api/certificates', undefined, { headers: { cookie: await signIn(on, EMAIL) } })
    expect([list.statusCode, list.json<KeptCertificates>()]).toEqual([200, { certificates: [], organisation: null, broughtUses: [] }])
    expect(await on.parts.store.selectFrom('kept_certificate').select('serial').execute()).toEqual([])
  })
})
