import { useCallback, useEffect, useReducer, useRef } from 'react'
import { isCodedError } from '../../../core/bytes/error.ts'
import type { Examination } from '../../../core/evidence/examine/examine.ts'
import type { Anchor } from '../../../core/validation/anchor.ts'
import type { VerdictKind } from '../../ui/verdict.tsx'
import { judge } from './judge.ts'

/** One file under judgement. */
export interface Case {
  readonly id: number
  readonly name: string
  readonly bytes: Uint8Array
  readonly outcome: { readonly kind: 'working' } | { readonly kind: 'judged'; readonly examination: Examination } | { readonly kind: 'failed'; readonly code: string }
}

type Action =
  | { readonly kind: 'added'; readonly cases: readonly Case[] }
  | { readonly kind: 'settled'; readonly id: number; readonly outcome: Case['outcome'] }
  | { readonly kind: 'again' }
  | { readonly kind: 'cleared' }

function reduce(cases: readonly Case[], action: Action): readonly Case[] {
  switch (action.kind) {
    case 'added': return [...action.cases, ...cases]
    case 'settled': return cases.map((one) => (one.id === action.id ? { ...one, outcome: action.outcome } : one))
    case 'again': return cases.map((one) => ({ ...one, outcome: { kind: 'working' } }))
    case 'cleared': return []
  }
}

/** Files larger than this are not read into the page. */
const MAX_BYTES = 256 * 1024 * 1024

let next = 1

/** The files a person has given, each judged once, and again when what they trust changes. */
export function useCases(anchors: readonly Anchor[]) {
  const [cases, dispatch] = useReducer(reduce, [])
  const trusted = useRef(anchors)

  const run = useCallback(async (one: Pick<Case, 'id' | 'bytes'>, derive: boolean): Promise<boolean> => {
    const used = trusted.current
    try {
      const examination = await judge({ bytes: one.bytes, anchors: used.map(({ der }) => der), time: Date.now(), derive })
      // judged under what is no longer trusted: the newer judgement is on its way
      if (used === trusted.current) dispatch({ kind: 'settled', id: one.id, outcome: { kind: 'judged', examination } })
      return true
    } catch (error) {
      // the judgement that is there stays when only making the file anew failed
      if (!derive) dispatch({ kind: 'settled', id: one.id, outcome: { kind: 'failed', code: isCodedError(error) ? error.code : 'JUDGE_FAILED' } })
      return false
    }
  }, [])

  const current = useRef(cases)
  useEffect(() => {
    current.current = cases
  }, [cases])

  useEffect(() => {
    if (trusted.current === anchors) return
    trusted.current = anchors
    if (current.current.length === 0) return
    dispatch({ kind: 'again' })
    for (const one of current.current) void run(one, false)
  }, [anchors, run])

  const add = useCallback(
    async (files: readonly File[]): Promise<number | null> => {
      let first: number | null = null
      for (const file of files) {
        const id = next++
        first ??= id
        if (file.size > MAX_BYTES) {
          dispatch({ kind: 'added', cases: [{ id, name: file.name, bytes: new Uint8Array(0), outcome: { kind: 'failed', code: 'PDF_TOO_LARGE' } }] })
          continue
        }
        const bytes = await file.arrayBuffer().then((buffer) => new Uint8Array(buffer)).catch(() => null)
        if (bytes === null) {
          dispatch({ kind: 'added', cases: [{ id, name: file.name, bytes: new Uint8Array(0), outcome: { kind: 'failed', code: 'FILE_UNREADABLE' } }] })
          continue
        }
        const one: Case = { id, name: file.name, bytes, outcome: { kind: 'working' } }
        dispatch({ kind: 'added', cases: [one] })
        void run(one, false)
      }
      return first
    },
    [run],
  )

  const derive = useCallback((one: Case) => run(one, true), [run])
  const clear = useCallback(() => dispatch({ kind: 'cleared' }), [])
  return { cases, add, derive, clear }
}

/** Shape and colour of a judged file: what disagrees with itself is no mere doubt. */
export function kindOf({ outcome }: Case): VerdictKind | null {
  if (outcome.kind === 'working') return null
  if (outcome.kind === 'failed') return outcome.code === 'NO_SIGNATURE' ? 'doubt' : 'fail'
  const { report, signatures } = outcome.examination
  if (report.verdict.indication === 'TOTAL-PASSED') return 'pass'
  const disagrees = signatures.some(({ agreement }) => agreement !== null && agreement.odd !== null && agreement.odd !== 'base')
  return report.verdict.indication === 'TOTAL-FAILED' || disagrees ? 'fail' : 'doubt'
}
