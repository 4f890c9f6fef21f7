import { existsSync, readFileSync } from 'node:fs'
import { equalBytes } from '../core/bytes/compare.ts'
import { CodedError, isCodedError } from '../core/bytes/error.ts'
import { decodeHex, encodeHex } from '../core/bytes/hex.ts'
import { decodeUtf8 } from '../core/bytes/text.ts'
import { LOG_START_SCHEMA, parseEntry } from '../core/evidence/entry.ts'
import { parseBundle } from '../core/log/bundle.ts'
import { readSuccession } from '../core/evidence/succession.ts'
import { openCheckpoint, parseCheckpoint } from '../core/log/checkpoint.ts'
import { Frontier } from '../core/log/frontier.ts'
import { hashLeaf } from '../core/log/merkle.ts'
import { parseNoteKey, type NoteKey } from '../core/log/note.ts'
import { tilePath, TILE_WIDTH } from '../core/log/tile.ts'
import { writeDurably } from '../server/durable-file.ts'
import { fromCaller, tellUsage } from './command.ts'

const USAGE = `Usage: countersign monitor ADDRESS [--key VERIFIER] [--state FILE] [--every SECONDS]

Follows a log, such as https://sign.example/log: verifies each checkpoint's signature, reads every
new entry, checks its form, and computes the tree anew, so that nothing already read can be changed
unseen. --key is the verifier key; without it the one at ADDRESS/key is taken on first sight and kept.
--state keeps what was read (default: log-monitor.json). Without --every it looks once.
A log that takes over from the one followed is told once and followed from then on, when its first entry owns to all that was read.
Exit status: 0 in order, 1 the log is not what it was, has been restarted, or an entry is out of form, 2 it could not be read, 64 usage.
`
const AHEAD = 8

/** Fetches below the log's address; throws MONITOR_UNREACHABLE. */
export type Fetch = (path: string) => Promise<Uint8Array>

export interface MonitorState {
  readonly verifier: string
  /** Logs that were followed before and have ended: verifier key, and how much was read of each. */
  readonly ended?: readonly { readonly verifier: string; readonly size: number }[]
  readonly frontier: Frontier
  /** Entries by kind. */
  readonly kinds: Readonly<Record<string, number>>
}

function kindOf(entry: Uint8Array, index: number): string {
  try {
    const parsed = parseEntry(entry)
    return parsed.schema === LOG_START_SCHEMA ? 'log-start' : parsed.kind
  } catch {
    throw new CodedError('MONITOR_ENTRY_MALFORMED', `entry ${index} is not in the form of an entry`, { index })
  }
}

/** Reads what is new of a log into the state. Throws LOG_INCONSISTENT, MONITOR_ENTRY_MALFORMED, LOG_NOTE_UNSIGNED, MONITOR_UNREACHABLE; then the state is what it was. */
export async function followLog(state: MonitorState, fetchLog: Fetch): Promise<MonitorState> {
  const key: NoteKey = parseNoteKey(state.verifier)
  const head = await openCheckpoint(decodeUtf8(await fetchLog('checkpoint')), key)
  const { size: from } = state.frontier
  if (head.size < from) throw new CodedError('LOG_INCONSISTENT', `the log got shorter: ${head.size} entries, and ${from} were read`, { size: head.size, read: from })
  const frontier = new Frontier(from, state.frontier.hashes)
  const kinds: Record<string, number> = { ...state.kinds }
  const bundles: number[] = []
  for (let bundle = Math.floor(from / TILE_WIDTH); bundle * TILE_WIDTH < head.size; bundle++) bundles.push(bundle)
  const read = async (bundle: number): Promise<Uint8Array[]> => {
    const width = Math.min(TILE_WIDTH, head.size - bundle * TILE_WIDTH)
    return parseBundle(await fetchLog(tilePath({ level: 'entries', index: bundle, width })), width)
  }
  const waiting = new Map<number, Promise<Uint8Array[]>>()
  for (const [at, bundle] of bundles.entries()) {
    for (const next of bundles.slice(at, at + AHEAD)) {
      if (waiting.has(next)) continue
      const reading = read(next)
      reading.catch(() => undefined)
      waiting.set(next, reading)
    }
    const entries = await waiting.get(bundle)!
    waiting.delete(bundle)
    for (const [offset, entry] of entries.entries()) {
      const index = bundle * TILE_WIDTH + offset
      if (index < frontier.size) continue
      const kind = kindOf(entry, index)
      kinds[kind] = (kinds[kind] ?? 0) + 1
      frontier.append(hashLeaf(entry))
    }
  }
  if (!equalBytes(frontier.root(), head.root)) throw new CodedError('LOG_INCONSISTENT', `this log was rewritten: the entries read do not give the signed root of ${head.size} entries`, { size: head.size })
  return { verifier: state.verifier, frontier, kinds, ended: state.ended ?? [] }
}

