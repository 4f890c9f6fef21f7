import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findFirefox } from '../browser/firefox.ts'
import { findWebKit } from '../browser/webkit/launch.ts'
import { type Go, installGo } from './go.ts'
import { ROOT, findProgram, isRoot, run, runOrFail } from '../process.ts'

/** The programs that judge, and where each was found. */
export interface Tools {
  readonly python: string
  readonly java: string
  readonly veraPdfClassPath: string
  readonly jsc: string
  readonly postgresPrograms: string
  readonly faketime: string
  readonly go: Go
}

interface Need {
  readonly what: string
  /** Debian's package, or a pattern for `apt-cache search --names-only` where the name carries a version. */
  readonly packages: readonly (string | RegExp)[]
  readonly find: () => string | null
}

const CACHE = join(ROOT, 'node_modules', '.cache', 'interop')
const HERE = import.meta.dirname

const newest = (pattern: string): string | null => globSync(pattern).sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) ?? null
const findJsc = (): string | null => findProgram('jsc') ?? newest('/usr/lib/*/webkit*gtk-*/jsc') ?? newest('/usr/libexec/webkit*gtk-*/jsc')
const findFaketime = (): string | null => newest('/usr/lib/*/faketime/libfaketime.so.1')

const NEEDS: readonly Need[] = [
  { what: 'pdfsig', packages: ['poppler-utils'], find: () => findProgram('pdfsig') },
  { what: 'pdftotext', packages: ['poppler-utils'], find: () => findProgram('pdftotext') },
  { what: 'mutool', packages: ['mupdf-tools'], find: () => findProgram('mutool') },
  { what: 'qpdf', packages: ['qpdf'], find: () => findProgram('qpdf') },
  { what: 'openssl', packages: ['openssl'], find: () => findProgram('openssl') },
  { what: 'strace', packages: ['strace'], find: () => findProgram('strace') },
  { what: 'libfaketime', packages: ['faketime'], find: findFaketime },
  { what: 'jsc', packages: [/^libjavascriptcoregtk-[\d.]+-bin$/], find: findJsc },
  { what: 'PostgreSQL', packages: ['postgresql'], find: () => newest('/usr/lib/postgresql/*/bin/initdb') },
  { what: 'java', packages: ['default-jre-headless'], find: () => findProgram('java') },
  { what: 'mvn', packages: ['maven'], find: () => findProgram('mvn') },
  { what: 'Caddy', packages: ['caddy'], find: () => findProgram('caddy') },
  { what: 'Firefox', packages: ['firefox-esr'], find: findFirefox },
  { what: 'WebKitGTK', packages: ['webkit2gtk-driver', 'xvfb'], find: findWebKit },
  { what: 'python3', packages: ['python3', 'python3-venv'], find: () => findProgram('python3') },
]

async function packageNames(needs: readonly Need[]): Promise<string[]> {
  const names = new Set<string>()
  for (const wanted of needs.flatMap((need) => need.packages)) {
    if (typeof wanted === 'string') names.add(wanted)
    else {
      const found = await runOrFail('apt-cache', ['search', '--names-only', wanted.source])
      const name = found.stdout.split('\n').map((line) => line.split(' ')[0] ?? '').filter((line) => wanted.test(line)).sort().at(-1)
      if (!name) throw new Error(`no package named like ${wanted.source}`)
      names.add(name)
    }
  }
  return [...names]
}

const missing = (): Need[] => NEEDS.filter((need) => need.find() === null)

/** Installs what is missing with apt-get. Fails by name: a judge that is not there is never passed over. */
async function installPackages(): Promise<void> {
  const needs = missing()
  if (needs.length === 0) return
  const say = `missing: ${needs.map((need) => need.what).join(', ')}`
  if (!isRoot() || !findProgram('apt-get')) {
    const names = needs.flatMap((need) => need.packages.map((name) => (typeof name === 'string' ? name : `'${name.source}'`)))
    throw new Error(`${say}\ntype: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}`)
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await runOrFail('apt-get', ['update', '-qq'], { env })
  await runOrFail('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...(await packageNames(needs))], { env })
  const still = missing()
  if (still.length > 0) throw new Error(`installed, yet still missing: ${still.map((need) => need.what).join(', ')}`)
}

/** pyHanko, pinned, in an environment of its own. */
export async function installPyHanko(): Promise<string> {
  const home = join(CACHE, 'pyhanko')
  const python = join(home, 'bin', 'python')
  const requirements = join(HERE, 'requirements.txt')
  if (existsSync(python) && (await run(python, ['-c', 'import pyhanko.sign.validation'])).code === 0) return python
  const made = await run('python3', ['-m', 'venv', '--clear', home])
  if (made.code !== 0) {
    if (!isRoot() || !findProgram('apt-get')) throw new Error(`python3 -m venv failed; type: sudo apt-get install python3-venv\n${made.output}`)
    await runOrFail('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'python3-venv'], { env: { DEBIAN_FRONTEND: 'noninteractive' } })
    await runOrFail('python3', ['-m', 'venv', '--clear', home])
  }
  await runOrFail(python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', requirements])
  return python
}

/** veraPDF from Maven's packages: its class path, ready for `java -cp`. */
async function installVeraPdf(): Promise<string> {
  const folder = join(CACHE, 'verapdf')
  await mkdir(folder, { recursive: true })
  const output = join(folder, 'classpath')
  const args = ['-q', '-B', '-ntp', '-f', join(HERE, 'verapdf', 'pom.xml'), 'dependency:build-classpath', `-Dmdep.outputFile=${output}`]
  await runOrFail('mvn', args)
  return readFileSync(output, 'utf8').trim()
}

/** Makes every judge ready and says where it is. Throws, naming it, when one cannot be had. */
export async function installTools(): Promise<Tools> {
  await mkdir(CACHE, { recursive: true })
  await installPackages()
  const postgres = newest('/usr/lib/postgresql/*/bin/initdb')
  const [jsc, faketime, java] = [findJsc(), findFaketime(), findProgram('java')]
  if (!postgres || !jsc || !faketime || !java) throw new Error('a tool vanished while it was being installed')
  return {
    python: await installPyHanko(),
    java,
    veraPdfClassPath: await installVeraPdf(),
    jsc,
    faketime,
    go: await installGo(),
    postgresPrograms: postgres.slice(0, -'/initdb'.length),
  }
}
