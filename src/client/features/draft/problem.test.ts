import { expect, test } from 'vitest'
import { createDraft, fillDraft } from '../../../core/contract/template.ts'
import { findProblems, isBlocking } from './problem.ts'

const unreachable = (draft: ReturnType<typeof createDraft>) => findProblems(draft, 0).flatMap((problem) => (problem.kind === 'unreachable' ? [[problem.role, isBlocking(problem)]] : []))

test('the report names parties that no notice can reach', () => {
  const draft = createDraft('co-ownership', 'en')
  expect(unreachable(draft)).toEqual([['Party A', false]])
  expect(unreachable(fillDraft(draft, { 'seller-email': 'an@example' }))).toEqual([['Party A', false]])
  expect(unreachable(fillDraft(draft, { 'seller-email': 'an@example.com' }))).toEqual([])
  const unasked = { ...draft, particulars: draft.particulars.map((one) => (one.id === 'buyer-2-email' ? { ...one, required: false } : one)) }
  expect(unreachable(fillDraft(unasked, { 'seller-email': 'an@example.com' }))).toEqual([['Party C', false]])
})
