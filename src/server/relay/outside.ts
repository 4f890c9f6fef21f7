import { equalBytes } from '../../core/bytes/compare.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import type { ValidationData } from '../../core/pdf/validation-data.ts'
import { isSelfIssued, parseCertificateOrNull, type Certificate } from '../../core/pki/certificate.ts'
import { verifyCrl } from '../../core/pki/crl.ts'
import { createOcspRequest, verifyOcspResponse } from '../../core/pki/ocsp.ts'
import { verifyCertificateSignature } from '../../core/pki/path-check.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import { parseSupplied } from '../../core/validation/supplied.ts'
import { exchange, NETWORK, type ExchangePorts, type Message } from './exchange.ts'

/** What is to be had about a chain that is not this service's: everything in it was verified before it is handed on. */
export interface OutsideData extends ValidationData {
  /** Serial numbers that a sound answer calls revoked or on hold. */
  readonly revoked: readonly string[]
  /** What could not be had, for the record: `issuer` or `status`, and of which serial number. */
  readonly missing: readonly string[]
}

/** Gathers issuers and status of certificates of other authorities, from the addresses that they name and nowhere else. */
export interface Outside {
  /** `chain`: the certificate first, then whatever may stand above it, in any order. Never throws for what cannot be reached. */
  gather(chain: readonly Uint8Array[]): Promise<OutsideData>
}

const PATIENCE = 5_000
const MAX_DEPTH = 8
/** A longer list is not put into everybody's file. */
const MAX_CRL = 1_048_576
const MAX_OCSP = 65_536
const MAX_ISSUER = 65_536
const KEPT_FOR = 10 * 60_000
const RETRY_AFTER = 30_000
const MAX_KEPT = 200

interface Status {
  readonly crl: Uint8Array | null
  readonly ocsp: Uint8Array | null
  readonly isRevoked: boolean
}

const GET_CRL: Message = { method: 'GET', accept: 'application/pkix-crl, */*;q=0.1', maxBytes: MAX_CRL }
const GET_ISSUER: Message = { method: 'GET', accept: 'application/pkix-cert, application/pkcs7-mime, */*;q=0.1', maxBytes: MAX_ISSUER }

/** The first of several attempts that gives something; a refusal of the network or of a parser is only the next one's turn. */
async function firstOf<T>(addresses: readonly string[], attempt: (address: string) => Promise<T | null>): Promise<T | null> {
  for (const address of addresses) {
    try {
      const found = await attempt(address)
      if (found !== null) return found
    } catch (error) {
      if (!isCodedError(error)) throw error
    }
  }
  return null
}

/** With these ports; the network's own are held to addresses of the public internet. */
export function createOutside({ clock, ports = NETWORK }: { readonly clock: () => number; readonly ports?: ExchangePorts }): Outside {
  const patient = { ...ports, patience: Math.min(ports.patience, PATIENCE) }
  const kept = new Map<string, { readonly until: number; readonly data: Promise<OutsideData> }>()

  const issued = (certificate: Certificate, issuer: Certificate): Promise<boolean> =>
    equalBytes(certificate.issuer.der, issuer.subject.der) ? verifyCertificateSignature(certificate, issuer) : Promise.resolve(false)

  async function findIssuer(certificate: Certificate, candidates: readonly Certificate[]): Promise<Certificate | null> {
    for (const candidate of candidates) if (await issued(certificate, candidate)) return candidate
    return firstOf(certificate.issuerAddresses, async (address) => {
      const fetched = parseSupplied(await exchange(address, GET_ISSUER, patient)).certificates.map(parseCertificateOrNull)
      for (const one of fetched) if (one !== null && (await issued(certificate, one))) return one
      return null
    })
  }

  async function findStatus(certificate: Certificate, issuer: Certificate): Promise<Status | null> {
    const [subject, above, time] = [certificate.der, issuer.der, clock()]
    const asked = await firstOf(certificate.ocspAddresses, async (address) => {
      const content = await createOcspRequest({ certificate: subject, issuer: above })
      const answer = await exchange(address, { method: 'POST', accept: 'application/ocsp-response', body: { type: 'application/ocsp-request', content }, maxBytes: MAX_OCSP }, patient)
      const result = await verifyOcspResponse({ response: answer, certificate: subject, issuer: above, time })
      const kind = result.answer?.status.kind
      return result.isValid && (kind === 'good' || kind === 'revoked') ? { crl: null, ocsp: answer, isRevoked: kind === 'revoked' } : null
    })
    return asked ?? firstOf(certificate.crlAddresses, async (address) => {
      const crl = await exchange(address, GET_CRL, patient)
      const result = await verifyCrl({ crl, issuer: above, certificate: subject, time })
      return result.isValid ? { crl, ocsp: null, isRevoked: result.entry !== null } : null
    })
  }

  async function collect(chain: readonly Uint8Array[]): Promise<OutsideData> {
    const known = chain.map(parseCertificateOrNull).filter((one) => one !== null)
    const path: Certificate[] = known.slice(0, 1)
    const missing: string[] = []
    for (let below = path[0]; below && !isSelfIssued(below) && path.length < MAX_DEPTH; below = path.at(-1)) {
      const issuer = await findIssuer(below, known.slice(1))
      if (!issuer) {
        missing.push(`issuer of ${below.serialNumber}`)
        break
      }
      path.push(issuer)
    }
    const statuses = await Promise.all(
      path.flatMap((certificate, index) => {
        const issuer = path[index + 1]
        return issuer && !certificate.hasNoRevocation ? [findStatus(certificate, issuer).then((status) => ({ certificate, status }))] : []
      }),
    )
    for (const { certificate, status } of statuses) if (!status) missing.push(`status of ${certificate.serialNumber}`)
    return {
      certificates: path.map(({ der }) => der),
      crls: statuses.flatMap(({ status }) => (status?.crl ? [status.crl] : [])),
      ocsps: statuses.flatMap(({ status }) => (status?.ocsp ? [status.ocsp] : [])),
      revoked: statuses.flatMap(({ certificate, status }) => (status?.isRevoked ? [certificate.serialNumber] : [])),
      missing,
    }
  }

  return {
    async gather(chain) {
      const [first] = chain
      if (!first) return { certificates: [], crls: [], ocsps: [], revoked: [], missing: [] }
      const [name, now] = [computeCertificateThumbprint(first), clock()]
      const held = kept.get(name)
      if (held && held.until > now) return held.data
      if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value!)
      const data = collect(chain)
      kept.set(name, { until: now + RETRY_AFTER, data })
      const { missing } = await data
      if (missing.length === 0) kept.set(name, { until: now + KEPT_FOR, data })
      return data
    },
  }
}
