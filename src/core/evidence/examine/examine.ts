import { isCodedError } from '../../bytes/error.ts'
import { decodeHex } from '../../bytes/hex.ts'
import { sha256Hex, startSha256 } from '../../bytes/sha256.ts'
import { hashStatement, parseStatement } from '../../consent/statement.ts'
import type { Statement } from '../../consent/statement.ts'
import { OWN_FILE_REVISION } from '../../contract/document.ts'
import type { ContractDocument } from '../../contract/document.ts'
import { failed, passed } from '../../validation/check.ts'
import type { Check } from '../../validation/check.ts'
import { validateDetached } from '../../validation/detached.ts'
import type { DetachedReport } from '../../validation/detached.ts'
import { possibleEnds } from '../../validation/coverage.ts'
import { extractFacts } from '../../validation/facts.ts'
import type { Facts, SignatureFacts } from '../../validation/facts.ts'
import type { Policy } from '../../validation/policy.ts'
import { ignorePhase } from '../../validation/progress.ts'
import type { OnPhase } from '../../validation/progress.ts'
import type { Report, SignatureReport } from '../../validation/report.ts'
import { listCertificates } from '../../validation/missing.ts'
import { addChecks, validate } from '../../validation/validate.ts'
import { judgeAgreement } from './agreement.ts'
import type { Agreement } from './agreement.ts'
import { readAttachedContract } from './attached.ts'
import type { AttachedContract } from './attached.ts'
import { judgeCertificateLog } from './certificate-log.ts'
import type { CertificatePlace, LogTrust } from './certificate-log.ts'
import { readPageText } from './page-text.ts'

export interface ExamineOptions extends Policy {
  /** The instant to judge at, epoch milliseconds. */
  readonly time: number
  /** Derives the base revision anew, where that is possible: see derivation.ts. */
  readonly derive?: (contract: AttachedContract) => Promise<Uint8Array | null>
  /** Authorities whose certificates must be in a log (V47). */
  readonly logs?: readonly LogTrust[]
  /** Told what is being done. */
  readonly onPhase?: OnPhase
}

/** One signature that carries a statement, and what its statement stands on. */
export interface ExaminedSignature {
  readonly field: string
  /** Null when what is there is no statement in the published form. */
  readonly statement: Statement | null
  readonly statementHash: string | null
  readonly document: ContractDocument | null
  /** Null when the contract document is missing or unreadable. */
  readonly agreement: Agreement | null
  readonly publication: DetachedReport | null
  /** Whether the base revision, derived anew from the document, is the same byte for byte; null when it was not derived. */
  readonly isDerivedAlike: boolean | null
  /** SHA-256(bytes before the signature's revision ‖ statement hash): what the seal is drawn from. */
  readonly sealHash: Uint8Array | null
}

export interface Examination {
  /** The judge's report with the checks of this room. */
  readonly report: Report
  readonly signatures: readonly ExaminedSignature[]
  /** By field: where the certificate stands in its issuer’s log, where that is proven. */
  readonly places: ReadonlyMap<string, CertificatePlace>
  /** DER of every certificate in the file: for looking up what a summary names by thumbprint. */
  readonly certificates: readonly Uint8Array[]
}

const PARTY_FIELD = /^signature-[a-z][a-z0-9]*(-[a-z0-9]+)*(_\d)?$/

/** The file before the signature's revision: the form of its end that the statement names, where it names one. */
function bytesBefore({ file }: Facts, { origin }: SignatureFacts, named: string | null): Uint8Array {
  if (origin === 0) return file.bytes.subarray(0, 0)
  const forms = possibleEnds(file, origin - 1).map((end) => file.bytes.subarray(0, end))
  return forms.find((form) => sha256Hex(form) === named) ?? forms.at(-1)!
}

/** The file that the statement names, among the revisions before the signature: earlier signatories may have signed it in between. */
function findBase({ file }: Facts, { origin }: SignatureFacts, named: string | null): Uint8Array | null {
  if (named === null) return null
  for (let revision = 0; revision < origin; revision++) {
    const form = possibleEnds(file, revision).map((end) => file.bytes.subarray(0, end)).find((bytes) => sha256Hex(bytes) === named)
    if (form) return form
  }
  return null
}

