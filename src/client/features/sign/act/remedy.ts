import type { FailureCode } from '../../../api/failure.ts'
import type { ActStage } from './act.ts'

/**
 * What to do about a failure. `wait`: nothing is wrong but the way; try again, by itself when the network is back ·
 * `code`: stay at the code and ask for it again · `unlock`: the key wants its password · `again`: the act is over without a signature taken; press once more ·
 * `review`: the contract has changed; read it afresh · `details`: a particular must be mended · `ended`: the offer is no more ·
 * `answered`: the offer has its answer; show it.
 */
export type Remedy = 'wait' | 'code' | 'unlock' | 'again' | 'review' | 'details' | 'ended' | 'answered'

/** Codes that the signing itself can fail with, besides the server's refusals. */
export type CraftCode = 'KEY_LOST' | 'KEY_LOCKED' | 'CERTIFICATE_EXPIRED' | 'STORAGE_UNAVAILABLE' | 'STORAGE_FAILED' | 'WORKER_FAILED' | 'FONTS_MISSING' | 'REVISION_SUSPECT'

const REMEDIES: Readonly<Partial<Record<string, Remedy>>> = {
  OFFLINE: 'wait',
  ANSWER_MALFORMED: 'wait',
  RATE_LIMITED: 'wait',
  SERVICE_FAILED: 'wait',
  STORAGE_FULL: 'wait',
  MAIL_FAILED: 'wait',
  STORAGE_FAILED: 'wait',
  STORAGE_UNAVAILABLE: 'wait',
  WORKER_FAILED: 'wait',
  FONTS_MISSING: 'wait',
  TIMESTAMP_UNANSWERED: 'wait',
  KEY_LOCKED: 'unlock',
  CODE_REFUSED: 'code',
  CODE_EXHAUSTED: 'code',
  REVISION_STALE: 'wait',
  VERSION_STALE: 'review',
  PARTICULARS_AWAITED: 'review',
  OFFER_NOT_ITS_TURN: 'review',
  OFFER_LAPSED: 'ended',
  OFFER_WITHDRAWN: 'ended',
  OFFER_ENDED: 'ended',
  OFFER_NOT_FOUND: 'ended',
  OFFER_ANSWERED: 'answered',
  PARTICULARS_REFUSED: 'details',
  LETTER_REFUSED: 'details',
}

/** The remedy for a failure at a stage. A refusal that is not known starts the act over: the server has stored nothing. */
export function remedyFor(code: FailureCode | CraftCode | (string & {}), stage: ActStage | null): Remedy {
  const remedy = REMEDIES[code] ?? 'again'
  return remedy === 'code' && stage !== 'code-sent' ? 'again' : remedy
}

/** Whether the act that failed so is given up: its key is forgotten and it is taken off the device. */
export function endsAct(remedy: Remedy): boolean {
  return remedy !== 'wait' && remedy !== 'code' && remedy !== 'unlock'
}
