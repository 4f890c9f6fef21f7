import { CodedError } from '../../../core/bytes/error.ts'
import type { Cover } from '../../../core/ceremony/own-cover.ts'
import { hasRoomForConsent } from '../../../core/contract/consent-room.ts'
import { parseContractDraft } from '../../../core/contract/document.ts'
import type { ContractDraft } from '../../../core/contract/document.ts'
import { checkParticular, checkParticulars } from '../../../core/contract/particular.ts'
import type { ParticularProblem } from '../../../core/contract/particular.ts'
import { checkCoverage } from '../../../core/typeset/font.ts'

export type AdviceCode = 'NO_DEADLINE' | 'WEAK_PRESENTATION' | 'NOTICE_ONLY' | 'NO_TOTAL'

/** What stands between a draft and its publication, or should be thought about first. */
export type DraftProblem =
  | { readonly kind: 'particular'; readonly problem: ParticularProblem; readonly label: string }
  | { readonly kind: 'text'; readonly code: string; readonly path: string; readonly name?: string; readonly letter?: string }
  | { readonly kind: 'letter'; readonly letters: readonly string[] }
  | { readonly kind: 'deadline' }
  /** The statement has no room for everything that is asked. */
  | { readonly kind: 'room' }
  /** The seller's own file is not there yet. */
  | { readonly kind: 'file' }
  /** A field of the seller's own file lies over text, over another field or over one of the file's own. */
  | { readonly kind: 'cover'; readonly page: number; readonly cover: Cover }
  | { readonly kind: 'advice'; readonly code: AdviceCode }
  /** No notice can reach the party: it has no mail address that is one, and is not made to give one. */
  | { readonly kind: 'unreachable'; readonly role: string }

export function isBlocking(problem: DraftProblem): boolean {
  return problem.kind !== 'advice' && problem.kind !== 'unreachable'
}

function textProblem(draft: ContractDraft): DraftProblem | null {
  try {
    parseContractDraft(draft)
    return null
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    const { path = '', name, letter } = error.details
    return { kind: 'text', code: error.code, path: String(path), ...(name === undefined ? {} : { name: String(name) }), ...(letter === undefined ? {} : { letter: String(letter) }) }
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'

function* textsOf(value: unknown): Generator<string> {
  if (isText(value)) yield value
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* textsOf(inner)
}

function unreachableParties(draft: ContractDraft): DraftProblem[] {
  return draft.parties.flatMap(({ id, role, emailParticular }) => {
    const email = draft.particulars.find((one) => one.id === emailParticular && one.kind === 'email')
    // The seller's stands in the draft or nowhere; of the others it is asked.
    const isReached = email && (email.value ? checkParticular(email, email.value, draft.language) === null : id !== 'seller' && email.required)
    return isReached ? [] : [{ kind: 'unreachable', role }]
  })
}

/** Everything to mend or weigh before publication, what blocks first. `now` in epoch milliseconds. */
export function findProblems(draft: ContractDraft, now: number): DraftProblem[] {
  const problems: DraftProblem[] = []
  const text = textProblem(draft)
  if (text) problems.push(text)
  if (draft.template === 'own-file' && draft.file === null) problems.push({ kind: 'file' })
  if (!hasRoomForConsent(draft)) problems.push({ kind: 'room' })
  const letters = checkCoverage([...textsOf(draft)].join(''))
  if (letters.length > 0) problems.push({ kind: 'letter', letters: letters.slice(0, 8) })
  for (const problem of checkParticulars(draft, {}, 'seller')) {
    problems.push({ kind: 'particular', problem, label: draft.particulars.find(({ id }) => id === problem.particular)?.label ?? problem.particular })
  }
  if (draft.replyBy !== null && Date.parse(draft.replyBy) <= now) problems.push({ kind: 'deadline' })
  problems.push(...unreachableParties(draft))
  if (draft.presentation === 'browse-wrap') problems.push({ kind: 'advice', code: 'NOTICE_ONLY' })
  else if (draft.presentation === 'link' || draft.presentation === 'sign-in-wrap') problems.push({ kind: 'advice', code: 'WEAK_PRESENTATION' })
  if (draft.replyBy === null) problems.push({ kind: 'advice', code: 'NO_DEADLINE' })
  if (draft.total === null && draft.template !== 'terms-of-service' && draft.template !== 'own-file') problems.push({ kind: 'advice', code: 'NO_TOTAL' })
  return problems
}
