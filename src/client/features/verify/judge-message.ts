import type { LogTrust } from '../../../core/evidence/examine/certificate-log.ts'
import type { Examination } from '../../../core/evidence/examine/examine.ts'
import type { PackageReport } from '../../../core/evidence/examine/package.ts'
import type { ProofReport } from '../../../core/evidence/proof-report.ts'
import type { Missing } from '../../../core/validation/missing.ts'
import type { Phase } from '../../../core/validation/progress.ts'
import type { Supplied } from '../../../core/validation/supplied.ts'

/** What the worker is asked: one file, which it reads itself, so that no copy of its bytes crosses over; or its bytes, where a worker may not read it. */
export interface JudgeRequest {
  readonly file: Blob | Uint8Array
  /** DER. */
  readonly anchors: readonly Uint8Array[]
  /** Authorities that keep a public log. */
  readonly logs: readonly LogTrust[]
  readonly supplied: Supplied
  /** Epoch milliseconds. */
  readonly time: number
  /** Also makes the base revision anew; needs this app's own fonts for that. */
  readonly derive: boolean
}

/** What the worker found a file to be: signed, an evidence package, or a bare proof from a log. */
export type Finding = { readonly kind: 'judged'; readonly judgement: Judgement } | { readonly kind: 'package'; readonly report: PackageReport } | { readonly kind: 'proof'; readonly report: ProofReport }

export interface Judgement {
  readonly examination: Examination
  /** What the verdict lacks and the certificates say can be had. */
  readonly missing: readonly Missing[]
}

/** How far a judgement is. */
export interface Progress {
  readonly phase: 'read' | Phase
  /** Signatures done, and of how many; 0 and 0 where it is one piece. */
  readonly done: number
  readonly count: number
}

export interface ReportRequest {
  readonly examination: Examination
  /** The file's name. */
  readonly name: string
  readonly language: 'vi' | 'en'
  /** As `Intl` names it: instants are shown in the reader's own zone. */
  readonly timeZone: string
}

export interface JudgeCommands {
  judge: { input: JudgeRequest; output: Finding }
  /** The report for people, a PDF. */
  report: { input: ReportRequest; output: Uint8Array }
}
