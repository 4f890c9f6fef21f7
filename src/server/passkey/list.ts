import type { Passkeys } from '../../protocol/passkey.ts'
import { hashToken } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { formatInstant } from '../record/append.ts'
import type { Person } from '../session/session.ts'

export const labelContext = (name: string): string => `passkey/label/${name}`

/** Passkeys belong to the host name of the public address (WebAuthn Level 3 §5.1.2, RP ID). */
export const relyingPartyOf = ({ settings }: Pick<Parts, 'settings'>): string => new URL(settings.publicAddress).hostname

/** A person's passkeys, oldest first; each named by the hash of its identifier. */
export async function listPasskeys({ store, vault }: Parts, { person }: Person): Promise<Passkeys> {
  const rows = await store.selectFrom('passkey').selectAll().where('person', '=', person).orderBy('created_at').execute()
  const key = await vault.loadKey(store, person)
  return {
    passkeys: rows.map((row) => {
      const name = hashToken(row.id)
      return { name, label: key.openText(labelContext(name), row.label), createdAt: formatInstant(row.created_at), usedAt: row.used_at === null ? null : formatInstant(row.used_at) }
    }),
  }
}

async function findOwn({ store }: Parts, { person }: Person, name: string): Promise<string> {
  const rows = await store.selectFrom('passkey').select('id').where('person', '=', person).execute()
  return rows.find(({ id }) => hashToken(id) === name)?.id ?? refuse('NOT_FOUND')
}

/** Throws NOT_FOUND. */
export async function renamePasskey(parts: Parts, person: Person, name: string, label: string): Promise<void> {
  const id = await findOwn(parts, person, name)
  const key = await parts.vault.loadKey(parts.store, person.person)
  await parts.store.updateTable('passkey').set({ label: key.sealText(labelContext(name), label) }).where('id', '=', id).execute()
}

/** It opens nothing any more; the mailed code goes on working. Throws NOT_FOUND. */
export async function removePasskey(parts: Parts, person: Person, name: string): Promise<void> {
  const id = await findOwn(parts, person, name)
  await parts.store.deleteFrom('passkey').where('id', '=', id).where('person', '=', person.person).execute()
}
