import { decodeBase64 } from '../../core/bytes/base64.ts'
import { CodedError } from '../../core/bytes/error.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import type { Certificate } from '../../core/pki/certificate.ts'
import { createOcspRequest } from '../../core/pki/ocsp.ts'
import { parseSupplied } from '../../core/validation/supplied.ts'
import type { Supplied } from '../../core/validation/supplied.ts'
import type { RelayRequest } from '../../protocol/relay.ts'
import { refuse } from '../refusal.ts'
import { exchange, NETWORK } from './exchange.ts'
import type { ExchangePorts, Message } from './exchange.ts'

const OCSP_BYTES = 262_144
const ISSUER_BYTES = 1_048_576
const CRL_BYTES = 20_971_520

const named: Readonly<Record<RelayRequest['kind'], (certificate: Certificate) => readonly string[]>> = {
  ocsp: ({ ocspAddresses }) => ocspAddresses,
  crl: ({ crlAddresses }) => crlAddresses,
  issuer: ({ issuerAddresses }) => issuerAddresses,
}
const wanted: Readonly<Record<RelayRequest['kind'], (answer: Supplied) => readonly Uint8Array[]>> = {
  ocsp: ({ ocsps }) => ocsps,
  crl: ({ crls }) => crls,
  issuer: ({ certificates }) => certificates,
}

function decode(text: string): Uint8Array {
  try {
    return decodeBase64(text)
  } catch (error) {
    if (error instanceof CodedError) refuse('BODY_MALFORMED')
    throw error
  }
}

function readCertificate(der: Uint8Array): Certificate {
  try {
    return parseCertificate(der)
  } catch (error) {
    if (error instanceof CodedError) refuse('BODY_MALFORMED')
    throw error
  }
}

async function composeMessage(kind: RelayRequest['kind'], certificate: Certificate, issuer: string | undefined): Promise<Message> {
  if (kind === 'crl') return { method: 'GET', accept: 'application/pkix-crl, */*;q=0.1', maxBytes: CRL_BYTES }
  if (kind === 'issuer') return { method: 'GET', accept: 'application/pkix-cert, application/pkcs7-mime, */*;q=0.1', maxBytes: ISSUER_BYTES }
  const above = issuer === undefined ? refuse('BODY_MALFORMED') : readCertificate(decode(issuer))
  const content = await createOcspRequest({ certificate: certificate.der, issuer: above.der })
  return { method: 'POST', accept: 'application/ocsp-response', body: { type: 'application/ocsp-request', content }, maxBytes: OCSP_BYTES }
}

/**
 * Fetches what a certificate says can be had about it: an OCSP answer, a CRL or its issuer's certificate. Only the exact address that the
 * certificate names for that purpose is asked, and only an answer that is what was asked for is passed on. Refuses with
 * RELAY_ADDRESS_REFUSED, RELAY_FAILED, BODY_MALFORMED.
 */
export async function relay({ kind, address, certificate, issuer }: RelayRequest, ports: ExchangePorts = NETWORK): Promise<Uint8Array> {
  const subject = readCertificate(decode(certificate))
  if (!named[kind](subject).includes(address)) refuse('RELAY_ADDRESS_REFUSED')
  const answer = await exchange(address, await composeMessage(kind, subject, issuer), ports)
  try {
    if (wanted[kind](parseSupplied(answer)).length > 0) return answer
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
  }
  return refuse('RELAY_FAILED')
}
