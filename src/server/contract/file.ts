import { readFile, type SignedFile } from '../acceptance/answer.ts'
import type { Parts } from '../parts.ts'
import type { Observations } from '../record/append.ts'
import { recordDownload, sellerTook } from '../record/moment.ts'
import type { Person } from '../session/session.ts'
import { readOwnContract } from './access.ts'

/** The signed file of one of the person's contracts. Throws CONTRACT_NOT_FOUND, NOT_FOUND. */
export async function readContractFile(parts: Parts, person: Person, contract: string, offer: string, observations: Observations): Promise<SignedFile> {
  const { key } = await readOwnContract(parts, parts.store, person.person, contract)
  const row = await parts.store.selectFrom('offer').select('id').where('id', '=', offer).where('contract', '=', contract).executeTakeFirst()
  const file = await readFile(parts, key, contract, row?.id ?? '')
  await recordDownload(parts, key, contract, sellerTook(person, offer, file.hash, observations))
  return file
}
