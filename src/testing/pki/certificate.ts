import { encodeBitString, encodeBoolean, encodeContext, encodeInteger, encodeOctetString, encodeOid, encodeSequence } from '../../core/bytes/der.ts'
import { algorithmOfKey } from '../../core/pki/algorithms.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { encodeTime } from '../../core/pki/instant.ts'
import { encodeName } from '../../core/pki/name.ts'
import { OID_BASIC_CONSTRAINTS, OID_EXTENDED_KEY_USAGE, OID_KEY_USAGE } from '../../core/pki/oids.ts'
import { createSigner, signWithKey, type Signer } from '../../core/pki/signer.ts'

/** One extension, as bytes. */
export interface TestExtension {
  readonly oid: string
  readonly critical?: boolean
  readonly value: Uint8Array
}

export interface TestCertificateParameters {
  readonly name: string
  /** Who signs; self-signed when absent. */
  readonly issuer?: TestCertificate
  /** Key to certify; a fresh one when absent. */
  readonly keys?: CryptoKeyPair
  readonly notBefore: number
  readonly notAfter: number
  readonly extensions?: readonly TestExtension[]
  readonly serialNumber?: number
  /** Replaces the issuer's name, so that a signature and a name can disagree. */
  readonly issuerName?: string
}

export interface TestCertificate {
  readonly name: string
  readonly der: Uint8Array
  readonly keys: CryptoKeyPair
}

export const basicConstraints = (isAuthority: boolean, pathLength?: number): TestExtension => ({
  oid: OID_BASIC_CONSTRAINTS,
  critical: true,
  value: encodeSequence(...(isAuthority ? [encodeBoolean(true)] : []), ...(pathLength === undefined ? [] : [encodeInteger(pathLength)])),
})

/** keyUsage from its first octet: 0x80 digitalSignature, 0x40 nonRepudiation, 0x04 keyCertSign, 0x02 cRLSign. */
export const keyUsage = (octet: number): TestExtension => ({ oid: OID_KEY_USAGE, critical: true, value: Uint8Array.of(0x03, 0x02, 0x00, octet) })

export const extendedKeyUsage = (oids: readonly string[], critical = false): TestExtension => ({
  oid: OID_EXTENDED_KEY_USAGE,
  critical,
  value: encodeSequence(...oids.map(encodeOid)),
})

/** What an authority needs. */
export const AUTHORITY = [basicConstraints(true), keyUsage(0x06)] as const
/** What a signatory needs. */
export const SIGNATORY = [basicConstraints(false), keyUsage(0x40)] as const

const encodeExtension = ({ oid, critical, value }: TestExtension) =>
  encodeSequence(encodeOid(oid), ...(critical ? [encodeBoolean(true)] : []), encodeOctetString(value))

let nextSerialNumber = 1000

/** Any certificate at all, right or wrong, with a real signature: what no honest authority would issue must be refused all the same. */
export async function makeCertificate(parameters: TestCertificateParameters): Promise<TestCertificate> {
  const keys = parameters.keys ?? (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']))
  const signingKey = parameters.issuer?.keys.privateKey ?? keys.privateKey
  const { identifier } = algorithmOfKey(signingKey)
  const toBeSigned = encodeSequence(
    encodeContext(0, true, encodeInteger(2)),
    encodeInteger(parameters.serialNumber ?? nextSerialNumber++),
    identifier,
    encodeName({ commonName: parameters.issuerName ?? parameters.issuer?.name ?? parameters.name }),
    encodeSequence(encodeTime(parameters.notBefore), encodeTime(parameters.notAfter)),
    encodeName({ commonName: parameters.name }),
    new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey)),
    ...(parameters.extensions ? [encodeContext(3, true, encodeSequence(...parameters.extensions.map(encodeExtension)))] : []),
  )
  const der = encodeSequence(toBeSigned, identifier, encodeBitString(await signWithKey(signingKey, toBeSigned)))
  return { name: parameters.name, der: parseCertificate(der).der, keys }
}

/** A Signer for a made certificate. */
export async function signerOf(certificate: TestCertificate, ...chain: readonly TestCertificate[]): Promise<Signer> {
  return createSigner(certificate.keys.privateKey, certificate.der, chain.map((one) => one.der))
}
