import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Found, type Step, type Words, find } from './find.ts'
import { DriverError, type Reference, type WebDriver } from './webdriver.ts'

export const PATIENCE = 30_000

type Name = string | RegExp
interface Exact { readonly exact?: boolean }

/** What a locator needs of its page: the driver, placed in the right frame, and where the page has come to. */
export interface Ground {
  readonly driver: WebDriver
  /** Frames to step into, outermost first. */
  readonly frames: readonly (readonly Step[])[]
  arrive(address: string): void
}

export const wordsOf = (name: Name, exact = false): Words => (typeof name === 'string' ? { text: name, exact } : { source: name.source, flags: name.flags })

/** Tries until it gives something else than null; what goes away underneath, such as a page being left, is tried again. */
export async function until<Value>(what: () => string, attempt: () => Promise<Value | null>, patience = PATIENCE): Promise<Value> {
  const end = Date.now() + patience
  let last = ''
  for (;;) {
    try {
      const value = await attempt()
      if (value !== null) return value
      last = ''
    } catch (error) {
      if (!(error instanceof DriverError) || error.error === 'invalid session id') throw error
      last = `; last ${error.message}`
    }
    if (Date.now() > end) throw new Error(`${what()} after ${patience} ms${last}`)
    await new Promise((done) => setTimeout(done, 40))
  }
}

/** Steps into the frames of the ground, from the top. */
async function enter({ driver, frames }: Ground): Promise<boolean> {
  if (frames.length === 0) return true
  await driver.ask('POST', '/frame', { id: null })
  for (const steps of frames) {
    const { element } = await driver.call<Found>(find.toString(), steps)
    if (element === null) return false
    await driver.ask('POST', '/frame', { id: element })
  }
  return true
}

