import { decodeBase64 } from '../../../core/bytes/base64.ts'
import { findAttribute } from '../../../core/cms/attribute.ts'
import { parseSignedData } from '../../../core/cms/signed-data.ts'
import { parseTimestampToken } from '../../../core/cms/timestamp.ts'
import { parseCertificate } from '../../../core/pki/certificate.ts'
import { OID_SIGNATURE_TIME_STAMP } from '../../../core/pki/oids.ts'

export interface PublicationFacts {
  readonly emails: readonly string[]
  readonly issuer: string
  readonly isDemo: boolean
  /** ISO 8601; null when there is no timestamp. */
  readonly timestamp: string | null
}

/** What a publication signature says of itself: shown here, judged on the check page. Throws the codes of `cms` and `pki`. */
export function readPublication(signature: string): PublicationFacts {
  const { certificates, signers } = parseSignedData(decodeBase64(signature))
  const certificate = parseCertificate(certificates.find((der) => parseCertificate(der).subjectAlternativeEmails.length > 0) ?? new Uint8Array())
  const token = findAttribute(signers[0]?.unsignedAttributes ?? [], OID_SIGNATURE_TIME_STAMP)?.values[0]
  return {
    emails: certificate.subjectAlternativeEmails,
    issuer: certificate.issuer.commonName ?? certificate.issuer.text,
    isDemo: certificate.isDemoIdentity,
    timestamp: token ? new Date(parseTimestampToken(token).genTime).toISOString() : null,
  }
}
