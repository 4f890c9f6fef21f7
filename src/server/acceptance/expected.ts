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
export async function deriveExpected(parts: Parts, held: HeldOffer, intent: HeldIntent, certificate: Uint8Array): Promise<{ base: DerivedBase; expected: ExpectedSignature }> {
  const { document, version, publication } = held
  const base = await parts.derivations.deriveBase(version.document_hash, { document, ...intent.particulars, publication })
  if (base.hash !== intent.row.base_hash) refuse('VERSION_STALE')
  const expected = await parts.derivations.deriveSignature(base, { document, statement: intent.statement, certificate, chain: [parts.authority.issuing], checkAddress: checkAddressOf(parts) })
  return { base, expected }
}
