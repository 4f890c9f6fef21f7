import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Session } from '../../protocol/session.ts'
import { createId, createToken, hashToken } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { formatInstant } from '../record/append.ts'
import { isUniqueViolation, type Access } from '../storage/database.ts'
import { redeemSessionCode } from './code.ts'

const COOKIE = 'countersign'
const SESSION_LIFE = 12 * 60 * 60_000

/** Somebody who proved a mailbox. */
export interface Person {
  readonly person: string
  readonly email: string
  /** The code could be read in the outbox: it proves nothing about a real mailbox. */
  readonly demo: boolean
  readonly provenAt: number
  readonly expiresAt: number
}

/** How a signed-in person's acts are shown to be theirs: by the code that the session began with. */
export function proveSession({ email, demo, provenAt }: Person): { method: 'mail-code'; at: string; address: string; demo: boolean } {
  return { method: 'mail-code', at: formatInstant(provenAt), address: email, demo }
}

export function describeSession({ person, email, demo, expiresAt }: Person): Session {
  return { person, email, demo, expiresAt: formatInstant(expiresAt) }
}

/** The person of an address, made when it is the first time. */
export async function ensurePerson({ vault, clock, random }: Pick<Parts, 'vault' | 'clock' | 'random'>, access: Access, email: string): Promise<string> {
  const lookup = vault.lookup('email', email)
  const known = await access.selectFrom('person').select('id').where('email_lookup', '=', lookup).executeTakeFirst()
  if (known) return known.id
  const id = createId(random)
  const key = await vault.createKey(access, 'person', id)
  await access.insertInto('person').values({ id, email_lookup: lookup, email: key.sealText(`person/email/${id}`, email), created_at: clock() }).execute()
  return id
}

type Proof = Pick<Person, 'demo' | 'provenAt'>

async function insertSession({ clock, random }: Parts, access: Access, person: string, { demo, provenAt }: Proof): Promise<{ token: string; expiresAt: number }> {
  const token = createToken(random)
  const now = clock()
  const expiresAt = now + SESSION_LIFE
  await access.deleteFrom('session').where('expires_at', '<', now).execute()
  await access.insertInto('session').values({ token_hash: hashToken(token), person, demo: demo ? 1 : 0, proven_at: provenAt, expires_at: expiresAt }).execute()
  return { token, expiresAt }
}

/** Signs in with a code. The person's passkeys then stand on this newer proof of the mailbox. Throws CODE_REFUSED, CODE_EXHAUSTED. */
export async function openSession(parts: Parts, email: string, code: string): Promise<{ token: string; session: Session }> {
  const { store, clock } = parts
  const { demo } = await redeemSessionCode(parts, email, code)
  const proof = { demo, provenAt: clock() }
  const open = async (access: Access) => {
    const person = await ensurePerson(parts, access, email)
    await access.updateTable('passkey').set({ demo: demo ? 1 : 0, proven_at: proof.provenAt }).where('person', '=', person).execute()
    return { person, ...(await insertSession(parts, access, person, proof)) }
  }
  const attempt = () => store.transaction().execute(open)
  const { token, ...opened } = await attempt().catch((error: unknown) => {
    if (isUniqueViolation(error)) return attempt()
    throw error
  })
  return { token, session: describeSession({ ...opened, email, ...proof }) }
}

/** Signs in somebody who has shown a passkey, with the proof of the mailbox that it stands on. */
export async function openSessionFor(parts: Parts, person: string, proof: Proof): Promise<{ token: string; session: Session }> {
  const { store, vault } = parts
  const { token, expiresAt } = await store.transaction().execute((access) => insertSession(parts, access, person, proof))
  const { email } = await store.selectFrom('person').select('email').where('id', '=', person).executeTakeFirstOrThrow()
  const key = await vault.loadKey(store, person)
  return { token, session: describeSession({ person, email: key.openText(`person/email/${person}`, email), ...proof, expiresAt }) }
}

function readCookie(request: FastifyRequest): string | null {
  for (const part of (request.headers.cookie ?? '').slice(0, 4096).split(';')) {
    const [name, value] = part.trim().split('=')
    if (name === COOKIE && value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value)) return value
  }
  return null
}

/** Who is asking. Throws SESSION_REQUIRED. */
export async function requireSession({ store, vault, clock }: Parts, request: FastifyRequest): Promise<Person> {
  const token = readCookie(request)
  if (token === null) refuse('SESSION_REQUIRED')
  const row = await store
    .selectFrom('session')
    .innerJoin('person', 'person.id', 'session.person')
    .select(['session.person', 'session.demo', 'session.proven_at', 'session.expires_at', 'person.email'])
    .where('token_hash', '=', hashToken(token))
    .where('expires_at', '>', clock())
    .executeTakeFirst()
  if (!row) refuse('SESSION_REQUIRED')
  const key = await vault.loadKey(store, row.person)
  return { person: row.person, email: key.openText(`person/email/${row.person}`, row.email), demo: row.demo === 1, provenAt: row.proven_at, expiresAt: row.expires_at }
}

/** Signs out; harmless without a session. */
export async function closeSession({ store }: Parts, request: FastifyRequest): Promise<void> {
  const token = readCookie(request)
  if (token !== null) await store.deleteFrom('session').where('token_hash', '=', hashToken(token)).execute()
}

/** Hands the cookie out, or takes it back with an empty token. */
export function setSessionCookie({ settings }: Parts, reply: FastifyReply, token: string): void {
  const secure = settings.publicAddress.startsWith('https:') ? '; Secure' : ''
  reply.header('set-cookie', `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict${secure}; Max-Age=${token === '' ? 0 : SESSION_LIFE / 1000}`)
}
