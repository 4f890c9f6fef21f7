import { equalBytes } from '../bytes/compare.ts'
import { encodeContext, encodeOctetString, encodeSequence, readDer, type DerNode } from '../bytes/der.ts'
import { hashBytes, readHashIdentifier, type HashName } from '../pki/algorithms.ts'
import { parseCertificate, readSerialNumber, type Certificate } from '../pki/certificate.ts'
import { encodeAttribute, findAttribute, type Attribute } from './attribute.ts'
import { OID_SIGNING_CERTIFICATE, OID_SIGNING_CERTIFICATE_V2 } from '../pki/oids.ts'

/** The signing certificate as the signer named it (RFC 5035 §4; RFC 2634 for the SHA-1 form). */
export interface SigningCertificateReference {
  readonly hash: HashName
  readonly value: Uint8Array
  /** Serial number of issuerSerial, hex, when present. */
  readonly serialNumber: string | null
}

const encoded = new WeakMap<Certificate, Uint8Array<ArrayBuffer>>()

/** signing-certificate-v2 with SHA-256 (the default, hence unnamed) and issuerSerial; made once for a certificate. */
export async function encodeSigningCertificateV2(certificate: Certificate): Promise<Uint8Array<ArrayBuffer>> {
  const known = encoded.get(certificate) ?? (await encodeReference(certificate))
  encoded.set(certificate, known)
  return known
}

async function encodeReference({ der, issuer, serialNumberDer }: Certificate): Promise<Uint8Array<ArrayBuffer>> {
  const issuerSerial = encodeSequence(encodeSequence(encodeContext(4, true, issuer.der)), serialNumberDer)
  const reference = encodeSequence(encodeOctetString(await hashBytes('SHA-256', der)), issuerSerial)
  return encodeAttribute(OID_SIGNING_CERTIFICATE_V2, encodeSequence(encodeSequence(reference)))
}

function readSerial(node: DerNode | undefined): string | null {
  return node ? readSerialNumber(node.children()[1]) : null
}

function readReference(attribute: Attribute, isSecond: boolean): SigningCertificateReference | null {
  if (attribute.values.length !== 1) return null
  const first = readDer(attribute.values[0]!).children()[0]?.children()[0]
  const fields = first?.children() ?? []
  const named = isSecond && fields[0]?.tag === 0x30 ? fields.shift()! : null
  const hash = isSecond ? (named ? readHashIdentifier(named) : 'SHA-256') : 'SHA-1'
  if (!hash || fields[0]?.tag !== 0x04) return null
  return { hash, value: fields[0].content, serialNumber: readSerial(fields[1]) }
}

/**
 * The references in signing-certificate-v2 and in its SHA-1 predecessor, each that is there; null when one of them cannot be read. Only the
 * first ESSCertID names the signer (RFC 5035 §4). Throws DER_MALFORMED.
 */
export function readSigningCertificates(attributes: readonly Attribute[]): SigningCertificateReference[] | null {
  const kinds = [[OID_SIGNING_CERTIFICATE_V2, true], [OID_SIGNING_CERTIFICATE, false]] as const
  const references = kinds.flatMap(([oid, isSecond]) => {
    const attribute = findAttribute(attributes, oid)
    return attribute ? [readReference(attribute, isSecond)] : []
  })
  return references.every((one) => one !== null) ? references : null
}

/** Whether the reference names exactly this certificate. */
export async function matchesSigningCertificate(reference: SigningCertificateReference, certificate: Uint8Array): Promise<boolean> {
  if (!equalBytes(await hashBytes(reference.hash, certificate), reference.value)) return false
  return reference.serialNumber === null || reference.serialNumber === parseCertificate(certificate).serialNumber
}
