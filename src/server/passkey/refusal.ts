import { refuse } from '../refusal.ts'

/** What did not hold of a passkey's answer; `details.problem` of PASSKEY_REFUSED. */
export type PasskeyProblem =
  | 'cbor'
  | 'client-data'
  | 'ceremony'
  | 'challenge'
  | 'origin'
  | 'relying-party'
  | 'presence'
  | 'verification'
  | 'flags'
  | 'authenticator-data'
  | 'attestation'
  | 'key'
  | 'unknown'
  | 'user'
  | 'signature'
  | 'counter'
  | 'known'

/** Throws PASSKEY_REFUSED, naming what did not hold. */
export function refusePasskey(problem: PasskeyProblem): never {
  return refuse('PASSKEY_REFUSED', { problem })
}
