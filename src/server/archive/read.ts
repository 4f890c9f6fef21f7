import { readFile } from '../acceptance/answer.ts'
import { readOwnContract } from '../contract/access.ts'
import type { Parts } from '../parts.ts'
import type { Observations } from '../record/append.ts'
import { recordDownload, sellerTook } from '../record/moment.ts'
import type { Person } from '../session/session.ts'
import { refuse } from '../refusal.ts'
import { readArchived } from './extend.ts'

/** The newest state of a signed file of one of the person's contracts, extended or not. Throws CONTRACT_NOT_FOUND, NOT_FOUND. */
export async function readContractArchive(parts: Parts, person: Person, contract: string, offer: string, observations: Observations): Promise<{ readonly bytes: Uint8Array; readonly name: string; readonly hash: string }> {
  const { key } = await readOwnContract(parts, parts.store, person.person, contract)
  const round = await parts.store.selectFrom('offer').innerJoin('round', 'round.id', 'offer.round').select('round.file_offer').where('offer.id', '=', offer).executeTakeFirst()
  const row = await parts.store.selectFrom('archive_file').selectAll().where('offer', '=', round?.file_offer ?? '').where('contract', '=', contract).orderBy('sequence', 'desc').limit(1).executeTakeFirst()
  if (!row) refuse('NOT_FOUND')
  const { name } = await readFile(parts, key, contract, offer)
  const bytes = await readArchived(parts, row)
  await recordDownload(parts, key, contract, sellerTook(person, offer, row.file_hash, observations))
  return { bytes, name: name.replace(/\.pdf$/, `-archive-${row.sequence}.pdf`), hash: row.file_hash }
}
