// npm run soak [-- [THEME] [COUNT [SEED]]]: mutated files in every thread the machine has, for each theme (judge, signer). No crash, no hang,
// and nothing that must never be. `kill [COUNT] [postgres]`: the service killed under load, 200 times when not told otherwise. `product`: every combination that can be signed, before six judges.
// `text`: every long text in every form of presentation, both languages, phone and desk, in the browser.
import { globSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { close } from '../step.ts'
import { judgeProduct } from './product.ts'
import { presentTexts } from './text.ts'
import { isThemeName, THEMES } from './theme.ts'
import type { ThemeName } from './theme.ts'

/** Which seeds a thread takes: from, from + step, … below to. */
export interface Share {
  readonly theme: ThemeName
  readonly from: number
  readonly to: number
  readonly step: number
}

export interface Fault {
  readonly seed: number
  readonly subject: string
  readonly fault: string
  readonly bytes: Uint8Array
}

export interface Tally {
  readonly done: number
  readonly kinds: Readonly<Record<string, number>>
  /** Milliseconds of the slowest mutation. */
  readonly slowest: number
  readonly faults: readonly Fault[]
}

const MAX_SILENCE = 120_000
const SECOND = 1000
const MAX_SHOWN = 20

const add = (a: Tally, b: Tally): Tally => {
  const kinds = { ...a.kinds }
  for (const [kind, count] of Object.entries(b.kinds)) kinds[kind] = (kinds[kind] ?? 0) + count
  return { done: a.done + b.done, kinds, slowest: Math.max(a.slowest, b.slowest), faults: [...a.faults, ...b.faults] }
}

/** Runs one thread to its end; a thread that says nothing for two minutes hangs, and a thread that ends early has crashed. */
function runShare(share: Share, onTally: (tally: Tally) => void): Promise<string | null> {
  return new Promise((done) => {
    const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: share })
    let at = share.from
    let heard = performance.now()
    const timer = setInterval(() => {
      if (performance.now() - heard < MAX_SILENCE) return
      clearInterval(timer)
      void worker.terminate()
      done(`seed ${at}: no end after ${MAX_SILENCE / SECOND} s`)
    }, SECOND)
    const finish = (problem: string | null): void => {
      clearInterval(timer)
      done(problem)
    }
    worker.on('message', (message: { readonly at?: number; readonly tally?: Tally; readonly isDone?: true }) => {
      heard = performance.now()
      if (message.at !== undefined) at = message.at
      if (message.tally) onTally(message.tally)
      if (message.isDone) finish(null)
    })
    worker.on('error', (error) => finish(`seed ${at}: ${error instanceof Error ? error.stack : String(error)}`))
  })
}

async function soak(theme: ThemeName, count: number, seed: number): Promise<{ passed: number; failed: number }> {
  const threads = Math.max(1, availableParallelism())
  const start = performance.now()
  let total: Tally = { done: 0, kinds: {}, slowest: 0, faults: [] }
  let shown = start
  const onTally = (tally: Tally): void => {
    total = add(total, tally)
    if (performance.now() - shown < 30 * SECOND) return
    shown = performance.now()
    process.stdout.write(`${theme}: ${total.done} of ${count}, ${Math.round((total.done * SECOND) / (shown - start))} a second, ${total.faults.length} faults\n`)
  }
  const problems = await Promise.all(Array.from({ length: threads }, (_, thread) => runShare({ theme, from: seed + thread, to: seed + count, step: threads }, onTally)))
  const seconds = (performance.now() - start) / SECOND
  process.stdout.write(`${theme}: ${total.done} mutations in ${seconds.toFixed(0)} s on ${threads} threads: ${Math.round(total.done / seconds)} a second; slowest ${total.slowest.toFixed(0)} ms\n`)
  for (const [kind, number] of Object.entries(total.kinds).sort(([, a], [, b]) => b - a)) process.stdout.write(`  ${kind.padEnd(28)}${String(number).padStart(10)}\n`)
  const folder = total.faults.length > 0 ? await mkdtemp(join(tmpdir(), 'soak-')) : ''
  for (const { seed: at, subject, fault, bytes } of total.faults.slice(0, MAX_SHOWN)) {
    const file = join(folder, `${at}.pdf`)
    await writeFile(file, bytes)
    process.stdout.write(`✗ seed ${at}, ${subject}: ${fault}\n    ${file}\n`)
  }
  for (const problem of problems) if (problem !== null) process.stdout.write(`✗ ${problem}\n`)
  const failed = total.faults.length + problems.filter((problem) => problem !== null).length
  return { passed: total.done - total.faults.length, failed }
}

const words = process.argv.slice(2)
const DEFAULT_KILLS = 200

/** `kill [COUNT] [postgres]`: the service killed under load, again and again; with that word its rows are in PostgreSQL. */
async function soakKills(rounds: number, onPostgres: boolean): Promise<{ passed: number; failed: number }> {
  const [{ killInLoop }, { startPostgres }] = await Promise.all([import('../fault/kill.ts'), import('../interop/postgres.ts')])
  const postgresPrograms = globSync('/usr/lib/postgresql/*/bin').toSorted().at(-1)
  if (onPostgres && postgresPrograms === undefined) throw new Error('PostgreSQL is not installed')
  await using postgres = onPostgres ? await startPostgres({ postgresPrograms: postgresPrograms! }) : null
  const start = performance.now()
  try {
    const { clicks, signatures, proven, treeSize, slowestStart } = await killInLoop(rounds, Math.random, (line) => process.stdout.write(`kill: ${line}\n`), postgres?.url ?? null)
    process.stdout.write(`kill: ${rounds} times in ${Math.round((performance.now() - start) / SECOND)} s; ${clicks} clicks and ${signatures} signatures acknowledged, all found and ${proven.acknowledged} of them proven, with ${proven.records} records of their contracts; log of ${treeSize} entries; slowest start ${(slowestStart / SECOND).toFixed(1)} s\n`)
    return { passed: rounds, failed: 0 }
  } catch (error) {
    process.stdout.write(`✗ kill: ${error instanceof Error ? error.message : String(error)}\n`)
    return { passed: 0, failed: 1 }
  }
}

const wanted = words.filter(isThemeName)
const isOther = ['product', 'kill', 'text'].some((word) => words.includes(word))
const hasProduct = words.length === 0 || words.includes('product')
const [count = 1_000_000, seed = 1] = words.filter((word) => /^\d+$/.test(word)).map(Number)
const sum = { passed: 0, failed: 0 }
if (words.includes('kill')) {
  const { passed, failed } = await soakKills(words.some((word) => /^\d+$/.test(word)) ? count : DEFAULT_KILLS, words.includes('postgres'))
  sum.passed += passed
  sum.failed += failed
}
for (const theme of (Object.keys(THEMES) as ThemeName[]).filter((name) => (wanted.length === 0 && !isOther) || wanted.includes(name))) {
  const { passed, failed } = await soak(theme, count, seed)
  sum.passed += passed
  sum.failed += failed
}
if (hasProduct) {
  const { passed, failed } = await judgeProduct()
  sum.passed += passed
  sum.failed += failed
}
if (words.includes('text')) {
  const { passed, failed } = await presentTexts()
  sum.passed += passed
  sum.failed += failed
}
close(sum)
