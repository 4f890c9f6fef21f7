import { equalBytes } from '../bytes/compare.ts'
import { isCodedError } from '../bytes/error.ts'
import { verifyTimestampToken } from '../cms/timestamp.ts'
import type { TimestampResult } from '../cms/timestamp.ts'
import { reliableUntil } from '../pki/algorithm-policy.ts'
import { hashBytes } from '../pki/algorithms.ts'
import type { HashName } from '../pki/algorithms.ts'
import { failed, passed } from './check.ts'
import type { Check } from './check.ts'
import type { RangeDigests } from './digest.ts'
import { readStoreAt } from './store.ts'
import { joinMaterial } from './material.ts'
import type { Facts, SignatureFacts } from './facts.ts'
import type { SubIndication } from './indication.ts'
import { ProofsOfExistence } from './poe.ts'
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
  readonly now: number
  readonly poe: ProofsOfExistence
}

/** Reasons that leave a timestamp alone when its unit was revoked later (RFC 3161 §4(1)). */
const HARMLESS: ReadonlySet<string> = new Set(['affiliationChanged', 'superseded', 'cessationOfOperation'])

/** Until when the hashes and keys of a token are believed. */
function reliableTokenUntil({ token, signature }: TimestampResult, { algorithms }: TrustMaterial): number {
  const { signer, certificate } = signature
  const imprint = token.imprintHash === null ? -Infinity : algorithms.hashes[token.imprintHash]
  const digest = signer?.digestAlgorithm ? algorithms.hashes[signer.digestAlgorithm] : -Infinity
  return Math.min(imprint, digest, certificate ? reliableUntil(algorithms, signer?.signatureAlgorithm ?? null, certificate.spki) : -Infinity)
}

/** A unit revoked after the token, for a reason that says nothing against its key, still stands. */
function forgive(trust: TrustResult, genTime: number): TrustResult {
  const [own, ...others] = trust.revocation
  if (own?.kind !== 'revoked' || own.revokedAt <= genTime || !HARMLESS.has(own.reason)) return trust
  const isRestGood = others.every((status) => status.kind === 'good' || status.kind === 'not-needed')
  return { ...trust, isTrusted: trust.path.isValid && isRestGood }
}

/** A token that its unit did not sign as it should: its certificate is not there, nothing can be said, or it does not verify. */
function judgeUnsigned({ signature }: TimestampResult, meaning: (subIndication: SubIndication) => { subIndication?: SubIndication }): Check {
  if (signature.certificate === null) return failed('timestamp-signature', { reason: 'no-certificate', ...meaning('NO_SIGNING_CERTIFICATE_FOUND') })
  if (!signature.isSupported) return failed('timestamp-signature', { reason: 'unsupported', values: { algorithm: signature.algorithmNames.join(', ') }, ...meaning('CRYPTO_CONSTRAINTS_FAILURE') })
  return failed('timestamp-signature', meaning(signature.signatureMatches && signature.digestMatches ? 'NO_SIGNING_CERTIFICATE_FOUND' : 'SIG_CRYPTO_FAILURE'))
}

