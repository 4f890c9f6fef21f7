import type { PackageReport } from '../../../core/evidence/examine/package.ts'
import type { VerdictKind } from '../../ui/verdict.tsx'
import type { Finding, Progress } from './judge-message.ts'

export type Outcome =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'working'; readonly progress: Progress }
  | Finding
  | { readonly kind: 'failed'; readonly code: string }

/** One file under judgement. Its bytes stay on disk until somebody reads them. */
export interface Case {
  readonly id: number
  /** With its folder, when it came in one. */
  readonly name: string
  readonly file: File
  readonly outcome: Outcome
}

export const PACKAGE_KINDS: Readonly<Record<PackageReport['indication'], VerdictKind>> = { 'TOTAL-PASSED': 'pass', INDETERMINATE: 'doubt', 'TOTAL-FAILED': 'fail' }

/** Shape and colour of a judged file: what disagrees with itself is no mere doubt. Null while it is not settled. */
export function kindOf({ outcome }: Case): VerdictKind | null {
  if (outcome.kind === 'waiting' || outcome.kind === 'working') return null
  if (outcome.kind === 'failed') return outcome.code === 'NO_SIGNATURE' || outcome.code === 'CANCELLED' ? 'doubt' : 'fail'
  if (outcome.kind === 'proof') return 'pass'
  if (outcome.kind === 'package') return PACKAGE_KINDS[outcome.report.indication]
  const { report, signatures } = outcome.judgement.examination
  if (report.verdict.indication === 'TOTAL-PASSED') return 'pass'
  const disagrees = signatures.some(({ agreement }) => agreement !== null && agreement.odd !== null && agreement.odd !== 'base')
  return report.verdict.indication === 'TOTAL-FAILED' || disagrees ? 'fail' : 'doubt'
}

export const isSettled = (one: Case): boolean => kindOf(one) !== null

/** How much of a judgement is done, 0 to 1, for a bar: the phases as long as they usually take. */
const SPANS: Readonly<Record<Progress['phase'], readonly [from: number, to: number]>> = {
  read: [0, 0.1], parse: [0.1, 0.25], changes: [0.25, 0.45], hash: [0.45, 0.55], path: [0.55, 0.65], cryptography: [0.65, 0.9], agreement: [0.9, 0.95], derivation: [0.95, 1],
}
export function shareOf({ phase, done, count }: Progress): number {
  const [from, to] = SPANS[phase]
  return from + (to - from) * (count > 0 ? done / count : 0)
}

/** What a table and its CSV say of a case; names without repetition, instants ISO 8601. */
export interface CaseFacts {
  readonly verdict: string
  readonly reason: string
  readonly signatories: readonly string[]
  readonly bestTime: string | null
  readonly level: string
  readonly signatures: number
  readonly revisions: number
  readonly changes: string
  readonly sha256: string
}

const NOTHING: CaseFacts = { verdict: '', reason: '', signatories: [], bestTime: null, level: '', signatures: 0, revisions: 0, changes: '', sha256: '' }
const ORDER = ['NONE', 'LTA-UPDATE', 'NEW-SIGNATURE', 'FORM-FILLING', 'ANNOTATION', 'OTHER', 'FORBIDDEN']

export function factsOf({ outcome }: Case): CaseFacts {
  if (outcome.kind === 'failed') return { ...NOTHING, verdict: outcome.code }
  if (outcome.kind === 'proof') return { ...NOTHING, verdict: 'LOG-PROOF', reason: outcome.report.origin }
  if (outcome.kind === 'package') return { ...NOTHING, verdict: outcome.report.indication, reason: outcome.report.faults.map(({ name }) => name).join(' '), signatories: outcome.report.seal.signatory === null ? [] : [outcome.report.seal.signatory], bestTime: outcome.report.seal.bestSignatureTime }
  if (outcome.kind !== 'judged') return NOTHING
  const { report } = outcome.judgement.examination
  const signed = report.signatures.filter(({ type }) => type === 'signature')
  const times = signed.flatMap(({ bestSignatureTime }) => (bestSignatureTime === null ? [] : [bestSignatureTime])).toSorted()
  return {
    verdict: report.verdict.indication,
    reason: report.verdict.subIndication ?? '',
    signatories: [...new Set(signed.map(({ identity, signatory }) => identity?.nameAsGiven ?? signatory ?? '?'))],
    bestTime: times.at(-1) ?? null,
    level: [...new Set(signed.map(({ level }) => level ?? '–'))].join(' '),
    signatures: signed.length,
    revisions: report.revisions.length,
    changes: report.signatures.map(({ changesAfter }) => changesAfter as string).toSorted((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a))[0] ?? 'NONE',
    sha256: report.file.sha256,
  }
}
