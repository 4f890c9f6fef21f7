import { CodedError } from '../../../../core/bytes/error.ts'
import { startWorker } from '../../../pdf/worker.ts'
import type { Answer, CommandName, Commands } from './message.ts'
// oxlint-disable-next-line import/default -- the build gives the worker's address
import workerAddress from './worker.ts?worker&url'

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
  readonly onPhase: ((phase: 'timestamping') => void) | undefined
}

const waiting = new Map<number, Waiting>()
let calls = 0
let worker: Worker | null = null

/** Everything under way fails, and the next call starts a fresh worker; what was kept on the device is still there. */
function abandon(): void {
  worker?.terminate()
  worker = null
  const all = [...waiting.values()]
  waiting.clear()
  for (const { reject } of all) reject(new CodedError('WORKER_FAILED', 'the worker stopped'))
}

function listen({ data }: MessageEvent<Answer>): void {
  const call = waiting.get(data.call)
  if (!call) return
  if (data.kind === 'phase') return call.onPhase?.(data.phase)
  waiting.delete(data.call)
  if (data.kind === 'failed') call.reject(new CodedError(data.code, data.message, data.details))
  else call.resolve(data.value as never) // the worker answers by the same table of commands
}

function runningWorker(): Worker {
  if (!worker) {
    worker = startWorker(workerAddress, 'signing')
    worker.addEventListener('message', listen)
    worker.addEventListener('error', abandon)
    worker.addEventListener('messageerror', abandon)
  }
  return worker
}

/** Has the signing worker do something. Rejects with the CodedError of the work, or WORKER_FAILED when the worker itself stops. */
export function ask<Name extends CommandName>(name: Name, input: Commands[Name]['input'], onPhase?: (phase: 'timestamping') => void): Promise<Commands[Name]['output']> {
  return new Promise((resolve, reject) => {
    const call = calls++
    waiting.set(call, { resolve, reject, onPhase })
    try {
      runningWorker().postMessage({ call, name, input }, [])
    } catch (error) {
      waiting.delete(call)
      reject(error)
    }
  })
}
