import { equalBytes } from '../bytes/compare.ts'
import { CodedError } from '../bytes/error.ts'
import { DEFAULT_ALGORITHM_POLICY, reliableUntil, type AlgorithmPolicy } from './algorithm-policy.ts'
import { parseCertificateOrNull, type Certificate } from './certificate.ts'
import { parseCrl, type Crl, type CrlEntry } from './crl.ts'
import { ALL_REASONS, comparableNames, directoryKey, readDistributionPoints, type DistributionPoint } from './distribution-point.ts'
import { foldName } from './name.ts'
import { OID_CRL_DISTRIBUTION_POINTS, OID_ISSUING_DISTRIBUTION_POINT } from './oids.ts'
import { validatePath } from './path.ts'
import type { RevocationReason } from './revocation.ts'
import { verifySignature } from './signer.ts'

/** What lists say of one certificate: that it is revoked, or that for these reasons it is not. */
export interface CrlAnswer {
  readonly der: Uint8Array
  readonly issuer: Certificate
  /** thisUpdate of the list, or of the delta used with it. */
  readonly asOf: number
  readonly nextUpdate: number | null
  /** As bits; all of them make a certificate good. */
  readonly reasons: number
  readonly revoked: { readonly revokedAt: number; readonly reason: RevocationReason } | null
}

export interface CrlSearch {
  readonly certificate: Certificate
  /** The certificate above it in the path. */
  readonly issuer: Certificate
  /** DER of lists, whoever supplied them. */
  readonly crls: readonly Uint8Array[]
  /** DER of certificates that may be those of lists' issuers, and of anchors they must lead to. */
  readonly certificates: readonly Uint8Array[]
  readonly anchors: readonly Uint8Array[]
  /** The instant to hold a list of this date against; null when it says nothing there. */
  readonly instantFor: (crl: Crl) => number | null
  /** Milliseconds for which a list without nextUpdate counts. */
  readonly maxAge: number
  readonly algorithms?: AlgorithmPolicy
}

const MAX_LISTS = 256
const MAX_ISSUERS = 16

const verified = new WeakMap<Crl, WeakMap<Certificate, Promise<boolean>>>()

/** Whether this authority's key made the list's signature; asked once for each pair. */
function isSignedBy(crl: Crl, issuer: Certificate): Promise<boolean> {
  const { signatureAlgorithm: algorithm } = crl
  if (!algorithm || !crl.isAlgorithmConsistent) return Promise.resolve(false)
  const known = verified.get(crl) ?? new WeakMap<Certificate, Promise<boolean>>()
  verified.set(crl, known)
  const outcome = known.get(issuer) ?? verifySignature(algorithm, issuer.spki, crl.signature, crl.toBeSigned)
  known.set(issuer, outcome)
  return outcome
}

function parseAll(ders: readonly Uint8Array[]): Crl[] {
  return ders.slice(0, MAX_LISTS).flatMap((der) => {
    try {
      return [parseCrl(der)]
    } catch (error) {
      if (error instanceof CodedError) return []
      throw error
    }
  })
}

/** The certificate's distribution points and the implicit one: what its own issuer publishes for every reason (§6.3.3). */
function pointsOf(certificate: Certificate): DistributionPoint[] {
  const extension = certificate.extensions.find((one) => one.oid === OID_CRL_DISTRIBUTION_POINTS)
  const implicit: DistributionPoint = { names: null, relative: null, reasons: ALL_REASONS, issuers: [] }
  return [...(extension && !certificate.damagedExtensions.includes(OID_CRL_DISTRIBUTION_POINTS) ? readDistributionPoints(extension.value) : []), implicit]
}

/** The reasons for which a list speaks of the certificate (§6.3.3(b), (d)); 0 when it does not. */
function coveredReasons(crl: Crl, certificate: Certificate): number {
  const [listIssuer, ownIssuer] = [foldName(crl.issuer.der), foldName(certificate.issuer.der)]
  const { scope } = crl
  const isAuthority = certificate.basicConstraints?.isAuthority ?? false
  if (scope && (scope.onlyAttributes || (scope.onlyUsers && isAuthority) || (scope.onlyAuthorities && !isAuthority))) return 0
  const named = scope ? comparableNames(scope.point, [listIssuer]) : []
  let reasons = 0
  for (const point of pointsOf(certificate)) {
    const issuers = point.issuers.length > 0 ? point.issuers : [ownIssuer]
    if (!issuers.includes(listIssuer) || (point.issuers.length > 0 && listIssuer !== ownIssuer && !scope?.isIndirect)) continue
    const wanted = point.names !== null || point.relative !== null ? comparableNames(point, issuers) : issuers.map(directoryKey)
    if (named.length > 0 && !named.some((name) => wanted.includes(name))) continue
    reasons |= point.reasons & (scope?.reasons ?? ALL_REASONS)
  }
  return reasons
}

