import { m } from '../../messages/generated/messages.js'
import { Bar, StageList } from '../../ui/progress.tsx'
import type { Stage } from '../../ui/progress.tsx'
import { Button } from '../../ui/button.tsx'
import { shareOf } from './case.ts'
import type { Outcome } from './case.ts'
import type { Progress } from './judge-message.ts'

const PHASES = ['read', 'parse', 'changes', 'hash', 'path', 'cryptography', 'agreement'] as const satisfies readonly Progress['phase'][]

/** What is being done, by the person's words for it. */
export function nameOfPhase({ phase, done, count }: Progress): string {
  const names: Readonly<Record<Progress['phase'], () => string>> = {
    read: m.verify_phase_read, parse: m.verify_phase_parse, changes: m.verify_phase_changes, hash: m.verify_phase_hash, path: m.verify_phase_path,
    cryptography: m.verify_phase_cryptography, agreement: m.verify_phase_agreement, derivation: m.verify_phase_derivation,
  }
  return count > 1 ? m.verify_phase_of({ phase: names[phase](), done: String(done + 1), count: String(count) }) : names[phase]()
}

interface PhaseListProps {
  readonly name: string
  readonly outcome: Extract<Outcome, { kind: 'waiting' | 'working' }>
  readonly onCancel: () => void
}

/** One file on its way: the phases it goes through, and the way out. */
export function PhaseList({ name, outcome, onCancel }: PhaseListProps) {
  const progress = outcome.kind === 'working' ? outcome.progress : null
  const at = progress ? PHASES.findIndex((phase) => phase === progress.phase) : -1
  const stages = PHASES.map((phase, index): Stage => ({
    id: phase, label: index === at && progress ? nameOfPhase(progress) : nameOfPhase({ phase, done: 0, count: 0 }), state: index < at ? 'done' : index === at ? 'running' : 'waiting',
  }))
  return (
    <div className="sheet grid gap-4 px-5 py-8 sm:px-8">
      <h2 className="break-words text-lg">{m.verify_working_on({ name })}</h2>
      <Bar label={m.verify_working_on({ name })} value={progress ? shareOf(progress) : 0} />
      <StageList label={m.verify_phases()} stages={stages} />
      <div><Button onClick={onCancel}>{m.ui_cancel()}</Button></div>
    </div>
  )
}
