import { decodeBase64, encodeBase64 } from '../bytes/base64.ts'
import { refuse } from './error.ts'
import { checkSize, HASH_SIZE } from './merkle.ts'
import { parseNote, signNote, verifyNote, type Note, type NoteKey, type NoteSigner } from './note.ts'

/** What a log says of itself: this many entries, this root. */
export interface TreeHead {
  readonly size: number
  readonly root: Uint8Array
}

export interface Checkpoint extends TreeHead {
  readonly origin: string
  readonly extensions: readonly string[]
  readonly note: Note
}

/** The text of a checkpoint (C2SP tlog-checkpoint). Throws LOG_CHECKPOINT_MALFORMED, LOG_RANGE_REFUSED. */
export function encodeCheckpointText(origin: string, { size, root }: TreeHead): string {
  checkSize(size)
  if (origin === '' || origin.includes('\n') || root.length !== HASH_SIZE) refuse('LOG_CHECKPOINT_MALFORMED', 'not an origin or not a root')
  return `${origin}\n${size}\n${encodeBase64(root)}\n`
}

/** Throws LOG_CHECKPOINT_MALFORMED; sizes above 2^53 − 1 are refused too. */
export function parseCheckpointText(text: string): Omit<Checkpoint, 'note'> {
  const [origin = '', digits = '', base64 = '', ...rest] = text.split('\n')
  if (rest.pop() !== '' || origin === '' || !/^(0|[1-9]\d{0,15})$/.test(digits) || rest.includes('')) refuse('LOG_CHECKPOINT_MALFORMED', 'not origin, size and root, line by line')
  const size = Number(digits)
  if (!Number.isSafeInteger(size) || !/^[A-Za-z0-9+/]{43}=$/.test(base64)) refuse('LOG_CHECKPOINT_MALFORMED', 'size or root out of form')
  try {
    return { origin, size, root: decodeBase64(base64), extensions: rest }
  } catch {
    return refuse('LOG_CHECKPOINT_MALFORMED', 'the root is not base64')
  }
}

/** A checkpoint whose signatures nobody has verified yet. Throws LOG_NOTE_MALFORMED, LOG_CHECKPOINT_MALFORMED. */
export function parseCheckpoint(text: string): Checkpoint {
  const note = parseNote(text)
  return { ...parseCheckpointText(note.text), note }
}

/** A checkpoint that the log's key signed. Throws LOG_NOTE_UNSIGNED, also for another log's origin, and what parsing throws. */
export async function openCheckpoint(text: string, key: NoteKey): Promise<Checkpoint> {
  const checkpoint = parseCheckpoint(text)
  if (checkpoint.origin !== key.name || !(await verifyNote(checkpoint.note, key))) refuse('LOG_NOTE_UNSIGNED', 'the log’s key did not sign this', { origin: checkpoint.origin })
  return checkpoint
}

/** Signs a tree head. Whoever calls this has made the tree durable first. */
export function signCheckpoint(signer: NoteSigner, head: TreeHead): Promise<string> {
  return signNote(encodeCheckpointText(signer.key.name, head), signer)
}
