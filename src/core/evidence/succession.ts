import { equalBytes } from '../bytes/compare.ts'
import { isCodedError } from '../bytes/error.ts'
import { decodeUtf8 } from '../bytes/text.ts'
import { parseBundle } from '../log/bundle.ts'
import { openCheckpoint, parseCheckpoint, type Checkpoint, type TreeHead } from '../log/checkpoint.ts'
import { checkContinuity, type Continuity, type FetchLog } from '../log/continuity.ts'
import { hashLeaf } from '../log/merkle.ts'
import { parseNoteKey, type NoteKey } from '../log/note.ts'
import { tilePath, tileWidth, TILE_WIDTH } from '../log/tile.ts'
import { createTileReader, proveInclusion, verifyInclusion } from '../log/tree.ts'
import { LOG_START_SCHEMA, parseEntry } from './entry.ts'

/** A log that took over from one that was lost. */
export interface Succession {
  readonly origin: string
  /** Signed by the new log's key. */
  readonly head: Checkpoint
  readonly previousOrigin: string
  /** The last signed tree known of the old log when the new one began, as its first entry names it. */
  readonly previous: Checkpoint
}

export type LogState = Continuity | { readonly state: 'restarted'; readonly head: Checkpoint; readonly succession: Succession }

/** The log's number in its origin: `<host>/log` is the first, `<host>/log/2` the next. */
export function logNumber(origin: string): number {
  return Number(/\/log\/([2-9]|[1-9]\d{1,3})$/.exec(origin)?.[1] ?? 1)
}

/**
 * What the first entry of a log says of the one before it, shown to be that log's first entry. Null when it names none. `from` fetches below this
 * log's own address. Throws what does not verify: LOG_…, RECORD_MALFORMED.
 */
export async function readSuccession(key: NoteKey, previousKey: NoteKey, from: FetchLog): Promise<Succession | null> {
  const fetchPart = async (path: string): Promise<Uint8Array> => {
    const bytes = await from(path)
    if (!bytes) throw new Error(`${path} is missing`)
    return bytes
  }
  const head = await openCheckpoint(decodeUtf8(await fetchPart('checkpoint')), key)
  const width = Math.min(TILE_WIDTH, head.size)
  if (width === 0) return null
  const [entry] = parseBundle(await fetchPart(tilePath({ level: 'entries', index: 0, width })), width)
  const reader = createTileReader(head.size, ({ level, index }) => fetchPart(tilePath({ level, index, width: tileWidth(level, index, head.size) })))
  verifyInclusion({ index: 0, size: head.size, root: head.root, leaf: hashLeaf(entry!), proof: await proveInclusion(reader, 0) })
  const start = parseEntry(entry!)
  if (start.schema !== LOG_START_SCHEMA || start.previousOrigin !== previousKey.name) return null
  return { origin: key.name, head, previousOrigin: start.previousOrigin, previous: await openCheckpoint(start.previousCheckpoint, previousKey) }
}

/**
 * Whether the service's log, as it is served now, continues an earlier signed tree; when another log has taken over meanwhile, whether its first
 * entry owns to the old one, and to at least as much of it as the earlier tree had. `verifiers` are the keys known of this service, `from`
 * fetches below `/log/`.
 */
export async function checkLog(earlier: TreeHead, key: NoteKey, verifiers: readonly string[], from: FetchLog): Promise<LogState> {
  const served = await from('checkpoint').catch(() => null)
  if (!served) return { state: 'unreachable' }
  try {
    const { origin } = parseCheckpoint(decodeUtf8(served))
    if (origin === key.name) return await checkContinuity(earlier, key, from)
    const keys = verifiers.map(parseNoteKey)
    const below = (number: number): FetchLog => (path) => from(`${number}/${path}`)
    const next = keys.find(({ name }) => name !== key.name && logNumber(name) === logNumber(key.name) + 1)
    const succession = next && (await readSuccession(next, key, below(logNumber(next.name))))
    if (!succession) return { state: 'rewritten', head: parseCheckpoint(decodeUtf8(served)) }
    const { previous } = succession
    // What the new log owns to of the old one: no less than was seen of it, and no other tree of that size.
    const isLess = previous.size < earlier.size || (previous.size === earlier.size && !equalBytes(previous.root, earlier.root))
    if (isLess) return { state: 'rewritten', head: succession.head }
    // What is kept of the old log still has to be the beginning of what was seen.
    const kept = await checkContinuity(earlier, key, below(logNumber(key.name)))
    if (kept.state === 'rewritten' && kept.head.size >= earlier.size) return kept
    return { state: 'restarted', head: succession.head, succession }
  } catch (error) {
    if (isCodedError(error) || error instanceof Error) return { state: 'unreachable' }
    throw error
  }
}
