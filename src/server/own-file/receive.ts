import { createHash } from 'node:crypto'
import { OWN_FILE_ROOM, readOwnFile } from '../../core/ceremony/own-file.ts'
import type { OwnFileAnswer } from '../../protocol/contract.ts'
import { readOwnContract } from '../contract/access.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { readSealed, sealPieces } from '../sealed-file.ts'
import { lockContract } from '../record/append.ts'
import { ownFileContext, ownTextContext, readOwnFileRow } from './access.ts'
import { runInLane } from './lane.ts'
import { extractOwnText } from './page-text.ts'

const HEADER = '%PDF-'

/** The chunks as they come, counted and hashed; what cannot be is cut off at once. Throws NOT_A_PDF, OWN_FILE_TOO_LARGE. */
async function* watch(body: AsyncIterable<Uint8Array>, limit: number, seen: { size: number; readonly hash: ReturnType<typeof createHash> }): AsyncGenerator<Uint8Array> {
  let start = ''
  for await (const chunk of body) {
    if (start.length < HEADER.length) start += Buffer.from(chunk.subarray(0, HEADER.length - start.length)).toString('latin1')
    if (!HEADER.startsWith(start)) refuse('OWN_FILE_NOT_PDF')
    seen.size += chunk.length
    if (seen.size > limit) refuse('OWN_FILE_TOO_LARGE', { maxBytes: limit })
    seen.hash.update(chunk)
    yield chunk
  }
  if (start !== HEADER) refuse('OWN_FILE_NOT_PDF')
}

/**
 * Takes a seller's own PDF for a draft, as it comes, and keeps it sealed under the contract's key; what was there before is taken away. The
 * file is then read strictly, as browser and judge do: what cannot be given fields and signatures is refused with its own code and not
 * kept. Throws CONTRACT_NOT_FOUND, STATE_REFUSED, OWN_FILE_…, STORAGE_FULL.
 */
export async function receiveOwnFile(parts: Parts, person: string, contract: string, body: AsyncIterable<Uint8Array>): Promise<OwnFileAnswer> {
  const { store, vault, blobs, settings, clock } = parts
  const { row, key } = await readOwnContract({ vault }, store, person, contract)
  if (row.state !== 'draft' || row.template !== 'own-file') refuse('STATE_REFUSED')
  const seen = { size: 0, hash: createHash('sha256') }
  const context = ownFileContext(contract)
  const blob = await blobs.putStream(sealPieces(key, context, watch(body, settings.fileLimit, seen)))
  try {
    const hash = seen.hash.digest('hex')
    const { facts, text } = await runInLane(async () => {
      const read = readOwnFile(await readSealed(blobs, key, context, blob, { length: seen.size, room: OWN_FILE_ROOM }))
      return { facts: read.facts, text: extractOwnText(read.file) }
    })
    const { pages, signatureCount } = facts
    const before = await store.transaction().execute(async (access) => {
      await lockContract(access, contract)
      const { row: now } = await readOwnContract({ vault }, access, person, contract)
      if (now.state !== 'draft') refuse('STATE_REFUSED')
      const known = await readOwnFileRow(access, contract)
      await access.deleteFrom('own_file').where('contract', '=', contract).execute()
      await access
        .insertInto('own_file')
        .values({ contract, blob, hash, size: seen.size, pages, signatures: signatureCount, text: key.sealText(ownTextContext(contract), JSON.stringify(text)), base_hash: null, base_size: null, at: clock() })
        .execute()
      return known
    })
    if (before && before.blob !== blob) await blobs.remove(before.blob)
    return { hash, size: seen.size, pages, signatureCount }
  } catch (error) {
    await blobs.remove(blob)
    throw error
  }
}
