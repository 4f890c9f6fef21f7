import type { Organisation, ShownOrganisation } from '../../core/pki/signatory.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import type { Person } from '../session/session.ts'

/** What one provider has shown about somebody: nothing is blended, and what was not shown is null. */
export interface IdentityFacts {
  readonly method: 'mail-code' | 'operator' | 'oidc' | 'eid'
  /** Epoch milliseconds. */
  readonly provenAt: number
  /** A mail address over which control was shown. */
  readonly address: string | null
  /** The code could be read by anybody on this machine. */
  readonly demo: boolean
  /** On whose behalf the person may act. */
  readonly organisation: Organisation | null
}

/**
 * Somebody who can show who a person is: the mailed code, the operator's own check, an OpenID provider, an electronic identity card. Those
 * of a deployment stand in `Parts.identityProviders`. What kind it was stands in the certificate as a policy (`core/pki/organisation-proof.ts`).
 */
export interface IdentityProvider {
  readonly method: IdentityFacts['method']
  /** What this provider has shown about the one who asks; null when it knows nothing of them. */
  prove(parts: Pick<Parts, 'store' | 'vault'>, person: Person): Promise<IdentityFacts | null>
}

const MAIL_CODE: IdentityProvider = {
  method: 'mail-code',
  prove: (_, { provenAt, email, demo }) => Promise.resolve({ method: 'mail-code', provenAt, address: email, demo, organisation: null }),
}

const OPERATOR: IdentityProvider = {
  method: 'operator',
  async prove({ store, vault }, { person }) {
    const row = await store.selectFrom('organisation').selectAll().where('person', '=', person).executeTakeFirst()
    if (!row) return null
    const key = await vault.loadKey(store, person)
    const organisation = { name: key.openText(`organisation/name/${person}`, row.name), identifier: key.openText(`organisation/identifier/${person}`, row.identifier) }
    return { method: 'operator', provenAt: row.attested_at, address: null, demo: false, organisation }
  },
}

const PROVIDERS: readonly IdentityProvider[] = [MAIL_CODE, OPERATOR]

/** Everything that has been shown about a person, the mailbox first. A provider that fails is not passed over: nothing is issued then. */
export async function gatherIdentity(parts: Pick<Parts, 'store' | 'vault' | 'identityProviders'>, person: Person): Promise<readonly IdentityFacts[]> {
  const facts = await Promise.all([...PROVIDERS, ...(parts.identityProviders ?? [])].map((provider) => provider.prove(parts, person)))
  return facts.filter((fact) => fact !== null)
}

/** The first organisation that was shown, and who has shown it: the certificate says so. A mailed code shows none. */
export function findOrganisation(facts: readonly IdentityFacts[]): ShownOrganisation | null {
  for (const { method, organisation } of facts) if (organisation && method !== 'mail-code') return { ...organisation, by: method }
  return null
}

/** How long a mailbox counts as proven, in milliseconds, for whoever signs in with a passkey after. */
const PROOF_LIFE = 30 * 86_400_000

/** No certificate says "mail-proven" on the strength of an old proof. Throws PROOF_STALE. */
export function requireFreshProof({ clock }: Pick<Parts, 'clock'>, { provenAt }: Person): void {
  if (provenAt < clock() - PROOF_LIFE) refuse('PROOF_STALE')
}
