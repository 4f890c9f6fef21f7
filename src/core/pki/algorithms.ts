import { decodeOid, encodeDer, encodeNull, encodeOid, encodeSequence, readDer, decodeInteger, type DerNode } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { md5, sha224 } from '../bytes/old-hash.ts'
import type { Sha3Name } from '../bytes/sha3.ts'
import { sha256 } from '../bytes/sha256.ts'
import type { PkiErrorCode } from './error.ts'
import { OID_DSA, OID_EC_PUBLIC_KEY, OID_ED25519, OID_ED448, OID_MD5, OID_MGF1, OID_RSA_ENCRYPTION, OID_RSASSA_PSS, OID_SHA1, OID_SHA224, OID_SHA256, OID_SHA384, OID_SHA512, OID_SHAKE256_LENGTH } from './oids.ts'
import type { KeyKind } from './public-key.ts'

/** MD5 and SHA-224 are read in old files, those of FIPS 202 in few, and none of them is ever made. SHAKE256 is 512 bits of it. */
export type HashName = 'MD5' | 'SHA-1' | 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512' | Sha3Name

/** One way to sign, resolved once; later code reads fields and never switches on names. */
export interface SignatureAlgorithm {
  readonly id: string
  readonly oid: string
  readonly keyKind: KeyKind
  readonly hash: HashName
  /** WebCrypto `importKey` parameters, without the curve, which the key itself gives. */
  readonly webCryptoImport: { readonly name: string; readonly hash?: HashName }
  /** WebCrypto `sign` and `verify` parameters. */
  readonly webCrypto: { readonly name: string; readonly hash?: HashName; readonly saltLength?: number }
  /** WebCrypto has it; else it is verified here. */
  readonly isNative: boolean
  /** RSASSA-PSS: hash of the mask. */
  readonly maskHash?: HashName
  /** ECDSA values are r‖s instead of DER (BSI TR-03111 §5.2.1). */
  readonly isPlain?: boolean
  /** Smallest key that counts as sound today (field bits for EC, modulus bits for RSA). */
  readonly minimumBits: number
  /** False where it may be read in old signatures but no longer proves anything. */
  readonly isSound: boolean
  /** DER of the whole AlgorithmIdentifier, as written by us. */
  readonly identifier: Uint8Array
}

const HASH_OIDS: readonly (readonly [HashName, string])[] = [
  ['MD5', OID_MD5],
  ['SHA-224', OID_SHA224],
  ['SHA-1', OID_SHA1],
  ['SHA-256', OID_SHA256],
  ['SHA-384', OID_SHA384],
  ['SHA-512', OID_SHA512],
  ['SHA3-224', '2.16.840.1.101.3.4.2.7'],
  ['SHA3-256', '2.16.840.1.101.3.4.2.8'],
  ['SHA3-384', '2.16.840.1.101.3.4.2.9'],
  ['SHA3-512', '2.16.840.1.101.3.4.2.10'],
  ['SHAKE256', '2.16.840.1.101.3.4.2.12'],
]

const HASH_LENGTHS: Readonly<Record<HashName, number>> = {
  MD5: 16, 'SHA-1': 20, 'SHA-224': 28, 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64, 'SHA3-224': 28, 'SHA3-256': 32, 'SHA3-384': 48, 'SHA3-512': 64, SHAKE256: 64,
}

const isWeak = (hash: HashName) => hash === 'SHA-1' || hash === 'MD5'
const isSha3 = (hash: HashName): hash is Sha3Name => hash.startsWith('SHA3-') || hash === 'SHAKE256'
/** The platform has the hash, in WebCrypto and outside browsers. */
export const isNativeHash = (hash: HashName): boolean => hash !== 'MD5' && hash !== 'SHA-224' && !isSha3(hash)
const idOf = (hash: HashName) => (isSha3(hash) ? hash : hash.replace('-', '')).toLowerCase()
const noParameters = (oid: string) => encodeSequence(encodeOid(oid))
const nullParameters = (oid: string) => encodeSequence(encodeOid(oid), encodeNull())

function ecdsa(hash: HashName, oid: string): SignatureAlgorithm {
  const id = `ecdsa-${idOf(hash)}`
  return { id, oid, keyKind: 'EC', hash, webCryptoImport: { name: 'ECDSA' }, webCrypto: { name: 'ECDSA', hash }, isNative: isNativeHash(hash), minimumBits: 256, isSound: !isWeak(hash), identifier: noParameters(oid) }
}

