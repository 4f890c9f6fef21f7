import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CodedError } from '../core/bytes/error.ts'
import { verifySignature } from '../core/pki/signer.ts'
import { parseCertificate } from '../core/pki/certificate.ts'
import { writeDurably } from './durable-file.ts'
import type { Parts } from './parts.ts'

export type SelfCheckCode = 'STORAGE_NOT_DURABLE' | 'KEYS_NOT_USABLE' | 'CLOCK_BEHIND'

/** No clock of a running service can be earlier than this release. */
const RELEASED = Date.UTC(2026, 10, 22)
const LAST_SEEN = 'last-seen'
const TOLERANCE = 60_000

function checkStorage(folder: string, random: (length: number) => Uint8Array): void {
  const path = join(folder, 'self-check')
  const bytes = random(64)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeDurably(path, bytes)
    if (!readFileSync(path).equals(bytes)) throw new Error('read back differently')
  } catch {
    throw new CodedError<SelfCheckCode>('STORAGE_NOT_DURABLE', 'the data folder cannot be written and synced')
  }
  rmSync(path, { force: true })
}

async function checkKeys({ authority }: Parts): Promise<void> {
  const { signatureAlgorithm, toBeSigned, signature } = parseCertificate(authority.timestampUnit)
  const { spki } = parseCertificate(authority.issuing)
  if (!signatureAlgorithm || !(await verifySignature(signatureAlgorithm, spki, signature, toBeSigned))) {
    throw new CodedError<SelfCheckCode>('KEYS_NOT_USABLE', 'the authority’s certificates do not belong together')
  }
}

/** The clock may not run behind the release or behind the last instant this service has stored: timestamps would lie. */
export async function checkClock({ store, clock }: Pick<Parts, 'store' | 'clock'>): Promise<void> {
  const now = clock()
  const row = await store.selectFrom('fact').select('value').where('name', '=', LAST_SEEN).executeTakeFirst()
  const newest = await store.selectFrom('log_entry').select('at').orderBy('position', 'desc').limit(1).executeTakeFirst()
  const lastSeen = Math.max(RELEASED, Number(row?.value ?? 0), newest?.at ?? 0)
  if (now < lastSeen - TOLERANCE) throw new CodedError<SelfCheckCode>('CLOCK_BEHIND', `the clock says ${new Date(now).toISOString()}, which is before ${new Date(lastSeen).toISOString()}`)
  await store.insertInto('fact').values({ name: LAST_SEEN, value: String(now) }).onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(now) })).execute()
}

/** Storage, keys and clock before anything is served. Throws the codes of `SelfCheckCode`. */
export async function checkSelf(parts: Parts): Promise<void> {
  checkStorage(parts.settings.dataFolder, parts.random)
  await checkKeys(parts)
  await checkClock(parts)
}
