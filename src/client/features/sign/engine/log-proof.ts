import { decodeBase64 } from '../../../../core/bytes/base64.ts'
import { CodedError, isCodedError } from '../../../../core/bytes/error.ts'
import { decodeHex } from '../../../../core/bytes/hex.ts'
import { encodeAttribute } from '../../../../core/cms/attribute.ts'
import { encodeLogProof, verifyLogProof } from '../../../../core/evidence/log-proof.ts'
import { parseNoteKey } from '../../../../core/log/note.ts'
import type { Certificate } from '../../../../core/pki/certificate.ts'
import { OID_CERTIFICATE_LOG_PROOF } from '../../../../core/pki/oids.ts'
import { computeCertificateThumbprint } from '../../../../core/pki/thumbprint.ts'
import type { CertificateAnswer, Service } from '../../../../protocol/service.ts'

/**
 * The attributes that carry a certificate's log proof, after this page has verified it: an issuer that keeps a certificate out of its log gets
 * no signature with it. None for one that a party brought from elsewhere, or from before the log. Throws CERTIFICATE_REFUSED.
 */
export async function checkCertificateLog(certificate: Certificate, given: CertificateAnswer['log'], log: Service['log'], isBrought: boolean): Promise<Uint8Array[]> {
  const refuse = (message: string): never => {
    throw new CodedError('CERTIFICATE_REFUSED', message)
  }
  // Before the log: those of kept keys have an entry since the first day, one-time ones need none.
  if (!given) return isBrought || certificate.notBefore < Date.parse(log.since) ? [] : refuse('the certificate came without its log proof')
  try {
    const proof = { entry: decodeBase64(given.entry), salt: decodeHex(given.salt), proof: given.proof }
    const origin = given.proof.slice(given.proof.indexOf('\n\n') + 2).split('\n')[0]
    const verifier = log.verifiers.map(parseNoteKey).find(({ name }) => name === origin)
    if (!verifier) return refuse('the certificate is in a log that is not known')
    await verifyLogProof(proof, computeCertificateThumbprint(certificate.der), ['certificate'], verifier)
    return [encodeAttribute(OID_CERTIFICATE_LOG_PROOF, encodeLogProof(proof))]
  } catch (error) {
    return isCodedError(error) ? refuse(`the certificate’s log proof does not verify: ${error.code}`) : Promise.reject(error)
  }
}
