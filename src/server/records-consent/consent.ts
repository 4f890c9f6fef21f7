import { parseStatement } from '../../core/consent/statement.ts'
import type { ContractDocument } from '../../core/contract/document.ts'
import { findRecordsBox } from '../../core/contract/electronic-records.ts'

/** Consent to electronic records as a signed statement holds it: apart, by a box of its own. */
export interface AnsweredConsent {
  /** By the signatory's clock. */
  readonly givenAt: string
}

/** null where the version asks for it by no box, or the box was not ticked. */
export function findConsent(document: ContractDocument, statement: string): AnsweredConsent | null {
  const box = findRecordsBox(document)
  const { controls, claimedTime } = parseStatement(statement)
  const ticked = controls.find(({ id, final }) => id === box?.id && final)
  return ticked ? { givenAt: ticked.changedAt ?? claimedTime } : null
}