function readState(path: string): MonitorState | null {
  if (!existsSync(path)) return null
  const { verifier, size, hashes, kinds, ended } = JSON.parse(readFileSync(path, 'utf8')) as { verifier: string; size: number; hashes: string[]; kinds: Record<string, number>; ended?: { verifier: string; size: number }[] }
  return { verifier, frontier: new Frontier(size, hashes.map(decodeHex)), kinds, ended: ended ?? [] }
}

function writeState(path: string, { verifier, frontier, kinds, ended = [] }: MonitorState): void {
  writeDurably(path, Buffer.from(`${JSON.stringify({ format: 'countersign/monitor/1', verifier, size: frontier.size, hashes: frontier.hashes.map(encodeHex), kinds, ended }, null, 2)}\n`, 'utf8'))
}

/**
 * When the log at this address has another origin than the one followed: the state to follow the new one with, once its first entry owns to the
 * old log and to all that was read of it. Null when it is the same log. Throws LOG_INCONSISTENT when the new one owns to less, or to another tree.
 */
export async function followRestart(state: MonitorState, fetchLog: Fetch): Promise<MonitorState | null> {
  const key = parseNoteKey(state.verifier)
  const { origin } = parseCheckpoint(decodeUtf8(await fetchLog('checkpoint')))
  if (origin === key.name) return null
  const verifier = decodeUtf8(await fetchLog('key')).trim()
  const next = parseNoteKey(verifier)
  const succession = next.name === origin ? await readSuccession(next, key, fetchLog) : null
  if (!succession) throw new CodedError('LOG_INCONSISTENT', `another log (${origin}) is served, and its first entry does not name the one followed (${key.name})`)
  const { previous } = succession
  const { size } = state.frontier
  if (previous.size < size) throw new CodedError('LOG_INCONSISTENT', `the new log ${origin} owns to ${previous.size} entries of the old one, and ${size} were read`, { size: previous.size, read: size })
  if (previous.size === size && !equalBytes(previous.root, state.frontier.root())) throw new CodedError('LOG_INCONSISTENT', `the new log ${origin} names another tree of ${size} entries than was read`, { size })
  return { verifier, frontier: new Frontier(), kinds: {}, ended: [...(state.ended ?? []), { verifier: state.verifier, size }] }
}

const fetcher = (address: string): Fetch => async (path) => {
  const answer = await fetch(`${address}/${path}`, { signal: AbortSignal.timeout(30_000) }).catch(() => null)
  if (!answer?.ok) throw new CodedError('MONITOR_UNREACHABLE', `${address}/${path} could not be read`)
  return new Uint8Array(await answer.arrayBuffer())
}

async function look(path: string, key: string | undefined, fetchLog: Fetch): Promise<number> {
  try {
    const kept = readState(path)
    if (kept && key !== undefined && kept.verifier !== key) throw new CodedError('LOG_INCONSISTENT', 'the state file is about another log’s key')
    const verifier = kept?.verifier ?? key ?? decodeUtf8(await fetchLog('key')).trim()
    const before = kept ?? { verifier, frontier: new Frontier(), kinds: {} }
    const restarted = await followRestart(before, fetchLog)
    if (restarted) {
      const followed = await followLog(restarted, fetchLog)
      writeState(path, followed)
      process.stderr.write(`LOG_RESTARTED: a new log, ${parseNoteKey(restarted.verifier).name}, has taken over from ${parseNoteKey(before.verifier).name}, of which ${before.frontier.size} entries were read; its first entry says so\nkey ${restarted.verifier}\n`)
      return 1
    }
    const after = await followLog(before, fetchLog)
    writeState(path, after)
    const kinds = Object.entries(after.kinds).map(([kind, count]) => `${kind} ${count}`).join(', ')
    process.stdout.write(`in order: ${after.frontier.size} entries (${after.frontier.size - before.frontier.size} new), root ${encodeHex(after.frontier.root())}${kinds && `; ${kinds}`}\n`)
    return 0
  } catch (error) {
    if (!isCodedError(error)) throw error
    process.stderr.write(`${error.code}: ${error.message}\n`)
    return error.code === 'MONITOR_UNREACHABLE' ? 2 : 1
  }
}

/** `countersign monitor`. Gives the exit status; with --every it ends only when the log is out of order. */
export async function runMonitor(args: readonly string[]): Promise<number> {
  const [address, ...options] = args
  const given = new Map<string, string>()
  for (let at = 0; at < options.length; at += 2) given.set(options[at]!, options[at + 1] ?? '')
  const every = Number(given.get('--every') ?? 0)
  const isKnown = [...given].every(([name, value]) => ['--key', '--state', '--every'].includes(name) && value !== '')
  if (address === undefined || !URL.canParse(address) || !isKnown || !Number.isFinite(every)) {
    return tellUsage(USAGE)
  }
  const path = fromCaller(given.get('--state') ?? 'log-monitor.json')
  const fetchLog = fetcher(address.replace(/\/$/, ''))
  for (;;) {
    const status = await look(path, given.get('--key'), fetchLog)
    if (every === 0 || status === 1) return status
    await new Promise((wait) => setTimeout(wait, every * 1000))
  }
}
