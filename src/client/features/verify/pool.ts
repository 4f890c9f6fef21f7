import { CodedError } from '../../../core/bytes/error.ts'
import { openPort } from '../../worker/port.ts'
import type { Port } from '../../worker/port.ts'
import { IS_STANDALONE } from './edition.ts'
import type { Finding, JudgeCommands, JudgeRequest, Progress } from './judge-message.ts'

/** One judgement under way or waiting. */
export interface Job {
  /** Rejects with the code of what cannot be read, NO_SIGNATURE, CANCELLED or JUDGE_FAILED. */
  readonly result: Promise<Finding>
  /** Takes it off the queue, or ends the worker that is at it. */
  cancel(): void
}

export interface Pool {
  judge(request: JudgeRequest, onProgress: (progress: Progress) => void): Job
  /** Ends every worker. */
  close(): void
}

interface Waiting {
  readonly request: JudgeRequest
  readonly onProgress: (progress: Progress) => void
  readonly resolve: (finding: Finding) => void
  readonly reject: (error: unknown) => void
  isCancelled: boolean
  port: Port<JudgeCommands, Progress> | null
}

/** As many files at once as leave the page a core of its own, and no more than memory allows for large ones. */
const sizeOfPool = (): number => Math.max(1, Math.min(3, (globalThis.navigator?.hardwareConcurrency ?? 2) - 1))

/** In Safari's engine the workers of a page from disk are of another origin than its files and may not read them: the page does. */
async function readHere(request: JudgeRequest): Promise<JudgeRequest> {
  if (request.file instanceof Uint8Array) return request
  const bytes = await request.file.arrayBuffer().catch(() => {
    throw new CodedError('FILE_UNREADABLE', 'the file could not be read')
  })
  return { ...request, file: new Uint8Array(bytes) }
}

/** Workers that judge files in the order given; one that is cancelled or breaks is replaced by a fresh one. */
export function openPool(address: string, size = sizeOfPool(), open: typeof openPort<JudgeCommands, Progress> = openPort): Pool {
  const ports = Array.from({ length: size }, () => open({ address, name: 'judge', stopped: 'JUDGE_FAILED' }))
  const idle = [...ports]
  const queue: Waiting[] = []

  function advance(): void {
    while (idle.length > 0 && queue.length > 0) {
      const port = idle.pop()!
      const one = queue.shift()!
      one.port = port
      const ask = (request: JudgeRequest): Promise<Finding> => (one.isCancelled ? Promise.reject(new CodedError('CANCELLED', 'cancelled')) : port.ask('judge', request, one.onProgress))
      const asked = IS_STANDALONE ? readHere(one.request).then(ask) : ask(one.request)
      asked.then(one.resolve, (error: unknown) => one.reject(one.isCancelled ? new CodedError('CANCELLED', 'cancelled') : error)).finally(() => {
        one.port = null
        idle.push(port)
        advance()
      })
    }
  }

  return {
    judge(request, onProgress) {
      let cancel = () => {}
      const result = new Promise<Finding>((resolve, reject) => {
        const one: Waiting = { request, onProgress, resolve, reject, isCancelled: false, port: null }
        cancel = () => {
          one.isCancelled = true
          if (one.port) return one.port.stop()
          const at = queue.indexOf(one)
          if (at < 0) return
          queue.splice(at, 1)
          reject(new CodedError('CANCELLED', 'cancelled'))
        }
        queue.push(one)
      })
      advance()
      return { result, cancel: () => cancel() }
    },
    close() {
      for (const one of queue.splice(0)) one.reject(new CodedError('CANCELLED', 'cancelled'))
      for (const port of ports) port.stop()
    },
  }
}
