import { OID_POLICY_TIMESTAMP } from '../../core/pki/oids.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { issueCrl } from '../../core/pki/crl-issue.ts'
import { createOcspRequest } from '../../core/pki/ocsp.ts'
import type { ShownOrganisation } from '../../core/pki/signatory.ts'
import type { SigningKey } from '../../core/pki/signer.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import { issueTimestampRefusal, parseTimestampRequest, TimestampRefusal } from '../../core/pki/timestamp.ts'
import { issueTimestampResponse } from '../../core/cms/timestamp.ts'
import type { Store } from '../storage/database.ts'
import type { Vault } from '../vault/vault.ts'
import { currentCrl, nextCrlNumber } from './crl.ts'
import { loadAuthorityKey } from './key.ts'
import type { Signer } from '../../core/pki/signer.ts'
import { loadHierarchy } from './hierarchy.ts'
import { organisationOf, type Issuer } from './issuer.ts'
import { createVaultKeyAccess, type KeyAccess } from './key-access.ts'
import type { AuthorityName } from './key.ts'
import { answerOcsp } from './ocsp.ts'
import { readEntries } from './status.ts'

export interface AuthorityParts {
  readonly store: Store
  readonly vault: Vault
  readonly clock: () => number
  readonly random: (length: number) => Uint8Array
  readonly publicAddress: string
  /** Where the keys live; in the database, sealed, when absent. */
  readonly keyAccess?: KeyAccess
  /** The root's key for this opening only, when it is kept elsewhere. */
  readonly rootKey?: SigningKey
  /** What is replaced although it is good for longer. */
  readonly renew?: readonly AuthorityName[]
}

export interface IssuedCertificate {
  readonly certificate: Uint8Array
  /** Certificates above it without the root. */
  readonly chain: readonly Uint8Array[]
  /** Thumbprint of the certificate that issued it. */
  readonly issuer: string
  readonly serialNumber: string
  readonly thumbprint: string
  readonly notBefore: number
  readonly notAfter: number
  /** For a one-time certificate: current while it lives and not longer; goes into the document security store. */
  readonly crl: Uint8Array
}

export interface SignatoryOrder {
  readonly spki: Uint8Array
  readonly email: string
  readonly demo: boolean
  /** For a kept key: lives a year and can be suspended and revoked. */
  readonly kept?: { readonly organisation: ShownOrganisation | null }
}

