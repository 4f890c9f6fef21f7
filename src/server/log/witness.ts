import { decodeUtf8 } from '../../core/bytes/text.ts'
import { CodedError, isCodedError } from '../../core/bytes/error.ts'
import { EMPTY_ROOT } from '../../core/log/merkle.ts'
import { parseCheckpoint, signCheckpoint } from '../../core/log/checkpoint.ts'
import { verifyCosignature } from '../../core/log/cosignature.ts'
import { encodeSignatureLine, parseSignatureLine, signaturesOf, type NoteKey, type NoteSigner } from '../../core/log/note.ts'
import { encodeWitnessRequest } from '../../core/log/witness-request.ts'
import type { Store } from '../storage/database.ts'
import type { Log } from './log.ts'

export interface WitnessAddress {
  readonly key: NoteKey
  /** Submission prefix, without a slash at the end. */
  readonly address: string
}

/** Posts a request and gives status and body; throws when nobody answers. */
export type PostWitness = (address: string, body: string) => Promise<{ readonly status: number; readonly body: string }>

const PATIENCE = 10_000
const MAX_ANSWER = 64 * 1024

export const postWitness: PostWitness = async (address, body) => {
  const answer = await fetch(`${address}/add-checkpoint`, { method: 'POST', body, headers: { 'content-type': 'text/plain; charset=utf-8' }, signal: AbortSignal.timeout(PATIENCE), redirect: 'error' })
  const bytes = new Uint8Array(await answer.arrayBuffer())
  if (bytes.length > MAX_ANSWER) throw new CodedError('WITNESS_REFUSED', 'the witness answers too much')
  return { status: answer.status, body: decodeUtf8(bytes) }
}

const sizeOf = (body: string): number => (/^(0|[1-9]\d{0,15})\n$/.test(body) ? Number(body) : Number.NaN)

/** How large the tree is that a witness has seen of this log; null when it cannot be asked. The empty tree, which contradicts none, is all that is signed for it. */
export async function askWitnessedSize(signer: NoteSigner, { address }: WitnessAddress, post: PostWitness = postWitness): Promise<number | null> {
  const checkpoint = await signCheckpoint(signer, { size: 0, root: EMPTY_ROOT })
  const answer = await post(address, encodeWitnessRequest({ oldSize: 0, proof: [], checkpoint })).catch(() => null)
  if (answer?.status === 200) return 0
  const size = answer?.status === 409 ? sizeOf(answer.body) : Number.NaN
  return Number.isSafeInteger(size) ? size : null
}

/**
 * Has one witness cosign the newest checkpoint and keeps its line. Does nothing when it has seen this tree. Throws WITNESS_REFUSED (it answers
 * something else, or its line does not verify), WITNESS_AHEAD (it has seen a larger tree than there is) and what `post` throws.
 */
export async function askCosignature(store: Store, log: Log, { key, address }: WitnessAddress, clock: () => number, post: PostWitness = postWitness): Promise<boolean> {
  const known = await store.selectFrom('log_cosignature').select('size').where('log', '=', log.number).where('witness', '=', key.name).executeTakeFirst()
  const checkpoint = await log.readCheckpoint()
  if (checkpoint === null) return false
  const head = parseCheckpoint(checkpoint)
  if (known?.size === head.size) return false
  let oldSize = known?.size ?? 0
  for (let tries = 0; tries < 2; tries++) {
    const { proof } = await log.proveConsistency(oldSize, head.size)
    const answer = await post(address, encodeWitnessRequest({ oldSize, proof, checkpoint }))
    if (answer.status === 409) {
      const seen = sizeOf(answer.body)
      if (seen > head.size) throw new CodedError('WITNESS_AHEAD', 'a witness has seen a larger tree of this log', { witness: key.name, seen, size: head.size })
      if (!Number.isSafeInteger(seen) || seen === oldSize) throw new CodedError('WITNESS_REFUSED', 'the witness has seen another tree of this size', { witness: key.name, status: 409 })
      oldSize = seen
      continue
    }
    if (answer.status !== 200) throw new CodedError('WITNESS_REFUSED', 'the witness does not cosign', { witness: key.name, status: answer.status })
    const lines = answer.body.split('\n').filter((line) => line !== '').map(parseSignatureLine)
    const note = { text: head.note.text, signatures: lines.filter((line) => line !== null) }
    try {
      if ((await verifyCosignature(note, key)) === null) throw new CodedError('WITNESS_REFUSED', 'no line of this witness')
    } catch (error) {
      throw isCodedError(error) ? new CodedError('WITNESS_REFUSED', 'the witness’s line does not verify', { witness: key.name }) : error
    }
    const line = encodeSignatureLine(signaturesOf(note, key)[0]!)
    const row = { size: head.size, line, at: clock() }
    await store.insertInto('log_cosignature').values({ log: log.number, witness: key.name, ...row }).onConflict((conflict) => conflict.columns(['log', 'witness']).doUpdateSet(row)).execute()
    return true
  }
  return false
}
