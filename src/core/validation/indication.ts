/** Status indications of ETSI EN 319 102-1 §5.1.3, verbatim. */
export type Indication = 'TOTAL-PASSED' | 'TOTAL-FAILED' | 'INDETERMINATE'

/** Sub-indications of ETSI EN 319 102-1 §5.1.3 that this judge gives, verbatim. */
export type SubIndication =
  | 'FORMAT_FAILURE' | 'HASH_FAILURE' | 'SIG_CRYPTO_FAILURE' | 'REVOKED' | 'EXPIRED' | 'NOT_YET_VALID'
  | 'SIG_CONSTRAINTS_FAILURE' | 'CHAIN_CONSTRAINTS_FAILURE' | 'CERTIFICATE_CHAIN_GENERAL_FAILURE' | 'CRYPTO_CONSTRAINTS_FAILURE' | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' | 'TIMESTAMP_ORDER_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND' | 'NO_CERTIFICATE_CHAIN_FOUND' | 'REVOKED_NO_POE' | 'REVOKED_CA_NO_POE' | 'OUT_OF_BOUNDS_NO_POE' | 'NO_POE' | 'TRY_LATER'
  | 'SIGNED_DATA_NOT_FOUND'

/** Outcome of one building block. */
export type Outcome = 'PASSED' | 'FAILED' | 'INDETERMINATE'

/** An indication with its reason. */
export interface Verdict {
  readonly indication: Indication
  readonly subIndication: SubIndication | null
}

export const PASSED: Verdict = { indication: 'TOTAL-PASSED', subIndication: null }

/** What a sub-indication makes of the whole: EN 319 102-1, tables 5 and 6. */
const FAILING: ReadonlySet<SubIndication> = new Set(['FORMAT_FAILURE', 'HASH_FAILURE', 'SIG_CRYPTO_FAILURE', 'REVOKED', 'EXPIRED', 'NOT_YET_VALID'])

export function verdictOf(subIndication: SubIndication): Verdict {
  return { indication: FAILING.has(subIndication) ? 'TOTAL-FAILED' : 'INDETERMINATE', subIndication }
}

const RANK: Readonly<Record<Indication, number>> = { 'TOTAL-PASSED': 0, INDETERMINATE: 1, 'TOTAL-FAILED': 2 }

/** The first of the worst: a failure outranks what is undecided, that outranks a pass. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  const { indication, subIndication } = verdicts.reduce((worst, verdict) => (RANK[verdict.indication] > RANK[worst.indication] ? verdict : worst), PASSED)
  return { indication, subIndication }
}