/** The part of Playwright's Locator that the journeys use, over W3C WebDriver. */
export function locate(ground: Ground, steps: readonly Step[]) {
  const { driver } = ground
  const more = (...next: readonly Step[]) => locate(ground, [...steps, ...next])
  const look = async <Value>(use: (found: Found) => Promise<Value> | Value): Promise<Value | null> => {
    try {
      if (!(await enter(ground))) return null
      const found = await driver.call<Found>(find.toString(), steps)
      if (ground.frames.length === 0) ground.arrive(found.address)
      return await use(found)
    } finally {
      if (ground.frames.length > 0) await driver.ask('POST', '/frame', { id: null }).catch(() => undefined)
    }
  }
  const describe = (verb: string) => (): string => `could not ${verb} ${JSON.stringify(steps)}`
  /** Does something with the element once it can be used. */
  const act = (verb: string, use: (element: Reference, found: Found) => Promise<unknown>, { force = false, timeout = PATIENCE } = {}): Promise<unknown> =>
    until(describe(verb), () => look(async (found) => (found.element !== null && (force || (found.isVisible && found.isEnabled)) ? ((await use(found.element as Reference, found)), true) : null)), timeout)
  const read = <Value>(of: (found: Found) => Value): Promise<Value> => until(describe('read'), () => look((found) => (found.element === null ? null : { value: of(found) }))).then(({ value }) => value)
  /** The driver brings nothing into view that scrolls inside something else. */
  const press = async (element: Reference, force?: boolean): Promise<void> => {
    if (force) return void (await driver.call('(element) => element.click()', element))
    await driver.call(SHOW, element)
    await driver.click(element)
  }
  const click = (options: { force?: boolean; timeout?: number } = {}) => act('click', (element) => press(element, options.force), options)
  const setChecked = async (isWanted: boolean, options: { force?: boolean } = {}): Promise<void> => {
    await act('check', async (element, { isChecked }) => (isChecked === isWanted ? undefined : press(element, options.force)), options)
    await until(describe('see checked'), () => look(({ isChecked }) => (isChecked === isWanted ? true : null)))
  }
  return {
    steps,
    first: () => more({ by: 'nth', index: 0 }),
    last: () => more({ by: 'nth', index: -1 }),
    nth: (index: number) => more({ by: 'nth', index }),
    locator: (selector: string) => more({ by: 'css', selector }),
    getByRole: (role: string, { name, exact }: Exact & { name?: Name } = {}) => more({ by: 'role', role, ...(name === undefined ? {} : { name: wordsOf(name, exact) }) }),
    getByText: (text: Name, { exact }: Exact = {}) => more({ by: 'text', words: wordsOf(text, exact) }),
    getByLabel: (text: Name, { exact }: Exact = {}) => more({ by: 'label', words: wordsOf(text, exact) }),
    filter: ({ hasText, has }: { hasText?: Name; has?: { readonly steps: readonly Step[] } }) =>
      more(...(hasText === undefined ? [] : [{ by: 'holds', words: wordsOf(hasText) } as const]), ...(has ? [{ by: 'has', steps: has.steps } as const] : [])),
    all: async () => {
      const count = (await look(({ count }) => count)) ?? 0
      return Array.from({ length: count }, (_, index) => more({ by: 'nth', index }))
    },
    count: async (): Promise<number> => (await look(({ count }) => count)) ?? 0,
    waitFor: ({ state = 'visible', timeout = PATIENCE }: { state?: 'visible' | 'hidden' | 'attached' | 'detached'; timeout?: number } = {}) =>
      until(describe(`see ${state}`), () => look(({ count, isVisible }) => ((state === 'visible' ? isVisible : state === 'hidden' ? !isVisible : state === 'attached' ? count > 0 : count === 0) ? true : null)), timeout),
    click,
    check: (options?: { force?: boolean }) => setChecked(true, options),
    uncheck: (options?: { force?: boolean }) => setChecked(false, options),
    fill: (text: string) => act('fill', (element) => driver.call(FILL, element, text)),
    pressSequentially: (text: string) => act('type', (element) => driver.type(element, text)),
    selectOption: (value: string) => act('select', (element) => driver.call(SELECT, element, value)),
    focus: () => act('focus', (element) => driver.call('(element) => element.focus()', element)),
    scrollIntoViewIfNeeded: () => act('scroll to', (element) => driver.call(SHOW, element)),
    clear: () => act('clear', (element) => driver.call(FILL, element, '')),
    setInputFiles: async (given: GivenFile | readonly GivenFile[]) => {
      const paths = await Promise.all(([] as GivenFile[]).concat(given).map(writeGiven))
      await act('give files', (element) => driver.type(element, paths.join('\n')), { force: true })
    },
    innerText: () => read(({ text }) => text),
    textContent: () => read(({ text }) => text),
    allInnerTexts: async (): Promise<readonly string[]> => (await look(({ texts }) => texts)) ?? [],
    inputValue: () => read(({ value }) => value),
    isVisible: async (): Promise<boolean> => (await look(({ isVisible }) => isVisible)) ?? false,
    isDisabled: () => read(({ isEnabled }) => !isEnabled),
    isChecked: () => read(({ isChecked }) => isChecked),
  }
}

const SHOW = '(element) => element.scrollIntoView({ block: "center", behavior: "instant" })'

type GivenFile = string | { readonly name: string; readonly buffer: Uint8Array }

/** A file's path: its own, or that of a copy of the bytes under the name. */
async function writeGiven(file: GivenFile): Promise<string> {
  if (typeof file === 'string') return file
  const path = join(await mkdtemp(join(tmpdir(), 'given-')), basename(file.name))
  await writeFile(path, file.buffer)
  return path
}

/** As a person who replaces what stands there; fields with a picker of their own take the value. */
const FILL = `(element, text) => {
  element.focus()
  if (element.select) element.select()
  const isTyped = !['date', 'number', 'time', 'month'].includes(element.type)
  if (isTyped && text !== '' && document.execCommand('insertText', false, text) && element.value === text) return
  const kind = element instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement
  Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(element, text)
  for (const name of ['input', 'change']) element.dispatchEvent(new Event(name, { bubbles: true }))
}`

const SELECT = `(element, value) => {
  const option = [...element.options].find((one) => one.value === value || one.label === value)
  if (!option) throw new Error('no option ' + value)
  Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(element, option.value)
  for (const name of ['input', 'change']) element.dispatchEvent(new Event(name, { bubbles: true }))
}`
