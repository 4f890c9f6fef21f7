import { readFile, type SignedFile } from '../acceptance/answer.ts'
import type { Parts } from '../parts.ts'
import { readOwnContract } from './access.ts'

/** The signed file of one of the person's contracts. Throws CONTRACT_NOT_FOUND, NOT_FOUND. */
export async function readContractFile(parts: Parts, person: string, contract: string, offer: string): Promise<SignedFile> {
  const { key } = await readOwnContract(parts, parts.store, person, contract)
  const row = await parts.store.selectFrom('offer').select('id').where('id', '=', offer).where('contract', '=', contract).executeTakeFirst()
  return readFile(parts, key, contract, row?.id ?? '')
}
