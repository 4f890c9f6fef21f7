import type { Act, ActAt } from './act.ts'
import { endsAct, remedyFor } from './remedy.ts'
import type { Remedy } from './remedy.ts'
import { proveAct, runAct } from './runner.ts'
import type { Phase, Ports } from './runner.ts'

export interface CeremonyFailure {
  readonly code: string
  readonly remedy: Remedy
  readonly error: unknown
  /** Where it happened; null before anything was shown. */
  readonly phase: Phase | null
}

export interface CeremonyState {
  /** Whether the device has been asked for an act under way. */
  readonly loaded: boolean
  readonly act: Act | null
  readonly phase: Phase | null
  /** 0 to 1 within the phase; null when it cannot be known. */
  readonly share: number | null
  readonly busy: boolean
  /** Another tab is at work on the same offer; this one waits for it. */
  readonly elsewhere: boolean
  /** Nothing answered; the same is asked again by itself. */
  readonly repeating: boolean
  readonly failure: CeremonyFailure | null
}

export interface CeremonyOptions {
  readonly ports: Ports
  readonly load: () => Promise<Act | null>
  readonly remove: () => Promise<void>
  readonly freshCode: (act: ActAt<'code-sent'>) => Promise<{ readonly maskedEmail: string; readonly expiresAt: string }>
  /** Runs alone among all tabs; `onWait` is called when another tab is at it. */
  readonly alone: (run: () => Promise<void>, onWait: () => void) => Promise<void>
  /** Tells other tabs that what is kept has changed. */
  readonly tell: () => void
}

export interface Ceremony {
  readonly getState: () => CeremonyState
  readonly subscribe: (listener: () => void) => () => void
  /** Looks on the device for an act under way and goes on with it. */
  readonly resume: () => Promise<void>
  /** Begins an act; when the device has one already, goes on with that one instead. */
  readonly begin: (act: ActAt<'consented'>) => Promise<void>
  readonly prove: (code: string) => Promise<void>
  readonly resendCode: () => Promise<void>
  /** Gives the act up: its key is ended, nothing was signed. */
  readonly abandon: () => Promise<void>
  /** Takes a finished act off the device; the service keeps the receipt. */
  readonly forget: () => Promise<void>
  /** Another tab has changed what is kept. */
  readonly reload: () => Promise<void>
  /** A part of the work says what it has come to. */
  readonly showPhase: (phase: Phase) => void
  /** How much of the phase under way is done, 0 to 1. */
  readonly showShare: (share: number) => void
  /** Something is asked again because nothing answered, or is no more. */
  readonly showRepeating: (isRepeating: boolean) => void
  readonly dismiss: () => void
}

const IDLE: CeremonyState = { loaded: false, act: null, phase: null, share: null, busy: false, elsewhere: false, repeating: false, failure: null }

/** The stable code of whatever failed: a refusal's, the signing's, or WORKER_FAILED for a mistake of this page. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'WORKER_FAILED'
}

/**
 * One offer's act of signing as the page sees it. Whatever is done is done alone among all tabs and begins with what the device has kept,
 * so that two tabs, a reload or a second press never make a second signature.
 */
export function createCeremony({ ports, load, remove, freshCode, alone, tell }: CeremonyOptions): Ceremony {
  let state = IDLE
  const listeners = new Set<() => void>()
  const set = (change: Partial<CeremonyState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const told: Ports = {
    ...ports,
    save: async (act) => {
      await ports.save(act)
      tell()
    },
  }
  const watch = {
    onAct: (act: Act) => set({ act }),
    onPhase: (phase: Phase, share?: number) => set({ phase, share: share ?? null }),
  }

  const discard = async (act: Act) => {
    await ports.forgetKey(act.id)
    await remove()
    tell()
  }

  const fail = async (error: unknown) => {
    const code = codeOf(error)
    const remedy = remedyFor(code, state.act?.stage ?? null)
    if (endsAct(remedy) && state.act) {
      await discard(state.act).catch(() => {}) // what cannot be removed is refused by the server again
      set({ act: null })
    }
    set({ failure: { code, remedy, error, phase: state.phase } })
  }

  const run = async (work: (kept: Act | null) => Promise<void>) => {
    if (state.busy) return
    set({ busy: true, failure: null })
    try {
      await alone(async () => {
        set({ elsewhere: false })
        const kept = await load()
        set({ act: kept, loaded: true })
        await work(kept)
      }, () => set({ elsewhere: true }))
    } catch (error) {
      await fail(error)
    } finally {
      set({ busy: false, elsewhere: false, loaded: true })
    }
  }

  const carryOn = async (act: Act | null) => {
    if (act) set({ act: await runAct(act, told, watch) })
  }

  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    resume: () => run(carryOn),
    begin: (act) =>
      run(async (kept) => {
        if (kept) return carryOn(kept)
        await told.save(act)
        set({ act })
        await carryOn(act)
      }),
    prove: (code) =>
      run(async (kept) => {
        if (kept?.stage === 'code-sent') set({ act: await proveAct(kept, code, told, watch) })
        else await carryOn(kept)
      }),
    resendCode: () =>
      run(async (kept) => {
        if (kept?.stage !== 'code-sent') return carryOn(kept)
        const { maskedEmail, expiresAt } = await freshCode(kept)
        const act = { ...kept, maskedEmail, codeExpiresAt: expiresAt }
        await told.save(act)
        set({ act, phase: 'code' })
      }),
    abandon: () =>
      run(async (kept) => {
        if (kept && kept.stage !== 'acknowledged') await discard(kept)
        set({ act: null, phase: null })
      }),
    forget: async () => {
      await remove()
      tell()
    },
    reload: async () => {
      if (state.busy) return
      const act = await load()
      set({ act, loaded: true, ...(act?.stage === 'acknowledged' ? { failure: null } : {}) })
    },
    showPhase: (phase) => set({ phase, share: null }),
    showShare: (share) => set({ share: state.busy ? share : null }),
    showRepeating: (repeating) => {
      if (repeating !== state.repeating) set({ repeating })
    },
    dismiss: () => set({ failure: null }),
  }
}
