import type { Act, ActStage } from '../act/act.ts'
import { PHASES } from '../act/runner.ts'
import type { Phase } from '../act/runner.ts'

export type PhaseState = 'waiting' | 'running' | 'done' | 'failed'

/** What a kept stage is about to do. */
const NEXT: Record<ActStage, Phase | null> = {
  consented: 'deriving',
  derived: 'key',
  'key-made': 'stating',
  challenged: 'stating',
  stated: 'stating',
  'code-sent': 'code',
  certified: 'signing',
  signed: 'uploading',
  acknowledged: null,
}

interface Progress {
  readonly act: Pick<Act, 'stage'> | null
  readonly phase: Phase | null
  readonly isFailed: boolean
}

/** Where the act stands, phase by phase, in order. The kept stage decides; the phase refines it while work is under way. */
export function phaseStates({ act, phase, isFailed }: Progress): readonly { readonly phase: Phase; readonly state: PhaseState }[] {
  const next = act ? NEXT[act.stage] : 'deriving'
  if (next === null) return PHASES.map((each) => ({ phase: each, state: 'done' as const }))
  const kept = PHASES.indexOf(next)
  const at = phase === null ? kept : Math.max(kept, PHASES.indexOf(phase))
  return PHASES.map((each, index) => ({ phase: each, state: index < at ? 'done' : index > at ? 'waiting' : isFailed ? 'failed' : 'running' }))
}
