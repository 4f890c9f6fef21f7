import { type ChildProcess, spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CodedError } from '../../../core/bytes/error.ts'
import { environment, findProgram } from '../../process.ts'
import type { BrowserErrorCode } from '../chromium.ts'
import { openDisplay } from './display.ts'
import { until } from './locator.ts'
import { createPage } from './page.ts'
import { type WebDriver, openSession } from './webdriver.ts'

const findMiniBrowser = (): string | null => globSync(['/usr/lib/*/webkit2gtk-4.1/MiniBrowser', '/usr/libexec/webkit2gtk-4.1/MiniBrowser']).at(-1) ?? null

/** The driver, when everything that it needs is there. */
export const findWebKit = (): string | null => (findMiniBrowser() && findProgram('Xvfb') ? findProgram('WebKitWebDriver') : null)

export interface WebKitProfile {
  readonly driver: WebDriver
  readonly page: ReturnType<typeof createPage>
  /** Errors that pages printed. */
  readonly complaints: string[]
  /** Cookies as a request's header. */
  readCookies(): Promise<string>
  close(): Promise<void>
}

export interface WebKitBrowser {
  /** Known from the first profile on. */
  readonly version: string
  open(size: { readonly width: number; readonly height: number }): Promise<WebKitProfile>
  close(): Promise<void>
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/** Small tool bars, so that a window can be as narrow as a phone; nothing moves. */
const STYLE = 'window, headerbar, toolbar, toolbar *, box, button, entry { min-width: 0; padding: 0; margin: 0; font-size: 1px; -gtk-icon-size: 1px }'
const SETTINGS = '[Settings]\ngtk-enable-animations=0\n'

/** A home of its own, thrown away with everything that the browser leaves. */
async function makeHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'webkit-'))
  const style = join(home, '.config', 'gtk-3.0')
  await Promise.all([mkdir(style, { recursive: true }), mkdir(join(home, 'Downloads')), mkdir(join(home, 'run'), { mode: 0o700 })])
  await Promise.all([writeFile(join(style, 'gtk.css'), STYLE), writeFile(join(style, 'settings.ini'), SETTINGS), writeFile(join(home, '.config', 'user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="$HOME/Downloads"\n')])
  return home
}

const readComplaints = (complaints: string[]) => (text: string): void => void complaints.push(...text.split('\n').filter((line) => /CONSOLE \w+ ERROR/.test(line)))

/**
 * The distribution's WebKitGTK in its own small browser, on a screen that nobody sees. Each profile has a driver of its own, which serves one session.
 * @throws CodedError BROWSER_MISSING
 */
export async function launchWebKit(): Promise<WebKitBrowser> {
  const [program, binary] = [findProgram('WebKitWebDriver'), findMiniBrowser()]
  if (!program || !binary) throw new CodedError<BrowserErrorCode>('BROWSER_MISSING', 'No WebKitGTK. Type: sudo apt-get install -y --no-install-recommends webkit2gtk-driver xvfb')
  const display = await openDisplay()
  const drivers = new Set<ChildProcess>()
  process.on('exit', () => drivers.forEach((one) => one.kill('SIGKILL')))
  let version = ''
  return {
    get version() {
      return version
    },
    async open(size) {
      const [home, port] = [await makeHome(), await findPort()]
      const env = environment({ DISPLAY: display.name, WAYLAND_DISPLAY: undefined, HOME: home, XDG_CONFIG_HOME: undefined, XDG_RUNTIME_DIR: join(home, 'run'), TZ: 'Asia/Ho_Chi_Minh', LC_ALL: undefined, LANG: undefined, LANGUAGE: undefined, LIBGL_ALWAYS_SOFTWARE: '1', NO_AT_BRIDGE: '1', GSETTINGS_BACKEND: 'memory' })
      const child = spawn(program, ['--host=127.0.0.1', `--port=${port}`], { env, stdio: ['ignore', 'pipe', 'pipe'] })
      drivers.add(child)
      const complaints: string[] = []
      child.stdout.setEncoding('utf8').on('data', readComplaints(complaints))
      child.stderr.setEncoding('utf8').on('data', readComplaints(complaints))
      const address = `http://127.0.0.1:${port}`
      await until(() => 'WebKitWebDriver does not answer', () => fetch(`${address}/status`).then(() => true, () => null))
      const driver = await openSession(address, { 'webkitgtk:browserOptions': { binary, args: ['--automation', '--enable-write-console-messages-to-stdout=true'] } })
      version = driver.version
      await driver.ask('POST', '/window/rect', size)
      return {
        driver, complaints,
        page: createPage(driver, join(home, 'Downloads'), size),
        readCookies: async () => ((await driver.ask('GET', '/cookie')) as { name: string; value: string }[]).map(({ name, value }) => `${name}=${value}`).join('; '),
        close: async () => {
          await driver.close().catch(() => undefined)
          child.kill()
          drivers.delete(child)
          await rm(home, { recursive: true, force: true, maxRetries: 5 })
        },
      }
    },
    close: async () => {
      for (const child of drivers) child.kill()
      display.close()
    },
  }
}
