import { CodedError } from '../bytes/error.ts'
import type { HashName, SignatureAlgorithm } from './algorithms.ts'
import { parsePublicKey, type KeyKind } from './public-key.ts'

/** Until when something proves anything: epoch milliseconds, Infinity without end, -Infinity never. */
export interface AlgorithmPolicy {
  readonly hashes: Readonly<Record<HashName, number>>
  /** Keys of at least so many bits; the largest entry that fits counts, smaller keys never prove anything. */
  readonly keys: Readonly<Record<'RSA' | 'EC' | 'Ed25519' | 'Ed448' | 'DSA', readonly { readonly bits: number; readonly until: number }[]>>
}

const END_OF_2013 = Date.UTC(2014, 0, 1)
const END_OF_2030 = Date.UTC(2031, 0, 1)

/** NIST SP 800-131A Rev. 2 (SHA-1 and 1,024 bits until the end of 2013; 112 bits of strength until the end of 2030); MD5 until its collisions were published. */
export const DEFAULT_ALGORITHM_POLICY: AlgorithmPolicy = {
  hashes: {
    MD5: Date.UTC(2004, 7, 17), 'SHA-1': END_OF_2013, 'SHA-224': END_OF_2030, 'SHA-256': Infinity, 'SHA-384': Infinity, 'SHA-512': Infinity,
    'SHA3-224': END_OF_2030, 'SHA3-256': Infinity, 'SHA3-384': Infinity, 'SHA3-512': Infinity, SHAKE256: Infinity,
  },
  keys: {
    RSA: [{ bits: 3072, until: Infinity }, { bits: 2048, until: END_OF_2030 }, { bits: 1024, until: END_OF_2013 }],
    EC: [{ bits: 256, until: Infinity }, { bits: 224, until: END_OF_2030 }, { bits: 160, until: END_OF_2013 }],
    Ed25519: [{ bits: 0, until: Infinity }],
    Ed448: [{ bits: 0, until: Infinity }],
    DSA: [{ bits: 2048, until: END_OF_2030 }, { bits: 1024, until: END_OF_2013 }],
  },
}

const kindOf = (kind: KeyKind): keyof AlgorithmPolicy['keys'] => (kind === 'RSA-PSS' ? 'RSA' : kind)

/** Until when a key of this kind and size is believed. */
export function keyReliableUntil(policy: AlgorithmPolicy, kind: KeyKind, bits: number): number {
  return Math.max(-Infinity, ...policy.keys[kindOf(kind)].filter((row) => bits >= row.bits).map(({ until }) => until))
}

/** Until when a certificate's own key is believed; -Infinity for a kind not known here. */
export function certificateKeyUntil(policy: AlgorithmPolicy, { spki }: { readonly spki: Uint8Array }): number {
  try {
    const { kind, bits } = parsePublicKey(spki)
    return keyReliableUntil(policy, kind, bits)
  } catch (error) {
    if (error instanceof CodedError) return -Infinity
    throw error
  }
}

/** Until when a signature by this algorithm and the key in `spki` is believed; -Infinity for what is not known here. */
export function reliableUntil(policy: AlgorithmPolicy, algorithm: SignatureAlgorithm | null, spki: Uint8Array): number {
  if (algorithm === null) return -Infinity
  try {
    const { kind, bits } = parsePublicKey(spki)
    const hash = kind === 'Ed25519' || kind === 'Ed448' ? Infinity : policy.hashes[algorithm.hash]
    return Math.min(hash, keyReliableUntil(policy, kind, bits))
  } catch (error) {
    if (error instanceof CodedError) return -Infinity
    throw error
  }
}
