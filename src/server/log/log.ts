import { CodedError, isCodedError } from '../../core/bytes/error.ts'
import { encodeBundle } from '../../core/log/bundle.ts'
import { signCheckpoint, type TreeHead } from '../../core/log/checkpoint.ts'
import { encodeNote, parseNote, parseSignatureLine, type NoteSigner } from '../../core/log/note.ts'
import { encodeProofFile } from '../../core/log/proof-file.ts'
import { TILE_WIDTH, type TileName } from '../../core/log/tile.ts'
import { createTileReader, proveConsistency, proveInclusion, readRoot, type HashReader } from '../../core/log/tree.ts'
import { equalBytes } from '../../core/bytes/compare.ts'
import type { Store } from '../storage/database.ts'
import { RESTORED } from '../backup/restore.ts'
import { requireOwnCheckpoint } from './foreign.ts'
import { checkTree, openEarlier, reachCheckpoint, reachSize } from './check.ts'
import { ensureTree, openLogSigner, type LogKeyParts } from './key.ts'
import { askCosignature, askWitnessedSize, type WitnessAddress } from './witness.ts'
import { openCheckpointFile, type CheckpointFile } from './checkpoint-file.ts'
import { hasTile, TileCache } from './tile-cache.ts'
import { MAX_BATCH, readEntries, readTree, takeStep, tileFetcher, type LogStoreErrorCode, type TreeRow } from './tree.ts'

export interface LogParts extends LogKeyParts {
  readonly publicAddress: string
  /** The data folder, where the newest checkpoint is kept beside the database; null where nothing is signed. */
  readonly folder: string | null
  /** Who cosigns the log's checkpoints. */
  readonly witnesses?: readonly WitnessAddress[]
}

export interface Log {
  /** The verifier key's text of the current log. */
  readonly verifier: string
  /** Those of all logs this service has kept, newest first. */
  readonly verifiers: readonly string[]
  /** When the first began, epoch milliseconds. */
  readonly since: number
  readonly origin: string
  readonly number: number
  /** The intake's position of the current log's first entry. */
  readonly firstPosition: number
  /** Takes in what waits, and signs the tree when it grew. */
  advance(): Promise<TreeHead>
  /** The newest signed checkpoint, with what witnesses have said of it. */
  readCheckpoint(number?: number): Promise<string | null>
  /** A tile's or bundle's bytes; null when the tree has no such tile. */
  readTile(name: TileName, number?: number): Promise<Uint8Array | null>
  /** A `.tlog-proof` for the entry at this position of the intake, in the newest tree; the entry is taken in first when it waits. Null when it is no entry of a log that is kept. */
  prove(position: number): Promise<{ readonly index: number; readonly proof: string } | null>
  /** RFC 6962 §2.1.2 from an earlier size of the current log, to the newest tree or a given one. */
  proveConsistency(oldSize: number, size?: number): Promise<{ readonly head: TreeHead; readonly proof: readonly Uint8Array[] }>
  /** Has every witness cosign the newest checkpoint. Gives the codes of what went wrong, by witness. */
  askWitnesses(): Promise<readonly { readonly witness: string; readonly code: string }[]>
  /** Resolves when nothing is being taken in and the newest checkpoint is in its file. */
  settle(): Promise<void>
  /** Why the checkpoint's file cannot be written just now; null when it can. */
  readonly trouble: string | null
}

/** Newest entries that are held against the tree at each start; all of them by the scheduled check. */
const CHECKED_AT_START = 16_384
const MAX_TRIES = 100

class Sequencer implements Log {
  readonly verifier: string
  readonly verifiers: readonly string[]
  readonly since: number
  readonly origin: string
  readonly number: number
  readonly firstPosition: number
  readonly #parts: LogParts
  readonly #signer: NoteSigner
  readonly #cache = new TileCache()
  readonly #file: CheckpointFile
  #signed: { size: number; root: Uint8Array; note: string } | null = null
  #running: Promise<TreeHead> | null = null
  #next: Promise<TreeHead> | null = null

  constructor(parts: LogParts, trees: readonly TreeRow[], signer: NoteSigner) {
    const tree = trees[0]!
    this.#parts = parts
    this.#signer = signer
    this.#file = openCheckpointFile(parts.folder)
    this.verifier = tree.verifier
    this.verifiers = trees.map(({ verifier }) => verifier)
    this.since = trees.at(-1)!.created_at
    this.origin = tree.origin
    this.number = tree.number
    this.firstPosition = tree.first_position
  }

