import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { followLog } from '../../cli/monitor.ts'
import { commitBuild, encodeEntry, ENTRY_SCHEMA } from '../../core/evidence/entry.ts'
import { Frontier } from '../../core/log/frontier.ts'
import { parseNoteKey } from '../../core/log/note.ts'
import { verifyProofFile } from '../../core/log/proof-file.ts'
import { parseTilePath } from '../../core/log/tile.ts'
import { openLog } from '../../server/log/log.ts'
import { nextNumber, openDatabase, type Store } from '../../server/storage/database.ts'
import { loadMasterKey } from '../../server/vault/master-key.ts'
import { createVault } from '../../server/vault/vault.ts'
import { measureAppends } from './append.ts'
import { median, printRows } from './theme.ts'

const MILLION = 1_000_000
const PROOF_LIMIT_MS = 5
const PROOFS = 200

const entryOf = (number: number): Uint8Array => encodeEntry({ schema: ENTRY_SCHEMA, kind: 'record', commitment: commitBuild(String(number)) })

/** Entries as acts append them: numbered and durable in one transaction. */
async function append(store: Store, count: number): Promise<number> {
  return store.transaction().execute(async (access) => {
    const first = await nextNumber(access, 'log_entry', count)
    await access.insertInto('log_entry').values(Array.from({ length: count }, (_, at) => ({ position: first + at, entry: entryOf(first + at), at: 0 }))).execute()
    return first
  })
}

/** `npm run bench -- log`: the public log on SQLite, its promise that a proof in a tree of a million entries takes less than 5 ms. */
export async function benchLog(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-log-'))
  const store = await openDatabase(folder, null)
  try {
    const clock = (): number => Date.now()
    const log = await openLog({ store, vault: createVault(loadMasterKey(folder, null), clock), clock, publicAddress: 'http://localhost:3000', folder })
    const rates = await measureAppends()
    let size = (await log.advance()).size
    const growing = performance.now()
    for (; size < MILLION; size += Math.min(400, MILLION - size)) await append(store, Math.min(400, MILLION - size))
    await log.advance()
    for (let head = await log.advance(); head.size < MILLION; head = await log.advance());
    const grown = performance.now() - growing
    const key = parseNoteKey(log.verifier)
    const times: number[] = []
    for (let at = 0; at < PROOFS; at++) {
      const position = 1 + Math.floor((at * (MILLION - 1)) / PROOFS)
      const start = performance.now()
      const found = await log.prove(position)
      times.push(performance.now() - start)
      if (at % 20 === 0) await verifyProofFile(found!.proof, (await store.selectFrom('log_entry').select('entry').where('position', '=', position).executeTakeFirstOrThrow()).entry, key)
    }
    const before = process.memoryUsage().rss
    const looking = performance.now()
    const read = await followLog({ verifier: log.verifier, frontier: new Frontier(), kinds: {} }, async (path) => (path === 'checkpoint' ? Buffer.from((await log.readCheckpoint())!) : (await log.readTile(parseTilePath(path)!))!))
    const looked = performance.now() - looking
    await store.destroy()
    const bytes = statSync(join(folder, 'countersign.db')).size / MILLION
    const least = entryOf(MILLION).length + 2 + 32 * (256 / 255)
    const proof = median(times)
    printRows([
      ['the public log', 'measured', 'limit', 'kept'],
      ...rates.flatMap(({ database, processes, bare, alone, shared }) => [
        [`${database}, ${processes} process${processes === 1 ? '' : 'es'}: bare durable inserts a second`, bare.toFixed(0), '', ''],
        ['  appends with their proof, one after another in each', alone.toFixed(0), '', `${(alone / bare).toFixed(2)} ×`],
        ['  the same, all at once', shared.toFixed(0), '', `${(shared / bare).toFixed(2)} ×`],
      ]),
      ['a proof in a tree of a million entries (median)', `${proof.toFixed(2)} ms`, `${PROOF_LIMIT_MS} ms`, proof < PROOF_LIMIT_MS ? 'yes' : 'NO'],
      ['that tree grown', `${(grown / 1000).toFixed(0)} s`, '', ''],
      ['that tree checked whole by the monitor', `${(looked / 1000).toFixed(1)} s`, '', ''],
      ['memory the monitor added', `${Math.max(0, (process.memoryUsage().rss - before) / 1e6).toFixed(0)} MB`, '', ''],
      ['storage an entry, of which the format needs', `${bytes.toFixed(0)} B`, `${least.toFixed(0)} B at least`, ''],
    ])
    return proof < PROOF_LIMIT_MS && read.frontier.size === MILLION
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
