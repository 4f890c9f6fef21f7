import { createHash } from 'node:crypto'
import { isCodedError } from '../../core/bytes/error.ts'
import { examine } from '../../core/evidence/examine/examine.ts'
import { fileContext } from '../acceptance/context.ts'
import { archiveContext } from '../archive/extend.ts'
import { ownFileContext, readOwnFileRow } from '../own-file/access.ts'
import type { Parts } from '../parts.ts'
import { openSealed, readSealed } from '../sealed-file.ts'
import type { DataKey } from '../vault/vault.ts'
import { damageOf, type Damage } from './damage.ts'

interface StoredFile {
  readonly blob: string
  readonly context: string
  /** SHA-256 of the file in clear, as the database has it. */
  readonly hash: string | null
  readonly size: number | null
  /** Its signatures are judged again: later states hold earlier ones to the byte. */
  readonly isNewest: boolean
  /** A seller's own file as it came: the contract document names it, no record does. */
  readonly isOwn?: boolean
}

async function listFiles({ store }: Parts, contract: string): Promise<StoredFile[]> {
  const [answers, rounds, states, own] = await Promise.all([
    store.selectFrom('answer').select(['offer', 'blob', 'file_hash', 'file_size']).where('contract', '=', contract).where('blob', 'is not', null).execute(),
    store.selectFrom('round').select(['file_offer', 'blob', 'file_hash', 'file_size']).where('contract', '=', contract).where('blob', 'is not', null).execute(),
    store.selectFrom('archive_file').selectAll().where('contract', '=', contract).orderBy('sequence').execute(),
    readOwnFileRow(store, contract),
  ])
  const files = new Map<string, StoredFile>()
  for (const { offer, blob, file_hash, file_size } of answers) files.set(blob!, { blob: blob!, context: fileContext(contract, offer), hash: file_hash, size: file_size, isNewest: false })
  for (const { file_offer, blob, file_hash, file_size } of rounds) if (file_offer !== null) files.set(blob!, { blob: blob!, context: fileContext(contract, file_offer), hash: file_hash, size: file_size, isNewest: true })
  for (const { offer, sequence, blob, file_hash, file_size } of states) files.set(blob, { blob, context: archiveContext(contract, offer, sequence), hash: file_hash, size: file_size, isNewest: true })
  if (own) files.set(own.blob, { blob: own.blob, context: ownFileContext(contract), hash: own.hash, size: own.size, isNewest: false, isOwn: true })
  return [...files.values()]
}

/** SHA-256 of a stored file in clear, read in pieces. */
async function hashSealed({ blobs }: Parts, key: DataKey, context: string, blob: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of openSealed(blobs, key, context, blob)) hash.update(chunk)
  return hash.digest('hex')
}

/** Every file of a contract against the hash it is stored under, the hash of what was acknowledged and the history; and its signatures, judged again. */
export async function checkFiles(parts: Parts, key: DataKey, contract: string, recorded: ReadonlyMap<number, string>): Promise<Damage[]> {
  const { authority, timestamps, blobs, clock } = parts
  const known = new Set(recorded.values())
  const damages: Damage[] = []
  for (const { blob, context, hash, size, isNewest, isOwn = false } of await listFiles(parts, contract)) {
    const find = (code: Damage['code']): void => void damages.push({ subject: contract, name: `file ${blob}`, code })
    try {
      const found = await hashSealed(parts, key, context, blob)
      if (found !== hash || (!isOwn && !known.has(found))) {
        find('FILE_DIFFERS')
        continue
      }
      if (!isNewest) continue
      // Judging needs the whole file, straight in one buffer; no other is ever in memory whole.
      const bytes = await readSealed(blobs, key, context, blob, size === null ? null : { length: size, room: 0 })
      const { report } = await examine(bytes, { anchors: [authority.root, ...timestamps.trust.anchors], time: clock(), createHash: (name) => createHash(name.toLowerCase().replace('-', '')) })
      if (report.verdict.indication === 'TOTAL-FAILED') find('SIGNATURE_FAILED')
    } catch (error) {
      find(isCodedError(error, 'SEALED_DAMAGED') ? 'FILE_DAMAGED' : damageOf(error, isCodedError(error) && error.code.startsWith('PDF_') ? 'SIGNATURE_FAILED' : null))
    }
  }
  return damages
}