/** Judges one token (EN 319 102-1 §5.4): what it is about, who signed it, and that unit's path at the instant the token is proven to exist. */
export async function judgeTimestamp(input: TokenInput, material: TrustMaterial): Promise<TimestampJudgement> {
  let result: TimestampResult
  // a document timestamp is a signature of its own, and what is wrong with it is wrong with that
  const meaning = (subIndication: SubIndication): { subIndication?: SubIndication } => (input.kind === 'document-timestamp' ? { subIndication } : {})
  try {
    result = await verifyTimestampToken({
      token: input.token, imprint: input.imprint, anchors: material.anchors, intermediates: material.certificates, allowZeroPadding: input.kind === 'document-timestamp',
    })
  } catch (error) {
    if (!isCodedError(error)) throw error
    return { kind: input.kind, genTime: null, result: null, trust: null, checks: [failed('timestamp-signature', { reason: 'malformed', ...meaning('FORMAT_FAILURE') })], isProof: false }
  }
  const { genTime } = result.token
  const time = new Date(genTime).toISOString()
  const holds = (code: string) => result.checks.find((check) => check.code === code)?.passed ?? false
  const isSigned = holds('TIMESTAMP_SIGNATURE') && holds('TIMESTAMP_SIGNING_CERTIFICATE')
  const until = reliableTokenUntil(result, material)
  const isSound = until > input.proof
  const checks: Check[] = [
    holds('TIMESTAMP_IMPRINT') ? passed('timestamp-imprint', { values: { time } }) : failed('timestamp-imprint', { values: { time }, ...meaning('HASH_FAILURE') }),
    isSigned ? passed('timestamp-signature') : judgeUnsigned(result, meaning),
  ]
  const { proof, now, poe } = input
  const frame = { at: genTime, isProven: true, proof, notBefore: null, now, poe }
  const trust = result.certificate ? forgive(await judgeTrust(result.certificate, material, 'timestamping', frame), genTime) : null
  // the anchor is believed by itself; whatever is below it must have lasted until something newer proves the token
  const isCurrent = trust !== null && trust.path.chain.every((certificate, index, chain) => proof <= certificate.notAfter + 999 || (index > 0 && index === chain.length - 1))
  const isPathProven = trust !== null && trust.isTrusted && isCurrent && isSound
  const unit = result.certificate?.subject.commonName ?? ''
  if (isPathProven) checks.push(passed('timestamp-path', { values: { unit, time } }))
  else {
    const unknown = trust?.checks.some(({ id, reason }) => id === 'revocation' && reason === 'unknown') ?? false
    const reason = result.certificate !== null && !isSound ? 'weak' : !trust || !trust.path.isValid ? 'path' : !isCurrent ? 'expired' : unknown ? 'revocation' : 'revoked'
    const subIndication = reason === 'weak' ? 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' : reason === 'path' ? 'NO_CERTIFICATE_CHAIN_FOUND' : reason === 'expired' ? 'OUT_OF_BOUNDS_NO_POE' : reason === 'revocation' ? 'TRY_LATER' : 'REVOKED_NO_POE'
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
  /** Content timestamps that each signature signs. */
  readonly content: ReadonlyMap<SignatureFacts, readonly TimestampJudgement[]>
  readonly poe: ProofsOfExistence
}

function isAround(outer: SignatureFacts, inner: SignatureFacts): boolean {
  return outer.coveredRevision !== null && inner.coveredRevision !== null && outer.coveredRevision > inner.coveredRevision
}

/** What a proven document timestamp holds under it: signatures with all they carry, and the document security store of its revision. */
function objectsUnder(facts: Facts, outer: SignatureFacts): Uint8Array[] {
  const covered = facts.signatures.filter((inner) => isAround(outer, inner))
  const { certificates, crls, ocsps } = joinMaterial([...covered.map((one) => one.material), readStoreAt(facts.file, outer.coveredRevision ?? 0)])
  return [...certificates, ...crls, ...ocsps]
}

/**
 * Newest first, so that a proven document timestamp proves that everything under it existed by then (EN 319 102-1 §5.6.2.3, §5.6.3.4): a unit
 * whose certificate has expired or been revoked since is still believed.
 */
export async function judgeTimes(facts: Facts, material: TrustMaterial, now: number, digests: RangeDigests): Promise<TimeJudgement> {
  const own = new Map<SignatureFacts, TimestampJudgement>()
  const inside = new Map<SignatureFacts, TimestampJudgement[]>()
  const content = new Map<SignatureFacts, TimestampJudgement[]>()
  const poe = new ProofsOfExistence(now)
  let proofs: { outer: SignatureFacts; genTime: number }[] = []
  for (const signature of [...facts.signatures].reverse()) {
    const proof = proofs.reduce((least, { outer, genTime }) => (isAround(outer, signature) ? Math.min(least, genTime) : least), now)
    const { value } = signature
    const range = value.coverage.isWellFormed ? value.byteRange : null
    const judge = (kind: TimestampJudgement['kind'], token: Uint8Array, imprint: TokenInput['imprint']) => judgeTimestamp({ kind, token, proof, now, poe, imprint }, material)
    const signer = signature.cms?.signers[0]
    const judged: TimestampJudgement[] = []
    for (const token of signer ? signature.tokens : []) judged.push(await judge('signature-timestamp', token, (hash) => hashBytes(hash, signer!.signature)))
    inside.set(signature, judged)
    const over: TimestampJudgement[] = []
    for (const token of range === null ? [] : signature.contentTokens) over.push(await judge('signature-timestamp', token, (hash) => digests.hash(range!, hash)))
    content.set(signature, over)
    if (signature.type !== 'document-timestamp' || value.contents === null || range === null) continue
    const judgement = await judge('document-timestamp', value.contents, (hash) => digests.hash(range, hash))
    own.set(signature, judgement)
    // only what the range really holds is proven by it: a range that is not whole holds nothing for sure
    if (!judgement.isProof || !value.coverage.isGapContents) continue
    proofs = [...proofs, { outer: signature, genTime: judgement.genTime! }]
    poe.add(objectsUnder(facts, signature), judgement.genTime!)
  }
  return { own, inside, content, poe }
}

/**
 * The latest instant that something inside the signed bytes was made at, by a timestamp that is proven: the signature is younger. Null when
 * nothing says so.
 */
export function notSignedBefore(facts: Facts, signature: SignatureFacts, times: TimeJudgement): number | null {
  const earlier = facts.signatures.filter((inner) => inner !== signature && isAround(signature, inner))
  const under = earlier.flatMap((inner) => [...(times.own.get(inner) ? [times.own.get(inner)!] : []), ...(times.inside.get(inner) ?? [])])
  const instants = [...under, ...(times.content.get(signature) ?? [])].filter(({ isProof }) => isProof).map(({ genTime }) => genTime!)
  return instants.length > 0 ? Math.max(...instants) : null
}

/** The earliest proven instant at which a signature existed, or null (EN 319 102-1 §5.5.4: best-signature-time). */
export function bestSignatureTime(signature: SignatureFacts, times: TimeJudgement): number | null {
  const within = (times.inside.get(signature) ?? []).filter((judgement) => judgement.isProof)
  const around = [...times.own].filter(([outer, judgement]) => judgement.isProof && outer.value.coverage.isGapContents && isAround(outer, signature)).map(([, judgement]) => judgement)
  const instants = [...within, ...around].map((judgement) => judgement.genTime!)
  return instants.length > 0 ? Math.min(...instants) : null
}

/** Whether a certificate stands in a list, byte for byte. */
export function holdsCertificate(list: readonly Uint8Array[], der: Uint8Array): boolean {
  return list.some((one) => equalBytes(one, der))
}
