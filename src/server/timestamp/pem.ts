import { CodedError } from '../../core/bytes/error.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'

/** DER of every certificate in a PEM text. Throws CERTIFICATE_MALFORMED when there is none or one of them is none. */
export function parsePemCertificates(text: string): Uint8Array[] {
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)]
  const certificates = blocks.map(([, body = '']) => new Uint8Array(Buffer.from(body.replace(/\s+/g, ''), 'base64')))
  if (certificates.length === 0) throw new CodedError('CERTIFICATE_MALFORMED', 'no certificate in the file of timestamp anchors')
  return certificates.map((der) => parseCertificate(der).der)
}