  async #readCurrent(): Promise<TreeRow> {
    const tree = await readTree(this.#parts.store)
    if (tree?.number !== this.number) throw new CodedError<LogStoreErrorCode>('LOG_INCONSISTENT', 'another log has taken over: start this process again')
    // The database is not what this process signed: nothing is answered from memory that would hide it.
    if (this.#signed && (tree.size < this.#signed.size || (tree.size === this.#signed.size && !equalBytes(tree.root, this.#signed.root)))) this.#cache.clear()
    return tree
  }

  async #takeAll(): Promise<TreeHead> {
    const { store, clock } = this.#parts
    let tree: TreeRow | null = null
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const step = await takeStep(store, clock, MAX_BATCH, this.#cache)
      tree = step?.tree ?? null
      // A step that was not full has taken all that was there when it looked.
      if (!step || (step.taken >= 0 && step.taken < MAX_BATCH)) break
    }
    if (tree?.number !== this.number) tree = await this.#readCurrent()
    const head = { size: tree.size, root: new Uint8Array(tree.root) }
    await this.#sign(head)
    return head
  }

  async #sign(head: TreeHead): Promise<string> {
    // Another process may have gone ahead; a smaller checkpoint is never shown after a larger one.
    if (this.#signed && this.#signed.size >= head.size) return this.#signed.note
    const note = await signCheckpoint(this.#signer, head)
    if (!this.#signed || this.#signed.size < head.size) {
      this.#signed = { ...head, note }
      this.#file.keep(note)
    }
    return note
  }

  /** Whoever comes while a batch is being stored waits for the next one, which takes all that has come meanwhile. */
  advance(): Promise<TreeHead> {
    if (!this.#running) {
      this.#running = this.#takeAll().finally(() => (this.#running = null))
      return this.#running
    }
    this.#next ??= this.#running.catch(() => undefined).then(() => {
      this.#next = null
      return this.advance()
    })
    return this.#next
  }

  async settle(): Promise<void> {
    while (this.#running) await this.#running.catch(() => undefined)
    try {
      this.#file.flush()
    } catch {
      // Said by `trouble`; what was signed is in the database.
    }
  }

  get trouble(): string | null {
    return this.#file.trouble
  }

  async #readOld(number: number): Promise<TreeRow | null> {
    return (await this.#parts.store.selectFrom('log_tree').selectAll().where('number', '=', number).executeTakeFirst()) ?? null
  }

  async readCheckpoint(number = this.number): Promise<string | null> {
    const { store, vault } = this.#parts
    const tree = number === this.number ? await this.#readCurrent() : await this.#readOld(number)
    if (!tree) return null
    const head = { size: tree.size, root: new Uint8Array(tree.root) }
    const note = parseNote(number === this.number ? await this.#sign(head) : await signCheckpoint(await openLogSigner(vault, tree), head))
    const size = Number(note.text.split('\n')[1])
    const rows = await store.selectFrom('log_cosignature').select('line').where('log', '=', number).where('size', '=', size).orderBy('witness').execute()
    return encodeNote({ text: note.text, signatures: [...note.signatures, ...rows.flatMap(({ line }) => parseSignatureLine(line) ?? [])] })
  }

  async readTile({ level, index, width }: TileName, number = this.number): Promise<Uint8Array | null> {
    const { store } = this.#parts
    const tree = number === this.number ? await this.#readCurrent() : await this.#readOld(number)
    if (!tree || !hasTile(tree, { level, index, width })) return null
    // From the database, never from memory: who follows the log must see what is stored.
    if (level !== 'entries') return tileFetcher(store, number)({ level, index, width })
    const entries = await readEntries(store, tree.first_position, index * TILE_WIDTH, width)
    if (entries.length !== width) throw new CodedError<LogStoreErrorCode>('LOG_INTAKE_DAMAGED', 'entries are missing', { index: index * TILE_WIDTH + entries.length })
    return encodeBundle(entries)
  }

  async prove(position: number): Promise<{ index: number; proof: string } | null> {
    const { store, vault } = this.#parts
    if (position < this.firstPosition) {
      const tree = await store.selectFrom('log_tree').selectAll().where('first_position', '<=', position).orderBy('number', 'desc').limit(1).executeTakeFirst()
      const index = position - (tree?.first_position ?? 0)
      if (!tree || index >= tree.size) return null
      const head = { size: tree.size, root: new Uint8Array(tree.root) }
      return { index, proof: await this.#compose(tree.number, index, head, await signCheckpoint(await openLogSigner(vault, tree), head)) }
    }
    const index = position - this.firstPosition
    let head: TreeHead = index < (this.#signed?.size ?? 0) ? await this.#readCurrent() : await this.advance()
    if (index >= head.size) head = await this.advance()
    if (index >= head.size) return null
    return { index, proof: await this.#compose(this.number, index, { size: head.size, root: new Uint8Array(head.root) }, null) }
  }

  async #compose(number: number, index: number, head: TreeHead, signed: string | null): Promise<string> {
    const hashes = await proveInclusion(this.#readerOf(number, head.size), index)
    const known = this.#signed?.size === head.size && equalBytes(this.#signed.root, head.root) ? this.#signed.note : null
    return encodeProofFile({ extra: null, index, hashes, checkpoint: signed ?? known ?? (await signCheckpoint(this.#signer, head)) })
  }

  #readerOf(number: number, size: number): HashReader {
    return createTileReader(size, this.#cache.over(this.#parts.store, number), this.#cache.memo(number))
  }

  async proveConsistency(oldSize: number, wanted?: number): Promise<{ head: TreeHead; proof: Uint8Array[] }> {
    const tree = await this.#readCurrent()
    const size = wanted ?? tree.size
    const reader = this.#readerOf(this.number, tree.size)
    return { head: { size, root: await readRoot(reader, size) }, proof: await proveConsistency(reader, oldSize, size) }
  }

  async askWitnesses(): Promise<{ witness: string; code: string }[]> {
    const { store, clock, witnesses = [] } = this.#parts
    const troubles: { witness: string; code: string }[] = []
    for (const witness of witnesses) {
      await askCosignature(store, this, witness, clock).catch((error: unknown) => {
        troubles.push({ witness: witness.key.name, code: isCodedError(error) ? error.code : 'WITNESS_UNREACHABLE' })
      })
    }
    return troubles
  }

  /** Before anything is signed: what is stored fits together, and the tree reaches every checkpoint known of it. */
  async check(witnessed: readonly string[]): Promise<void> {
    const { store, clock } = this.#parts
    const tree = await this.#readCurrent()
    await checkTree(store, tree, Math.max(0, tree.size - CHECKED_AT_START))
    const kept = this.#file.read()
    for (const text of [...(kept === null ? [] : [kept]), ...witnessed]) {
      // The file may be an earlier log's, when this one has taken over.
      if (text.startsWith(`${this.origin}\n`)) await reachCheckpoint(store, clock, () => this.#readCurrent(), await openEarlier(tree, text))
    }
    const restored = await store.selectFrom('fact').select('value').where('name', '=', RESTORED).executeTakeFirst()
    for (const witness of this.#parts.witnesses ?? []) {
      const seen = await askWitnessedSize(this.#signer, witness)
      if (seen !== null) await reachSize(store, clock, () => this.#readCurrent(), seen)
      // Usually a witness that is away does no harm: the checkpoint's file tells the same. A restored folder has an old file, too.
      else if (restored) throw new CodedError<LogStoreErrorCode>('LOG_WITNESS_SILENT', `the database was restored, and the witness ${witness.key.name} cannot be asked how far the log had come`, { witness: witness.key.name })
    }
    if (restored) await store.deleteFrom('fact').where('name', '=', RESTORED).execute()
  }
}

/**
 * Opens the log on its database: makes it when there is none, and refuses one that does not fit together or that falls behind what was
 * signed before. Throws LOG_FOREIGN, LOG_INCONSISTENT, LOG_INTAKE_DAMAGED, LOG_ROLLED_BACK, LOG_WITNESS_SILENT.
 */
export async function openLog(parts: LogParts, witnessed: readonly string[] = []): Promise<Log> {
  const { store, folder } = parts
  const known = await store.selectFrom('log_tree').selectAll().orderBy('number', 'desc').execute()
  await requireOwnCheckpoint(store, known, openCheckpointFile(folder).read())
  const tree = await ensureTree(parts, parts.publicAddress)
  const trees = await store.selectFrom('log_tree').selectAll().orderBy('number', 'desc').execute()
  const log = new Sequencer(parts, trees, await openLogSigner(parts.vault, tree))
  await log.check(witnessed)
  return log
}

/** Whether entries wait that no tree has yet. */
export async function hasWaiting(store: Store): Promise<boolean> {
  const tree = await readTree(store)
  if (!tree) return false
  const row = await store.selectFrom('log_entry').select('position').where('position', '>=', tree.first_position + tree.size).limit(1).executeTakeFirst()
  return row !== undefined
}
