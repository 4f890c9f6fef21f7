import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { equalBytes } from '../../core/bytes/compare.ts'
import { CodedError } from '../../core/bytes/error.ts'
import { encodeEntry, LOG_START_SCHEMA } from '../../core/evidence/entry.ts'
import { parseCheckpoint, signCheckpoint } from '../../core/log/checkpoint.ts'
import { createTileReader, readRoot } from '../../core/log/tree.ts'
import { CHECKPOINT } from '../backup/manifest.ts'
import { RESTORED } from '../backup/restore.ts'
import { writeDurably } from '../durable-file.ts'
import { nextNumber } from '../storage/database.ts'
import { checkTree, openEarlier } from './check.ts'
import { createTree, openLogSigner, originOf, type LogKeyParts } from './key.ts'
import { readTree, takeEntries, tileFetcher, type LogStoreErrorCode } from './tree.ts'

export interface Restarted {
  readonly origin: string
  readonly verifier: string
  readonly previousOrigin: string
  /** Entries of the old log that are kept, and of the last signed tree known of it. */
  readonly kept: number
  readonly known: number
}

type RestartParts = LogKeyParts & { readonly publicAddress: string; readonly folder: string }

/** One transaction with the first entry and the new log’s row; then the first entry is taken in, by the normal path, and the new log’s checkpoint replaces the old one’s file. */
async function begin(parts: RestartParts, { number, previousOrigin, previousCheckpoint }: { readonly number: number; readonly previousOrigin: string; readonly previousCheckpoint: string }): Promise<{ origin: string; verifier: string }> {
  const { store, vault, clock, folder, publicAddress } = parts
  const origin = originOf(publicAddress, number)
  await store.transaction().execute(async (access) => {
    const position = await nextNumber(access, 'log_entry')
    const entry = encodeEntry({ schema: LOG_START_SCHEMA, previousOrigin, previousCheckpoint })
    await access.insertInto('log_entry').values({ position, entry, at: clock() }).execute()
    await createTree({ store: access, vault, clock }, { number, origin, firstPosition: position })
    await access.deleteFrom('fact').where('name', '=', RESTORED).execute()
  })
  while ((await takeEntries(store, clock)) !== 0);
  const tree = (await readTree(store))!
  writeDurably(join(folder, CHECKPOINT), Buffer.from(await signCheckpoint(await openLogSigner(vault, tree), { size: tree.size, root: new Uint8Array(tree.root) }), 'utf8'))
  return { origin, verifier: tree.verifier }
}

/**
 * The database is lost with all of its log, and only checkpoints are left. No key is left that could verify them: the operator vouches for them by this
 * command, and whoever saw more of the old log finds out. The largest is named. Throws LOG_INCONSISTENT without any, or with those of several logs.
 */
async function restartFromNothing(parts: RestartParts, texts: readonly string[]): Promise<Restarted> {
  const known = texts.map((text) => ({ text, ...parseCheckpoint(text) })).toSorted((a, b) => b.size - a.size)
  const [largest] = known
  if (!largest) throw new CodedError<LogStoreErrorCode>('LOG_INCONSISTENT', 'there is no log yet, and no checkpoint of an earlier one: start the service, and it makes one')
  if (known.some(({ origin }) => origin !== largest.origin)) throw new CodedError<LogStoreErrorCode>('LOG_INCONSISTENT', 'the checkpoints are of several logs: leave only those of the log that was lost')
  const own = originOf(parts.publicAddress, 1)
  const rest = largest.origin.startsWith(own) ? /^(?:\/([1-9]\d{0,5}))?$/.exec(largest.origin.slice(own.length)) : null
  const earlier = rest ? Number(rest[1] ?? 1) : 0
  const made = await begin(parts, { number: earlier + 1, previousOrigin: largest.origin, previousCheckpoint: largest.text })
  return { ...made, previousOrigin: largest.origin, kept: 0, known: largest.size }
}

/**
 * Begins a new log after one that was lost in part. What the database still has of the old log stays served and provable under the old key,
 * which signs no tree that is not the beginning of what it had signed; the new log's first entry names the old origin and the largest
 * checkpoint known of it. Nothing may be serving meanwhile. Order: (1) what waits is taken into the old log; (2) one transaction with the first entry and the new
 * log's row: everything or nothing; (3) the first entry is taken in, by the normal path.
 * Throws LOG_INCONSISTENT when what is left is not the beginning of what was signed: then an honest backup is needed, not a new log.
 */
export async function restartLog(parts: RestartParts, checkpoints: readonly string[]): Promise<Restarted> {
  const { store, vault, clock, folder } = parts
  const file = join(folder, CHECKPOINT)
  const kept = [...(existsSync(file) ? [readFileSync(file, 'utf8')] : []), ...checkpoints]
  if (!(await readTree(store))) return restartFromNothing(parts, kept)
  while ((await takeEntries(store, clock)) !== 0);
  const tree = (await readTree(store))!
  await checkTree(store, tree)
  const texts = kept.filter((text) => text.startsWith(`${tree.origin}\n`))
  const known = await Promise.all(texts.map(async (text) => ({ text, head: await openEarlier(tree, text) })))
  for (const { head } of known) {
    if (head.size > tree.size) continue
    const root = await readRoot(createTileReader(tree.size, tileFetcher(store, tree.number)), head.size)
    if (!equalBytes(root, head.root)) throw new CodedError<LogStoreErrorCode>('LOG_INCONSISTENT', `the first ${head.size} entries are not those of the checkpoint that was signed: restore an honest backup`, { size: head.size })
  }
  const head = { size: tree.size, root: new Uint8Array(tree.root) }
  const own = { text: await signCheckpoint(await openLogSigner(vault, tree), head), head }
  const largest = [own, ...known].toSorted((a, b) => b.head.size - a.head.size)[0]!
  const made = await begin(parts, { number: tree.number + 1, previousOrigin: tree.origin, previousCheckpoint: largest.text })
  return { ...made, previousOrigin: tree.origin, kept: tree.size, known: largest.head.size }
}
