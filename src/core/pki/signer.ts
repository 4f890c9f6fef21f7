import { encodeBitString, encodeInteger, encodeSequence, readDer } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { algorithmOfKey, hashBytes, type SignatureAlgorithm } from './algorithms.ts'
import { parseCertificate, type Certificate } from './certificate.ts'
import type { PkiErrorCode } from './error.ts'
import { isNativeCurve, parsePublicKey, type PublicKey } from './public-key.ts'
import { verifyPkcs1, verifyPss } from './rsa.ts'

/** Something that signs for one certificate. The private key stays behind it; ECDSA values are in DER. */
export interface Signer {
  readonly algorithm: SignatureAlgorithm
  /** DER of the certificate that verifies what this signs. */
  readonly certificate: Uint8Array
  /** DER of the certificates above it, nearest first; whether the root is among them is the maker's choice. */
  readonly chain: readonly Uint8Array[]
  sign(data: Uint8Array): Promise<Uint8Array>
}

const certificates = new WeakMap<Signer, Certificate>()

/** The facts of a signer's certificate, which is parsed once. Throws CERTIFICATE_MALFORMED. */
export function certificateOf(signer: Signer): Certificate {
  const known = certificates.get(signer) ?? parseCertificate(signer.certificate)
  certificates.set(signer, known)
  return known
}

/** WebCrypto's r‖s as Ecdsa-Sig-Value (RFC 3279 §2.2.3). */
export function encodeEcdsaValue(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const half = raw.length / 2
  return encodeSequence(encodeInteger(raw.subarray(0, half)), encodeInteger(raw.subarray(half)))
}

/** Ecdsa-Sig-Value as r‖s of `octets` each, or null when it is not one (negative, oversized, trailing bytes). */
export function decodeEcdsaValue(value: Uint8Array, octets: number): Uint8Array | null {
  try {
    const node = readDer(value)
    const numbers = node.children()
    if (node.tag !== 0x30 || node.end !== value.length || numbers.length !== 2) return null
    const raw = new Uint8Array(octets * 2)
    for (const [index, number] of numbers.entries()) {
      const content = number.content
      if (number.tag !== 0x02 || content.length === 0 || content[0]! & 0x80) return null
      const digits = content[0] === 0 ? content.subarray(1) : content
      if (digits.length > octets) return null
      raw.set(digits, octets * (index + 1) - digits.length)
    }
    return raw
  } catch (error) {
    if (error instanceof CodedError) return null
    throw error
  }
}

/** Signs with a WebCrypto key; ECDSA values come back in DER. */
export async function signWithKey(key: CryptoKey, data: Uint8Array): Promise<Uint8Array> {
  return signAs(algorithmOfKey(key), key, data)
}

async function signAs(algorithm: SignatureAlgorithm, key: CryptoKey, data: Uint8Array): Promise<Uint8Array> {
  const value = new Uint8Array(await crypto.subtle.sign(algorithm.webCrypto, key, data as BufferSource))
  return algorithm.keyKind === 'EC' ? encodeEcdsaValue(value) : value
}

function parseKey(spki: Uint8Array): PublicKey | null {
  try {
    return parsePublicKey(spki)
  } catch (error) {
    if (error instanceof CodedError) return null
    throw error
  }
}

// WebCrypto refuses a SubjectPublicKeyInfo of id-RSASSA-PSS, so such a key is given under rsaEncryption.
const RSA_HEADER = Uint8Array.of(0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00)

function importable(spki: Uint8Array, key: PublicKey): Uint8Array {
  if (key.kind !== 'RSA-PSS') return spki
  const [, bits] = readDer(spki).children()
  return encodeSequence(RSA_HEADER, bits!.bytes)
}

const fitsKind = (algorithm: SignatureAlgorithm, key: PublicKey): boolean => key.kind === algorithm.keyKind || (algorithm.keyKind === 'RSA-PSS' && key.kind === 'RSA')

function valueOf(algorithm: SignatureAlgorithm, key: PublicKey, signature: Uint8Array): Uint8Array | null {
  if (key.kind === 'DSA') return decodeEcdsaValue(signature, key.q.length)
  if (key.kind !== 'EC') return signature
  return algorithm.isPlain ? plainEcdsaValue(signature, key.x.length) : decodeEcdsaValue(signature, key.x.length)
}

const plainEcdsaValue = (value: Uint8Array, octets: number): Uint8Array | null => (value.length === octets * 2 ? value : null)

/** What WebCrypto lacks: old hashes, other curves, PSS whose mask has another hash, and data that is known by its digest alone. */
async function verifyHere({ hash, maskHash, webCrypto, keyKind }: SignatureAlgorithm, key: PublicKey, value: Uint8Array, digest: Uint8Array): Promise<boolean> {
  if (key.kind === 'Ed25519' || key.kind === 'Ed448') return false
  if (key.kind === 'EC') return (await import('./uncommon.ts')).verifyEcdsa(key.curve, key.x, key.y, value, digest)
  if (key.kind === 'DSA') return (await import('./uncommon.ts')).verifyDsa(key, value, digest)
  return keyKind === 'RSA-PSS' ? verifyPss(key, value, hash, maskHash ?? hash, webCrypto.saltLength ?? 0, digest) : verifyPkcs1(key, value, hash, digest)
}

/**
 * Whether `signature` over `data` was made by the key in `spki` with `algorithm`. A key of another kind, a damaged key and a damaged
 * value are all false: this is a fact about bytes, not an error.
 */