function readStatement(signature: SignatureFacts): Statement | null {
  if (typeof signature.statement !== 'string') return null
  try {
    return parseStatement(signature.statement)
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

/** A party's own field in a file that attaches its contract is signed with a statement, or nobody knows what was agreed. */
function isStatementDue({ file }: Facts, { field, origin }: SignatureFacts): boolean {
  return PARTY_FIELD.test(field) && readAttachedContract(file, origin).kind !== 'none'
}

/** S5, S10 and the key: members that follow from the signature itself. */
function findOwnFault(statement: Statement, signature: SignatureFacts, report: SignatureReport): { member: string; expected: string; found: string } | null {
  const key = report.identity?.keyThumbprint ?? null
  if (key !== null && statement.keyThumbprint !== key) return { member: 'keyThumbprint', expected: key, found: statement.keyThumbprint ?? '' }
  const claimed = signature.value.claimedTime ?? ''
  return Date.parse(statement.claimedTime) === Date.parse(claimed) ? null : { member: 'claimedTime', expected: claimed, found: statement.claimedTime }
}

function checkPublication(publication: DetachedReport | null): Check {
  if (publication === null) return failed('publication', { reason: 'absent' })
  const values = { who: publication.signatory ?? '' }
  if (publication.indication === 'TOTAL-PASSED') return passed('publication', { values })
  if (publication.subIndication === 'HASH_FAILURE') return failed('publication', { reason: 'changed', values })
  return failed('publication', { reason: publication.indication === 'TOTAL-FAILED' ? 'failed' : 'undecided', values })
}

function checkAgreement(agreement: Agreement): Check {
  if (agreement.odd === null) return passed('statement-agreement')
  const { expected = '', found = '' } = agreement.difference ?? {}
  return failed('statement-agreement', { reason: agreement.odd, values: { member: agreement.member ?? '', expected, found } })
}

/** What the seal's rosette is drawn from; the file before the signature is not copied for it. */
function hashSeal(before: Uint8Array, statementHash: string): Uint8Array {
  const running = startSha256()
  running.update(before)
  running.update(decodeHex(statementHash))
  return running.digest()
}

async function examineSignature(facts: Facts, signature: SignatureFacts, report: SignatureReport, options: ExamineOptions): Promise<{ examined: ExaminedSignature; checks: Check[] }> {
  const statement = readStatement(signature)
  const before = bytesBefore(facts, signature, statement?.baseRevisionHash ?? null)
  const statementHash = typeof signature.statement === 'string' ? hashStatement(signature.statement) : null
  const sealHash = statementHash === null ? null : hashSeal(before, statementHash)
  const bare: ExaminedSignature = { field: signature.field, statement, statementHash, document: null, agreement: null, publication: null, isDerivedAlike: null, sealHash }
  if (statement === null) return { examined: bare, checks: [failed('statement-form')] }
  const form = passed('statement-form')
  const base = findBase(facts, signature, statement.baseRevisionHash) ?? before
  const attached = readAttachedContract(facts.file, signature.origin)
  if (attached.kind === 'none' && statement.typesetRevision === OWN_FILE_REVISION) {
    const own = findOwnFault(statement, signature, report)
    if (own !== null) return { examined: bare, checks: [form, failed('statement-agreement', { reason: 'statement', values: own })] }
    const isNamed = sha256Hex(base) === statement.baseRevisionHash
    return { examined: bare, checks: [form, isNamed ? passed('statement-agreement', { reason: 'own-file' }) : failed('statement-agreement', { reason: 'base' })] }
  }
  if (attached.kind === 'unknown-schema') return { examined: bare, checks: [form, failed('statement-agreement', { reason: 'schema', values: { schema: attached.schema } })] }
  if (attached.kind !== 'contract') return { examined: bare, checks: [form, failed('statement-agreement', { reason: attached.kind === 'none' ? 'incomplete' : 'unreadable' })] }
  const { contract } = attached
  const { store } = facts
  const policy: Policy = {
    anchors: options.anchors,
    certificates: [...(options.certificates ?? []), ...store.certificates],
    crls: [...(options.crls ?? []), ...store.crls],
    ocsps: [...(options.ocsps ?? []), ...store.ocsps],
  }
  const publication = contract.publication === null ? null : await validateDetached(contract.publication, contract.bytes, policy, options.time)
  const page = readPageText(facts.file, signature.origin, contract.document)
  const agreement = judgeAgreement({
    statement, contract, pageText: page.text, baseHash: sha256Hex(base), isPublicationBroken: publication?.subIndication === 'HASH_FAILURE',
  })
  if (agreement.odd === null && options.derive) options.onPhase?.('derivation')
  const derived = agreement.odd === null && options.derive ? await options.derive(contract) : null
  const isDerivedAlike = derived === null ? null : sha256Hex(derived) === sha256Hex(base)
  const own = findOwnFault(statement, signature, report)
  const agreed = agreement.odd === null && own !== null ? failed('statement-agreement', { reason: 'statement', values: own }) : checkAgreement(agreement)
  const checks = [
    form,
    agreed,
    checkPublication(publication),
    page.strange === null ? passed('page-text') : failed('page-text', { values: { page: String(page.strange.page), found: page.strange.words } }),
    ...(isDerivedAlike === null ? [] : [isDerivedAlike ? passed('derivation') : failed('derivation', { reason: 'differs' })]),
  ]
  return { examined: { ...bare, document: contract.document, agreement, publication, isDerivedAlike }, checks }
}

/**
 * Judges a file and holds each signed statement against the contract document attached to the file and against the text of its pages.
 * Throws what `extractFacts` throws: what cannot be read, and NO_SIGNATURE.
 */
export async function examine(bytes: Uint8Array, options: ExamineOptions): Promise<Examination> {
  const onPhase = options.onPhase ?? ignorePhase
  const facts = extractFacts(bytes, onPhase)
  let report = await validate(facts, options, options.time, onPhase)
  const places = new Map<string, CertificatePlace>()
  const signatures: ExaminedSignature[] = []
  for (const [index, signature] of facts.signatures.entries()) {
    if (signature.type !== 'signature') continue
    const finding = await judgeCertificateLog(signature, report.signatures[index]!, options.logs ?? [])
    if (finding) {
      report = addChecks(report, signature.field, [finding.check])
      if (finding.place) places.set(signature.field, finding.place)
    }
    if (signature.statement === null) {
      if (isStatementDue(facts, signature)) report = addChecks(report, signature.field, [failed('statement-form', { reason: 'absent' })])
      continue
    }
    onPhase('agreement', index, facts.signatures.length)
    const { examined, checks } = await examineSignature(facts, signature, report.signatures[index]!, options)
    signatures.push(examined)
    report = addChecks(report, signature.field, checks)
  }
  return { report, signatures, places, certificates: listCertificates(facts) }
}
