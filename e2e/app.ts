import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT, environment } from '../src/testing/process.ts'

export interface AppOptions {
  /** The data folder; a new empty one, thrown away at the end, when not given. */
  readonly data?: string
  readonly port?: number
  readonly env?: Readonly<Record<string, string | undefined>>
  /** A program that starts the server for us, such as strace with its arguments. */
  readonly wrapper?: readonly string[]
  /** Arguments of `serve`. */
  readonly args?: readonly string[]
  /** How long the first answer may take, in milliseconds. */
  readonly patience?: number
}

/** The real server as its own process, as `npm start` runs it. */
export interface App {
  /** Without a slash at its end, such as http://localhost:41234. */
  readonly address: string
  readonly data: string
  readonly pid: number
  /** What the mail server got, where the app has one instead of its outbox. */
  mails?(): readonly { readonly to: string; readonly text: string; readonly sentAt: string }[]
  /** All that it has printed. */
  output(): string
  /** SIGTERM, then waits; gives the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL: what a power cut leaves. */
  kill(): Promise<void>
  /** Starts again on the same folder and port, with the same settings unless others are named. */
  restart(options?: Pick<AppOptions, 'env' | 'wrapper'>): Promise<App>
  /** Stops it when it still runs and removes the folder when it was made here. */
  [Symbol.asyncDispose](): Promise<void>
}

const running = new Set<ChildProcess>()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

/** A port nobody listens on just now. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Settings of the person running the tests stay out of the app under test. */
const CLEARED = ['COUNTERSIGN_DATA', 'COUNTERSIGN_PUBLIC_ADDRESS', 'COUNTERSIGN_KEY_PASSPHRASE', 'COUNTERSIGN_DEMO', 'DATABASE_URL', 'SMTP_URL', 'NODE_ENV', 'VITEST']

function waitForAddress(child: ChildProcess, port: number, read: () => string, patience: number): Promise<string> {
  return new Promise((found, failed) => {
    const finish = (result: () => void): void => {
      clearTimeout(timer)
      child.stdout?.off('data', look)
      child.off('exit', ended)
      result()
    }
    const look = (): void => {
      const address = new RegExp(`https?://[\\w.[\\]-]+:${port}`).exec(read())?.[0]
      if (address) finish(() => found(address))
    }
    const ended = (): void => finish(() => failed(new Error(`the server ended before it was ready:\n${read()}`)))
    const timer = setTimeout(() => finish(() => failed(new Error(`no address after ${patience} ms:\n${read()}`))), patience)
    child.stdout?.on('data', look)
    child.on('exit', ended)
  })
}

/** Starts the real app on a free port and waits until it has printed its address. */
export async function startApp(options: AppOptions = {}): Promise<App> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'countersign-')))
  const port = options.port ?? (await findFreePort())
  const cleared = Object.fromEntries(CLEARED.map((name) => [name, undefined]))
  const env = environment({ ...cleared, PORT: String(port), COUNTERSIGN_DATA: data, ...options.env })
  const [command = 'node', ...args] = [...(options.wrapper ?? []), 'node', 'src/cli/main.ts', 'serve', ...(options.args ?? [])]
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let output = ''
  let exit: { readonly code: number | null } | null = null
  const ended = new Promise<void>((done) => {
    child.on('exit', (code) => {
      exit = { code }
      running.delete(child)
      done()
    })
    child.on('error', (error) => {
      output += error.message
      exit = { code: 127 }
      done()
    })
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  const announced = options.env?.['COUNTERSIGN_PUBLIC_ADDRESS']
  const address = await waitForAddress(child, announced ? Number(new URL(announced).port) : port, () => output, options.patience ?? 180_000)
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (!exit) child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await ended
    clearTimeout(timer)
    return exit?.code ?? null
  }
  return {
    address,
    data,
    pid: child.pid ?? 0,
    output: () => output,
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    restart: async (other = {}) => {
      await end('SIGTERM')
      return startApp({ ...options, ...other, data, port })
    },
    [Symbol.asyncDispose]: async () => {
      await end('SIGTERM')
      if (!options.data) await rm(data, { recursive: true, force: true })
    },
  }
}
