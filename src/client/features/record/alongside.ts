import type { Alongside } from '../../../core/contract/document.ts'
import type { AgreementView } from '../../../protocol/agreement.ts'

/** What has become of an agreement that a contract names. */
export type AlongsideStanding = { readonly kind: 'current' } | { readonly kind: 'none' } | { readonly kind: 'newer'; readonly number: string; readonly since: string | null; readonly asksAgain: boolean }

/** Holds the version that a contract names against the one in force; `asksAgain` when a major version lies between them. */
export function compareAlongside({ number, documentHash }: Pick<Alongside, 'number' | 'documentHash'>, { versions, active }: Pick<AgreementView, 'versions' | 'active'>): AlongsideStanding {
  const inForce = versions.find((version) => version.number === active)
  if (!inForce) return { kind: 'none' }
  if (inForce.number === number && inForce.documentHash === documentHash) return { kind: 'current' }
  const between = versions.slice(versions.indexOf(inForce), versions.findIndex((version) => version.number === number) + 1 || versions.length).filter((version) => version.number !== number)
  return { kind: 'newer', number: inForce.number, since: inForce.activeFrom, asksAgain: between.some(({ kind }) => kind === 'major') }
}
