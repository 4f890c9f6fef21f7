import type { AlgorithmPolicy } from '../pki/algorithm-policy.ts'
import type { CreateStreamHash } from './digest.ts'

/** What a judgement rests on besides the file. Times are epoch milliseconds, certificates and CRLs DER. */
export interface Policy {
  /** Certificates trusted explicitly; nothing else is. */
  readonly anchors: readonly Uint8Array[]
  /** More certificates that may help to build a path. */
  readonly certificates?: readonly Uint8Array[]
  /** Revocation data supplied beside the file. */
  readonly crls?: readonly Uint8Array[]
  readonly ocsps?: readonly Uint8Array[]
  /** Until when algorithms and keys are believed; NIST's dates when absent. */
  readonly algorithms?: AlgorithmPolicy
  /** Certificate policies of which the signatory's path must keep one (RFC 5280 §6.1.1(c)); any, or none, when absent. */
  readonly acceptedPolicies?: readonly string[]
  /** Milliseconds for which revocation data without a date of their next issue count; a day when absent. */
  readonly revocationFreshness?: number
  /** False: the file's own SHA-256 is left to the caller, and empty in the report. */
  readonly isFileHashed?: boolean
  /** The platform's streaming hash: large files are then read once and not copied. */
  readonly createHash?: CreateStreamHash
}
