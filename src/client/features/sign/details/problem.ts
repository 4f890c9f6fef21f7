import { checkParticular, tidyValue } from '../../../../core/contract/particular.ts'
import type { ParticularProblem } from '../../../../core/contract/particular.ts'
import { checkLetters } from '../../../../core/contract/letter.ts'
import type { ContractDocument, Particular, ParticularValues, Party } from '../../../../core/contract/document.ts'
import { checkCoverage } from '../../../../core/typeset/font.ts'
import type { Draft } from '../draft.ts'
import { askedParticulars } from './asked.ts'

/** What is wrong with something typed: a particular's problem, or letters that the printed contract cannot show. */
export type DetailProblem = Pick<ParticularProblem, 'code' | 'letter' | 'minimum' | 'maximum'> | { readonly code: 'LETTER_UNPRINTABLE'; readonly letter: string } | { readonly code: 'NOT_THE_OFFERED_ADDRESS' }

/** Names of the fields for the seat or residence and for why one signs, among the problems. */
export const PLACE = '@place'
export const REASON = '@reason'
const PLACE_LENGTH = 300
const REASON_LENGTH = 200

function checkTyped(particular: Particular, value: string, document: ContractDocument): DetailProblem | null {
  if (value === '') return particular.required ? { code: 'PARTICULAR_MISSING' } : null
  const problem = checkParticular(particular, value, document.language)
  if (problem) return problem
  const [letter] = checkCoverage(value)
  return letter === undefined ? null : { code: 'LETTER_UNPRINTABLE', letter }
}

function checkLine(value: string, length: number): DetailProblem | null {
  if (value.length > length) return { code: 'PARTICULAR_TOO_LONG', maximum: String(length) }
  const problem = checkLetters(value)
  if (problem?.code === 'CONTRACT_LETTER_FORBIDDEN') return { code: 'PARTICULAR_LETTER_FORBIDDEN', letter: problem.letter }
  const [letter] = checkCoverage(value)
  return letter === undefined ? null : { code: 'LETTER_UNPRINTABLE', letter }
}

const tidyLine = (typed: string): string => typed.normalize('NFC').replace(/\s+/g, ' ').trim()

/** Why the person signs, in the person's own words; null when nothing was said. */
export const reasonOf = (draft: Pick<Draft, 'reason'>): string | null => tidyLine(draft.reason ?? '') || null

/** The seat or residence as it will be stated: as typed, else the party's address; null when there is none. */
export function placeOf(document: ContractDocument, party: Party, draft: Pick<Draft, 'typed' | 'place'>): string | null {
  const typed = tidyLine(draft.place)
  if (typed !== '') return typed
  const address = document.particulars.find((particular) => particular.party === party.id && particular.kind === 'address')
  const given = address && (address.value ?? valuesOf(document, party, draft)[address.id])
  return given ?? null
}

/** The party's name as it will be stated: as the document or the person gives it. */
export function nameOf(document: ContractDocument, party: Party, values: ParticularValues): string {
  return document.particulars.find(({ id }) => id === party.nameParticular)?.value ?? values[party.nameParticular] ?? ''
}

/** What was typed, tidied into the values that enter the contract; empty ones are left out. */
export function valuesOf(document: ContractDocument, party: Party, draft: Pick<Draft, 'typed'>): ParticularValues {
  const values: Record<string, string> = {}
  for (const particular of askedParticulars(document, party.id)) {
    const value = tidyValue(particular, draft.typed[particular.id] ?? '', document.language)
    if (value !== '') values[particular.id] = value
  }
  return values
}

/**
 * Every problem of the details by field, in the order of the form; empty when the person may go on. `offered`: the address that the offer
 * was sent to, which the code proves; the contract cannot name another one.
 */
export function findProblems(document: ContractDocument, party: Party, draft: Pick<Draft, 'typed' | 'place' | 'reason'>, offered: string): ReadonlyMap<string, DetailProblem> {
  const problems = new Map<string, DetailProblem>()
  const values = valuesOf(document, party, draft)
  for (const particular of askedParticulars(document, party.id)) {
    const problem = checkTyped(particular, values[particular.id] ?? '', document)
    if (problem) problems.set(particular.id, problem)
    else if (particular.id === party.emailParticular && values[particular.id]?.toLowerCase() !== offered.toLowerCase()) problems.set(particular.id, { code: 'NOT_THE_OFFERED_ADDRESS' })
  }
  const place = checkLine(placeOf(document, party, draft) ?? '', PLACE_LENGTH)
  if (place) problems.set(PLACE, place)
  const reason = checkLine(reasonOf(draft) ?? '', REASON_LENGTH)
  if (reason) problems.set(REASON, reason)
  return problems
}
