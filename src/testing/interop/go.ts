import { chmod, mkdir, readdir } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { ROOT, findProgram, isRoot, run, runOrFail } from '../process.ts'

const CACHE = join(ROOT, 'node_modules', '.cache', 'interop', 'go')
const TOOLCHAIN = 'v0.0.1-go1.26.8'
/** What the programs below ask for at least. */
const ENOUGH = [1, 25] as const
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

export interface Go {
  /** Builds a program of the Go module proxy, pinned as `module@version`; gives its path. Built once for a checkout. */
  install(program: string): Promise<string>
  /** Runs `go` in a folder; throws what it said when it fails. */
  run(folder: string, args: readonly string[]): Promise<string>
}

async function isEnough(go: string): Promise<boolean> {
  const { code, stdout } = await run(go, ['version'], { env: { GOTOOLCHAIN: 'local' } })
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(stdout) ?? []
  return code === 0 && Number(major) === ENOUGH[0] && Number(minor) >= ENOUGH[1]
}

/** Debian's Go, too old by itself, fetches a current one, which the module proxy has as a module; what is unpacked there cannot be started until it is allowed to. */
async function fetchToolchain(old: string): Promise<string> {
  const name = `golang.org/toolchain@${TOOLCHAIN}.linux-${ARCHITECTURES[process.arch] ?? process.arch}`
  const { stdout } = await runOrFail(old, ['mod', 'download', '-json', name], { cwd: CACHE, env: { GOTOOLCHAIN: 'local', GO111MODULE: 'on' } })
  const { Dir } = z.object({ Dir: z.string() }).parse(JSON.parse(stdout))
  for (const folder of ['bin', join('pkg', 'tool', `linux_${ARCHITECTURES[process.arch]}`)]) {
    if (!existsSync(join(Dir, folder))) continue
    await chmod(join(Dir, folder), 0o755)
    for (const file of await readdir(join(Dir, folder))) await chmod(join(Dir, folder, file), 0o755)
  }
  return join(Dir, 'bin', 'go')
}

async function findGo(): Promise<string> {
  const known = findProgram('go')
  if (known && (await isEnough(known))) return known
  if (!known) {
    if (!isRoot() || !findProgram('apt-get')) throw new Error('missing: go\ntype: sudo apt-get install -y --no-install-recommends golang-go')
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await runOrFail('apt-get', ['update', '-qq'], { env })
    await runOrFail('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'golang-go'], { env })
  }
  const old = known ?? findProgram('go')
  if (!old) throw new Error('installed, yet still missing: go')
  const fetched = await fetchToolchain(old)
  if (!(await isEnough(fetched))) throw new Error(`${fetched} cannot be used`)
  return fetched
}

/** A Go that is new enough, installed when there is none. Fails by name. */
export async function installGo(): Promise<Go> {
  await mkdir(CACHE, { recursive: true })
  const go = await findGo()
  const env = { GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false', GOROOT: undefined, GO111MODULE: 'on' }
  return {
    async install(program) {
      const folder = join(CACHE, program.replaceAll(/[^A-Za-z0-9.@]/g, '_'))
      const built = join(folder, program.split('@')[0]?.split('/').at(-1) ?? '')
      if (!existsSync(built)) await runOrFail(go, ['install', program], { cwd: CACHE, env: { ...env, GOBIN: folder } })
      return built
    },
    run: async (folder, args) => (await runOrFail(go, args, { cwd: folder, env })).stdout,
  }
}
