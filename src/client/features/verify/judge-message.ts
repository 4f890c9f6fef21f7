import type { Examination } from '../../../core/evidence/examine/examine.ts'

/** What the worker is asked: one file, held in memory only. */
export interface JudgeRequest {
  readonly bytes: Uint8Array
  /** DER. */
  readonly anchors: readonly Uint8Array[]
  /** Epoch milliseconds. */
  readonly time: number
  /** Also makes the base revision anew; fetches this app's own fonts for that. */
  readonly derive: boolean
}

export interface JudgeCommands {
  judge: { input: JudgeRequest; output: Examination }
}
