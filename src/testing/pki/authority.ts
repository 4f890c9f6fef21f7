import { issueCrl, type CrlEntryParameters } from '../../core/pki/crl-issue.ts'
import { computeCertificateId } from '../../core/pki/ocsp-certificate-id.ts'
import type { CertificateStatus } from '../../core/pki/ocsp.ts'
import { issueOcspResponse } from '../../core/pki/ocsp-issue.ts'
import { createTimestampRequest, parseTimestampRequest } from '../../core/pki/timestamp.ts'
import { issueTimestampToken } from '../../core/cms/timestamp.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { OID_POLICY_TIMESTAMP } from '../../core/pki/oids.ts'
import type { Addresses } from '../../core/pki/issue.ts'
import { issueIssuing, issueOcspResponder, issueRoot, issueTimestampUnit } from '../../core/pki/profile.ts'
import { issueSignatory, type ShownOrganisation } from '../../core/pki/signatory.ts'
import { createSigner, type Signer } from '../../core/pki/signer.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const

export interface TestAuthorityParameters {
  /** Epoch milliseconds the authority believes it is. */
  readonly now: number
  /** Random bytes; the platform's when absent. */
  readonly random?: (length: number) => Uint8Array
}

export interface TestSignatory {
  readonly signer: Signer
  readonly keys: CryptoKeyPair
  readonly certificate: Uint8Array
}

export interface TestSignatoryParameters {
  readonly email?: string
  readonly demo?: boolean
  readonly revocable?: boolean
  readonly organisation?: ShownOrganisation
  readonly notBefore?: number
  readonly notAfter?: number
  readonly keys?: CryptoKeyPair
}

export interface TestCrlParameters {
  readonly by?: 'issuing' | 'root'
  readonly entries?: readonly CrlEntryParameters[]
  readonly crlNumber?: number
  readonly thisUpdate?: number
  readonly nextUpdate?: number
}

export interface TestOcspParameters {
  readonly status?: CertificateStatus
  readonly thisUpdate?: number
  readonly nextUpdate?: number
  /** extnValue of the nonce to send back. */
  readonly nonce?: Uint8Array | null
}

/** A real certification authority in this process: real keys, certificates, tokens, CRLs and OCSP answers. */
export interface TestAuthority {
  readonly now: number
  readonly addresses: Addresses
  readonly root: Signer
  readonly issuing: Signer
  readonly ocspResponder: Signer
  readonly timestampUnit: Signer
  /** DER of the root, as an anchor list. */
  readonly anchors: readonly Uint8Array[]
  /** DER of every certificate between root and end certificates. */
  readonly intermediates: readonly Uint8Array[]
  random(length: number): Uint8Array
  /** A one-time signatory valid from a minute before `now` for 15 minutes, unless said otherwise. Its chain is issuing, then root. */
  issueSignatory(parameters?: TestSignatoryParameters): Promise<TestSignatory>
  /** A token over this SHA-256 imprint at `genTime` (`now` when absent). */
  issueTimestamp(imprint: Uint8Array, genTime?: number): Promise<Uint8Array>
  /** A list of the issuing authority, or of the root, current at `now` for ten minutes unless said otherwise. */
  issueCrl(parameters?: TestCrlParameters): Promise<Uint8Array>
  /** The responder's answer about a certificate of the issuing authority; good unless said otherwise. */
  issueOcsp(certificate: Uint8Array, parameters?: TestOcspParameters): Promise<Uint8Array>
}

function platformRandom(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** A fresh P-256 pair whose private key cannot be exported. */
export async function generateTestKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(P256, false, ['sign', 'verify'])
}

const exportSpki = async (keys: CryptoKeyPair) => new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))

/** Makes the whole authority; a few milliseconds. */
export async function createTestAuthority({ now, random = platformRandom }: TestAuthorityParameters): Promise<TestAuthority> {
  const addresses: Addresses = { ocsp: 'http://localhost/pki/ocsp', crl: 'http://localhost/pki/crl/issuing.crl', ca: 'http://localhost/pki/ca/issuing.crt' }
  const above: Addresses = { ocsp: addresses.ocsp, crl: 'http://localhost/pki/crl/root.crl', ca: 'http://localhost/pki/ca/root.crt' }
  const organization = 'Countersign test authority'
  const validity = (days: number) => ({ serialNumber: random(16), notBefore: now - DAY, notAfter: now + days * DAY })

  const rootKeys = await generateTestKeys()
  const rootDer = await issueRoot({ keys: rootKeys, name: { commonName: 'Test root', organization }, ...validity(3650) })
  const root = await createSigner(rootKeys.privateKey, rootDer, [])

  const issuingKeys = await generateTestKeys()
  const issuingDer = await issueIssuing({ spki: await exportSpki(issuingKeys), name: { commonName: 'Test issuing', organization }, issuer: root, addresses: above, ...validity(1825) })
  const issuing = await createSigner(issuingKeys.privateKey, issuingDer, [rootDer])

  const ocspKeys = await generateTestKeys()
  const ocspDer = await issueOcspResponder({ spki: await exportSpki(ocspKeys), name: { commonName: 'Test OCSP', organization }, issuer: issuing, addresses, ...validity(90) })
  const ocspResponder = await createSigner(ocspKeys.privateKey, ocspDer, [issuingDer])

  const unitKeys = await generateTestKeys()
  const unitDer = await issueTimestampUnit({ spki: await exportSpki(unitKeys), name: { commonName: 'Test timestamps', organization }, issuer: root, addresses: above, ...validity(1825) })
  const timestampUnit = await createSigner(unitKeys.privateKey, unitDer, [rootDer])

  return {
    now, addresses, root, issuing, ocspResponder, timestampUnit, random,
    anchors: [rootDer],
    intermediates: [issuingDer],
    async issueSignatory(parameters = {}) {
      const { email = 'buyer@example.com', demo = false, revocable = false, organisation, notBefore = now - MINUTE, notAfter = now + 15 * MINUTE } = parameters
      const keys = parameters.keys ?? (await generateTestKeys())
      const certificate = await issueSignatory({
        spki: await exportSpki(keys), email, demo, revocable, serialNumber: random(16), notBefore, notAfter, issuer: issuing, addresses, ...(organisation ? { organisation } : {}),
      })
      return { keys, certificate, signer: await createSigner(keys.privateKey, certificate, [issuingDer, rootDer]) }
    },
    async issueTimestamp(imprint, genTime = now) {
      const request = parseTimestampRequest(createTimestampRequest({ imprint, nonce: random(8) }))
      return issueTimestampToken({ request, signer: timestampUnit, genTime, serialNumber: random(16), policy: OID_POLICY_TIMESTAMP })
    },
    async issueCrl({ by = 'issuing', entries = [], crlNumber = 1, thisUpdate = now - MINUTE, nextUpdate = now + 10 * MINUTE } = {}) {
      return issueCrl({ issuer: by === 'root' ? root : issuing, crlNumber, thisUpdate, nextUpdate, entries })
    },
    async issueOcsp(certificate, { status, thisUpdate = now - MINUTE, nextUpdate = now + 10 * MINUTE, nonce = null } = {}) {
      const certificateId = await computeCertificateId(certificate, issuingDer)
      return issueOcspResponse({ signer: ocspResponder, producedAt: thisUpdate, answers: [{ certificateId, status: status ?? { kind: 'good' }, thisUpdate, nextUpdate }], nonce })
    },
  }
}

/** Serial number of a certificate, hex, as CRL and OCSP entries name it. */
export function serialNumberOf(certificate: Uint8Array): string {
  return parseCertificate(certificate).serialNumber
}
