import { useCallback, useEffect, useReducer, useRef } from 'react'
import { isCodedError } from '../../../core/bytes/error.ts'
import type { LogTrust } from '../../../core/evidence/examine/certificate-log.ts'
import type { Anchor } from '../../../core/validation/anchor.ts'
import { joinSupplied } from '../../../core/validation/supplied.ts'
import type { Supplied } from '../../../core/validation/supplied.ts'
import { isSettled } from './case.ts'
import type { Case, Outcome } from './case.ts'
import { withFingerprint } from './fingerprint.ts'
import type { Given } from './intake.ts'
// oxlint-disable-next-line import/default -- the build answers the address
import workerAddress from './judge-worker.ts?worker&url'
import type { Judgement, Progress } from './judge-message.ts'
import { openPool } from './pool.ts'
import type { Job, Pool } from './pool.ts'

/** What a judgement rests on besides the file. */
export interface Trust {
  readonly anchors: readonly Anchor[]
  readonly supplied: readonly Supplied[]
  /** Public logs that are known of authorities. */
  readonly logs: readonly LogTrust[]
}

type Action =
  | { readonly kind: 'added'; readonly cases: readonly Case[] }
  | { readonly kind: 'changed'; readonly id: number; readonly outcome: Outcome }
  | { readonly kind: 'fingerprinted'; readonly id: number; readonly before: Judgement; readonly judgement: Judgement }
  | { readonly kind: 'again' }
  | { readonly kind: 'removed'; readonly id: number | null }

function reduce(cases: readonly Case[], action: Action): readonly Case[] {
  switch (action.kind) {
    case 'added': return [...cases, ...action.cases]
    case 'changed': return cases.map((one) => (one.id === action.id ? { ...one, outcome: action.outcome } : one))
    case 'fingerprinted': return cases.map((one) => (one.id === action.id && one.outcome.kind === 'judged' && one.outcome.judgement === action.before ? { ...one, outcome: { kind: 'judged', judgement: action.judgement } } : one))
    case 'again': return cases.map((one) => (one.outcome.kind === 'failed' && one.outcome.code !== 'CANCELLED' ? one : { ...one, outcome: { kind: 'waiting' } }))
    case 'removed': return action.id === null ? [] : cases.filter(({ id }) => id !== action.id)
  }
}

/** Files larger than this are not read into memory. */
const MAX_BYTES = 512 * 1024 * 1024
/** Milliseconds between two looks at the same file's progress. */
const PACE = 80

let next = 1
let pool: Pool | null = null

/** The files a person has given, each judged once, and again when what they trust or supply changes. */
export function useCases(trust: Trust) {
  const [cases, dispatch] = useReducer(reduce, [])
  const trusted = useRef(trust)
  const jobs = useRef(new Map<number, Job>())
  const current = useRef(cases)
  useEffect(() => {
    current.current = cases
  }, [cases])

  const run = useCallback(async ({ id, file }: Pick<Case, 'id' | 'file'>, derive: boolean): Promise<boolean> => {
    const { anchors, logs, supplied } = trusted.current
    let last = 0
    const tell = (progress: Progress): void => {
      const now = performance.now()
      if (derive || (now - last < PACE && progress.count > 0)) return
      last = now
      dispatch({ kind: 'changed', id, outcome: { kind: 'working', progress } })
    }
    pool ??= openPool(workerAddress)
    const job = pool.judge({ file, anchors: anchors.map(({ der }) => der), logs, supplied: joinSupplied(supplied), time: Date.now(), derive }, tell)
    jobs.current.set(id, job)
    try {
      const outcome = await job.result
      if (jobs.current.get(id) !== job) return true
      dispatch({ kind: 'changed', id, outcome })
      if (outcome.kind !== 'judged') return true
      const { judgement } = outcome
      // a large file's own hash comes after its verdict, unless another verdict has come by then
      void withFingerprint(judgement, file).then((whole) => whole === judgement || dispatch({ kind: 'fingerprinted', id, before: judgement, judgement: whole }))
      return true
    } catch (error) {
      // the judgement that is there stays when only making the file anew failed; one that a newer one replaces is nobody's
      if (!derive && jobs.current.get(id) === job) dispatch({ kind: 'changed', id, outcome: { kind: 'failed', code: isCodedError(error) ? error.code : 'JUDGE_FAILED' } })
      return false
    } finally {
      if (jobs.current.get(id) === job) jobs.current.delete(id)
    }
  }, [])

  useEffect(() => {
    if (trusted.current === trust) return
    trusted.current = trust
    if (current.current.length === 0) return
    const running = [...jobs.current.values()]
    jobs.current.clear()
    for (const job of running) job.cancel()
    dispatch({ kind: 'again' })
    for (const one of current.current) if (one.outcome.kind !== 'failed' || one.outcome.code === 'CANCELLED') void run(one, false)
  }, [trust, run])

  const add = useCallback((given: readonly Given[]): number | null => {
    const fresh = given.map(({ file, path }): Case => ({
      id: next++, name: path, file, outcome: file.size > MAX_BYTES ? { kind: 'failed', code: 'PDF_TOO_LARGE' } : { kind: 'waiting' },
    }))
    dispatch({ kind: 'added', cases: fresh })
    for (const one of fresh) if (!isSettled(one)) void run(one, false)
    return fresh[0]?.id ?? null
  }, [run])

  const cancel = useCallback((id: number | null): void => {
    for (const [one, job] of jobs.current) if (id === null || one === id) job.cancel()
  }, [])
  const clear = useCallback((): void => {
    const running = [...jobs.current.values()]
    jobs.current.clear()
    for (const job of running) job.cancel()
    dispatch({ kind: 'removed', id: null })
  }, [])
  const repeat = useCallback((one: Case): void => {
    dispatch({ kind: 'changed', id: one.id, outcome: { kind: 'waiting' } })
    void run(one, false)
  }, [run])
  const derive = useCallback((one: Case): Promise<boolean> => run(one, true), [run])
  return { cases, add, cancel, clear, repeat, derive }
}
