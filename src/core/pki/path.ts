import { equalBytes } from '../bytes/compare.ts'
import { parseCertificate, parseCertificateOrNull, type Certificate } from './certificate.ts'
import { foldName } from './name.ts'
import { checkChain, verifyCertificateSignature, type PathCheck, type PathPolicy, type PathPurpose } from './path-check.ts'

/** A path as data: `chain` runs from the end certificate up, as far as it could be built; its last is the anchor when `isValid`. */
export interface PathResult {
  readonly isValid: boolean
  readonly chain: readonly Certificate[]
  readonly checks: readonly PathCheck[]
  /** Policies valid for the whole path (RFC 5280 §6.1.5(g)); anyPolicy stands for itself. */
  readonly policies: readonly string[]
}

export interface PathParameters extends PathPolicy {
  /** DER of the end certificate. */
  readonly certificate: Uint8Array
  /** DER of certificates that may help; whoever made the file chose them, so damaged ones are passed over. */
  readonly intermediates: readonly Uint8Array[]
  /** DER of the certificates trusted explicitly. */
  readonly anchors: readonly Uint8Array[]
  /** The instant to judge at, epoch milliseconds. */
  readonly time: number
  readonly purpose: PathPurpose
}

/** Bounds on work that a hostile pile of intermediates could ask for. */
const MAX_CHAIN = 10
const MAX_INTERMEDIATES = 20_000
const MAX_SIGNATURES = 300
const MAX_PATHS = 32

interface Node {
  readonly certificate: Certificate
  readonly isAnchor: boolean
  readonly subject: string
  readonly issuer: string
}

const toNode = (certificate: Certificate, isAnchor: boolean): Node => ({
  certificate, isAnchor, subject: foldName(certificate.subject.der), issuer: foldName(certificate.issuer.der),
})

/** Certificates by the folded name of their subject, each once; anchors first. */
type Pool = ReadonlyMap<string, readonly Node[]>

function collect(parameters: PathParameters): { start: Node; pool: Pool } {
  const pool = new Map<string, Node[]>()
  const add = (certificate: Certificate, isAnchor: boolean): void => {
    const node = toNode(certificate, isAnchor)
    const named = pool.get(node.subject) ?? []
    pool.set(node.subject, named)
    if (!named.some((other) => equalBytes(other.certificate.der, certificate.der))) named.push(node)
  }
  for (const anchor of parameters.anchors) add(parseCertificate(anchor), true)
  for (const der of parameters.intermediates.slice(0, MAX_INTERMEDIATES)) {
    const certificate = parseCertificateOrNull(der)
    if (certificate) add(certificate, false)
  }
  const end = parseCertificate(parameters.certificate)
  const isAnchor = pool.get(foldName(end.subject.der))?.some((node) => node.isAnchor && equalBytes(node.certificate.der, end.der)) ?? false
  return { start: toNode(end, isAnchor), pool }
}

/** Those whose name fits, likeliest first: matching key identifiers, then anchors. The identifiers are hints, not proof (§4.2.1.1). */
function candidates(node: Node, pool: Pool): Node[] {
  const wanted = node.certificate.authorityKeyIdentifier
  const rank = (candidate: Node) => {
    const offered = candidate.certificate.subjectKeyIdentifier
    return (wanted && offered ? (equalBytes(wanted, offered) ? 0 : 4) : 2) + (candidate.isAnchor ? 0 : 1)
  }
  return [...(pool.get(node.issuer) ?? [])].sort((a, b) => rank(a) - rank(b))
}

class Search {
  best: PathResult | null = null
  readonly #parameters: PathParameters
  readonly #pool: Pool
  #signatures = 0
  #paths = 0
  #bestRank = -Infinity

  constructor(parameters: PathParameters, pool: Pool) {
    this.#parameters = parameters
    this.#pool = pool
  }

  /** Judges one chain; true when it is valid and the search is over. */
  async #conclude(path: readonly Node[], isComplete: boolean): Promise<boolean> {
    if (this.#paths >= MAX_PATHS) return false
    this.#paths++
    const chain = path.map((node) => node.certificate)
    const { checks, policies } = await checkChain(chain, this.#parameters.time, this.#parameters.purpose, isComplete, this.#parameters)
    const failed = checks.filter((check) => !check.passed).length
    const rank = (isComplete ? 1000 : 0) - failed * 10 + chain.length
    if (failed === 0 || rank > this.#bestRank) {
      this.#bestRank = rank
      this.best = { isValid: failed === 0, chain, checks, policies }
    }
    return failed === 0
  }

  /** Depth first; never the same certificate twice in a path, so that cross-certificates cannot loop. */
  async extend(path: readonly Node[]): Promise<boolean> {
    const top = path[path.length - 1]!
    if (top.isAnchor) return this.#conclude(path, true)
    const next = candidates(top, this.#pool).filter((candidate) => !path.some((node) => equalBytes(node.certificate.der, candidate.certificate.der)))
    let isDeadEnd = true
    for (const candidate of path.length < MAX_CHAIN ? next : []) {
      if (this.#signatures >= MAX_SIGNATURES || this.#paths >= MAX_PATHS) break
      this.#signatures++
      if (!(await verifyCertificateSignature(top.certificate, candidate.certificate))) continue
      isDeadEnd = false
      if (await this.extend([...path, candidate])) return true
    }
    if (!isDeadEnd) return false
    const nearest = path.length < MAX_CHAIN ? next[0] : undefined
    // The likeliest issuer whose key did not sign it is shown, with the failed signature; an anchor of the right name is no path either.
    return this.#conclude(nearest ? [...path, nearest] : path, false)
  }
}

/**
 * Builds and validates a path to one of the anchors (RFC 5280 §6.1), at `time`, for `purpose`. The outcome is data: the first valid path,
 * else the one that came nearest with the checks that failed. Revocation is judged apart. Work is bounded whatever is supplied.
 * Throws CERTIFICATE_MALFORMED when the end certificate or an anchor cannot be read.
 */
export async function validatePath(parameters: PathParameters): Promise<PathResult> {
  const { start, pool } = collect(parameters)
  const search = new Search(parameters, pool)
  await search.extend([start])
  return search.best ?? { isValid: false, chain: [start.certificate], checks: (await checkChain([start.certificate], parameters.time, parameters.purpose, false, parameters)).checks, policies: [] }
}
