import { verifySignedData } from '../cms/verification.ts'
import type { SignedDataCheckCode, SignedDataResult } from '../cms/verification.ts'
import { OID_SIGNING_TIME } from '../pki/oids.ts'
import { checked, failed, noted, passed } from './check.ts'
import type { Check } from './check.ts'
import { hashRange } from './digest.ts'
import type { Facts, SignatureFacts } from './facts.ts'
import type { RuleId } from './rule.ts'

export interface CryptographyJudgement {
  readonly checks: readonly Check[]
  readonly result: SignedDataResult | null
}

/** Which of our rules each fact of the CMS answers. */
const RULE_OF: Readonly<Record<SignedDataCheckCode, RuleId>> = {
  ONE_SIGNER: 'one-signer',
  SIGNER_CERTIFICATE_FOUND: 'signing-certificate-found',
  ALGORITHM_KNOWN: 'algorithms-sound',
  ALGORITHM_SOUND: 'algorithms-sound',
  HASH_CONSISTENT: 'algorithms-consistent',
  SIGNED_ATTRIBUTES_PRESENT: 'attributes-present',
  CONTENT_TYPE: 'attributes-present',
  MESSAGE_DIGEST_PRESENT: 'attributes-present',
  DIGEST_MATCHES: 'message-digest',
  SIGNING_CERTIFICATE_PRESENT: 'signing-certificate-named',
  SIGNING_CERTIFICATE_MATCHES: 'signing-certificate-named',
  ALGORITHM_PROTECTION: 'algorithms-consistent',
  SIGNATURE_VALID: 'signature-value',
}

/** One check for each rule, failed when one of its facts failed. A missing signing-certificate attribute is PAdES' concern, not CMS'. */
export function checksOfSignedData(result: SignedDataResult): Check[] {
  const rules = new Map<RuleId, boolean>()
  for (const { code, passed: holds } of result.checks) {
    if (code === 'SIGNING_CERTIFICATE_PRESENT') continue
    // without the certificate there is nothing to hold the value against: that it is missing decides
    if (result.certificate === null && (code === 'SIGNATURE_VALID' || code === 'SIGNING_CERTIFICATE_MATCHES')) continue
    rules.set(RULE_OF[code], (rules.get(RULE_OF[code]) ?? true) && holds)
  }
  return [...rules].map(([id, holds]) => {
    if (id === 'algorithms-sound') {
      const algorithm = `${result.signer?.signatureAlgorithm?.id ?? '?'}, ${result.signer?.digestAlgorithm ?? '?'}`
      return holds ? passed(id, { values: { algorithm } }) : failed(id, { values: { algorithm } })
    }
    return checked(id, holds)
  })
}

/** PAdES rules of EN 319 142-1 §6.3 that a signature breaks; empty when it is a baseline signature. */
export function findPadesFaults({ value, cms }: SignatureFacts, result: SignedDataResult | null): string[] {
  const signer = cms?.signers[0]
  const faults: [boolean, string][] = [
    [value.subFilter !== 'ETSI.CAdES.detached', '/SubFilter'],
    [value.filter === null, '/Filter'],
    [value.claimedTime === null, '/M'],
    [value.dictionary.entries.has('Cert'), '/Cert'],
    [signer?.signedAttributes.some(({ oid }) => oid === OID_SIGNING_TIME) ?? false, 'signing-time'],
    [result?.signingCertificate !== 'match', 'signing-certificate-v2'],
  ]
  return faults.flatMap(([isFault, name]) => (isFault ? [name] : []))
}

/** CMS of a signature: form, attributes, digest and value (EN 319 102-1 §5.2.3, §5.2.7). Judged whatever else is wrong. */
export async function judgeCryptography(facts: Facts, signature: SignatureFacts, certificates: readonly Uint8Array[]): Promise<CryptographyJudgement> {
  const { cms, value } = signature
  if (cms === null) return { checks: [failed('cms-form', { reason: signature.cmsProblem === 'CONTENTS_EMPTY' || signature.cmsProblem === 'CONTENTS_MISSING' ? 'missing' : 'damaged' })], result: null }
  if (!value.coverage.isWellFormed || value.byteRange === null) return { checks: [failed('message-digest', { reason: 'no-range' })], result: null }
  const isDetached = cms.content === null
  const digest = await hashRange(facts.file.bytes, value.byteRange, cms.signers[0]?.digestAlgorithm ?? 'SHA-256')
  const result = await verifySignedData(cms, digest, certificates)
  const checks = [isDetached ? passed('cms-form') : failed('cms-form', { reason: 'attached' }), ...checksOfSignedData(result)]
  const faults = findPadesFaults(signature, result)
  checks.push(faults.length === 0 ? passed('pades-attributes') : noted('pades-attributes', { reason: 'broken', values: { faults: faults.join(', ') } }))
  return { checks, result }
}
