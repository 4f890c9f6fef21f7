import { sha256Hex } from '../bytes/sha256.ts'
import { hashSalted } from '../consent/salted.ts'
import { claimsSchema, encodeStatement, parseStatement, STATEMENT_SCHEMA } from '../consent/statement.ts'
import type { Claims, Control, Finding, Statement } from '../consent/statement.ts'
import { resolveValues } from '../contract/particular.ts'
import { describeOffer } from './offer-facts.ts'
import type { OfferInput } from './offer-facts.ts'

export interface StatementInput extends OfferInput {
  readonly id: string
  readonly event: Statement['event']
  readonly act: Statement['act']
  /** The derived file before any signature, or its SHA-256 in hex where that is known; null for a decline. */
  readonly baseRevision: Uint8Array | string | null
  readonly person: Pick<Statement['party'], 'name' | 'capacity' | 'place'>
  readonly controls: readonly Pick<Control, 'id' | 'final' | 'changedAt'>[]
  readonly review: Statement['review']
  readonly reason: string | null
  readonly snapshotHash: string | null
  readonly conspicuousness: readonly Finding[]
  readonly claims: Claims
  /** 32 bytes in hex. */
  readonly claimsSalt: string
  readonly appBuild: string
  readonly keyThumbprint: string | null
  readonly challenge: string | null
  readonly claimedTime: string
}

/** Closes a statement: canonical JSON of what the signatory saw and did. Throws STATEMENT_MALFORMED, STATEMENT_TOO_LARGE. */
export function composeStatement(input: StatementInput): string {
  const { role, controls, ...facts } = describeOffer(input)
  return encodeStatement({
    ...facts,
    schema: STATEMENT_SCHEMA,
    id: input.id,
    event: input.event,
    act: input.act,
    baseRevisionHash: input.baseRevision === null || typeof input.baseRevision === 'string' ? input.baseRevision : sha256Hex(input.baseRevision),
    party: { id: input.party, role, ...input.person },
    controls: controls.map(({ id, label }) => {
      const state = input.controls.find((control) => control.id === id)
      return { id, label, initial: false, final: state?.final ?? false, changedAt: state?.changedAt ?? null }
    }),
    review: input.review,
    reason: input.reason,
    snapshotHash: input.snapshotHash,
    conspicuousness: [...input.conspicuousness],
    claimsHash: hashSalted(input.claimsSalt, input.claims),
    appBuild: input.appBuild,
    keyThumbprint: input.keyThumbprint,
    challenge: input.challenge,
    claimedTime: input.claimedTime,
  })
}

export type StatementProblemCode = 'DIFFERS' | 'NOT_ASSENT' | 'CONTROL_OPEN' | 'ADVISAL_WITHOUT_BUTTON' | 'NAME_DIFFERS' | 'CLAIMS_MALFORMED'

/** What is wrong with a statement: a stable code and the member it is about. */
export interface StatementProblem {
  readonly code: StatementProblemCode
  readonly member: string
}

export interface StatementExpectation extends OfferInput {
  readonly statement: string
  /** The same, where it was parsed already. */
  readonly parsed?: Statement
  readonly baseRevisionHash: string | null
  readonly claims: unknown
  readonly claimsSalt: string
  readonly challenge: string | null
}

function checkAssent(statement: Statement, required: ReadonlySet<string>): StatementProblem[] {
  if (statement.event !== 'agreed' && statement.event !== 're-accepted') return []
  const problems: StatementProblem[] = []
  if (statement.presentation === 'notice-only' || statement.act === 'none') problems.push({ code: 'NOT_ASSENT', member: 'presentation' })
  for (const control of statement.controls) {
    if (required.has(control.id) && !control.final) problems.push({ code: 'CONTROL_OPEN', member: control.id })
  }
  // A plain click signs its statement alone; a signature stands in a file.
  const hasFile = statement.baseRevisionHash !== null || statement.act === 'key-signed-click'
  if (!hasFile || statement.keyThumbprint === null) problems.push({ code: 'NOT_ASSENT', member: 'baseRevisionHash' })
  return problems
}

/**
 * Holds a statement against the offer it answers: every member that follows from the offer is recomputed, rules S6, S8 and S11 are checked.
 * An empty array means that it fits. Throws STATEMENT_MALFORMED, STATEMENT_TOO_LARGE.
 */
export function checkStatement(expectation: StatementExpectation): StatementProblem[] {
  const statement = expectation.parsed ?? parseStatement(expectation.statement)
  const { role, controls, ...facts } = describeOffer(expectation)
  const problems: StatementProblem[] = []
  const compare = (member: string, actual: unknown, expected: unknown) => {
    if (actual !== expected && JSON.stringify(actual) !== JSON.stringify(expected)) problems.push({ code: 'DIFFERS', member })
  }
  for (const [member, expected] of Object.entries(facts)) {
    if (member === 'total') compare(member, statement.total && [statement.total.amount, statement.total.currency], facts.total && [facts.total.amount, facts.total.currency])
    else compare(member, statement[member as keyof typeof facts], expected)
  }
  compare('baseRevisionHash', statement.baseRevisionHash, expectation.baseRevisionHash)
  compare('challenge', statement.challenge, expectation.challenge)
  compare('party', [statement.party.id, statement.party.role], [expectation.party, role])
  compare('controls', statement.controls.map(({ id, label }) => [id, label]), controls.map(({ id, label }) => [id, label]))
  const named = expectation.document.parties.find(({ id }) => id === expectation.party)
  const name = named && resolveValues(expectation.document, expectation.values)[named.nameParticular]
  if (name !== undefined && name !== statement.party.name) problems.push({ code: 'NAME_DIFFERS', member: 'party' })
  if (!statement.advisal.includes(statement.button)) problems.push({ code: 'ADVISAL_WITHOUT_BUTTON', member: 'advisal' })
  if (!claimsSchema.safeParse(expectation.claims).success) problems.push({ code: 'CLAIMS_MALFORMED', member: 'claims' })
  else compare('claimsHash', statement.claimsHash, hashSalted(expectation.claimsSalt, expectation.claims))
  const required = new Set(controls.filter((control) => control.required).map(({ id }) => id))
  return [...problems, ...checkAssent(statement, required)]
}