function rsa(hash: HashName, oid: string): SignatureAlgorithm {
  const id = `rsa-${idOf(hash)}`
  const name = 'RSASSA-PKCS1-v1_5'
  return { id, oid, keyKind: 'RSA', hash, webCryptoImport: { name, hash }, webCrypto: { name }, isNative: isNativeHash(hash), minimumBits: 2048, isSound: !isWeak(hash), identifier: nullParameters(oid) }
}

const ED25519: SignatureAlgorithm = {
  id: 'ed25519', oid: OID_ED25519, keyKind: 'Ed25519', hash: 'SHA-512', webCryptoImport: { name: 'Ed25519' }, webCrypto: { name: 'Ed25519' },
  isNative: true, minimumBits: 256, isSound: true, identifier: noParameters(OID_ED25519),
}

/** Its digest in CMS is 512 bits of SHAKE256 (RFC 8419 §2.3). */
const ED448: SignatureAlgorithm = {
  id: 'ed448', oid: OID_ED448, keyKind: 'Ed448', hash: 'SHAKE256', webCryptoImport: { name: 'Ed448' }, webCrypto: { name: 'Ed448' },
  isNative: false, minimumBits: 448, isSound: true, identifier: noParameters(OID_ED448),
}

function dsa(hash: HashName, oid: string): SignatureAlgorithm {
  return { id: `dsa-${idOf(hash)}`, oid, keyKind: 'DSA', hash, webCryptoImport: { name: 'DSA' }, webCrypto: { name: 'DSA' }, isNative: false, minimumBits: 2048, isSound: !isWeak(hash), identifier: noParameters(oid) }
}

/** Arcs of NIST's signature algorithms, by kind, for each hash of a list. */
const nist = (make: (hash: HashName, oid: string) => SignatureAlgorithm, first: number, ...hashes: readonly HashName[]) => hashes.map((hash, index) => make(hash, `2.16.840.1.101.3.4.3.${first + index}`))
const SHA3S = ['SHA3-224', 'SHA3-256', 'SHA3-384', 'SHA3-512'] as const

export const ECDSA_SHA256 = ecdsa('SHA-256', '1.2.840.10045.4.3.2')
export const ECDSA_SHA384 = ecdsa('SHA-384', '1.2.840.10045.4.3.3')
export const ECDSA_SHA512 = ecdsa('SHA-512', '1.2.840.10045.4.3.4')
export const RSA_SHA256 = rsa('SHA-256', '1.2.840.113549.1.1.11')
export const RSA_SHA384 = rsa('SHA-384', '1.2.840.113549.1.1.12')
export const RSA_SHA512 = rsa('SHA-512', '1.2.840.113549.1.1.13')

