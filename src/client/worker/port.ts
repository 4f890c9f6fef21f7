import { CodedError } from '../../core/bytes/error.ts'
import type { Answer, InputOf, OutputOf } from './message.ts'
import { startWorker } from './start.ts'

interface Waiting<Phase> {
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
  readonly onPhase: ((phase: Phase) => void) | undefined
}

/** A worker as the page sees it. */
export interface Port<Commands, Phase> {
  /** Has the worker do something. Rejects with the CodedError of the work, or with the port's own code when the worker itself stops. */
  ask<Name extends keyof Commands & string>(name: Name, input: InputOf<Commands, Name>, onPhase?: (phase: Phase) => void): Promise<OutputOf<Commands, Name>>
  /** Ends the worker; whatever is under way is rejected. The next call starts a fresh one. */
  stop(): void
}

interface PortOptions {
  /** Of the worker's script, as the build gives it (`?worker&url`). */
  readonly address: string
  readonly name: string
  /** What calls under way are rejected with when the worker stops. */
  readonly stopped: string
}

/** Opens a port to a worker that `serve` answers in; the worker itself starts with the first call. */
export function openPort<Commands, Phase = never>({ address, name, stopped }: PortOptions): Port<Commands, Phase> {
  const waiting = new Map<number, Waiting<Phase>>()
  let calls = 0
  let worker: Worker | null = null

  function stop(): void {
    worker?.terminate()
    worker = null
    const all = [...waiting.values()]
    waiting.clear()
    for (const { reject } of all) reject(new CodedError(stopped, 'the worker stopped'))
  }

  function listen({ data }: MessageEvent<Answer<Phase>>): void {
    const call = waiting.get(data.call)
    if (!call) return
    if (data.kind === 'phase') return call.onPhase?.(data.phase)
    waiting.delete(data.call)
    if (data.kind === 'failed') call.reject(new CodedError(data.code, data.message, data.details))
    else call.resolve(data.value as never) // the worker answers by the same table of commands
  }

  function running(): Worker {
    if (!worker) {
      worker = startWorker(address, name)
      worker.addEventListener('message', listen)
      worker.addEventListener('error', stop)
      worker.addEventListener('messageerror', stop)
    }
    return worker
  }

  return {
    ask: (name, input, onPhase) =>
      new Promise((resolve, reject) => {
        const call = calls++
        waiting.set(call, { resolve, reject, onPhase })
        try {
          running().postMessage({ call, name, input }, [])
        } catch (error) {
          waiting.delete(call)
          reject(error)
        }
      }),
    stop,
  }
}
