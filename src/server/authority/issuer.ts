import type { Addresses } from '../../core/pki/issue.ts'
import type { Signer } from '../../core/pki/signer.ts'

/** A certificate that others are issued from: the root, and every generation of the issuing authority. */
export interface Issuer {
  /** `root`, `issuing`, then `issuing-2`, `issuing-3` …: part of the addresses that certificates carry. */
  readonly slug: string
  readonly certificate: Uint8Array
  /** Null while the key is kept elsewhere. */
  readonly signer: Signer | null
  /** Where what belongs to it is found. */
  readonly addresses: Addresses
  /** Its delegated responder (RFC 6960 §4.2.2.2); null when there is none and it cannot be made now. */
  readonly responder: Signer | null
}

export function addressesOf(publicAddress: string, slug: string): Addresses {
  const pki = `${publicAddress}/pki`
  return { ocsp: `${pki}/ocsp`, crl: `${pki}/crl/${slug}.crl`, ca: `${pki}/ca/${slug}.cer` }
}

/** Whose the authority is: its host, or the beginning of a longer one (RFC 5280 appendix A.1, ub-organization-name). */
export function organisationOf(publicAddress: string): string {
  const { hostname } = new URL(publicAddress)
  return hostname.length <= 64 ? hostname : `${hostname.slice(0, 63)}…`
}

export const issuingSlug = (index: number): string => (index === 0 ? 'issuing' : `issuing-${index + 1}`)
