import { spawn } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startPostgres } from '../interop/postgres.ts'
import { environment, ROOT } from '../process.ts'

/** Appends with their proof a second, over all processes, and bare durable inserts of the same run. */
export interface AppendRates {
  readonly database: 'SQLite' | 'PostgreSQL'
  readonly processes: number
  readonly bare: number
  readonly alone: number
  readonly shared: number
}

const SINGLE = 300
const TOGETHER = 3000

async function runTogether(folder: string, url: string, processes: number): Promise<Omit<AppendRates, 'database'>> {
  // The first makes the tables and the log; the others find them.
  const children = []
  for (let at = 0; at < processes; at++) {
    const child = spawn('node', [join(import.meta.dirname, 'append-run.ts'), folder, url, String(SINGLE), String(TOGETHER)], { cwd: ROOT, env: environment(), stdio: ['pipe', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const first = await lines.next()
    if (first.value !== 'ready') throw new Error('a process that appends did not start')
    children.push({ child, lines })
  }
  for (const { child } of children) child.stdin.write('go\n')
  const rates = await Promise.all(children.map(async ({ lines }) => JSON.parse(String((await lines.next()).value)) as { bare: number; alone: number; shared: number }))
  const sum = (name: 'bare' | 'alone' | 'shared'): number => rates.reduce((total, rate) => total + rate[name], 0)
  return { processes, bare: sum('bare'), alone: sum('alone'), shared: sum('shared') }
}

/** Measures both databases with one process and with three; PostgreSQL only where it is installed. SQLite with three is what the format bears: the service itself keeps its folder for one process. */
export async function measureAppends(): Promise<AppendRates[]> {
  const rates: AppendRates[] = []
  for (const processes of [1, 3]) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-append-'))
    try {
      rates.push({ database: 'SQLite', ...(await runTogether(folder, '', processes)) })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const postgresPrograms = globSync('/usr/lib/postgresql/*/bin').toSorted().at(-1)
  if (!postgresPrograms || !existsSync(join(postgresPrograms, 'initdb'))) return rates
  for (const processes of [1, 3]) {
    await using postgres = await startPostgres({ postgresPrograms })
    const folder = mkdtempSync(join(tmpdir(), 'bench-append-'))
    try {
      rates.push({ database: 'PostgreSQL', ...(await runTogether(folder, postgres.url, processes)) })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return rates
}
