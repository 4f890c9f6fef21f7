import { CodedError } from '../../../core/bytes/error.ts'
import type { Examination } from '../../../core/evidence/examine/examine.ts'
import { startWorker } from '../../pdf/worker.ts'
import type { JudgeAnswer, JudgeRequest } from './judge-message.ts'
// oxlint-disable-next-line import/default -- the build answers the address
import workerAddress from './judge-worker.ts?worker&url'

interface Waiting {
  readonly resolve: (examination: Examination) => void
  readonly reject: (error: unknown) => void
}

const waiting = new Map<number, Waiting>()
let calls = 0
let worker: Worker | null = null

function abandon(): void {
  worker?.terminate()
  worker = null
  const all = [...waiting.values()]
  waiting.clear()
  for (const { reject } of all) reject(new CodedError('JUDGE_FAILED', 'the worker stopped'))
}

function listen({ data }: MessageEvent<JudgeAnswer>): void {
  const call = waiting.get(data.call)
  waiting.delete(data.call)
  if (data.kind === 'judged') call?.resolve(data.examination)
  else call?.reject(new CodedError(data.code, 'the file could not be judged'))
}

function runningWorker(): Worker {
  if (!worker) {
    worker = startWorker(workerAddress, 'judge')
    worker.addEventListener('message', listen)
    worker.addEventListener('error', abandon)
    worker.addEventListener('messageerror', abandon)
  }
  return worker
}

/** Judges a file in a worker of this page. Rejects with the code of what cannot be read, NO_SIGNATURE, or JUDGE_FAILED. */
export function judge(request: Omit<JudgeRequest, 'call'>): Promise<Examination> {
  return new Promise((resolve, reject) => {
    const call = calls++
    waiting.set(call, { resolve, reject })
    runningWorker().postMessage({ call, ...request }, [])
  })
}
