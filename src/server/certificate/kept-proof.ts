import type { Selectable } from 'kysely'
import { CodedError } from '../../core/bytes/error.ts'
import { decodeHex } from '../../core/bytes/hex.ts'
import { encodeEntry, ENTRY_SCHEMA } from '../../core/evidence/entry.ts'
import { encodeLogProof } from '../../core/evidence/log-proof.ts'
import { commitRecord } from '../../core/evidence/record.ts'
import type { Parts } from '../parts.ts'
import type { Database } from '../storage/schema.ts'

export const saltContext = (serial: string): string => `kept_certificate/salt/${serial}`

/**
 * The proof that a kept key's certificate is in the log, as of now, for the act it is shown to: DER as signatures carry it. Certificates
 * from before positions were written down are found by their entry. Throws LOG_PROOF_LATE when no tree takes the entry.
 */
export async function proveKept({ store, vault, log }: Parts, row: Pick<Selectable<Database['kept_certificate']>, 'serial' | 'thumbprint' | 'person' | 'salt' | 'log_position'>): Promise<Uint8Array> {
  const salt = (await vault.loadKey(store, row.person)).openText(saltContext(row.serial), row.salt)
  const entry = encodeEntry({ schema: ENTRY_SCHEMA, kind: 'certificate', commitment: commitRecord(salt, row.thumbprint) })
  const position = row.log_position ?? (await store.selectFrom('log_entry').select('position').where('entry', '=', entry).limit(1).executeTakeFirst())?.position
  const found = position === undefined ? null : await log.prove(position)
  if (!found) throw new CodedError('LOG_PROOF_LATE', 'no tree has taken the certificate’s entry')
  return encodeLogProof({ entry, salt: decodeHex(salt), proof: found.proof })
}
