import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Step } from './find.ts'
import { type Ground, PATIENCE, locate, until } from './locator.ts'
import type { WebDriver } from './webdriver.ts'

/** W3C's private-use code points for keys that write nothing. */
const KEYS: Readonly<Record<string, string>> = { Enter: '\uE007', Escape: '\uE00C', Tab: '\uE004', Space: ' ', Backspace: '\uE003', Delete: '\uE017', Shift: '\uE008', Control: '\uE009', End: '\uE010', Home: '\uE011', PageDown: '\uE00F', PageUp: '\uE00E', ArrowDown: '\uE015', ArrowUp: '\uE013', ArrowLeft: '\uE012', ArrowRight: '\uE014' }

type Wanted = string | RegExp | ((url: URL) => boolean)

function matches(address: string, wanted: Wanted): boolean {
  if (typeof wanted === 'function') return wanted(new URL(address))
  if (wanted instanceof RegExp) return wanted.test(address)
  return new RegExp(`^${wanted.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('**', '.+').replaceAll(/(?<!\.)\*/g, '[^/]*')}$`).test(address)
}

/** The part of Playwright's Page that the journeys use, over W3C WebDriver; `downloads` is the folder where the browser leaves files. */
export function createPage(driver: WebDriver, downloads: string, size: { readonly width: number; readonly height: number }) {
  let address = 'about:blank'
  const arrive = (at: string): void => void (address = at)
  const ground: Ground = { driver, frames: [], arrive }
  const taken = new Set<string>()
  const sizes = new Map<string, number>()
  let turns = 0
  const evaluate = async <Value>(work: ((argument: never) => Value) | string, argument?: unknown): Promise<Awaited<Value>> =>
    driver.call<Awaited<Value>>(typeof work === 'string' ? `() => (${work})` : work.toString(), ...(argument === undefined ? [] : [argument]))
  const goto = async (to: string): Promise<void> => {
    await driver.ask('POST', '/url', { url: to })
    arrive(String(await driver.ask('GET', '/url')))
  }
  /** The next whole file that has not been asked for yet. */
  const waitForDownload = (timeout: number) =>
    until(() => `no file in ${downloads}`, async () => {
      const name = (await readdir(downloads)).find((file) => !taken.has(file) && !/\.(wkdownload|part|crdownload)$/.test(file))
      if (name === undefined) return null
      const { size } = await stat(join(downloads, name))
      const isWhole = size > 0 && sizes.get(name) === size
      sizes.set(name, size)
      if (!isWhole) return null
      taken.add(name)
      return { suggestedFilename: () => name, path: () => Promise.resolve(join(downloads, name)) }
    }, timeout)
  const root = locate(ground, [])
  return {
    ...root,
    goto,
    reload: async () => void (await driver.ask('POST', '/refresh')),
    url: () => address,
    evaluate,
    viewportSize: () => size,
    waitForURL: (wanted: Wanted, { timeout = PATIENCE } = {}) =>
      until(() => `${address} is not ${String(wanted)}`, async () => {
        arrive(String(await driver.ask('GET', '/url')))
        return matches(address, wanted) ? true : null
      }, timeout),
    waitForLoadState: () => Promise.resolve(),
    waitForFunction: (work: (argument: never) => unknown, argument?: unknown) => until(() => `not true: ${String(work)}`, async () => ((await evaluate(work, argument)) ? true : null)),
    waitForEvent: (event: string, { timeout = PATIENCE } = {}) => (event === 'download' ? waitForDownload(timeout) : Promise.reject(new Error(`cannot wait for ${event}`))),
    frameLocator: (selector: string) => locate({ ...ground, frames: [[{ by: 'css', selector } satisfies Step]] }, []),
    screenshot: async ({ path }: { path: string }) => writeFile(path, Buffer.from(String(await driver.ask('GET', '/screenshot')), 'base64')),
    keyboard: {
      press: (keys: string) => driver.press(keys.split('+').map((key) => KEYS[key] ?? key)),
      insertText: (text: string) => evaluate((given: string) => document.execCommand('insertText', false, given), text),
    },
    mouse: {
      // A source of its own for each turn: to the driver a second turn of one and the same wheel is no change.
      wheel: (x: number, y: number) => driver.ask('POST', '/actions', { actions: [{ type: 'wheel', id: `wheel ${turns++}`, actions: [{ type: 'scroll', x: 100, y: 100, deltaX: x, deltaY: y, duration: 0, origin: 'viewport' }] }] }),
    },
  }
}
