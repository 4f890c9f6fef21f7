import { encodeCanonicalJson } from '../../bytes/canonical-json.ts'
import { sha256Hex } from '../../bytes/sha256.ts'
import { encodeUtf8 } from '../../bytes/text.ts'
import { formOf } from '../../consent/presentation.ts'
import type { Statement } from '../../consent/statement.ts'
import { writeAdvisal } from '../../contract/advisal.ts'
import { listControls } from '../../contract/alongside.ts'
import type { ContractDocument, ParticularValues } from '../../contract/document.ts'
import { resolveValues } from '../../contract/particular.ts'
import { findDifference } from './difference.ts'
import type { Difference } from './difference.ts'

/** A member of a statement that is not what it follows from. */
export interface MemberDifference extends Difference {
  readonly member: string
}

const PRESENTATIONS: Readonly<Record<string, string>> = { 'browse-wrap': 'notice-only' }

/** What each member would be, were it made from this document and these values; read on its own, not with the code that composes statements. */
function expectMembers(statement: Statement, document: ContractDocument, values: ParticularValues): [member: string, expected: string, found: string][] {
  const resolved = resolveValues(document, values)
  const party = document.parties.find(({ id }) => id === statement.party.id)
  const priced = document.total === null ? undefined : document.particulars.find(({ id }) => id === document.total?.particular)
  const amount = priced && resolved[priced.id]
  const total = priced && amount ? `${amount} ${priced.currency ?? 'VND'}` : ''
  const controls = (list: readonly { readonly id: string; readonly label: string }[]) => list.map(({ id, label }) => `${id}: ${label}`).join('\n')
  return [
    ['contract', document.contract, statement.contract],
    ['version', document.version, statement.version],
    ['language', document.language, statement.language],
    ['typesetRevision', document.typesetRevision, statement.typesetRevision],
    ['presentation', PRESENTATIONS[document.presentation] ?? document.presentation, statement.presentation],
    ['party.role', party?.role ?? '', statement.party.role],
    ['party.name', (party && resolved[party.nameParticular]) ?? statement.party.name, statement.party.name],
    ['advisal', writeAdvisal(document, priced && amount ? { amount, currency: priced.currency ?? 'VND' } : null), statement.advisal],
    ['button', document.consent.button, statement.button],
    ['controls', formOf(document.presentation).hasBoxes ? controls(listControls(document)) : '', controls(statement.controls)],
    ['total', total, statement.total ? `${statement.total.amount} ${statement.total.currency}` : ''],
    ['replyBy', document.replyBy ?? '', statement.replyBy ?? ''],
    ['disclosureHash', sha256Hex(encodeUtf8(encodeCanonicalJson(document.disclosure))), statement.disclosureHash ?? ''],
  ]
}

/** The first member of a statement that does not follow from the contract document and the values, or null. */
export function findMemberDifference(statement: Statement, document: ContractDocument, values: ParticularValues): MemberDifference | null {
  for (const [member, expected, found] of expectMembers(statement, document, values)) {
    if (expected === found) continue
    return { member, ...(findDifference(expected, found) ?? { before: '', expected, found }) }
  }
  return null
}
