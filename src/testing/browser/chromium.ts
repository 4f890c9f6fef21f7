import { existsSync, readFileSync } from 'node:fs'
import { type Browser, chromium } from 'playwright'
import { CodedError } from '../../core/bytes/error.ts'
import { isRoot, run } from '../process.ts'

export type BrowserErrorCode = 'BROWSER_MISSING'

const PLACES = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable']

/** Keeps Chromium from looking anything up by itself: a test talks to the app and to nobody else. */
const QUIET = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-gpu',
  '--disable-features=OptimizationHints,MediaRouter,Translate',
]

/** Where a Chromium is, or null: `CHROMIUM_PATH`, then the system's, then the one that Playwright downloaded. */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM_PATH']
  if (named) return existsSync(named) ? named : null
  return [...PLACES, chromium.executablePath()].find((path) => existsSync(path)) ?? null
}

function distribution(): string {
  const file = '/etc/os-release'
  return existsSync(file) ? (/^ID="?(\w+)/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '') : ''
}

/** The commands that would bring a Chromium to this machine. On Ubuntu the distribution's package is only a stub. */
function installCommands(): [string, ...string[]][] {
  if (distribution() === 'debian' && isRoot()) {
    return [
      ['apt-get', 'update', '-qq'],
      ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium'],
    ]
  }
  const withSystemLibraries = isRoot() && process.platform === 'linux' ? ['--with-deps'] : []
  return [['npx', '--no-install', 'playwright', 'install', ...withSystemLibraries, 'chromium']]
}

function whatToType(): string {
  if (process.env['CHROMIUM_PATH']) return 'CHROMIUM_PATH names a file that does not exist: correct or unset it'
  if (distribution() === 'debian') return 'type: sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium'
  return 'type: npx playwright install --with-deps chromium   (or set CHROMIUM_PATH to a Chromium that is there)'
}

/**
 * Finds a Chromium and installs one when there is none.
 * @throws CodedError BROWSER_MISSING saying what to type, when none could be had
 */
export async function installChromium(): Promise<string> {
  const found = findChromium()
  if (found) return found
  let output = ''
  if (!process.env['CHROMIUM_PATH']) {
    process.stdout.write('  installing Chromium for the browser journeys …\n')
    for (const [command, ...args] of installCommands()) {
      const result = await run(command, args, { env: { DEBIAN_FRONTEND: 'noninteractive' } })
      output = result.output
      if (result.code !== 0) break
    }
  }
  const installed = findChromium()
  if (installed) return installed
  throw new CodedError<BrowserErrorCode>('BROWSER_MISSING', `No Chromium for the browser journeys: ${whatToType()}\n${output.slice(-1500)}`)
}

/** Starts a headless Chromium with an empty profile that is thrown away. `issuerPin`: SHA-256 (base64) of the one more issuer's key that it believes. */
export async function launchChromium({ issuerPin }: { readonly issuerPin?: string } = {}): Promise<Browser> {
  const args = issuerPin === undefined ? QUIET : [...QUIET, `--ignore-certificate-errors-spki-list=${issuerPin}`]
  return chromium.launch({ executablePath: await installChromium(), args, chromiumSandbox: !isRoot() && !process.env['CI'] })
}
