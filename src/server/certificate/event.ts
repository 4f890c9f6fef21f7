import { createHash } from 'node:crypto'
import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import type { EntryKind } from '../../core/evidence/entry.ts'
import type { CertificateEvent } from '../../protocol/certificate.ts'
import type { Parts } from '../parts.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import { appendEntries, appendRecord, formatInstant, lockContract, SERVICE_ACTOR } from '../record/append.ts'
import type { Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'

export interface CertificateChange {
  readonly serial: string
  readonly event: CertificateEvent['event']
  readonly by: CertificateEvent['by']
  readonly reason: string | null
  readonly at: number
}

const entryKind = (event: CertificateEvent['event']): EntryKind => {
  switch (event) {
    case 'suspended': return 'certificate-suspended'
    case 'restored': return 'certificate-restored'
    case 'revoked': return 'certificate-revoked'
    default: return 'record'
  }
}

/** Writes an event of a certificate's life down, with its public entry, in the caller's transaction. */
export async function appendCertificateEvent(access: Access, parts: Pick<Parts, 'clock' | 'random'>, key: DataKey, { serial, event, by, reason, at }: CertificateChange): Promise<void> {
  const last = await access.selectFrom('certificate_event').select('sequence').where('serial', '=', serial).orderBy('sequence', 'desc').limit(1).executeTakeFirst()
  const sequence = (last?.sequence ?? -1) + 1
  const text = encodeCanonicalJson({ schema: 'countersign/certificate-event/1', serial, sequence, event, by, reason, at: formatInstant(at) })
  const [entry] = await appendEntries(access, parts, [{ kind: entryKind(event), hash: createHash('sha256').update(text).digest('hex') }])
  await access.insertInto('certificate_event').values({ serial, sequence, event, reason, actor: by, at, salt: key.sealText(`certificate_event/salt/${serial}/${sequence}`, entry!.salt) }).execute()
}

/** A certificate's life until now, oldest first. */
export async function readCertificateEvents(access: Access, serial: string): Promise<CertificateEvent[]> {
  const rows = await access.selectFrom('certificate_event').selectAll().where('serial', '=', serial).orderBy('sequence').execute()
  return rows.map(({ event, at, actor, reason }) => ({ event, at: formatInstant(at), by: actor, reason }))
}

export interface CertificateUse {
  readonly contract: string
  readonly purpose: string
  readonly subject: string
}

/**
 * Where a certificate was used, with the contracts' rows taken in one order, before the caller takes anything else: whoever appends to one of them holds
 * its row while it waits for the log's numbers.
 */
export async function lockWhereUsed(access: Access, serial: string): Promise<readonly CertificateUse[]> {
  const used = await access.selectFrom('used_certificate').select(['contract', 'purpose', 'subject']).where('kind', '=', 'kept').where('serial', '=', serial).orderBy('contract').orderBy('subject').execute()
  for (const contract of [...new Set(used.map((one) => one.contract))].toSorted()) await lockContract(access, contract)
  return used
}

/** Tells every contract in which the certificate was used what became of it, in the caller's transaction; contracts whose key is destroyed hear nothing. */
export async function recordWhereUsed(access: Access, parts: Parts, used: readonly CertificateUse[], thumbprint: string, event: 'suspended' | 'restored' | 'revoked', reason: string | null): Promise<void> {
  const told = new Map(used.map((one) => [`${one.contract} ${one.purpose} ${one.subject.split('/')[0]}`, one]))
  for (const { contract, purpose, subject } of told.values()) {
    try {
      const key = await parts.vault.loadKey(access, contract)
      const offer = purpose === 'signature' ? subject.split('/')[0] : undefined
      await appendRecord(access, parts, key, contract, {
        event: `certificate-${event}`, actor: SERVICE_ACTOR, ...(offer === undefined ? {} : { offer }), evidence: { certificateThumbprint: thumbprint, reason },
      })
    } catch (error) {
      if (!isCodedError(error, 'KEY_DESTROYED')) throw error
    }
  }
}