/** Every fixed algorithm; RSASSA-PSS is built from its parameters. */
export const SIGNATURE_ALGORITHMS: readonly SignatureAlgorithm[] = [
  ECDSA_SHA256, ECDSA_SHA384, ECDSA_SHA512, ecdsa('SHA-1', '1.2.840.10045.4.1'),
  ecdsa('SHA-224', '1.2.840.10045.4.3.1'),
  RSA_SHA256, RSA_SHA384, RSA_SHA512, rsa('SHA-1', '1.2.840.113549.1.1.5'), rsa('SHA-224', '1.2.840.113549.1.1.14'), rsa('MD5', '1.2.840.113549.1.1.4'), ED25519,
  rsa('SHA-1', '1.3.14.3.2.29'), // the OIW's older name for it
  ED448, dsa('SHA-1', '1.2.840.10040.4.3'), ...nist(dsa, 1, 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512', ...SHA3S), ...nist(ecdsa, 9, ...SHA3S), ...nist(rsa, 13, ...SHA3S),
]

/** ecdsa-plain of BSI TR-03111: the last arc after 0.4.0.127.0.7.1.1.4.1 names the hash. */
const PLAIN_ECDSA = '0.4.0.127.0.7.1.1.4.1.'
const PLAIN_HASHES: readonly (HashName | undefined)[] = [undefined, 'SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512']
const ECDSA_SPECIFIED = '1.2.840.10045.4.3'

/** Names of what this program does not read, so that it can say so. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.11': 'SHAKE128', '2.16.840.1.101.3.4.2.17': 'SHAKE128', [OID_SHAKE256_LENGTH]: 'SHAKE256', '2.16.840.1.101.3.4.2.6': 'SHA-512/256', '1.3.36.3.2.1': 'RIPEMD-160',
  '1.2.840.113549.2.2': 'MD2', [OID_DSA]: 'DSA', '1.3.6.1.5.5.7.6.30': 'RSA-PSS (SHAKE128)', '1.3.6.1.5.5.7.6.31': 'RSA-PSS (SHAKE256)', '1.3.6.1.5.5.7.6.32': 'ECDSA (SHAKE128)', '1.3.6.1.5.5.7.6.33': 'ECDSA (SHAKE256)',
  '2.16.840.1.101.3.4.3.17': 'ML-DSA-44', '2.16.840.1.101.3.4.3.18': 'ML-DSA-65', '2.16.840.1.101.3.4.3.19': 'ML-DSA-87', '1.2.643.7.1.1.1.1': 'GOST', '1.2.156.10197.1.501': 'SM2',
  '1.3.36.3.3.2.8.1.1.5': 'brainpoolP224r1', '1.3.36.3.3.2.8.1.1.9': 'brainpoolP320r1', '1.3.132.0.36': 'sect409k1', '1.2.840.10045.3.1.1': 'P-192',
}

/** What an AlgorithmIdentifier (of a hash, a signature or a key) calls itself, for people: a name, or the OID. */
export function nameIdentifier(node: DerNode): string {
  const [oid, parameters] = node.children()
  if (oid?.tag !== 0x06) return '?'
  const text = decodeOid(oid.content)
  if (text === OID_EC_PUBLIC_KEY && parameters?.tag === 0x06) return UNSUPPORTED[decodeOid(parameters.content)] ?? `EC ${decodeOid(parameters.content)}`
  return UNSUPPORTED[text] ?? HASH_OIDS.find(([, value]) => value === text)?.[0] ?? SIGNATURE_ALGORITHMS.find((known) => known.oid === text)?.id ?? text
}

/** OID of a hash. */
export function hashOid(hash: HashName): string {
  return HASH_OIDS.find(([name]) => name === hash)![1]
}

/** Octets of a hash's value. */
export function hashLength(hash: HashName): number {
  return HASH_LENGTHS[hash]
}

/** AlgorithmIdentifier of a hash; parameters absent, as RFC 5754 §2 prefers, or NULL where asked for by older readers. */
export function encodeHashIdentifier(hash: HashName, withNull = false): Uint8Array<ArrayBuffer> {
  return withNull ? nullParameters(hashOid(hash)) : noParameters(hashOid(hash))
}

/** The hash named by an AlgorithmIdentifier, or null when it is none we know. Throws DER_MALFORMED, OID_MALFORMED. */
export function readHashIdentifier(node: DerNode): HashName | null {
  const [oid, parameters, extra] = node.children()
  if (oid?.tag !== 0x06 || extra) return null
  const text = decodeOid(oid.content)
  if (text === OID_SHAKE256_LENGTH) return parameters?.tag === 0x02 && decodeInteger(parameters.content) === 512n ? 'SHAKE256' : null
  if (parameters && parameters.bytes.length !== 2) return null
  return HASH_OIDS.find(([, value]) => value === text)?.[0] ?? null
}

/** Up to this many octets hashing here is done before the engine's own thread would have begun. */
const SMALL = 2048

/** Hash of bytes, through WebCrypto where it has the hash and there is enough to do. */
export async function hashBytes(hash: HashName, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  if (hash === 'MD5') return md5(bytes)
  if (hash === 'SHA-224') return sha224(bytes)
  if (isSha3(hash)) return (await import('../bytes/sha3.ts')).sha3(hash, bytes)
  if (hash === 'SHA-256' && bytes.length <= SMALL) return sha256(bytes)
  return new Uint8Array(await crypto.subtle.digest(hash, bytes as BufferSource))
}

function pss(hash: HashName, maskHash: HashName, saltLength: number, identifier: Uint8Array): SignatureAlgorithm {
  const id = `rsa-pss-${idOf(hash)}`
  return {
    id, oid: OID_RSASSA_PSS, keyKind: 'RSA-PSS', hash, webCryptoImport: { name: 'RSA-PSS', hash }, webCrypto: { name: 'RSA-PSS', saltLength },
    isNative: hash === maskHash && isNativeHash(hash), maskHash, minimumBits: 2048, isSound: !isWeak(hash), identifier,
  }
}

/** RSASSA-PSS-params (RFC 4055 §3.1): any hashes and salt; a trailer other than 1 is none we know. */
function readPss(parameters: DerNode | undefined, identifier: Uint8Array): SignatureAlgorithm | null {
  let hash: HashName | null = 'SHA-1'
  let maskHash: HashName | null = 'SHA-1'
  let saltLength = 20
  if (parameters && parameters.tag !== 0x30) return null
  for (const field of parameters?.children() ?? []) {
    const inner = readDer(field.content)
    if (field.tag === 0xa0) hash = readHashIdentifier(inner)
    else if (field.tag === 0xa1) {
      const [mask, maskParameters] = inner.children()
      if (mask?.tag !== 0x06 || decodeOid(mask.content) !== OID_MGF1 || !maskParameters) return null
      maskHash = readHashIdentifier(maskParameters)
    } else if (field.tag === 0xa2) saltLength = Number(decodeInteger(inner.content))
    else if (field.tag !== 0xa3 || decodeInteger(inner.content) !== 1n) return null
  }
  if (!hash || !maskHash || saltLength < 0 || saltLength > 512) return null
  return pss(hash, maskHash, saltLength, identifier)
}

const ecdsaOf = (hash: HashName | null | undefined) => SIGNATURE_ALGORITHMS.find((known) => known.keyKind === 'EC' && known.hash === hash) ?? null

/**
 * The algorithm an AlgorithmIdentifier names, or null when it is none we know. In CMS, `rsaEncryption` stands for PKCS#1 v1.5 with the
 * digest algorithm given apart (RFC 3370 §3.2): pass it as `digest`. Throws DER_MALFORMED, OID_MALFORMED.
 */
export function readSignatureIdentifier(node: DerNode, digest?: HashName | null): SignatureAlgorithm | null {
  const [oidNode, parameters, extra] = node.children()
  if (node.tag !== 0x30 || oidNode?.tag !== 0x06 || extra) return null
  const oid = decodeOid(oidNode.content)
  if (oid === OID_RSASSA_PSS) return readPss(parameters, node.bytes)
  // some programs name the kind of key alone for ECDSA too
  if (oid === OID_EC_PUBLIC_KEY) return ecdsaOf(digest)
  if (oid === ECDSA_SPECIFIED) return ecdsaOf(parameters?.tag === 0x30 ? readHashIdentifier(parameters) : null)
  if (oid.startsWith(PLAIN_ECDSA)) {
    const plain = ecdsaOf(PLAIN_HASHES[Number(oid.slice(PLAIN_ECDSA.length))])
    return plain && { ...plain, oid, isPlain: true }
  }
  if (oid === OID_RSA_ENCRYPTION) return SIGNATURE_ALGORITHMS.find((known) => known.keyKind === 'RSA' && known.hash === digest) ?? null
  if (oid === OID_DSA) return SIGNATURE_ALGORITHMS.find((known) => known.keyKind === 'DSA' && known.hash === digest) ?? null
  if (parameters && !(parameters.tag === 0x05 && parameters.content.length === 0)) return null
  return SIGNATURE_ALGORITHMS.find((known) => known.oid === oid) ?? null
}

/** The algorithm a WebCrypto key signs with. Throws KEY_UNSUPPORTED when PDF readers would misjudge it (Ed25519, PSS, SHA-1). */
export function algorithmOfKey(key: CryptoKey): SignatureAlgorithm {
  const algorithm = key.algorithm as Partial<EcKeyAlgorithm & RsaHashedKeyAlgorithm>
  const byCurve: Readonly<Record<string, SignatureAlgorithm>> = { 'P-256': ECDSA_SHA256, 'P-384': ECDSA_SHA384, 'P-521': ECDSA_SHA512 }
  const found =
    algorithm.name === 'ECDSA'
      ? byCurve[algorithm.namedCurve ?? '']
      : algorithm.name === 'RSASSA-PKCS1-v1_5' && algorithm.hash?.name !== 'SHA-1'
        ? SIGNATURE_ALGORITHMS.find((known) => known.keyKind === 'RSA' && known.hash === algorithm.hash?.name)
        : undefined
  if (!found) throw new CodedError<PkiErrorCode>('KEY_UNSUPPORTED', 'this kind of key does not sign here')
  return found
}

/** RSASSA-PSS with the usual salt, for tests and for reading: the AlgorithmIdentifier is complete. */
export function pssAlgorithm(hash: HashName): SignatureAlgorithm {
  const saltLength = hashLength(hash)
  const parameters = encodeSequence(
    encodeDer(0xa0, nullParameters(hashOid(hash))),
    encodeDer(0xa1, encodeSequence(encodeOid(OID_MGF1), nullParameters(hashOid(hash)))),
    encodeDer(0xa2, Uint8Array.of(0x02, 0x01, saltLength)),
  )
  return pss(hash, hash, saltLength, encodeSequence(encodeOid(OID_RSASSA_PSS), parameters))
}
