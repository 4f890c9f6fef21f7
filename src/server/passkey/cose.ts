import { concatBytes } from '../../core/bytes/compare.ts'
import { encodeBitString, encodeInteger, encodeNull, encodeOid, encodeSequence } from '../../core/bytes/der.ts'
import { ECDSA_SHA256, RSA_SHA256, type SignatureAlgorithm } from '../../core/pki/algorithms.ts'
import { OID_CURVE_P256, OID_EC_PUBLIC_KEY, OID_RSA_ENCRYPTION } from '../../core/pki/oids.ts'
import { parsePublicKey } from '../../core/pki/public-key.ts'
import { isMap, type CborMap, type CborValue } from './cbor.ts'
import { refusePasskey } from './refusal.ts'

/** ES256 and RS256: every platform's authenticator has one of them (RFC 9053 §2.1, RFC 8812 §2). */
export const COSE_ALGORITHMS: ReadonlyMap<number, SignatureAlgorithm> = new Map([[-7, ECDSA_SHA256], [-257, RSA_SHA256]])

const KEY_TYPE = 1
const ALGORITHM = 3
const OCTETS_P256 = 32

const bytesOf = (value: CborValue | undefined): Uint8Array => (value instanceof Uint8Array ? value : refusePasskey('key'))

function encodeElliptic(key: CborMap): Uint8Array {
  const [x, y] = [bytesOf(key.get(-2)), bytesOf(key.get(-3))]
  if (key.get(KEY_TYPE) !== 2 || key.get(-1) !== 1 || x.length !== OCTETS_P256 || y.length !== OCTETS_P256 || key.size !== 5) refusePasskey('key')
  return encodeSequence(encodeSequence(encodeOid(OID_EC_PUBLIC_KEY), encodeOid(OID_CURVE_P256)), encodeBitString(concatBytes(Uint8Array.of(4), x, y)))
}

function encodeRsa(key: CborMap): Uint8Array {
  const [modulus, exponent] = [bytesOf(key.get(-1)), bytesOf(key.get(-2))]
  if (key.get(KEY_TYPE) !== 3 || key.size !== 4 || modulus.length < 256 || modulus.length > 512 || exponent.length > 4 || modulus[0] === 0) refusePasskey('key')
  const positive = (value: Uint8Array): Uint8Array => encodeInteger(BigInt(`0x${Buffer.from(value).toString('hex') || '0'}`))
  return encodeSequence(encodeSequence(encodeOid(OID_RSA_ENCRYPTION), encodeNull()), encodeBitString(encodeSequence(positive(modulus), positive(exponent))))
}

/** A credential's public key as SubjectPublicKeyInfo, and the COSE number of its algorithm. Throws PASSKEY_REFUSED (`key`). */
export async function readCoseKey(value: CborValue): Promise<{ readonly spki: Uint8Array; readonly algorithm: number }> {
  if (!isMap(value)) refusePasskey('key')
  const algorithm = value.get(ALGORITHM)
  const descriptor = typeof algorithm === 'number' ? COSE_ALGORITHMS.get(algorithm) : undefined
  if (typeof algorithm !== 'number' || !descriptor) refusePasskey('key')
  const spki = descriptor.keyKind === 'EC' ? encodeElliptic(value) : encodeRsa(value)
  try {
    const { kind } = parsePublicKey(spki)
    // Importing checks that the point is on its curve.
    await crypto.subtle.importKey('spki', spki as BufferSource, { ...descriptor.webCryptoImport, ...(kind === 'EC' ? { namedCurve: 'P-256' } : {}) }, false, ['verify'])
  } catch {
    refusePasskey('key')
  }
  return { spki, algorithm }
}