export async function verifySignature(algorithm: SignatureAlgorithm, spki: Uint8Array, signature: Uint8Array, data: Uint8Array): Promise<boolean> {
  const key = parseKey(spki)
  if (!key || !fitsKind(algorithm, key)) return false
  const value = valueOf(algorithm, key, signature)
  if (!value) return false
  if (key.kind === 'Ed448') return (await import('./uncommon.ts')).verifyEdwards('Ed448', key.point, value, data)
  if (!algorithm.isNative || (key.kind === 'EC' && !isNativeCurve(key.curve))) return verifyHere(algorithm, key, value, await hashBytes(algorithm.hash, data))
  try {
    return await crypto.subtle.verify(algorithm.webCrypto, await importFor(algorithm, spki, key), value as BufferSource, data as BufferSource)
  } catch {
    // an engine may not have Ed25519 yet; else it is a point off the curve, or a modulus that the engine refuses
    return key.kind === 'Ed25519' && (await import('./uncommon.ts')).verifyEdwards('Ed25519', key.point, value, data)
  }
}

function importFor(algorithm: SignatureAlgorithm, spki: Uint8Array, key: PublicKey): Promise<CryptoKey> {
  const parameters = key.kind === 'EC' ? { ...algorithm.webCryptoImport, namedCurve: key.curve } : algorithm.webCryptoImport
  return crypto.subtle.importKey('spki', importable(spki, key) as BufferSource, parameters, false, ['verify'])
}

/** Whether a value over data was made by one key with one algorithm. */
export type Verifier = (signature: Uint8Array, data: Uint8Array) => boolean | Promise<boolean>

/** The same for one key again and again, which is imported once. */
function createVerifier(algorithm: SignatureAlgorithm, spki: Uint8Array): Verifier {
  const key = parseKey(spki)
  if (!key || !fitsKind(algorithm, key) || !algorithm.isNative || (key.kind === 'EC' && !isNativeCurve(key.curve))) return (signature, data) => verifySignature(algorithm, spki, signature, data)
  let imported: Promise<CryptoKey> | null = null
  return async (signature, data) => {
    const value = valueOf(algorithm, key, signature)
    if (!value) return false
    try {
      return await crypto.subtle.verify(algorithm.webCrypto, await (imported ??= importFor(algorithm, spki, key)), value as BufferSource, data as BufferSource)
    } catch {
      return false
    }
  }
}

/** The same for data of which only the digest, made with the algorithm's hash, is at hand. Ed25519 and Ed448 need the data and are false. */
export async function verifyDigestSignature(algorithm: SignatureAlgorithm, spki: Uint8Array, signature: Uint8Array, digest: Uint8Array): Promise<boolean> {
  const key = parseKey(spki)
  if (!key || !fitsKind(algorithm, key)) return false
  const value = valueOf(algorithm, key, signature)
  return value !== null && verifyHere(algorithm, key, value, digest)
}

/** A private key in use, wherever it lives: in this process, in a token, behind a service. */
export interface SigningKey {
  readonly algorithm: SignatureAlgorithm
  /** DER of its public half. */
  readonly spki: Uint8Array
  /** ECDSA values in DER. */
  sign(data: Uint8Array): Promise<Uint8Array>
}

/** A WebCrypto pair as a SigningKey; its private half may be non-extractable. Throws KEY_UNSUPPORTED. */
export async function signingKeyOf({ privateKey, publicKey }: CryptoKeyPair): Promise<SigningKey> {
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey))
  const algorithm = algorithmOfKey(privateKey)
  return { algorithm, spki, sign: (data) => signAs(algorithm, privateKey, data) }
}

/**
 * A Signer over a WebCrypto private key. Every value is verified against the certificate before it is handed out, so that a key that
 * does not belong to the certificate throws SIGNER_KEY_MISMATCH instead of producing a worthless signature. Throws KEY_UNSUPPORTED.
 */
export async function createSigner(privateKey: CryptoKey, certificate: Uint8Array, chain: readonly Uint8Array[]): Promise<Signer> {
  const algorithm = algorithmOfKey(privateKey)
  return bindSigner({ algorithm, sign: (data) => signAs(algorithm, privateKey, data) }, certificate, chain)
}

/** The same over a key that lives elsewhere. `makeVerifier` where the host verifies faster than by WebCrypto: with it, too, no value leaves that the certificate's key does not verify. */
export function bindSigner({ algorithm, sign }: Pick<SigningKey, 'algorithm' | 'sign'>, certificate: Uint8Array, chain: readonly Uint8Array[], makeVerifier = createVerifier): Signer {
  const facts = parseCertificate(certificate)
  const verify = makeVerifier(algorithm, facts.spki)
  const signer: Signer = {
    algorithm,
    certificate,
    chain: [...chain],
    async sign(data) {
      const signature = await sign(data)
      if (!(await verify(signature, data))) {
        throw new CodedError<PkiErrorCode>('SIGNER_KEY_MISMATCH', 'the private key does not belong to the certificate')
      }
      return signature
    },
  }
  certificates.set(signer, facts)
  return signer
}

/** SEQUENCE { toBeSigned, algorithm, BIT STRING signature }: the shape of certificates, CRLs and OCSP responses. */
export async function signStructure(signer: Signer, toBeSigned: Uint8Array, ...rest: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const signature = await signer.sign(toBeSigned)
  return encodeSequence(toBeSigned, signer.algorithm.identifier, encodeBitString(signature), ...rest)
}
