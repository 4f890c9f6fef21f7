import { isCodedError } from '../bytes/error.ts'
import { equalBytes } from '../bytes/compare.ts'
import { openCheckpoint, parseCheckpoint, type Checkpoint, type TreeHead } from './checkpoint.ts'
import { cosign } from './cosignature.ts'
import { encodeSignatureLine, type NoteKey, type NoteSigner } from './note.ts'
import { verifyConsistency } from './tree.ts'
import { parseWitnessRequest, type WitnessRequest } from './witness-request.ts'

/** An answer of a witness, and the tree it must have made durable before the answer leaves; null when nothing changed. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422
  readonly type: 'text/plain; charset=utf-8' | 'text/x.tlog.size'
  readonly body: string
  readonly next: TreeHead | null
}

const answer = (status: WitnessAnswer['status'], body = ''): WitnessAnswer => ({ status, type: 'text/plain; charset=utf-8', body, next: null })
const conflict = (size: number): WitnessAnswer => ({ status: 409, type: 'text/x.tlog.size', body: `${size}\n`, next: null })

/** The origin that a request is about; null when it is no request. */
export function originOfRequest(text: string): string | null {
  try {
    return parseCheckpoint(parseWitnessRequest(text).checkpoint).origin
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

function isConsistent({ oldSize, proof }: WitnessRequest, latest: TreeHead, head: Checkpoint): boolean {
  try {
    verifyConsistency({ oldSize, oldRoot: latest.root, size: head.size, root: head.root, proof })
    return true
  } catch (error) {
    if (isCodedError(error)) return false
    throw error
  }
}

/**
 * What a witness answers to `add-checkpoint` (C2SP tlog-witness). `latest` is the newest tree it cosigned for this origin (size 0 and the empty
 * root before the first), `key` the log's key or null for an unknown log. Comparing with `latest` and making `next` durable must be one step.
 */
export async function answerWitness(text: string, key: NoteKey | null, latest: TreeHead, signer: NoteSigner, time: number): Promise<WitnessAnswer> {
  let request: WitnessRequest
  try {
    request = parseWitnessRequest(text)
    parseCheckpoint(request.checkpoint)
  } catch (error) {
    if (isCodedError(error)) return answer(400, `${error.code}\n`)
    throw error
  }
  if (!key) return answer(404)
  let head: Checkpoint
  try {
    head = await openCheckpoint(request.checkpoint, key)
  } catch (error) {
    if (isCodedError(error)) return answer(403, `${error.code}\n`)
    throw error
  }
  if (request.oldSize > head.size) return answer(400)
  if (request.oldSize !== latest.size) return conflict(latest.size)
  if (head.size === latest.size && !equalBytes(head.root, latest.root)) return conflict(latest.size)
  if (!isConsistent(request, latest, head)) return answer(422)
  const line = await cosign(signer, head.note.text, time)
  return { ...answer(200, `${encodeSignatureLine(line)}\n`), next: { size: head.size, root: head.root } }
}
