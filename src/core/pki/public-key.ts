import { decodeOid, readDer, type DerNode } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import type { PkiErrorCode } from './error.ts'
import { OID_CURVE_P256, OID_CURVE_P384, OID_CURVE_P521, OID_DSA, OID_EC_PUBLIC_KEY, OID_ED25519, OID_ED448, OID_RSA_ENCRYPTION, OID_RSASSA_PSS } from './oids.ts'

/** Ed448 and DSA are read and never used for signing. */
export type KeyKind = 'EC' | 'RSA' | 'RSA-PSS' | 'Ed25519' | 'Ed448' | 'DSA'
/** The last five are read and never used for signing. */
export type Curve = 'P-256' | 'P-384' | 'P-521' | 'P-224' | 'secp256k1' | 'brainpoolP256r1' | 'brainpoolP384r1' | 'brainpoolP512r1'

const WEB_CURVES: ReadonlySet<Curve> = new Set(['P-256', 'P-384', 'P-521'])

/** WebCrypto has the curve. */
export const isNativeCurve = (curve: Curve): boolean => WEB_CURVES.has(curve)

/** What a SubjectPublicKeyInfo says. `bits` is the field size for EC, the modulus size for RSA and DSA. */
export type PublicKey =
  | { readonly kind: 'EC'; readonly curve: Curve; readonly bits: number; readonly x: Uint8Array; readonly y: Uint8Array }
  | { readonly kind: 'RSA' | 'RSA-PSS'; readonly bits: number; readonly modulus: Uint8Array; readonly exponent: Uint8Array }
  | { readonly kind: 'Ed25519'; readonly bits: number; readonly point: Uint8Array }
  | { readonly kind: 'Ed448'; readonly bits: number; readonly point: Uint8Array }
  | { readonly kind: 'DSA'; readonly bits: number; readonly p: Uint8Array; readonly q: Uint8Array; readonly g: Uint8Array; readonly y: Uint8Array }

const CURVES: Readonly<Record<string, { curve: Curve; bits: number; octets: number }>> = {
  [OID_CURVE_P256]: { curve: 'P-256', bits: 256, octets: 32 },
  [OID_CURVE_P384]: { curve: 'P-384', bits: 384, octets: 48 },
  [OID_CURVE_P521]: { curve: 'P-521', bits: 521, octets: 66 },
  '1.3.132.0.33': { curve: 'P-224', bits: 224, octets: 28 },
  '1.3.132.0.10': { curve: 'secp256k1', bits: 256, octets: 32 },
  '1.3.36.3.3.2.8.1.1.7': { curve: 'brainpoolP256r1', bits: 256, octets: 32 },
  '1.3.36.3.3.2.8.1.1.11': { curve: 'brainpoolP384r1', bits: 384, octets: 48 },
  '1.3.36.3.3.2.8.1.1.13': { curve: 'brainpoolP512r1', bits: 512, octets: 64 },
}

const MAX_MODULUS_OCTETS = 2048
const MAX_DSA_OCTETS = 512

function unsupported(message: string): never {
  throw new CodedError<PkiErrorCode>('KEY_UNSUPPORTED', message)
}

function malformed(message: string): never {
  throw new CodedError<PkiErrorCode>('KEY_MALFORMED', message)
}

function magnitude(node: DerNode | undefined): Uint8Array {
  if (!node || node.tag !== 0x02 || node.content.length === 0 || node.content[0]! & 0x80) malformed('not a positive INTEGER')
  return node.content[0] === 0 ? node.content.subarray(1) : node.content
}

function parseRsa(kind: 'RSA' | 'RSA-PSS', key: Uint8Array): PublicKey {
  const [modulusNode, exponentNode, extra] = readDer(key).children()
  const modulus = magnitude(modulusNode)
  const exponent = magnitude(exponentNode)
  if (extra || modulus.length === 0 || exponent.length === 0) malformed('not an RSAPublicKey')
  if (modulus.length > MAX_MODULUS_OCTETS || exponent.length > 8) unsupported('RSA key too large')
  return { kind, modulus, exponent, bits: modulus.length * 8 - Math.clz32(modulus[0]!) + 24 }
}

/** Dss-Parms and the key (RFC 3279 §2.3.2); parameters inherited from the issuer's key are not looked for. */
function parseDsa(parameters: DerNode | undefined, key: Uint8Array): PublicKey {
  if (parameters?.tag !== 0x30) unsupported('DSA key without parameters')
  const [p, q, g] = parameters.children().map(magnitude)
  const y = magnitude(readDer(key))
  if (!p || !q || !g) malformed('not Dss-Parms')
  if (p.length > MAX_DSA_OCTETS || q.length > 64) unsupported('DSA key too large')
  return { kind: 'DSA', bits: p.length * 8 - Math.clz32(p[0]!) + 24, p, q, g, y }
}

/**
 * The key inside a SubjectPublicKeyInfo (RFC 5480, 8017, 8410, 3279).
 * Throws KEY_UNSUPPORTED for a kind this project does not read, KEY_MALFORMED for a damaged one.
 */
export function parsePublicKey(spki: Uint8Array): PublicKey {
  const [algorithmNode, bits, extra] = readDer(spki).children()
  if (algorithmNode?.tag !== 0x30 || bits?.tag !== 0x03 || extra || bits.content[0] !== 0) malformed('not a SubjectPublicKeyInfo')
  const [algorithm, parameters] = algorithmNode.children()
  if (algorithm?.tag !== 0x06) malformed('no key algorithm')
  const key = bits.content.subarray(1)
  const oid = decodeOid(algorithm.content)
  if (oid === OID_RSA_ENCRYPTION) return parseRsa('RSA', key)
  if (oid === OID_RSASSA_PSS) return parseRsa('RSA-PSS', key)
  if (oid === OID_ED25519) {
    if (key.length !== 32) malformed('not an Ed25519 point')
    return { kind: 'Ed25519', bits: 256, point: key }
  }
  if (oid === OID_ED448) {
    if (key.length !== 57) malformed('not an Ed448 point')
    return { kind: 'Ed448', bits: 448, point: key }
  }
  if (oid === OID_DSA) return parseDsa(parameters, key)
  if (oid !== OID_EC_PUBLIC_KEY) unsupported('key algorithm')
  const curve = parameters?.tag === 0x06 ? CURVES[decodeOid(parameters.content)] : undefined
  if (!curve) unsupported('elliptic curve')
  if (key.length !== 1 + 2 * curve.octets || key[0] !== 0x04) malformed('not an uncompressed point')
  return { kind: 'EC', curve: curve.curve, bits: curve.bits, x: key.subarray(1, 1 + curve.octets), y: key.subarray(1 + curve.octets) }
}
