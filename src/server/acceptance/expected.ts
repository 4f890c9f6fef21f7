import type { StoredCertificate } from '../certificate/issue.ts'
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
export async function deriveExpected(parts: Parts, held: HeldOffer, intent: HeldIntent, issued: Pick<StoredCertificate, 'certificate' | 'crl'>): Promise<{ base: DerivedBase; expected: ExpectedSignature }> {
  const { document, version, publication } = held
  const base = await parts.derivations.deriveBase(version.document_hash, { document, ...intent.particulars, publication })
  if (base.hash !== intent.row.base_hash) refuse('VERSION_STALE')
  const { authority, derivations, timestamps } = parts
  const { certificate, crl } = issued
  // B-LT: certificates up to the root, the root's list and the issuing list that was current when the certificate was issued, so that all a
  // later judge needs is in the file (EN 319 142-1 §5.4.2).
  const validationData = { certificates: [certificate, authority.issuing, authority.root, ...(timestamps.isExternal ? timestamps.trust.anchors : [authority.timestampUnit])], crls: [await authority.getCrl('root'), crl], ocsps: [] }
  const revision = { document, statement: intent.statement, certificate, chain: [authority.issuing], checkAddress: checkAddressOf(parts) }
  const expected = await derivations.deriveSignature(base, revision, validationData)
  return { base, expected }
}
