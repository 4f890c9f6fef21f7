import { skipWhite } from '../pdf/character.ts'
import { checked, failed, noted, passed } from './check.ts'
import type { Check } from './check.ts'
import { isBlank } from './coverage.ts'
import type { Facts, SignatureFacts } from './facts.ts'
import type { Permission } from './restriction.ts'
import { permit } from './restriction.ts'
import { worstClass } from './change/change.ts'
import type { Change, ChangeClass } from './change/change.ts'

const SUB_FILTERS: Readonly<Record<string, SignatureFacts['type']>> = {
  'adbe.pkcs7.detached': 'signature', 'ETSI.CAdES.detached': 'signature', 'ETSI.RFC3161': 'document-timestamp',
}
/** Old kinds, which rest on SHA-1: read, and judged by what that is worth. */
const OLD_SUB_FILTERS = new Set(['adbe.pkcs7.sha1', 'adbe.x509.rsa_sha1'])

const rangeEnd = ({ value }: SignatureFacts): number | null => (value.byteRange ? value.byteRange[2] + value.byteRange[3] : null)

function judgeNesting(facts: Facts, signature: SignatureFacts): Check {
  const end = rangeEnd(signature)
  const gapStartOf = ({ value: { byteRange } }: SignatureFacts): number => (byteRange ? byteRange[0] + byteRange[1] : 0)
  const gapStart = gapStartOf(signature)
  const isNested = facts.signatures.every((other) => {
    const otherEnd = rangeEnd(other)
    if (other === signature || end === null || otherEnd === null || other.sharedWith.includes(signature.field)) return true
    if (otherEnd === end) return false
    return otherEnd < end ? otherEnd <= gapStart : end <= gapStartOf(other)
  })
  return checked('byte-range-nesting', isNested)
}

function judgeSubFilter({ value, type }: SignatureFacts): Check {
  const values = { subFilter: value.subFilter ?? '–' }
  if (value.subFilter !== null && OLD_SUB_FILTERS.has(value.subFilter)) return noted('sub-filter-known', { reason: 'old', values })
  // the entry is optional (ISO 32000-2, table 255), and some write a kind of their own: what they hold is judged as what it is, and no more than that is said
  const isForeign = value.subFilter === null || SUB_FILTERS[value.subFilter] === undefined
  if (isForeign && type === 'signature' && (value.type === null || value.type === 'Sig')) return failed('sub-filter-known', { reason: value.subFilter === null ? 'missing' : 'unknown', values, subIndication: 'SIG_CONSTRAINTS_FAILURE' })
  const fits = value.subFilter !== null && SUB_FILTERS[value.subFilter] === type
  const isTyped = value.type === null ? type === 'signature' : value.type === (type === 'signature' ? 'Sig' : 'DocTimeStamp')
  return fits && isTyped ? passed('sub-filter-known', { values }) : failed('sub-filter-known', { values })
}

/** Unexplained bytes after a signature could be anything; under it they are signed, and only told. */
function judgeUnexplained(facts: Facts, { coveredRevision, origin }: SignatureFacts): Check {
  const covered = coveredRevision ?? origin
  const count = (from: number, to: number) => facts.unexplained.slice(from, to).reduce((sum, one) => sum + one, 0)
  const [under, after] = [count(0, covered + 1), count(covered + 1, facts.unexplained.length)]
  if (after > 0) return failed('unexplained-bytes', { values: { count: String(after) } })
  return under > 0 ? noted('unexplained-bytes', { reason: 'covered', values: { count: String(under) } }) : passed('unexplained-bytes')
}

/** Bytes after the last revision: covered by some signature they are signed, though readers may differ about them; uncovered they are nobody's. */
function judgeTail(facts: Facts): Check {
  const { bytes, tail, newest } = facts.file
  const ends = facts.signatures.flatMap((one) => (one.coveredRevision === newest ? (rangeEnd(one) ?? []) : []))
  const from = Math.max(tail.start, ...ends)
  const values = { count: String(tail.end - from) }
  if (skipWhite(bytes, from, tail.end) < tail.end) return failed('trailing-bytes', { values })
  if (from < tail.end) return failed('trailing-bytes', { reason: 'blank', values, subIndication: 'SIG_CONSTRAINTS_FAILURE' })
  if (isBlank(bytes, tail.start, tail.end)) return passed('trailing-bytes')
  return failed('trailing-bytes', { reason: 'covered', values: { count: String(tail.end - tail.start) }, subIndication: 'SIG_CONSTRAINTS_FAILURE' })
}

/** What a reader had to pass over: another reader may see another document (SPEC.md, table of deviations). */
function judgeReading({ file }: Facts): Check {
  const { repairs } = file
  if (repairs.length === 0) return passed('strict-reading')
  const count = repairs.reduce((sum, one) => sum + one.count, 0)
  return failed('strict-reading', { values: { count: String(count), kinds: repairs.map(({ kind }) => kind).join(', ') } })
}

