import { equalBytes } from '../bytes/compare.ts'
import { isCodedError } from '../bytes/error.ts'
import { decodeUtf8 } from '../bytes/text.ts'
import { openCheckpoint, type Checkpoint, type TreeHead } from './checkpoint.ts'
import type { NoteKey } from './note.ts'
import { tilePath } from './tile.ts'
import { createTileReader, readRoot } from './tree.ts'

/** What the log serves now, against an earlier tree that its key signed. */
export type Continuity =
  | { readonly state: 'continues'; readonly head: Checkpoint }
  /** The log's key signed both, and one is not the beginning of the other. */
  | { readonly state: 'rewritten'; readonly head: Checkpoint }
  | { readonly state: 'unreachable' }

/** Fetches a path below the log's address; null when it is not there. */
export type FetchLog = (path: string) => Promise<Uint8Array | null>

/** The checkpoint the log serves, signed by its key. Throws what opening it throws; null when it cannot be had. */
export async function fetchCheckpoint(key: NoteKey, from: FetchLog): Promise<Checkpoint | null> {
  const bytes = await from('checkpoint').catch(() => null)
  return bytes && openCheckpoint(decodeUtf8(bytes), key)
}

/** Whether the log as it is served now continues an earlier signed tree: computed here, from its tiles. */
export async function checkContinuity(earlier: TreeHead, key: NoteKey, from: FetchLog): Promise<Continuity> {
  try {
    const head = await fetchCheckpoint(key, from)
    if (!head) return { state: 'unreachable' }
    if (head.size < earlier.size) return { state: 'rewritten', head }
    const reader = createTileReader(head.size, async (name) => {
      const tile = await from(tilePath(name))
      if (!tile) throw new Error('a tile is missing')
      return tile
    })
    const [now, before] = await Promise.all([readRoot(reader), readRoot(reader, earlier.size)])
    return { state: equalBytes(now, head.root) && equalBytes(before, earlier.root) ? 'continues' : 'rewritten', head }
  } catch (error) {
    if (isCodedError(error) || error instanceof Error) return { state: 'unreachable' }
    throw error
  }
}
