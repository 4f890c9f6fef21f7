import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** The checkout: everything is started from here. */
export const ROOT = resolve(import.meta.dirname, '..', '..')

export interface RunOptions {
  /** Added to this process's environment; undefined removes a name. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  /** Bytes given on standard input. */
  readonly input?: Uint8Array | string
  /** Ends the program after this many milliseconds; 20 minutes when not given. */
  readonly timeout?: number
  readonly user?: { readonly uid: number; readonly gid: number }
}

export interface RunResult {
  readonly code: number
  /** What ended the program when it did not end by itself. */
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** Standard output and error in the order they came. */
  readonly output: string
}

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** The environment of a started program: the pinned Node first on its path. */
export function environment(extra: RunOptions['env'] = {}): NodeJS.ProcessEnv {
  const path = [join(ROOT, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter)
  const env: NodeJS.ProcessEnv = { ...process.env, PATH: path, NO_COLOR: '1' }
  delete env['FORCE_COLOR']
  for (const [name, value] of Object.entries(extra)) {
    if (value === undefined) delete env[name]
    else env[name] = value
  }
  return env
}

/** Where on the path a program is, or null. */
export function findProgram(name: string): string | null {
  const folders = (environment()['PATH'] ?? '').split(delimiter)
  for (const folder of folders) {
    const path = join(folder, name)
    if (folder && existsSync(path)) return path
  }
  return null
}

/** Runs a program to its end; a program that cannot be started gives code 127. Never throws. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((done) => {
    const child: ChildProcess = spawn(command, [...args], {
      cwd: options.cwd ?? ROOT,
      env: environment(options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.user ? { uid: options.user.uid, gid: options.user.gid } : {}),
    })
    let [stdout, stderr, output] = ['', '', '']
    const timer = setTimeout(() => {
      output += `\n(ended after ${options.timeout ?? 1_200_000} ms)`
      child.kill('SIGKILL')
    }, options.timeout ?? 1_200_000)
    child.stdout?.setEncoding('utf8').on('data', (text: string) => ([stdout, output] = [stdout + text, output + text]))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => ([stderr, output] = [stderr + text, output + text]))
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input ?? '')
    const finish = (code: number, signal: NodeJS.Signals | null = null): void => {
      clearTimeout(timer)
      done({ code, signal, stdout: stripVTControlCharacters(stdout), stderr: stripVTControlCharacters(stderr), output: stripVTControlCharacters(output) })
    }
    child.on('error', (error) => {
      output += error.message
      finish(127)
    })
    child.on('close', (code, signal) => finish(code ?? 1, signal))
  })
}

/** As `run`, but a code other than 0 is an error that shows what the program said. */
export async function runOrFail(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const result = await run(command, args, options)
  if (result.code !== 0) throw new Error(`${command} ${args.join(' ')}\nended with ${result.signal ?? `code ${result.code}`}\n${result.output.slice(-8000)}`)
  return result
}