/** What the signed document holds that acts, or that a later save could bring out: told, and decides nothing. */
function tellSurvey({ survey, strays }: Facts): Check[] {
  const { actions } = survey
  const stray = strays.length > 0 ? [{ kind: 'stray-signature' }] : []
  const concealed = [...survey.concealed, ...stray]
  return [
    ...(actions.length > 0 ? [noted('active-content', { values: { count: String(actions.length), kinds: [...new Set(actions.map(({ kind }) => kind))].join(', '), path: actions[0]!.path } })] : []),
    ...(concealed.length > 0 ? [noted('concealed-content', { values: { count: String(concealed.length), kinds: [...new Set(concealed.map(({ kind }) => kind))].join(', ') } })] : []),
  ]
}

/** Format checking (EN 319 102-1 §5.2.2) as PDF needs it: which bytes are signed, and that they are what a reader is shown. */
export function judgeFormat(facts: Facts, signature: SignatureFacts): Check[] {
  const { value } = signature
  const { coverage } = value
  const isGapSound = coverage.isGapContents && value.isContentsPlain
  // of a dictionary that cannot be read that is told, and not that each of its entries is missing
  const own = value.damage !== null ? [] : [
    checked('byte-range-form', coverage.isWellFormed),
    checked('byte-range-gap', isGapSound),
    checked('byte-range-end', signature.coveredRevision !== null && signature.coveredRevision === signature.origin),
    judgeNesting(facts, signature),
    judgeSubFilter(signature),
  ]
  return [
    judgeReading(facts),
    ...own,
    judgeTail(facts),
    judgeUnexplained(facts, signature),
    checked('dictionary-unchanged', signature.isUnchanged),
    checked('field-reachable', signature.isReachable),
    signature.sharedWith.length === 0 ? passed('value-unshared') : failed('value-unshared', { values: { fields: signature.sharedWith.join(', ') } }),
    ...tellSurvey(facts),
  ]
}

const BYTE_RANGE_RULES: ReadonlySet<string> = new Set(['byte-range-form', 'byte-range-gap', 'byte-range-nesting', 'dictionary-unchanged'])

/** Suspect also where there is none, and where it begins after the file's first byte, at a displaced header: what stands before is signed by nobody. */
export function byteRangeOf(checks: readonly Check[], { value: { byteRange } }: SignatureFacts): 'CLEAN' | 'SUSPECT' {
  return byteRange === null || byteRange[0] !== 0 || checks.some(({ id, result }) => BYTE_RANGE_RULES.has(id) && result !== 'PASSED') ? 'SUSPECT' : 'CLEAN'
}

export function coverageOf(facts: Facts, { value, coveredRevision }: SignatureFacts): 'ENTIRE-FILE' | 'ENTIRE-REVISION' | 'PARTIAL' {
  if (!value.coverage.isWellFormed || !value.coverage.isGapContents) return 'PARTIAL'
  if (value.coverage.isWholeFile) return 'ENTIRE-FILE'
  if (coveredRevision === null) return 'PARTIAL'
  const isNewest = coveredRevision === facts.file.newest
  return isNewest && facts.file.tail.end === facts.file.tail.start ? 'ENTIRE-FILE' : 'ENTIRE-REVISION'
}

/** What the revisions after a signature did, and whether that was allowed. */
export interface LaterChanges {
  readonly changesAfter: ChangeClass
  readonly changes: readonly Change[]
  readonly checks: readonly Check[]
}

const RANK: Readonly<Record<Permission, number>> = { allowed: 0, undecided: 1, forbidden: 2 }

/** Judges every change after a signature against all restrictions in force when it was made. */
export function judgeLaterChanges(facts: Facts, signature: SignatureFacts): LaterChanges {
  const covered = signature.coveredRevision ?? signature.origin
  const changes = facts.steps.filter((step) => step.revision > covered).flatMap((step) => step.changes)
  const judged = changes.map((change) => {
    const restrictions = facts.signatures.filter((one) => one.origin < change.revision).map((one) => one.restriction)
    if (facts.usageRights !== null) restrictions.push(facts.usageRights)
    return { change, permission: permit(change, restrictions, signature.restriction.isCertification) }
  })
  const worst = judged.reduce<(typeof judged)[number] | null>((found, one) => (found === null || RANK[one.permission] > RANK[found.permission] ? one : found), null)
  const changesAfter = worstClass(judged.map(({ change, permission }) => (permission === 'forbidden' && change.class !== 'OTHER' ? 'FORBIDDEN' : change.class)))
  const permitted = (() => {
    if (worst === null || worst.permission === 'allowed') return passed('changes-permitted', { reason: changes.length === 0 ? 'none' : 'some' })
    const values = { path: worst.change.path, kind: worst.change.kind, field: worst.change.field ?? '', page: String(worst.change.page ?? '') }
    return failed('changes-permitted', { reason: worst.permission, values, subIndication: worst.permission === 'undecided' ? 'SIG_CONSTRAINTS_FAILURE' : 'FORMAT_FAILURE' })
  })()
  const count = facts.file.revisions.length - 1 - covered
  return { changesAfter, changes, checks: [permitted, noted('changes-after', { reason: changesAfter, values: { count: String(Math.max(0, count)) } })] }
}
