import { OID_POLICY_ORGANISATION_ATTESTED, OID_POLICY_ORGANISATION_EID, OID_POLICY_ORGANISATION_OIDC } from './oids.ts'

/** Who has shown, besides the mailbox, for which organisation a holder acts; each under a certificate policy of its own. */
export const ORGANISATION_POLICIES = { operator: OID_POLICY_ORGANISATION_ATTESTED, oidc: OID_POLICY_ORGANISATION_OIDC, eid: OID_POLICY_ORGANISATION_EID } as const
export type OrganisationProof = keyof typeof ORGANISATION_POLICIES

/** What a certificate's policies say of it; null when they say nothing of the kind. */
export function readOrganisationProof(policies: readonly string[]): OrganisationProof | null {
  const found = Object.entries(ORGANISATION_POLICIES).find(([, policy]) => policies.includes(policy))
  return (found?.[0] as OrganisationProof | undefined) ?? null
}
