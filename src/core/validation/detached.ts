import { isCodedError } from '../bytes/error.ts'
import { findAttribute } from '../cms/attribute.ts'
import { parseSignedData } from '../cms/signed-data.ts'
import type { SignedData } from '../cms/signed-data.ts'
import { verifySignedData } from '../cms/verification.ts'
import { hashBytes } from '../pki/algorithms.ts'
import { OID_SIGNATURE_TIME_STAMP } from '../pki/oids.ts'
import { conclude, failed, passed, sortChecks } from './check.ts'
import type { Check } from './check.ts'
import { checksOfSignedData, judgeAlgorithms } from './cryptography.ts'
import type { SubIndication, Indication } from './indication.ts'
import { joinMaterial, materialOf, settingsOf } from './material.ts'
import { ProofsOfExistence } from './poe.ts'
import type { Policy } from './policy.ts'
import { judgeTimestamp } from './time.ts'
import { judgeTrust } from './trust.ts'

/** What a signature over bytes of its own (no PDF around it) is worth. */
export interface DetachedReport {
  readonly indication: Indication
  readonly subIndication: SubIndication | null
  readonly signatory: string | null
  readonly isDemo: boolean
  readonly bestSignatureTime: string | null
  readonly checks: readonly Check[]
  /** DER of every certificate that the signature and its timestamps carry, used or not. */
  readonly carried: readonly Uint8Array[]
}

function parse(cms: Uint8Array): SignedData | null {
  try {
    return parseSignedData(cms)
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

/** Judges a detached CMS over `content` (EN 319 102-1 §5.5): attributes, digest, value, timestamp, path and revocation at the proven time. */
export async function validateDetached(cms: Uint8Array, content: Uint8Array, policy: Policy, time: number): Promise<DetachedReport> {
  const facts = parse(cms)
  const signer = facts?.signers[0]
  if (!facts || !signer) {
    return { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE', signatory: null, isDemo: false, bestSignatureTime: null, checks: [failed('cms-form', { reason: 'damaged' })], carried: [] }
  }
  const { certificates, crls, ocsps } = joinMaterial([{ certificates: policy.certificates ?? [], crls: policy.crls ?? [], ocsps: policy.ocsps ?? [] }, materialOf(facts)])
  const material = { ...settingsOf(policy), certificates, crls, ocsps }
  const poe = new ProofsOfExistence(time)
  const result = await verifySignedData(facts, await hashBytes(signer.digestAlgorithm ?? 'SHA-256', content), material.certificates)
  const checks: Check[] = [facts.content === null ? passed('cms-form') : failed('cms-form', { reason: 'attached' }), ...checksOfSignedData(result), ...(signer.signedAttributesDer === null ? [failed('attributes-present')] : [])]
  const carried = [...facts.certificates]
  let best: number | null = null
  for (const token of findAttribute(signer.unsignedAttributes, OID_SIGNATURE_TIME_STAMP)?.values ?? []) {
    const judged = await judgeTimestamp({ kind: 'signature-timestamp', token, proof: time, now: time, poe, imprint: (hash) => hashBytes(hash, signer.signature) }, material)
    checks.push(...judged.checks)
    carried.push(...(parse(token)?.certificates ?? []))
    if (judged.isProof && (best === null || judged.genTime! < best)) best = judged.genTime
  }
  checks.push(judgeAlgorithms(result, material.algorithms, { proof: best ?? time, notBefore: null }))
  if (result.certificate) checks.push(...(await judgeTrust(result.certificate, material, 'document-signing', { at: best ?? time, isProven: best !== null, proof: best ?? time, notBefore: null, now: time, poe })).checks)
  return {
    ...conclude(checks),
    signatory: result.certificate?.subject.commonName ?? result.certificate?.subject.text ?? null,
    carried,
    isDemo: result.certificate?.isDemoIdentity ?? false,
    bestSignatureTime: best === null ? null : new Date(best).toISOString(),
    checks: sortChecks(checks),
  }
}
