import { isCodedError } from '../bytes/error.ts'
import { parseSignerInfo } from '../cms/signed-data.ts'
import type { SignedData, SignerInfo } from '../cms/signed-data.ts'
import { verifySignedData } from '../cms/verification.ts'
import { hashBytes } from '../pki/algorithms.ts'
import { OID_CONTENT_TYPE, OID_COUNTERSIGNATURE, OID_DATA } from '../pki/oids.ts'
import { noted } from './check.ts'
import type { Check } from './check.ts'
import type { SignatureFacts } from './facts.ts'
import { judgeTrust } from './trust.ts'
import type { TimeFrame, TrustMaterial } from './trust.ts'

/** A signature over the value of another one, which it carries unsigned (RFC 5652 §11.4). */
export interface CountersignatureSummary {
  /** What its certificate calls its holder; null when none was found. */
  readonly signatory: string | null
  readonly outcome: 'stands' | 'untrusted' | 'unknown' | 'broken' | 'damaged'
}

const MAX_COUNTERSIGNATURES = 16

function parse(value: Uint8Array): SignerInfo | null {
  try {
    return parseSignerInfo(value)
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

async function judgeOne(value: Uint8Array, cms: SignedData, signed: Uint8Array, material: TrustMaterial, frame: TimeFrame): Promise<CountersignatureSummary> {
  const signer = parse(value)
  if (signer === null) return { signatory: null, outcome: 'damaged' }
  const digest = await hashBytes(signer.digestAlgorithm ?? 'SHA-256', signed)
  const result = await verifySignedData({ ...cms, contentType: OID_DATA, signers: [signer] }, digest, material.certificates)
  const { certificate } = result
  const signatory = certificate ? (certificate.subject.commonName ?? certificate.subject.text) : null
  if (certificate === null || !result.isSupported) return { signatory, outcome: 'unknown' }
  // its content has no type, and it may not say that it had one
  const isAbout = result.digestMatches && !signer.signedAttributes.some(({ oid }) => oid === OID_CONTENT_TYPE)
  if (!isAbout || !result.signatureMatches || result.signingCertificate === 'mismatch') return { signatory, outcome: 'broken' }
  const { isTrusted } = await judgeTrust(certificate, material, 'document-signing', frame)
  return { signatory, outcome: isTrusted ? 'stands' : 'untrusted' }
}

/**
 * Who countersigned a signature, and whether it stands. Anybody may add or take away what is unsigned, so nothing of it decides about the signature
 * itself: it is told. Judged at `frame`, which is the signature's own: nothing proves a later instant.
 */
export async function judgeCountersignatures({ cms }: SignatureFacts, material: TrustMaterial, frame: TimeFrame): Promise<{ summaries: CountersignatureSummary[]; checks: Check[] }> {
  const signer = cms?.signers[0]
  const values = signer?.unsignedAttributes.filter(({ oid }) => oid === OID_COUNTERSIGNATURE).flatMap(({ values: all }) => all) ?? []
  const summaries: CountersignatureSummary[] = []
  for (const value of values.slice(0, MAX_COUNTERSIGNATURES)) summaries.push(await judgeOne(value, cms!, signer!.signature, material, { ...frame, notBefore: null }))
  return { summaries, checks: summaries.map(({ signatory, outcome }) => noted('countersignature', { reason: outcome, values: { who: signatory ?? '–' } })) }
}
