import { OID_POLICY_TIMESTAMP } from '../../core/pki/oids.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { issueCrl } from '../../core/pki/crl-issue.ts'
import type { Addresses } from '../../core/pki/profile.ts'
import type { Signer } from '../../core/pki/signer.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import { issueTimestampRefusal, parseTimestampRequest, TimestampRefusal } from '../../core/pki/timestamp.ts'
import { issueTimestampResponse } from '../../core/cms/timestamp.ts'
import { nextNumber } from '../storage/database.ts'
import { loadAuthorityKey, type KeyStoreParts } from './key.ts'
import { answerOcsp } from './ocsp.ts'

export interface AuthorityParts extends KeyStoreParts {
  readonly random: (length: number) => Uint8Array
  readonly publicAddress: string
}

export interface IssuedCertificate {
  readonly certificate: Uint8Array
  /** Certificates above it without the root. */
  readonly chain: readonly Uint8Array[]
  readonly serialNumber: string
  readonly thumbprint: string
  readonly notBefore: number
  readonly notAfter: number
  /** Current while the certificate lives and not longer: goes into the document security store. */
  readonly crl: Uint8Array
}

export type CrlName = 'root' | 'issuing'

/** The service's own certification and timestamp authority. */
export interface Authority {
  readonly root: Uint8Array
  readonly issuing: Uint8Array
  /** Certificates a judge needs above signatory and timestamp unit. */
  readonly timestampUnit: Uint8Array
  issueSignatory(order: { readonly spki: Uint8Array; readonly email: string; readonly demo: boolean }): Promise<IssuedCertificate>
  /** A current list, DER; the same one until half its life is over. */
  getCrl(name: CrlName): Promise<Uint8Array>
  /** RFC 3161: always a response, granting or refusing. */
  answerTimestamp(request: Uint8Array): Promise<Uint8Array>
  /** RFC 6960: always a response. */
  answerOcsp(request: Uint8Array): Promise<Uint8Array>
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const YEAR = 365 * DAY
const SIGNATORY_BEFORE = MINUTE
const SIGNATORY_LIFE = 10 * MINUTE
/** The code that writes certificates is loaded when one is issued: a usual start issues none. */
const loadProfiles = () => import('../../core/pki/profile.ts')
const CRL_LIFE: Readonly<Record<CrlName, number>> = { root: 30 * DAY, issuing: DAY }
const floorSecond = (instant: number): number => Math.floor(instant / 1000) * 1000

/** Loads the authority's keys, making what is missing or about to end. */
export async function openAuthority(parts: AuthorityParts): Promise<Authority> {
  const { clock, random, publicAddress, store } = parts
  const pki = `${publicAddress}/pki`
  const belowRoot: Addresses = { ocsp: `${pki}/ocsp`, crl: `${pki}/crl/root.crl`, ca: `${pki}/ca/root.cer` }
  const belowIssuing: Addresses = { ocsp: `${pki}/ocsp`, crl: `${pki}/crl/issuing.crl`, ca: `${pki}/ca/issuing.cer` }
  const organization = new URL(publicAddress).hostname
  const validity = (life: number) => ({ serialNumber: random(16), notBefore: clock() - MINUTE, notAfter: clock() + life })
  // Two services of one host still have different names, so that judges that find issuers by name are not misled.
  const mark = Array.from(random(3), (byte) => byte.toString(16).padStart(2, '0')).join('')

  const root = await loadAuthorityKey(parts, { name: 'root', margin: 0, chain: [], issue: async (keys) => (await loadProfiles()).issueRoot({ ...validity(20 * YEAR), keys, name: { commonName: `Countersign Root ${mark}`, organization } }) })
  const issuing = await loadAuthorityKey(parts, {
    name: 'issuing',
    margin: YEAR,
    chain: [root.certificate],
    issue: async (_, spki) => (await loadProfiles()).issueIssuing({ ...validity(10 * YEAR), spki, issuer: root, addresses: belowRoot, name: { commonName: `Countersign Issuing ${mark}`, organization } }),
  })
  const timestamp = await loadAuthorityKey(parts, {
    name: 'timestamp',
    margin: YEAR,
    chain: [issuing.certificate],
    issue: async (_, spki) => (await loadProfiles()).issueTimestampUnit({ ...validity(5 * YEAR), spki, issuer: issuing, addresses: belowIssuing, name: { commonName: `Countersign Timestamp Unit ${mark}`, organization } }),
  })
  const responder = (name: 'ocsp-root' | 'ocsp-issuing', issuer: Signer, addresses: Addresses): Promise<Signer> =>
    loadAuthorityKey(parts, {
      name,
      margin: 30 * DAY,
      chain: [],
      issue: async (_, spki) => (await loadProfiles()).issueOcspResponder({ ...validity(120 * DAY), spki, issuer, addresses, name: { commonName: `Countersign Status ${mark}`, organization } }),
    })
  const responders = { root: await responder('ocsp-root', root, belowRoot), issuing: await responder('ocsp-issuing', issuing, belowIssuing) }
  const issuers = { root, issuing }

  const makeCrl = async (name: CrlName, thisUpdate: number, nextUpdate: number): Promise<Uint8Array> => {
    const crlNumber = await nextNumber(store, `crl/${name}`)
    return issueCrl({ issuer: issuers[name], crlNumber: BigInt(crlNumber), thisUpdate, nextUpdate, entries: [] })
  }
  const current = new Map<CrlName, { crl: Promise<Uint8Array>; renewAt: number }>()

  return {
    root: root.certificate,
    issuing: issuing.certificate,
    timestampUnit: timestamp.certificate,
    async issueSignatory({ spki, email, demo }) {
      const now = floorSecond(clock())
      const notAfter = now + SIGNATORY_LIFE
      const { issueSignatory: issue } = await loadProfiles()
      const certificate = await issue({ spki, email, demo, serialNumber: random(16), notBefore: now - SIGNATORY_BEFORE, notAfter, issuer: issuing, addresses: belowIssuing })
      const facts = parseCertificate(certificate)
      return {
        certificate,
        chain: [issuing.certificate],
        serialNumber: facts.serialNumber,
        thumbprint: computeCertificateThumbprint(certificate),
        notBefore: facts.notBefore,
        notAfter: facts.notAfter,
        crl: await makeCrl('issuing', now, notAfter),
      }
    },
    getCrl(name) {
      const now = floorSecond(clock())
      const known = current.get(name)
      if (known && now < known.renewAt) return known.crl
      const crl = makeCrl(name, now, now + CRL_LIFE[name])
      current.set(name, { crl, renewAt: now + CRL_LIFE[name] / 2 })
      crl.catch(() => current.delete(name))
      return crl
    },
    async answerTimestamp(request) {
      try {
        return await issueTimestampResponse({ request: parseTimestampRequest(request), signer: timestamp, genTime: clock(), serialNumber: random(16), policy: OID_POLICY_TIMESTAMP })
      } catch (error) {
        if (error instanceof TimestampRefusal) return issueTimestampRefusal(error.failure, error.message)
        throw error
      }
    },
    answerOcsp: (request) => answerOcsp({ store, clock, issuers, responders }, request),
  }
}
