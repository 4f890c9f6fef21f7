import { describe, expect, test } from 'vitest'
import { CodedError } from '../../../core/bytes/error.ts'
import type { Port } from '../../worker/port.ts'
import type { JudgeCommands, Judgement, JudgeRequest, Progress } from './judge-message.ts'
import { openPool } from './pool.ts'

interface Call {
  readonly request: JudgeRequest
  readonly finish: (judgement: Judgement) => void
  readonly tell: ((progress: Progress) => void) | undefined
}

/** Workers that do what the test says, when it says so. */
function stage(size: number) {
  const calls: Call[] = []
  let stopped = 0
  const pool = openPool('x', size, () => {
    let end: ((error: unknown) => void) | null = null
    const port: Port<JudgeCommands, Progress> = {
      ask: (_name, request, tell) => new Promise((resolve, reject) => {
        end = reject
        calls.push({ request: request as JudgeRequest, finish: resolve as Call['finish'], tell })
      }),
      stop: () => {
        stopped++
        end?.(new CodedError('JUDGE_FAILED', 'the worker stopped'))
      },
    }
    return port
  })
  return { pool, calls, stopped: () => stopped }
}

const request = (name: string) => ({ file: new File([], name), anchors: [], logs: [], supplied: { certificates: [], crls: [], ocsps: [] }, time: 0, derive: false }) satisfies JudgeRequest
const turn = () => new Promise((done) => setTimeout(done, 0))
const judgement = {} as unknown as Judgement
const codeOf = (job: { result: Promise<unknown> }) => job.result.then(() => 'done', (error: CodedError) => error.code)

describe('many files at once', () => {
  test('are judged in order, no more at a time than there are workers', async () => {
    const { pool, calls } = stage(2)
    const jobs = ['a', 'b', 'c'].map((name) => pool.judge(request(name), () => {}))
    expect(calls.length).toBe(2)
    calls[0]!.finish(judgement)
    await turn()
    expect(calls.map(({ request: { file } }) => (file as File).name)).toEqual(['a', 'b', 'c'])
    for (const call of calls) call.finish(judgement)
    expect(await Promise.all(jobs.map(codeOf))).toEqual(['done', 'done', 'done'])
  })

  test('one that is cancelled while it waits is never begun; one under way ends its worker, and the rest go on', async () => {
    const { pool, calls, stopped } = stage(1)
    const [first, second, third] = ['a', 'b', 'c'].map((name) => pool.judge(request(name), () => {}))
    second!.cancel()
    expect(await codeOf(second!)).toBe('CANCELLED')
    expect(stopped()).toBe(0)
    first!.cancel()
    expect(await codeOf(first!)).toBe('CANCELLED')
    expect(stopped()).toBe(1)
    await turn()
    expect(calls.map(({ request: { file } }) => (file as File).name)).toEqual(['a', 'c'])
    calls[1]!.finish(judgement)
    expect(await codeOf(third!)).toBe('done')
    third!.cancel()
    expect(stopped()).toBe(1)
  })

  test('a worker that breaks is told apart from one that was cancelled', async () => {
    const { pool } = stage(1)
    const job = pool.judge(request('a'), () => {})
    pool.close()
    expect(await codeOf(job)).toBe('JUDGE_FAILED')
  })
})
