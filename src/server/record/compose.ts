import { encodeRecord, RECORD_SCHEMA, type ContractRecord } from '../../core/evidence/record.ts'
import { createId } from '../identifier.ts'
import type { Parts } from '../parts.ts'

type Evidence = NonNullable<ContractRecord['evidence']>
export type Observations = NonNullable<ContractRecord['observations']>

/** What an event tells; what is not given is null in the record. */
export interface EventFacts {
  readonly event: ContractRecord['event']
  readonly actor: ContractRecord['actor']
  readonly offer?: string
  readonly version?: string
  readonly presentation?: ContractRecord['presentation']
  readonly act?: ContractRecord['act']
  readonly statementHash?: string | null
  readonly documentHash?: string | null
  readonly evidence?: Partial<Evidence>
  readonly observations?: Observations | null
  /** Until when this is kept at least; when it is not given, the contract's own end as far as it is known. */
  readonly retainUntil?: number | null
}

const NO_EVIDENCE: Evidence = {
  statement: null, claims: null, identityProof: null, certificateThumbprint: null, certificate: null, fileHash: null, timestampToken: null,
  sent: null, received: null, notice: null, reason: null,
}

export const SERVICE_ACTOR: ContractRecord['actor'] = { kind: 'service', party: null, person: null }
export const VISITOR_ACTOR: ContractRecord['actor'] = { kind: 'visitor', party: null, person: null }

/** Instants as records write them: UTC with milliseconds. */
export function formatInstant(epoch: number): string {
  return new Date(epoch).toISOString()
}

/** Where a contract's next records stand. */
export interface Link {
  readonly contract: string
  readonly sequence: number
  readonly previous: string | null
  readonly at: number
  readonly kept: number | null
}

/** A record of a contract's chain as canonical JSON. */
export function composeRecord({ random }: Pick<Parts, 'random'>, { contract, sequence, previous, at, kept }: Link, facts: EventFacts): string {
  return encodeRecord({
    schema: RECORD_SCHEMA,
    id: createId(random),
    contract,
    version: facts.version ?? null,
    sequence,
    previous,
    at: formatInstant(at),
    event: facts.event,
    actor: facts.actor,
    presentation: facts.presentation ?? null,
    act: facts.act ?? null,
    statementHash: facts.statementHash ?? null,
    documentHash: facts.documentHash ?? null,
    evidence: facts.evidence ? { ...NO_EVIDENCE, ...facts.evidence } : null,
    observations: facts.observations ?? null,
    retainUntil: kept === null ? null : formatInstant(kept),
    jurisdiction: null,
  })
}
