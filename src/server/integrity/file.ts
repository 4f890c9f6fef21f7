import { createHash } from 'node:crypto'
import { isCodedError } from '../../core/bytes/error.ts'
import { examine } from '../../core/evidence/examine/examine.ts'
import { fileContext } from '../acceptance/context.ts'
import { archiveContext } from '../archive/extend.ts'
import { ownFileContext, readOwnFileRow } from '../own-file/access.ts'
import type { Parts } from '../parts.ts'
import { readSealed } from '../sealed-file.ts'
import type { DataKey } from '../vault/vault.ts'
import { damageOf, type Damage } from './damage.ts'

interface StoredFile {
  readonly blob: string
  readonly context: string
  /** SHA-256 of the file in clear, as the database has it. */
  readonly hash: string | null
  /** Its signatures are judged again: later states hold earlier ones to the byte. */
  readonly isNewest: boolean
  /** A seller's own file as it came: the contract document names it, no record does. */
  readonly isOwn?: boolean
}

async function listFiles({ store }: Parts, contract: string): Promise<StoredFile[]> {
  const [answers, rounds, states, own] = await Promise.all([
    store.selectFrom('answer').select(['offer', 'blob', 'file_hash']).where('contract', '=', contract).where('blob', 'is not', null).execute(),
    store.selectFrom('round').select(['file_offer', 'blob', 'file_hash']).where('contract', '=', contract).where('blob', 'is not', null).execute(),
    store.selectFrom('archive_file').selectAll().where('contract', '=', contract).orderBy('sequence').execute(),
    readOwnFileRow(store, contract),
  ])
  const files = new Map<string, StoredFile>()
  for (const { offer, blob, file_hash } of answers) files.set(blob!, { blob: blob!, context: fileContext(contract, offer), hash: file_hash, isNewest: false })
  for (const { file_offer, blob, file_hash } of rounds) if (file_offer !== null) files.set(blob!, { blob: blob!, context: fileContext(contract, file_offer), hash: file_hash, isNewest: true })
  for (const { offer, sequence, blob, file_hash } of states) files.set(blob, { blob, context: archiveContext(contract, offer, sequence), hash: file_hash, isNewest: true })
  if (own) files.set(own.blob, { blob: own.blob, context: ownFileContext(contract), hash: own.hash, isNewest: false, isOwn: true })
  return [...files.values()]
}

/** Every file of a contract against the hash it is stored under, the hash of what was acknowledged and the history; and its signatures, judged again. */
export async function checkFiles(parts: Parts, key: DataKey, contract: string, recorded: ReadonlyMap<number, string>): Promise<Damage[]> {
  const { authority, timestamps, blobs, clock } = parts
  const known = new Set(recorded.values())
  const damages: Damage[] = []
  for (const { blob, context, hash, isNewest, isOwn = false } of await listFiles(parts, contract)) {
    const find = (code: Damage['code']): void => void damages.push({ subject: contract, name: `file ${blob}`, code })
    try {
      const bytes = await readSealed(blobs, key, context, blob)
      const found = createHash('sha256').update(bytes).digest('hex')
      if (found !== hash || (!isOwn && !known.has(found))) {
        find('FILE_DIFFERS')
        continue
      }
      if (!isNewest) continue
      const { report } = await examine(bytes, { anchors: [authority.root, ...timestamps.trust.anchors], time: clock() })
      if (report.verdict.indication === 'TOTAL-FAILED') find('SIGNATURE_FAILED')
    } catch (error) {
      find(isCodedError(error, 'SEALED_DAMAGED') ? 'FILE_DAMAGED' : damageOf(error, isCodedError(error) && error.code.startsWith('PDF_') ? 'SIGNATURE_FAILED' : null))
    }
  }
  return damages
}
