import { createHash } from 'node:crypto'
import { encodeBase64 } from '../../core/bytes/base64.ts'
import type { ValidationData } from '../../core/pdf/validation-data.ts'
import { extendArchive, planExtension, readArchiveState, type ArchivePolicy } from '../../core/signing/archive.ts'
import { findTimestampUnits, selectValidationData } from '../../core/signing/needed.ts'
import { requestTimestamp } from '../../core/signing/timestamp.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import { fileContext } from '../acceptance/context.ts'
import { isIssuedBy } from '../authority/key.ts'
import type { Parts } from '../parts.ts'
import { readSealed, storeSealed } from '../sealed-file.ts'
import { appendRecord, SERVICE_ACTOR } from '../record/append.ts'
import { isUniqueViolation } from '../storage/database.ts'

const DAY = 86_400_000
/** A file that a new timestamp could not make last longer (its algorithm has ended and there is no other yet) is tried again after this. */
const RETRY = 30 * DAY
/** Files looked at in one round of housekeeping. */
const LIMIT = 20
const NONCE_OCTETS = 16

/** One stored state of a signed file: 0 is what was acknowledged, each later one an extension of the one before. */
interface ArchiveRow {
  readonly offer: string
  readonly contract: string
  readonly sequence: number
  readonly blob: string
}

export const archiveContext = (contract: string, offer: string, sequence: number): string => (sequence === 0 ? fileContext(contract, offer) : `archive/${contract}/${offer}/${sequence}`)
const uniqueOf = (all: readonly Uint8Array[]): Uint8Array[] => all.filter((one, index) => all.findIndex((other) => Buffer.compare(one, other) === 0) === index)
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const policyName = ({ level, margin }: ArchivePolicy): string => `${level}/${margin / DAY}`

export async function readArchived({ store, vault, blobs }: Parts, { contract, offer, sequence, blob }: ArchiveRow): Promise<Uint8Array> {
  return readSealed(blobs, await vault.loadKey(store, contract), archiveContext(contract, offer, sequence), blob)
}

/** When the newest state is due; never in the past for one that was extended just now. */
async function dueOf(bytes: Uint8Array, policy: ArchivePolicy, notBefore: number): Promise<number | null> {
  const { dueAt } = planExtension(await readArchiveState(bytes), policy)
  return dueAt === null ? null : Math.max(dueAt, notBefore)
}

/** Where each kind of round has come to: one file that cannot be read is passed over, and all others get their turn before it is tried again. */
const turns = new WeakMap<Parts['store'], Map<string, string>>()

/** Does to each file what is to be done, whatever becomes of the others. Throws the first thing that went wrong, after all have had their turn. */
async function eachInTurn<T extends { readonly offer: string }>({ store }: Parts, kind: string, list: (after: string) => Promise<readonly T[]>, act: (row: T) => Promise<void>): Promise<unknown[]> {
  const places = turns.get(store) ?? new Map<string, string>()
  turns.set(store, places)
  const rows = await list(places.get(kind) ?? '')
  const failures: unknown[] = []
  for (const row of rows) await act(row).catch((error: unknown) => failures.push(error))
  places.set(kind, rows.length < LIMIT ? '' : rows.at(-1)!.offer)
  return failures
}

/** Acknowledged files that are not listed yet: each round's last one, once nobody can add to it. */
async function enroll(parts: Parts, policy: ArchivePolicy): Promise<unknown[]> {
  const { store, clock } = parts
  const list = (after: string) => store
    .selectFrom('answer')
    .innerJoin('round', 'round.file_offer', 'answer.offer')
    .leftJoin('archive_file', 'archive_file.offer', 'answer.offer')
    .select(['answer.offer', 'answer.contract', 'answer.blob', 'answer.file_hash', 'answer.file_size'])
    .where('answer.blob', 'is not', null)
    .where('round.state', '!=', 'open')
    .where('archive_file.offer', 'is', null)
    .where('answer.offer', '>', after)
    .orderBy('answer.offer')
    .limit(LIMIT)
    .execute()
  return eachInTurn(parts, 'enroll', list, async ({ offer, contract, blob, file_hash, file_size }) => {
    if (blob === null || file_hash === null || file_size === null) return
    const bytes = await readArchived(parts, { offer, contract, blob, sequence: 0 })
    const row = { offer, contract, sequence: 0, blob, file_hash, file_size, due_at: await dueOf(bytes, policy, 0), policy: policyName(policy), at: clock() }
    await store.insertInto('archive_file').values(row).onConflict((conflict) => conflict.columns(['offer', 'sequence']).doNothing()).execute()
  })
}

/** The newest state of each file that the condition is about. */
function newest({ store }: Parts, after: string) {
  return store
    .selectFrom('archive_file as file')
    .selectAll('file')
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('archive_file as later').select('later.offer').whereRef('later.offer', '=', 'file.offer').whereRef('later.sequence', '>', 'file.sequence'))),
    )
    .where('file.offer', '>', after)
    .orderBy('file.offer')
    .limit(LIMIT)
}

/** Plans anew what was planned under another setting. */
async function replan(parts: Parts, policy: ArchivePolicy): Promise<unknown[]> {
  return eachInTurn(parts, 'replan', (after) => newest(parts, after).where('file.policy', '!=', policyName(policy)).execute(), async (row) => {
    const due_at = await dueOf(await readArchived(parts, row), policy, 0)
    await parts.store.updateTable('archive_file').set({ due_at, policy: policyName(policy) }).where('offer', '=', row.offer).where('sequence', '=', row.sequence).execute()
  })
}

