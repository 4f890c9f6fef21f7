import { decodeBase64 } from '../bytes/base64.ts'
import { CodedError } from '../bytes/error.ts'
import { decodeLatin1 } from '../bytes/text.ts'
import { parseSignedData } from '../cms/signed-data.ts'
import { parseCertificate, parseCertificateOrNull } from '../pki/certificate.ts'
import { computeCertificateThumbprint } from '../pki/thumbprint.ts'

/** A certificate that somebody chose to trust. */
export interface Anchor {
  readonly der: Uint8Array
  readonly name: string
  /** SHA-256, hex. */
  readonly thumbprint: string
  /** Epoch milliseconds. */
  readonly notBefore: number
  readonly notAfter: number
}

const MAX_BYTES = 4_194_304
const MAX_CERTIFICATES = 500
const BLOCK = /-----BEGIN ((?:TRUSTED |X509 )?CERTIFICATE|PKCS7|CMS)-----([^-]*)-----END \1-----/g

/** What is shown of a certificate that is trusted. Throws CERTIFICATE_MALFORMED. */
export function describeAnchor(der: Uint8Array): Anchor {
  const { subject, notBefore, notAfter } = parseCertificate(der)
  return { der, name: subject.commonName ?? subject.text, thumbprint: computeCertificateThumbprint(der), notBefore, notAfter }
}

/** One certificate, or those that a PKCS#7 file holds (RFC 5652 §5, "certs-only"; RFC 5751 §3.2.2). */
function readDer(der: Uint8Array): Uint8Array[] {
  return parseCertificateOrNull(der) ? [der] : [...parseSignedData(der).certificates]
}

/** DER of every certificate in a file: PEM with any number of blocks, one in DER, or PKCS#7 (.p7b, .p7c) in either form. Throws ANCHOR_UNREADABLE. */
export function readCertificates(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length > MAX_BYTES) throw new CodedError('ANCHOR_UNREADABLE', 'file is too large', { maxBytes: MAX_BYTES })
  try {
    const found = bytes[0] === 0x30 ? readDer(bytes) : [...decodeLatin1(bytes).matchAll(BLOCK)].slice(0, MAX_CERTIFICATES).flatMap(([, , body]) => readDer(decodeBase64(body!.replace(/\s+/g, ''))))
    if (found.length > 0) return found
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
  }
  throw new CodedError('ANCHOR_UNREADABLE', 'no certificate in it')
}

/** Certificates from a file that an auditor adds, as `readCertificates` reads them. Throws ANCHOR_UNREADABLE. */
export function parseAnchors(bytes: Uint8Array): Anchor[] {
  const certificates = readCertificates(bytes)
  try {
    return certificates.map(describeAnchor)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    throw new CodedError('ANCHOR_UNREADABLE', 'a certificate in it cannot be read', { cause: error.code })
  }
}
