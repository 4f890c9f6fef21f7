/** The key under which W3C WebDriver hands an element over. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

export type Reference = Readonly<Record<typeof ELEMENT, string>>

/** One session with a driver over W3C WebDriver (https://www.w3.org/TR/webdriver/): only what is used here. */
export interface WebDriver {
  /** Of the browser that it drives. */
  readonly version: string
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>
  /** Runs a function in the page, with JSON or elements as arguments; a promise is waited for. */
  call<Value>(source: string, ...values: readonly unknown[]): Promise<Value>
  click(element: Reference): Promise<unknown>
  type(element: Reference, text: string): Promise<unknown>
  press(keys: readonly string[]): Promise<unknown>
  close(): Promise<void>
}

export class DriverError extends Error {
  readonly error: string
  constructor(error: string, message: string) {
    super(`${error}: ${message}`)
    this.error = error
  }
}

async function request(address: string, method: string, path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(address + path, { method, ...(method === 'POST' ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) } : {}) })
  const { value } = (await answer.json()) as { readonly value: unknown }
  if (answer.ok) return value
  const { error = 'unknown', message = '' } = value as { readonly error?: string; readonly message?: string }
  throw new DriverError(error, message)
}

/** The function stands in the script's own text: a page's policy may forbid `eval`. */
const callOf = (source: string): string => `const done = arguments[arguments.length - 1]; const values = [...arguments].slice(0, -1)
Promise.resolve().then(() => (${source})(...values)).then((value) => done({ value }), (error) => done({ error: String(error) }))`

/** Opens a session; `capabilities` as `alwaysMatch`. */
export async function openSession(address: string, capabilities: Readonly<Record<string, unknown>>): Promise<WebDriver> {
  const { sessionId, capabilities: given } = (await request(address, 'POST', '/session', { capabilities: { alwaysMatch: capabilities } })) as { readonly sessionId: string; readonly capabilities: { readonly browserVersion?: string } }
  const ask: WebDriver['ask'] = (method, path, body) => request(address, method, `/session/${sessionId}${path}`, body)
  return {
    version: given.browserVersion ?? '',
    ask,
    async call<Value>(source: string, ...values: readonly unknown[]) {
      const { value, error } = (await ask('POST', '/execute/async', { script: callOf(source), args: values })) as { readonly value?: Value; readonly error?: string }
      if (error !== undefined) throw new Error(error)
      return value as Value
    },
    click: (element) => ask('POST', `/element/${element[ELEMENT]}/click`),
    type: (element, text) => ask('POST', `/element/${element[ELEMENT]}/value`, { text }),
    press: (keys) => ask('POST', '/actions', { actions: [{ type: 'key', id: 'keys', actions: [...keys.map((value) => ({ type: 'keyDown', value })), ...keys.toReversed().map((value) => ({ type: 'keyUp', value }))] }] }),
    close: async () => void (await ask('DELETE', '')),
  }
}