/** What speaks for one of our own units now: an answer about it alone, the whole list of its issuer only where no responder can give one. */
async function gatherUnitStatus({ authority }: Parts, unit: Uint8Array): Promise<Pick<ValidationData, 'crls' | 'ocsps'>> {
  const issuer = authority.issuers.find(({ certificate }) => isIssuedBy(unit, certificate))
  if (!issuer?.signer) return { crls: [], ocsps: [] }
  const { crls, ocsps } = await authority.gatherStatus(unit, computeCertificateThumbprint(issuer.certificate))
  return ocsps.length > 0 ? { crls: [], ocsps } : { crls, ocsps }
}

/**
 * What may be needed to judge timestamps of the past: selected from by what the file shows. No later list of the signatories' own issuer: it
 * says nothing of certificates that have ended, and judges that take the newest list would find none that was proven in time.
 */
async function gatherData(parts: Parts, bytes: Uint8Array): Promise<ValidationData> {
  const { authority, timestamps, outside } = parts
  const units = await findTimestampUnits(bytes)
  const found = timestamps.isExternal ? await Promise.all(units.map(({ certificate, others }) => outside.gather([certificate, ...others, ...timestamps.trust.anchors]))) : []
  const own = await Promise.all(uniqueOf(units.map(({ certificate }) => certificate)).map((unit) => gatherUnitStatus(parts, unit)))
  const pool = {
    certificates: [authority.timestampUnit, authority.issuing, authority.root, ...timestamps.trust.anchors, ...found.flatMap(({ certificates }) => certificates)],
    crls: uniqueOf([await authority.getCrl('root'), ...own.flatMap(({ crls }) => crls), ...found.flatMap(({ crls }) => crls)]),
    ocsps: [...own.flatMap(({ ocsps }) => ocsps), ...found.flatMap(({ ocsps }) => ocsps)],
  }
  return selectValidationData(bytes, pool, [authority.root, ...timestamps.trust.anchors.filter((anchor) => anchor !== authority.timestampUnit)])
}

/** Whether a row names the file, as far as the database can tell: a commit may fail after it was made. */
async function isNamed({ store }: Parts, blob: string): Promise<boolean> {
  try {
    return (await store.selectFrom('archive_file').select('blob').where('blob', '=', blob).limit(1).executeTakeFirst()) !== undefined
  } catch {
    return true
  }
}

/**
 * Extends one file. Order, and what a crash leaves at each step: (1) the longer file is stored under its own hash: nobody refers to it;
 * (2) one transaction with its row and its record: everything or nothing. The file before stays, row and blob.
 */
async function extend(parts: Parts, row: ArchiveRow, policy: ArchivePolicy): Promise<void> {
  const { store, vault, blobs, clock, random, timestamps } = parts
  const { contract, offer } = row
  const sequence = row.sequence + 1
  const key = await vault.loadKey(store, contract)
  const before = await readArchived(parts, row)
  let token: Uint8Array = new Uint8Array(0)
  const timestamp = async (imprint: Uint8Array): Promise<Uint8Array> => (token = await requestTimestamp(imprint, random(NONCE_OCTETS), (request) => timestamps.answer(request), timestamps.trust))
  const { length } = await timestamp(createHash('sha256').update(before).digest())
  const file = await extendArchive({ bytes: before, data: await gatherData(parts, before), timestampLength: length, timestamp, trust: timestamps.trust })
  if (hashOf(file.subarray(0, before.length)) !== hashOf(before)) throw new Error('an extension changed what was there')
  const due_at = await dueOf(file, policy, clock() + RETRY)
  const blob = await storeSealed(blobs, key, archiveContext(contract, offer, sequence), file)
  try {
    await store.transaction().execute(async (access) => {
      await access
        .insertInto('archive_file')
        .values({ offer, contract, sequence, blob, file_hash: hashOf(file), file_size: file.length, due_at, policy: policyName(policy), at: clock() })
        .execute()
      await appendRecord(access, parts, key, contract, { event: 'archive-extended', actor: SERVICE_ACTOR, offer, evidence: { fileHash: hashOf(file), timestampToken: encodeBase64(token) } })
    })
  } catch (error) {
    // Another process was first, or nothing was committed: what nobody refers to is taken away, lest each new try leave a file more.
    if (isUniqueViolation(error) || !(await isNamed(parts, blob))) await blobs.remove(blob)
    if (!isUniqueViolation(error)) throw error
  }
}

/**
 * Housekeeping: lists what was acknowledged, plans by the setting, and extends what is due. Throws what the timestamp authorities throw
 * (TIMESTAMP_UNAVAILABLE), after everything that could be done is done; the next round tries again.
 */
export async function extendArchives(parts: Parts): Promise<void> {
  const policy: ArchivePolicy = parts.settings.archive
  const now = parts.clock()
  const failures = [
    ...(await enroll(parts, policy)),
    ...(await replan(parts, policy)),
    ...(await eachInTurn(parts, 'extend', (after) => newest(parts, after).where('file.due_at', '<=', now).execute(), (row) => extend(parts, row, policy))),
  ]
  if (failures.length > 0) throw failures[0]
}
