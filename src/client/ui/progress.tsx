import { m } from '../messages/generated/messages.js'

export type StageState = 'waiting' | 'running' | 'done' | 'failed'

export interface Stage {
  readonly id: string
  readonly label: string
  readonly state: StageState
}

const MARKS: Record<StageState, string> = { waiting: 'text-soft', running: 'font-semibold text-ink', done: 'text-ink', failed: 'font-semibold text-fail' }

function StageMark({ state }: { readonly state: StageState }) {
  if (state === 'running') return <span aria-hidden="true" className="size-4.5 animate-spin rounded-full border-2 border-ink border-r-transparent" />
  return (
    <svg aria-hidden="true" viewBox="0 0 18 18" className={`size-4.5 ${state === 'done' ? 'text-pass' : state === 'failed' ? 'text-fail' : 'text-rule-strong'}`} fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round">
      <circle cx="9" cy="9" r="7.4" />
      {state === 'done' && <path d="m5.6 9.3 2.3 2.3 4.5-4.8" />}
      {state === 'failed' && <path d="m6.3 6.3 5.4 5.4m0-5.4-5.4 5.4" />}
    </svg>
  )
}

/** Real progress: what is being done, what is done, what comes. Announced politely as it moves. */
export function StageList({ label, stages }: { readonly label: string; readonly stages: readonly Stage[] }) {
  const names = { waiting: m.ui_stage_waiting, running: m.ui_stage_running, done: m.ui_stage_done, failed: m.ui_stage_failed }
  const running = stages.find((stage) => stage.state === 'running' || stage.state === 'failed')
  return (
    <div>
      <ol aria-label={label} className="grid gap-2.5">
        {stages.map((stage) => (
          <li key={stage.id} className={`flex items-center gap-3 ${MARKS[stage.state]}`}>
            <StageMark state={stage.state} />
            <span>{stage.label}</span>
            <span className="sr-only">{names[stage.state]()}</span>
          </li>
        ))}
      </ol>
      <output className="sr-only">{running ? `${running.label}: ${names[running.state]()}` : ''}</output>
    </div>
  )
}

/** A wait whose length is not known. */
export function Waiting({ label }: { readonly label: string }) {
  return (
    <output className="mx-auto grid w-full max-w-sm gap-3 px-4 py-16 text-center text-soft">
      <span>{label}</span>
      <span aria-hidden="true" className="block h-0.5 overflow-hidden bg-rule"><span className="block h-full w-1/3 animate-[sweep_1.4s_ease-in-out_infinite] bg-ink" /></span>
    </output>
  )
}

/** How much of something is done, 0 to 1. */
export function Bar({ label, value }: { readonly label: string; readonly value: number }) {
  return (
    <progress aria-label={label} max={100} value={Math.round(Math.max(0, Math.min(1, value)) * 100)} className="block h-[3px] w-full appearance-none border-0 bg-rule text-ink [&::-moz-progress-bar]:bg-ink [&::-webkit-progress-bar]:bg-rule [&::-webkit-progress-value]:bg-ink" />
  )
}
