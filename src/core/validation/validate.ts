import { isCodedError } from '../bytes/error.ts'
import { encodeHex } from '../bytes/hex.ts'
import type { Certificate } from '../pki/certificate.ts'
import { computeCertificateThumbprint, computeKeyThumbprint } from '../pki/thumbprint.ts'
import { conclude, failed, noted, outcomeOf, sortChecks } from './check.ts'
import type { Check } from './check.ts'
import { tellCommitment, tellQualification } from './commitment.ts'
import { judgeCountersignatures } from './countersignature.ts'
import { findPadesFaults, hashOfRange, judgeAlgorithms, judgeCryptography } from './cryptography.ts'
import { RangeDigests } from './digest.ts'
import type { RangeRequest } from './digest.ts'
import type { Facts, SignatureFacts } from './facts.ts'
import { byteRangeOf, coverageOf, judgeFormat, judgeLaterChanges } from './format.ts'
import { worstVerdict } from './indication.ts'
import { computeLevel } from './level.ts'
import { gatherMaterial } from './material.ts'
import type { Policy } from './policy.ts'
import { ignorePhase } from './progress.ts'
import type { OnPhase } from './progress.ts'
import type { CertificateSummary, IdentitySummary, Report, SignatureReport, TimestampSummary } from './report.ts'
import { bestSignatureTime, judgeTimes, notSignedBefore } from './time.ts'
import type { TimeJudgement, TimestampJudgement } from './time.ts'
import { judgeTrust } from './trust.ts'
import type { TimeFrame, TrustMaterial, TrustResult } from './trust.ts'

const DAY = 86_400_000
const isoOf = (instant: number): string => new Date(instant).toISOString()
const nameOf = (certificate: Certificate): string => certificate.subject.commonName ?? certificate.subject.text

function summarizePath(trust: TrustResult | null): CertificateSummary[] {
  if (trust === null) return []
  const reaches = trust.checks.some(({ id, result }) => id === 'path-to-anchor' && result === 'PASSED')
  return trust.path.chain.map((certificate, index, chain) => ({
    subject: nameOf(certificate),
    issuer: certificate.issuer.commonName ?? certificate.issuer.text,
    serialNumber: certificate.serialNumber,
    notBefore: isoOf(certificate.notBefore),
    notAfter: isoOf(certificate.notAfter),
    thumbprint: computeCertificateThumbprint(certificate.der),
    isAnchor: reaches && index === chain.length - 1,
    revocation: trust.revocation[index]?.kind ?? null,
  }))
}

function summarizeTimestamp(judgement: TimestampJudgement): TimestampSummary {
  const unit = judgement.result?.certificate
  return {
    kind: judgement.kind,
    time: judgement.genTime === null ? null : isoOf(judgement.genTime),
    unit: unit ? nameOf(unit) : null,
    isProof: judgement.isProof,
    path: summarizePath(judgement.trust),
  }
}

