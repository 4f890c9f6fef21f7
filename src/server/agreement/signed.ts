import { createPublicKey, verify } from 'node:crypto'
import { CodedError, isCodedError, type BytesErrorCode } from '../../core/bytes/error.ts'
import { computeJwkThumbprint, parseJws, parsePublicJwk, type Jws, type PublicJwk } from '../../core/pki/jws.ts'
import { refuse } from '../refusal.ts'

/** As `verifyJws`, by Node itself: none of WebCrypto's round trips. */
function verifyEs256({ signed, signature }: Jws, jwk: PublicJwk): boolean {
  let key
  try {
    key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  } catch {
    // A point that is not on the curve: no key, so no signature of it.
    return false
  }
  return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature)
}

/** As `decodeBase64Url`, by Node itself, which is lenient: strict is what would be written again so. */
function decodePart(part: string): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(part, 'base64url')
  if (bytes.toString('base64url') !== part) throw new CodedError<BytesErrorCode>('BASE64_MALFORMED', 'not base64url')
  return bytes
}

/** What a key made for one act has signed, and which key. Throws JWS_REFUSED. */
export function openSigned(text: string): { readonly payload: string; readonly keyThumbprint: string } {
  try {
    const jws = parseJws(text, decodePart)
    const jwk = parsePublicJwk(jws.header['jwk'])
    if (!verifyEs256(jws, jwk)) refuse('JWS_REFUSED', { problem: 'SIGNATURE' })
    return { payload: jws.payload, keyThumbprint: computeJwkThumbprint(jwk) }
  } catch (error) {
    if (isCodedError(error, 'JWS_MALFORMED')) refuse('JWS_REFUSED', { problem: 'MALFORMED' })
    throw error
  }
}
