import { isCertifiableOrganisation, type Organisation } from '../../core/pki/signatory.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { ensurePerson } from '../session/session.ts'

/** The operator has checked, outside this service, that the holder of an address may act for an organisation. Throws ORGANISATION_REFUSED. */
export async function attestOrganisation(parts: Parts, email: string, organisation: Organisation): Promise<void> {
  if (!isCertifiableOrganisation(organisation)) refuse('ORGANISATION_REFUSED')
  const { store, vault, clock } = parts
  await store.transaction().execute(async (access) => {
    const person = await ensurePerson(parts, access, email)
    const key = await vault.loadKey(access, person)
    const row = { name: key.sealText(`organisation/name/${person}`, organisation.name), identifier: key.sealText(`organisation/identifier/${person}`, organisation.identifier), attested_at: clock() }
    await access.insertInto('organisation').values({ person, ...row }).onConflict((conflict) => conflict.column('person').doUpdateSet(row)).execute()
  })
}

/** Takes the attestation back: no new certificate names the organisation. Those that do are revoked apart. */
export async function withdrawOrganisation({ store, vault }: Parts, email: string): Promise<boolean> {
  const person = await store.selectFrom('person').select('id').where('email_lookup', '=', vault.lookup('email', email)).executeTakeFirst()
  if (!person) return false
  const gone = await store.deleteFrom('organisation').where('person', '=', person.id).executeTakeFirst()
  return gone.numDeletedRows === 1n
}