function thumbprintOf({ spki }: Certificate): string | null {
  try {
    return computeKeyThumbprint(spki)
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

function summarizeIdentity(certificate: Certificate, signature: SignatureFacts): IdentitySummary {
  return {
    subject: nameOf(certificate),
    organization: certificate.subject.organization,
    emails: certificate.subjectAlternativeEmails,
    proof: certificate.identityProof,
    attestedOrganisation: certificate.attestedOrganisation,
    isDemo: certificate.isDemoIdentity,
    keyThumbprint: thumbprintOf(certificate),
    nameAsGiven: signature.value.name,
  }
}

function judgeIdentity(identity: IdentitySummary): Check {
  const { attestedOrganisation: organisation } = identity
  const values = { name: identity.nameAsGiven ?? '', mail: identity.emails.join(', ') || identity.subject, ...(organisation ? { organisation: organisation.name, identifier: organisation.identifier } : {}) }
  const shown = organisation && (organisation.by === 'operator' ? 'organisation' : `organisation-${organisation.by}`)
  const proof = [identity.isDemo ? 'demo' : shown ? null : identity.proof, shown].filter(Boolean).join('-')
  return noted('identity', { reason: `${proof}${identity.nameAsGiven ? '' : '-unnamed'}`, values })
}

/** Claimed time against the proven one: a claim after its proof, or a day before it, is told. */
function judgeClaim(signature: SignatureFacts, best: number | null): Check[] {
  const claimed = signature.claimedTime === null ? Number.NaN : Date.parse(signature.claimedTime)
  if (Number.isNaN(claimed)) return []
  const values = { claimed: signature.claimedTime!, proven: best === null ? '' : isoOf(best) }
  const reason = best === null ? 'unproven' : claimed > best + 300_000 ? 'after' : best - claimed > DAY ? 'long-before' : 'near'
  return [noted('claimed-time', { reason, values })]
}

/** A timestamp that proves nothing is left aside (EN 319 102-1 §5.5.4) when the signature stands without it. */
function insideChecks(inside: readonly TimestampJudgement[], isNeeded: boolean): Check[] {
  return inside.flatMap(({ checks }) => checks.map((one) => (one.id === 'timestamp-path' && one.subIndication !== null && !isNeeded ? noted('timestamp-path', { reason: one.reason ?? 'path', values: one.values }) : one)))
}

function judgeOrder(inside: readonly TimestampJudgement[], around: readonly TimestampJudgement[]): Check[] {
  const newest = Math.max(...inside.filter((one) => one.isProof).map((one) => one.genTime!))
  const isOrdered = around.every((one) => one.genTime! >= newest)
  return isOrdered ? [] : [failed('timestamp-order')]
}

async function judgeSignature(facts: Facts, signature: SignatureFacts, material: TrustMaterial, times: TimeJudgement, now: number, digests: RangeDigests): Promise<SignatureReport> {
  const isStamp = signature.type === 'document-timestamp'
  const own = times.own.get(signature) ?? null
  const inside = times.inside.get(signature) ?? []
  const format = judgeFormat(facts, signature)
  const later = judgeLaterChanges(facts, signature)
  const best = bestSignatureTime(signature, times)
  const cryptography = isStamp && own !== null ? null : await judgeCryptography(signature, material.certificates, digests, facts.file.isEncrypted)
  const frame: TimeFrame = { at: best ?? now, isProven: best !== null, proof: best ?? now, notBefore: notSignedBefore(facts, signature, times), now, poe: times.poe }
  const certificate = (isStamp ? own?.result?.certificate : cryptography?.result?.certificate) ?? null
  const trust = isStamp ? (own?.trust ?? null) : certificate ? await judgeTrust(certificate, material, 'document-signing', frame) : null
  const around = [...times.own].filter(([outer, judgement]) => judgement.isProof && outer.coveredRevision !== null && signature.coveredRevision !== null && outer.coveredRevision > signature.coveredRevision)
  const faults = isStamp ? [] : findPadesFaults(signature, cryptography?.result ?? null)
  const isSound = cryptography?.result?.isValid ?? false
  const level = isStamp ? null : computeLevel({ facts, signature, isBaseline: isSound && faults.length === 0, trust, inside, around })
  const identity = certificate ? summarizeIdentity(certificate, signature) : null
  const isNeeded = trust?.checks.some(({ id, result }) => id === 'path-validity' && result !== 'PASSED') ?? false
  const countersignatures = await judgeCountersignatures(signature, material, frame)
  const checks = sortChecks([
    ...format,
    ...later.checks,
    ...(cryptography?.checks ?? []),
    ...(cryptography?.result ? [judgeAlgorithms(cryptography.result, material.algorithms, frame, cryptography.hashes)] : []),
    ...(own?.checks ?? []),
    ...(trust?.checks.filter(({ id }) => !isStamp || id !== 'revocation') ?? []),
    ...insideChecks(inside, isNeeded),
    ...tellCommitment(signature),
    ...(certificate && !isStamp ? tellQualification(certificate) : []),
    ...countersignatures.checks,
    ...judgeOrder(inside, around.map(([, judgement]) => judgement)),
    ...judgeClaim(signature, best),
    ...(isStamp ? [] : [noted('level', { reason: level ?? 'none', values: { level: level ?? '' } })]),
    ...(facts.isStoreDamaged ? [noted('validation-data', { reason: 'damaged' })] : []),
    ...(identity && !isStamp ? [judgeIdentity(identity)] : []),
  ])
  const CRYPTOGRAPHIC: readonly string[] = ['cms-form', 'one-signer', 'attributes-present', 'message-digest', 'signature-value', 'timestamp-imprint', 'timestamp-signature']
  // what stands beside the signature in its place says nothing of its mathematics
  const relevant = checks.filter(({ id, reason }) => CRYPTOGRAPHIC.includes(id) && reason !== 'padding' && (isStamp || !id.startsWith('timestamp')))
  const { value } = signature
  return {
    field: signature.field,
    type: signature.type,
    subFilter: value.subFilter,
    signatory: certificate ? nameOf(certificate) : null,
    identity,
    reason: value.reason,
    location: value.location,
    claimedTime: signature.claimedTime,
    bestSignatureTime: isStamp ? (own?.isProof ? isoOf(own.genTime!) : null) : best === null ? null : isoOf(best),
    level,
    ...conclude(checks),
    cryptography: outcomeOf(relevant, ['format', 'cryptography', 'time']),
    trust: trust === null ? 'INDETERMINATE' : outcomeOf(checks, ['path', ...(isStamp || isNeeded ? (['time'] as const) : [])]),
    byteRange: byteRangeOf(checks, signature),
    coverage: coverageOf(facts, signature),
    revision: signature.coveredRevision,
    changesAfter: later.changesAfter,
    changes: later.changes,
    checks,
    path: summarizePath(trust),
    timestamps: [...(own ? [own] : []), ...inside].map(summarizeTimestamp),
    countersignatures: countersignatures.summaries,
    permission: signature.restriction.permission,
    isCertification: signature.restriction.isCertification,
    statement: signature.statement,
  }
}

function requestsOf({ signatures }: Facts): RangeRequest[] {
  return signatures.flatMap((one) => (one.value.coverage.isWellFormed && one.value.byteRange ? [{ range: one.value.byteRange, hash: hashOfRange(one) }] : []))
}

/**
 * Judges every signature of a file (EN 319 102-1 §5.3, §5.5, §5.6) at `time` (epoch milliseconds). An outcome is data, never an exception;
 * throws only CERTIFICATE_MALFORMED for an anchor that is none. The whole says the worst of its signatures.
 */
export async function validate(facts: Facts, policy: Policy, time: number, onPhase: OnPhase = ignorePhase): Promise<Report> {
  onPhase('hash')
  const digests = new RangeDigests(facts.file.bytes)
  if (policy.createHash) digests.prepare(requestsOf(facts), policy.createHash)
  const sha256 = policy.isFileHashed === false ? '' : encodeHex(await digests.whole())
  onPhase('path')
  const material = gatherMaterial(facts, policy)
  const times = await judgeTimes(facts, material, time, digests)
  const signatures: SignatureReport[] = []
  for (const [index, signature] of facts.signatures.entries()) {
    onPhase('cryptography', index, facts.signatures.length)
    signatures.push(await judgeSignature(facts, signature, material, times, time, digests))
  }
  return {
    file: { size: facts.file.bytes.length, sha256 },
    judgedAt: isoOf(time),
    revisions: facts.revisions,
    signatures,
    verdict: worstVerdict(signatures),
  }
}

/** The report with further checks of one signature, judged anew: what a room that knows more found out. */
export function addChecks(report: Report, field: string, checks: readonly Check[]): Report {
  const signatures = report.signatures.map((signature) => {
    if (signature.field !== field || signature.type !== 'signature') return signature
    const all = sortChecks([...signature.checks, ...checks])
    return { ...signature, checks: all, ...conclude(all) }
  })
  return { ...report, signatures, verdict: worstVerdict(signatures) }
}
