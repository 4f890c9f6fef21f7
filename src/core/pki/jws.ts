import { decodeBase64Url, encodeBase64Url } from '../bytes/base64.ts'
import { encodeCanonicalJson, parseCanonicalJson } from '../bytes/canonical-json.ts'
import { CodedError } from '../bytes/error.ts'
import { sha256 } from '../bytes/sha256.ts'
import { decodeUtf8, encodeUtf8 } from '../bytes/text.ts'

export type JwsErrorCode = 'JWS_MALFORMED'

/** A P-256 public key as JSON (RFC 7517). */
export interface PublicJwk {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}

/** A compact JWS (RFC 7515) taken apart; nothing is verified yet. */
export interface Jws {
  readonly header: Readonly<Record<string, unknown>>
  readonly payload: string
  readonly signature: Uint8Array<ArrayBuffer>
  /** What the signature is over. */
  readonly signed: Uint8Array<ArrayBuffer>
}

/** Largest JWS that is read, in characters. */
export const MAX_JWS_LENGTH = 40_000
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const
const COORDINATE = /^[A-Za-z0-9_-]{43}$/

const malformed = (message: string) => new CodedError<JwsErrorCode>('JWS_MALFORMED', message)

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
}

/** A public key from a header or a key set. Throws JWS_MALFORMED. */
export function parsePublicJwk(value: unknown): PublicJwk {
  const { kty, crv, x, y } = asRecord(value) ?? {}
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string' || !COORDINATE.test(x) || !COORDINATE.test(y)) throw malformed('not a P-256 public key')
  return { kty, crv, x, y }
}

/** RFC 7638 thumbprint, base64url. */
export function computeJwkThumbprint({ crv, kty, x, y }: PublicJwk): string {
  return encodeBase64Url(sha256(encodeUtf8(`{"crv":"${crv}","kty":"${kty}","x":"${x}","y":"${y}"}`)))
}

export async function exportPublicJwk(key: CryptoKey): Promise<PublicJwk> {
  return parsePublicJwk(await crypto.subtle.exportKey('jwk', key))
}

/** Signs a text with ES256 (RFC 7518 §3.4): a compact JWS. `header` gets its `alg`. */
export async function signJws(privateKey: CryptoKey, header: Readonly<Record<string, unknown>>, payload: string): Promise<string> {
  const text = `${encodeBase64Url(encodeUtf8(encodeCanonicalJson({ ...header, alg: 'ES256' })))}.${encodeBase64Url(encodeUtf8(payload))}`
  const signature = await crypto.subtle.sign(SIGNATURE, privateKey, new Uint8Array(encodeUtf8(text)))
  return `${text}.${encodeBase64Url(new Uint8Array(signature))}`
}

/** Takes a compact JWS of ours apart: ES256 only, canonical header, no critical extension. `decode` is strict, as `decodeBase64Url`. Throws JWS_MALFORMED. */
export function parseJws(text: string, decode: (part: string) => Uint8Array<ArrayBuffer> = decodeBase64Url): Jws {
  const parts = text.length > MAX_JWS_LENGTH ? [] : text.split('.')
  const [head, body, tail] = parts
  if (parts.length !== 3 || head === undefined || body === undefined || tail === undefined) throw malformed('not three parts')
  try {
    const header = asRecord(parseCanonicalJson(decodeUtf8(decode(head))))
    const signature = decode(tail)
    if (header?.['alg'] !== 'ES256' || 'crit' in header || signature.length !== 64) throw malformed('not an ES256 signature')
    return { header, payload: decodeUtf8(decode(body)), signature, signed: new Uint8Array(encodeUtf8(`${head}.${body}`)) }
  } catch (error) {
    throw error instanceof CodedError && error.code === 'JWS_MALFORMED' ? error : malformed('a part cannot be read')
  }
}

/** Whether the key made this signature. */
export async function verifyJws({ signed, signature }: Pick<Jws, 'signed' | 'signature'>, jwk: PublicJwk): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('jwk', { ...jwk }, ALGORITHM, false, ['verify'])
    return await crypto.subtle.verify(SIGNATURE, key, signature, signed)
  } catch {
    // A point that is not on the curve: no key, so no signature of it.
    return false
  }
}
