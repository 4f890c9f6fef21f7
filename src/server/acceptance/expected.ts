import type { SignatureRevisionInput } from '../../core/ceremony/signature-revision.ts'
import { TIMESTAMP_ALLOWANCE, type TimestampAllowance } from '../../core/ceremony/timestamp-room.ts'
import { encodeAttribute } from '../../core/cms/attribute.ts'
import { OID_CERTIFICATE_LOG_PROOF } from '../../core/pki/oids.ts'
import { chainOf, type StoredCertificate } from '../certificate/stored.ts'
import { gatherValidationData } from '../certificate/presented.ts'
import type { HeldOffer } from '../offer/access.ts'
import type { HeldIntent } from '../intent/access.ts'
import type { Parts } from '../parts.ts'
import type { DerivedBase, ExpectedSignature } from './derivation.ts'
import { deriveStatedBase, readStoredRevision } from './last.ts'

/** Where anyone can check a signed file. */
export function checkAddressOf({ settings }: Pick<Parts, 'settings'>): string {
  return `${settings.publicAddress}/verify`
}

type Issued = Pick<StoredCertificate, 'kind' | 'certificate' | 'chain' | 'issuer' | 'crl' | 'logProof'>

/** What a party's signature revision is derived from, besides what it is appended to. */
export function revisionInput(parts: Parts, { document }: Pick<HeldOffer, 'document'>, intent: HeldIntent, issued: Issued): Omit<SignatureRevisionInput, 'base' | 'place'> {
  const { certificate, logProof } = issued
  const unsignedAttributes = logProof === null ? [] : [encodeAttribute(OID_CERTIFICATE_LOG_PROOF, logProof)]
  return { document, statement: intent.statement, certificate, chain: chainOf(parts, issued), checkAddress: checkAddressOf(parts), unsignedAttributes }
}

/** What one of a party's places must hold, over the revision before it, but for /Contents; and the validation data that follows it. */
export async function deriveOver(parts: Parts, held: HeldOffer, intent: HeldIntent, issued: Issued, last: DerivedBase, place: number, timestampAllowance: TimestampAllowance = TIMESTAMP_ALLOWANCE): Promise<ExpectedSignature> {
  // B-LT: certificates up to the root, the root's list and what speaks for the certificate itself: for a one-time one the issuing list that was
  // current when it was issued, for a kept one list and answer of now, so that all a later judge needs is in the file (EN 319 142-1 §5.4.2).
  const validationData = await gatherValidationData(parts, issued)
  return parts.derivations.deriveSignature(last, { ...revisionInput(parts, held, intent, issued), place, timestampAllowance }, validationData)
}

/**
 * What the signed file of an intent must be at its first place, over the round's last revision. Throws VERSION_STALE when the base is no
 * longer what was stated.
 */
export async function deriveExpected(parts: Parts, held: HeldOffer, intent: HeldIntent, issued: Issued): Promise<{ base: DerivedBase; last: DerivedBase; expected: ExpectedSignature }> {
  const base = await deriveStatedBase(parts, held, intent)
  const last = (await readStoredRevision(parts, held)) ?? base
  return { base, last, expected: await deriveOver(parts, held, intent, issued, last, 1) }
}