/** The service's own certification and timestamp authority. */
export interface Authority {
  readonly root: Uint8Array
  /** The certificate that new ones are issued from. */
  readonly issuing: Uint8Array
  /** Every generation of it, newest first. */
  readonly intermediates: readonly Uint8Array[]
  /** Root and every generation of the issuing authority. */
  readonly issuers: readonly Issuer[]
  /** Certificates a judge needs above signatory and timestamp unit. */
  readonly timestampUnit: Uint8Array
  /**
   * Takes up what another process has replaced, and once a day replaces what is about to end: a service that is never restarted must not
   * answer by a responder whose certificate is over. `alone` keeps other processes out meanwhile. When it throws, everything is as before.
   */
  refresh(alone?: (work: () => Promise<void>) => Promise<void>): Promise<void>
  issueSignatory(order: SignatoryOrder): Promise<IssuedCertificate>
  /** The service's own seal, made on first use. */
  openSeal(): Promise<Signer>
  /** A current list by its issuer's slug, DER: the same one until half its life is over or a status changes; null for an unknown slug. */
  getCrl(slug: string): Promise<Uint8Array>
  /** What has changed since the last list made in the usual course; null when that is the current one. */
  getDeltaCrl(slug: string): Promise<Uint8Array | null>
  /** Lists and OCSP answers as of now about a revocable certificate of ours, for the document security store. */
  gatherStatus(certificate: Uint8Array, issuer: string): Promise<{ readonly crls: readonly Uint8Array[]; readonly ocsps: readonly Uint8Array[] }>
  /** RFC 3161: always a response, granting or refusing. */
  answerTimestamp(request: Uint8Array): Promise<Uint8Array>
  /** RFC 6960: always a response. */
  answerOcsp(request: Uint8Array): Promise<Uint8Array>
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** How often keys are looked at for their end; the shortest margin (`hierarchy.ts`) is thirty days. */
const LOOK = DAY
const SIGNATORY_BEFORE = MINUTE
const SIGNATORY_LIFE = 10 * MINUTE
/** How long a certificate of a kept key lives, milliseconds. */
export const KEPT_LIFE = 365 * DAY
const floorSecond = (instant: number): number => Math.floor(instant / 1000) * 1000

/** Loads the authority's keys, making what is missing or about to end. */
export async function openAuthority(parts: AuthorityParts): Promise<Authority> {
  const { clock, random, store, vault, keyAccess = createVaultKeyAccess(vault) } = parts
  const readState = async (): Promise<string> =>
    (await store.selectFrom('authority_key').select(['serial', 'current', 'revoked_at']).orderBy('serial').execute()).map((row) => `${row.serial} ${row.current} ${row.revoked_at !== null}`).join()
  const load = async (renew: readonly AuthorityName[]) => {
    const state = await readState() // before: what changes meanwhile is taken up by the next look
    const { root, issuings, timestamp } = await loadHierarchy({ ...parts, keyAccess, renew })
    return { root, issuings, issuing: issuings[0]!, issuers: [...issuings, root], intermediates: issuings.map(({ certificate }) => certificate), timestamp, state, staleAt: clock() + LOOK }
  }
  // Exchanged as a whole: each answer is made from one hierarchy, whatever is replaced meanwhile.
  let held = await load(parts.renew ?? [])
  const find = (slug: string): Issuer => {
    const found = held.issuers.find((issuer) => issuer.slug === slug)
    if (!found) throw new Error(`there is no issuer ${slug}`)
    return found
  }
  const answer = (request: Uint8Array): Promise<Uint8Array> => answerOcsp({ store, clock, issuers: held.issuers }, request)

  const issueOneTimeCrl = async (issuing: Issuer, thisUpdate: number, nextUpdate: number): Promise<Uint8Array> =>
    issueCrl({ issuer: issuing.signer!, crlNumber: BigInt(await nextCrlNumber(store, issuing)), thisUpdate, nextUpdate, entries: await readEntries(store, issuing.certificate) })

  return {
    root: held.root.certificate,
    get issuing() {
      return held.issuing.certificate
    },
    get intermediates() {
      return held.intermediates
    },
    get issuers() {
      return held.issuers
    },
    get timestampUnit() {
      return held.timestamp.certificate
    },
    async refresh(alone = (work) => work()) {
      if (clock() >= held.staleAt || (await readState()) !== held.state) await alone(async () => void (held = await load([])))
    },
    async issueSignatory({ spki, email, demo, kept }) {
      const { issuing } = held
      const now = floorSecond(clock())
      const { notAfter: end } = parseCertificate(issuing.certificate)
      const notAfter = Math.min(now + (kept ? KEPT_LIFE : SIGNATORY_LIFE), end)
      const { issueSignatory: issue } = await import('../../core/pki/signatory.ts')
      const certificate = await issue({
        spki, email, demo, serialNumber: random(16), notBefore: now - SIGNATORY_BEFORE, notAfter, issuer: issuing.signer!, addresses: issuing.addresses,
        ...(kept ? { revocable: true } : {}), ...(kept?.organisation ? { organisation: kept.organisation } : {}),
      })
      const facts = parseCertificate(certificate)
      return {
        certificate,
        chain: [issuing.certificate],
        issuer: computeCertificateThumbprint(issuing.certificate),
        serialNumber: facts.serialNumber,
        thumbprint: computeCertificateThumbprint(certificate),
        notBefore: facts.notBefore,
        notAfter: facts.notAfter,
        crl: kept ? new Uint8Array(0) : await issueOneTimeCrl(issuing, now, notAfter),
      }
    },
    openSeal: async () => {
      const { issuing, intermediates } = held
      const { issueSeal } = await import('../../core/pki/profile.ts')
      const name = { commonName: 'Countersign Seal', organization: organisationOf(parts.publicAddress) }
      return loadAuthorityKey({ ...parts, keyAccess }, {
        name: 'seal',
        margin: KEPT_LIFE,
        chain: intermediates,
        issue: ({ spki }) => issueSeal({ serialNumber: random(16), notBefore: clock() - MINUTE, notAfter: clock() + 5 * KEPT_LIFE, spki, issuer: issuing.signer!, addresses: issuing.addresses, name }),
      })
    },
    getCrl: async (slug) => (await currentCrl(store, find(slug), clock())).crl,
    getDeltaCrl: async (slug) => (await currentCrl(store, find(slug), clock())).delta,
    async gatherStatus(certificate, name) {
      const issuer = held.issuers.find((candidate) => computeCertificateThumbprint(candidate.certificate) === name) ?? held.issuing
      const response = await answer(await createOcspRequest({ certificate, issuer: issuer.certificate }))
      const { crl } = await currentCrl(store, issuer, clock())
      return { crls: [crl], ocsps: issuer.responder ? [response] : [] }
    },
    async answerTimestamp(request) {
      try {
        return await issueTimestampResponse({ request: parseTimestampRequest(request), signer: held.timestamp, genTime: clock(), serialNumber: random(16), policy: OID_POLICY_TIMESTAMP })
      } catch (error) {
        if (error instanceof TimestampRefusal) return issueTimestampRefusal(error.failure, error.message)
        throw error
      }
    },
    answerOcsp: answer,
  }
}
