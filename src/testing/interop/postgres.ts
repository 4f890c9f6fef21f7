import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from '../../../e2e/app.ts'
import { isRoot, run, runOrFail } from '../process.ts'
import type { Tools } from './tools.ts'

/** A PostgreSQL of our own in a temporary folder, on loopback only. */
export interface Postgres {
  readonly url: string
  readonly version: string
  /** Stops it as a failing machine would: connections are cut. */
  stop(): Promise<void>
  /** Starts it again on what it has. */
  start(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
async function findUser(): Promise<{ readonly uid: number; readonly gid: number } | null> {
  if (!isRoot()) return null
  const [uid, gid] = await Promise.all(['-u', '-g'].map(async (flag) => Number((await runOrFail('id', [flag, 'postgres'])).stdout)))
  if (!uid || !gid) throw new Error('there is no user postgres')
  return { uid, gid }
}

/** Makes a cluster, starts it with its durability as shipped, and gives its address. */
export async function startPostgres(tools: Pick<Tools, 'postgresPrograms'>): Promise<Postgres> {
  const user = await findUser()
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'))
  if (user) await chown(folder, user.uid, user.gid)
  const as = { cwd: folder, ...(user ? { user } : {}), env: { HOME: folder, LC_ALL: 'C.UTF-8' } }
  const program = (name: string): string => join(tools.postgresPrograms, name)
  const [cluster, port] = [join(folder, 'cluster'), await findFreePort()]
  await runOrFail(program('initdb'), ['-D', cluster, '-U', 'countersign', '-A', 'trust', '-E', 'UTF8', '--no-sync'], as)
  const settings = `-p ${port} -h 127.0.0.1 -k ${folder}`
  const start = async (): Promise<void> => void (await runOrFail(program('pg_ctl'), ['-D', cluster, '-w', '-t', '60', '-l', join(folder, 'log'), '-o', settings, 'start'], as))
  await start()
  const url = `postgresql://countersign@127.0.0.1:${port}/postgres`
  const version = (await runOrFail(program('postgres'), ['--version'], as)).stdout.trim()
  return {
    url,
    version,
    start,
    stop: async () => void (await runOrFail(program('pg_ctl'), ['-D', cluster, '-w', '-m', 'immediate', 'stop'], as)),
    [Symbol.asyncDispose]: async () => {
      await run(program('pg_ctl'), ['-D', cluster, '-w', '-m', 'fast', 'stop'], as)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
