import { decodeBase64 } from '../bytes/base64.ts'
import { CodedError } from '../bytes/error.ts'
import { decodeLatin1 } from '../bytes/text.ts'
import { parseCertificate } from '../pki/certificate.ts'
import { computeCertificateThumbprint } from '../pki/thumbprint.ts'

/** A certificate that somebody chose to trust. */
export interface Anchor {
  readonly der: Uint8Array
  readonly name: string
  /** SHA-256, hex. */
  readonly thumbprint: string
}

const MAX_BYTES = 4_194_304
const MAX_CERTIFICATES = 500
const BLOCK = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([^-]*)-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g

function describe(der: Uint8Array): Anchor {
  const { subject } = parseCertificate(der)
  return { der, name: subject.commonName ?? subject.text, thumbprint: computeCertificateThumbprint(der) }
}

/** Certificates from a file that an auditor adds: PEM, with any number of them, or one in DER. Throws ANCHOR_UNREADABLE. */
export function parseAnchors(bytes: Uint8Array): Anchor[] {
  if (bytes.length > MAX_BYTES) throw new CodedError('ANCHOR_UNREADABLE', 'file is too large', { maxBytes: MAX_BYTES })
  try {
    if (bytes[0] === 0x30) return [describe(bytes)]
    const blocks = [...decodeLatin1(bytes).matchAll(BLOCK)].slice(0, MAX_CERTIFICATES)
    if (blocks.length > 0) return blocks.map(([, body]) => describe(decodeBase64(body!.replace(/\s+/g, ''))))
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
  }
  throw new CodedError('ANCHOR_UNREADABLE', 'no certificate in it')
}
