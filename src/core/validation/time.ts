import { equalBytes } from '../bytes/compare.ts'
import { isCodedError } from '../bytes/error.ts'
import { verifyTimestampToken } from '../cms/timestamp.ts'
import type { TimestampResult } from '../cms/timestamp.ts'
import { hashBytes } from '../pki/algorithms.ts'
import type { HashName } from '../pki/algorithms.ts'
import { failed, passed } from './check.ts'
import type { Check } from './check.ts'
import { hashRange } from './digest.ts'
import type { Facts, SignatureFacts } from './facts.ts'
import { judgeTrust } from './trust.ts'
import type { TrustMaterial, TrustResult } from './trust.ts'

/** A timestamp, judged. Its time is proven only when `isProof`. */
export interface TimestampJudgement {
  readonly kind: 'signature-timestamp' | 'document-timestamp'
  readonly genTime: number | null
  readonly result: TimestampResult | null
  readonly trust: TrustResult | null
  readonly checks: readonly Check[]
  readonly isProof: boolean
}

export interface TokenInput {
  readonly kind: TimestampJudgement['kind']
  readonly token: Uint8Array
  readonly imprint: (hash: HashName) => Promise<Uint8Array>
  /** Earliest instant at which something newer proves that this token existed; else now. */
  readonly proof: number
}

/** Judges one token (EN 319 102-1 §5.4): what it is about, who signed it, and that unit's path at the instant the token is proven to exist. */
export async function judgeTimestamp(input: TokenInput, material: TrustMaterial): Promise<TimestampJudgement> {
  let result: TimestampResult
  try {
    result = await verifyTimestampToken({
      token: input.token, imprint: input.imprint, anchors: material.anchors, intermediates: material.certificates, allowZeroPadding: input.kind === 'document-timestamp',
    })
  } catch (error) {
    if (!isCodedError(error)) throw error
    return { kind: input.kind, genTime: null, result: null, trust: null, checks: [failed('timestamp-signature', { reason: 'malformed' })], isProof: false }
  }
  const { genTime } = result.token
  const time = new Date(genTime).toISOString()
  const holds = (code: string) => result.checks.find((check) => check.code === code)?.passed ?? false
  const isSigned = holds('TIMESTAMP_SIGNATURE') && holds('TIMESTAMP_SIGNING_CERTIFICATE') && holds('TIMESTAMP_ALGORITHM')
  const checks: Check[] = [
    holds('TIMESTAMP_IMPRINT') ? passed('timestamp-imprint', { values: { time } }) : failed('timestamp-imprint', { values: { time } }),
    isSigned ? passed('timestamp-signature') : failed('timestamp-signature'),
  ]
  const trust = result.certificate ? await judgeTrust(result.certificate, material, 'timestamping', genTime, true) : null
  const isCurrent = trust !== null && trust.path.chain.every((certificate) => input.proof <= certificate.notAfter)
  const isPathProven = trust !== null && trust.isTrusted && isCurrent
  const unit = result.certificate?.subject.commonName ?? ''
  if (isPathProven) checks.push(passed('timestamp-path', { values: { unit, time } }))
  else {
    const unknown = trust?.checks.some(({ id, reason }) => id === 'revocation' && reason === 'unknown') ?? false
    const reason = !trust || !trust.path.isValid ? 'path' : !isCurrent ? 'expired' : unknown ? 'revocation' : 'revoked'
    const subIndication = reason === 'path' ? 'NO_CERTIFICATE_CHAIN_FOUND' : reason === 'expired' ? 'OUT_OF_BOUNDS_NO_POE' : reason === 'revocation' ? 'TRY_LATER' : 'REVOKED_NO_POE'
    checks.push(failed('timestamp-path', { reason, values: { unit, time }, subIndication }))
  }
  return { kind: input.kind, genTime, result, trust, checks, isProof: isSigned && holds('TIMESTAMP_IMPRINT') && isPathProven }
}

/** Judgements of all timestamps of a file, by signature. */
export interface TimeJudgement {
  /** The document timestamp itself, for a signature of that type. */
  readonly own: ReadonlyMap<SignatureFacts, TimestampJudgement>
  /** Signature timestamps inside each signature. */
  readonly inside: ReadonlyMap<SignatureFacts, readonly TimestampJudgement[]>
}

function isAround(outer: SignatureFacts, inner: SignatureFacts): boolean {
  return outer.coveredRevision !== null && inner.coveredRevision !== null && outer.coveredRevision > inner.coveredRevision
}

/**
 * Newest first, so that a proven document timestamp proves that everything under it existed by then (EN 319 102-1 §5.6.2): a unit whose
 * certificate has expired since is still believed.
 */
export async function judgeTimes(facts: Facts, material: TrustMaterial, now: number): Promise<TimeJudgement> {
  const own = new Map<SignatureFacts, TimestampJudgement>()
  const inside = new Map<SignatureFacts, TimestampJudgement[]>()
  const proofFor = (signature: SignatureFacts): number => {
    const around = [...own].filter(([outer, judgement]) => judgement.isProof && isAround(outer, signature)).map(([, judgement]) => judgement.genTime!)
    return Math.min(now, ...around)
  }
  for (const signature of [...facts.signatures].reverse()) {
    const proof = proofFor(signature)
    const { value } = signature
    if (signature.type === 'document-timestamp' && value.contents !== null && value.byteRange !== null && value.coverage.isWellFormed) {
      const { byteRange } = value
      own.set(signature, await judgeTimestamp({ kind: 'document-timestamp', token: value.contents, proof, imprint: (hash) => hashRange(facts.file.bytes, byteRange, hash) }, material))
    }
    const signer = signature.cms?.signers[0]
    const tokens = signer ? signature.tokens : []
    const judged: TimestampJudgement[] = []
    for (const token of tokens) judged.push(await judgeTimestamp({ kind: 'signature-timestamp', token, proof, imprint: (hash) => hashBytes(hash, signer!.signature) }, material))
    inside.set(signature, judged)
  }
  return { own, inside }
}

/** The earliest proven instant at which a signature existed, or null (EN 319 102-1 §5.5.4: best-signature-time). */
export function bestSignatureTime(signature: SignatureFacts, times: TimeJudgement): number | null {
  const within = (times.inside.get(signature) ?? []).filter((judgement) => judgement.isProof)
  const around = [...times.own].filter(([outer, judgement]) => judgement.isProof && isAround(outer, signature)).map(([, judgement]) => judgement)
  const instants = [...within, ...around].map((judgement) => judgement.genTime!)
  return instants.length > 0 ? Math.min(...instants) : null
}

/** Whether a certificate stands in a list, byte for byte. */
export function holdsCertificate(list: readonly Uint8Array[], der: Uint8Array): boolean {
  return list.some((one) => equalBytes(one, der))
}
