import type { KeyKind } from '../pki/public-key.ts'

/** Until when an algorithm is held to prove anything, with the source. */
export interface AlgorithmSunset {
  /** A key kind and the sizes below which the line applies, or a hash. */
  readonly kind: KeyKind | 'SHA-256' | 'SHA-384' | 'SHA-512'
  readonly belowBits: number | null
  /** Epoch milliseconds. */
  readonly until: number
  readonly source: string
}

const END_OF_2030 = Date.UTC(2031, 0, 1)
const END_OF_2035 = Date.UTC(2036, 0, 1)
const DRAFT = 'NIST IR 8547 (initial public draft, November 2024), table 2'

/**
 * When archives must have been renewed by. Drafts change: a service can give its own table. No end is published for SHA-2, so none is
 * invented; a hash of it can be given here when there is one.
 */
export const ALGORITHM_SUNSETS: readonly AlgorithmSunset[] = [
  { kind: 'RSA', belowBits: 3072, until: END_OF_2030, source: DRAFT },
  { kind: 'RSA', belowBits: null, until: END_OF_2035, source: DRAFT },
  { kind: 'RSA-PSS', belowBits: 3072, until: END_OF_2030, source: DRAFT },
  { kind: 'RSA-PSS', belowBits: null, until: END_OF_2035, source: DRAFT },
  { kind: 'EC', belowBits: null, until: END_OF_2035, source: DRAFT },
  { kind: 'Ed25519', belowBits: null, until: END_OF_2035, source: DRAFT },
]
