import { encodeAttribute } from '../../core/cms/attribute.ts'
import { OID_CERTIFICATE_LOG_PROOF } from '../../core/pki/oids.ts'
import { chainOf, type StoredCertificate } from '../certificate/stored.ts'
import { gatherValidationData } from '../certificate/presented.ts'
import type { HeldOffer } from '../offer/access.ts'
import type { HeldIntent } from '../intent/access.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import type { DerivedBase, ExpectedSignature } from './derivation.ts'

/** Where anyone can check a signed file. */
export function checkAddressOf({ settings }: Pick<Parts, 'settings'>): string {
  return `${settings.publicAddress}/verify`
}

/** What the signed file of an intent must be, but for /Contents. Throws VERSION_STALE when the base is no longer what was stated. */
export async function deriveExpected(parts: Parts, held: HeldOffer, intent: HeldIntent, issued: Pick<StoredCertificate, 'kind' | 'certificate' | 'chain' | 'issuer' | 'crl' | 'logProof'>): Promise<{ base: DerivedBase; expected: ExpectedSignature }> {
  const { document, version, publication } = held
  const base = await parts.derivations.deriveBase(version.document_hash, { document, ...intent.particulars, publication })
  if (base.hash !== intent.row.base_hash) refuse('VERSION_STALE')
  // B-LT: certificates up to the root, the root's list and what speaks for the certificate itself: for a one-time one the issuing list that was
  // current when it was issued, for a kept one list and answer of now, so that all a later judge needs is in the file (EN 319 142-1 §5.4.2).
  const validationData = await gatherValidationData(parts, issued)
  const unsignedAttributes = issued.logProof === null ? [] : [encodeAttribute(OID_CERTIFICATE_LOG_PROOF, issued.logProof)]
  const revision = { document, statement: intent.statement, certificate: issued.certificate, chain: chainOf(parts, issued), checkAddress: checkAddressOf(parts), unsignedAttributes }
  const expected = await parts.derivations.deriveSignature(base, revision, validationData)
  return { base, expected }
}
