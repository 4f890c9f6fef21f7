import { encodeBase64Url } from '../bytes/base64.ts'
import { sha256, sha256Hex } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { CodedError } from '../bytes/error.ts'
import type { PkiErrorCode } from './error.ts'
import { isNativeCurve, parsePublicKey, type PublicKey } from './public-key.ts'

function canonicalKey(key: PublicKey): string {
  if (key.kind === 'EC' && !isNativeCurve(key.curve)) throw new CodedError<PkiErrorCode>('KEY_UNSUPPORTED', 'no JWK name for this curve')
  if (key.kind === 'EC') return `{"crv":"${key.curve}","kty":"EC","x":"${encodeBase64Url(key.x)}","y":"${encodeBase64Url(key.y)}"}`
  if (key.kind === 'Ed25519') return `{"crv":"Ed25519","kty":"OKP","x":"${encodeBase64Url(key.point)}"}`
  if (key.kind === 'Ed448' || key.kind === 'DSA') throw new CodedError<PkiErrorCode>('KEY_UNSUPPORTED', 'such keys are read only')
  return `{"e":"${encodeBase64Url(key.exponent)}","kty":"RSA","n":"${encodeBase64Url(key.modulus)}"}`
}

/** SHA-256 JWK thumbprint of a SubjectPublicKeyInfo (RFC 7638, 8037), base64url. Throws KEY_UNSUPPORTED, KEY_MALFORMED. */
export function computeKeyThumbprint(spki: Uint8Array): string {
  return encodeBase64Url(sha256(encodeUtf8(canonicalKey(parsePublicKey(spki)))))
}

/** SHA-256 of a certificate's DER, hex. */
export function computeCertificateThumbprint(der: Uint8Array): string {
  return sha256Hex(der)
}