function findEntry(crl: Crl, certificate: Certificate): CrlEntry | null {
  const own = foldName(certificate.issuer.der)
  const list = foldName(crl.issuer.der)
  return crl.entries.find((entry) => entry.serialNumber === certificate.serialNumber && (entry.certificateIssuer ?? list) === own) ?? null
}

function isFresh(crl: Crl, instant: number, maxAge: number): boolean {
  if (crl.thisUpdate > instant) return false
  return crl.nextUpdate === null ? instant - crl.thisUpdate <= maxAge : instant <= crl.nextUpdate + 999
}

const mayList = ({ keyUsage }: Certificate): boolean => keyUsage === null || keyUsage.includes('cRLSign')

/** The authority that signed a list: the path's own issuer, or another of the list's name that leads to an anchor and is not revoked (§6.3.3(f)–(g)). */
async function findIssuer(crl: Crl, search: CrlSearch, instant: number, depth: number): Promise<Certificate | null> {
  const name = foldName(crl.issuer.der)
  if (foldName(search.issuer.subject.der) === name && mayList(search.issuer) && (await isSignedBy(crl, search.issuer))) return search.issuer
  const named = [...search.certificates, ...search.anchors].map(parseCertificateOrNull).filter((one) => one !== null && foldName(one.subject.der) === name && mayList(one))
  for (const candidate of named.slice(0, MAX_ISSUERS)) {
    if (!candidate || equalBytes(candidate.der, search.issuer.der) || !(await isSignedBy(crl, candidate))) continue
    const path = await validatePath({ certificate: candidate.der, intermediates: search.certificates, anchors: search.anchors, time: instant, purpose: 'any' })
    if (!path.isValid) continue
    const above = path.chain[1]
    if (above === undefined) return candidate
    if (depth > 0) continue
    const own = await collectCrlAnswers({ ...search, certificate: candidate, issuer: above }, depth + 1)
    if (!own.some(({ revoked }) => revoked !== null && revoked.revokedAt <= instant)) return candidate
  }
  return null
}

const scopeOf = ({ extensions }: Crl): Uint8Array => extensions.find(({ oid }) => oid === OID_ISSUING_DISTRIBUTION_POINT)?.value ?? new Uint8Array(0)
const keyOf = ({ authorityKeyIdentifier }: Crl): Uint8Array => authorityKeyIdentifier ?? new Uint8Array(0)

/** The newest delta that may be used with a full list (§5.2.4, §6.3.3(c)); being younger, it is held against an instant of its own. */
async function findDelta(base: Crl, deltas: readonly Crl[], issuer: Certificate, { instantFor, maxAge }: CrlSearch): Promise<Crl | null> {
  const { crlNumber } = base
  const fitting = deltas.filter((delta) => {
    const isLater = crlNumber !== null && delta.crlNumber !== null && delta.baseCrlNumber! <= crlNumber && crlNumber < delta.crlNumber
    const isSame = foldName(delta.issuer.der) === foldName(base.issuer.der) && equalBytes(scopeOf(delta), scopeOf(base)) && equalBytes(keyOf(delta), keyOf(base))
    const instant = instantFor(delta)
    return isLater && isSame && !delta.hasUnknownCritical && instant !== null && isFresh(delta, instant, maxAge)
  })
  for (const delta of fitting.sort((a, b) => b.thisUpdate - a.thisUpdate)) if (await isSignedBy(delta, issuer)) return delta
  return null
}

/**
 * What the lists at hand say of a certificate: full, delta and indirect ones, limited to some reasons or some certificates (RFC 5280 §6.3.3).
 * Each is verified first; what cannot be read or verified says nothing.
 */
export async function collectCrlAnswers(search: CrlSearch, depth = 0): Promise<CrlAnswer[]> {
  const { certificate, maxAge, algorithms = DEFAULT_ALGORITHM_POLICY } = search
  const lists = parseAll(search.crls)
  const deltas = lists.filter(({ baseCrlNumber }) => baseCrlNumber !== null)
  const answers: CrlAnswer[] = []
  for (const crl of lists) {
    if (crl.baseCrlNumber !== null || crl.hasUnknownCritical) continue
    const reasons = coveredReasons(crl, certificate)
    const instant = reasons === 0 ? null : search.instantFor(crl)
    if (instant === null || !isFresh(crl, instant, maxAge)) continue
    const issuer = await findIssuer(crl, search, instant, depth)
    if (issuer === null || reliableUntil(algorithms, crl.signatureAlgorithm, issuer.spki) <= instant) continue
    const delta = await findDelta(crl, deltas, issuer, search)
    const entry = (delta && findEntry(delta, certificate)) ?? findEntry(crl, certificate)
    const revoked = entry === null || entry.reason === 'removeFromCRL' ? null : { revokedAt: entry.revokedAt, reason: entry.reason }
    const { thisUpdate, nextUpdate, der } = delta ?? crl
    answers.push({ der, issuer, asOf: thisUpdate, nextUpdate, reasons, revoked })
  }
  return answers
}
