import { type Browser, firefox } from 'playwright'
import { CodedError } from '../../core/bytes/error.ts'
import { findProgram } from '../process.ts'
import type { BrowserErrorCode } from './chromium.ts'

/** Where the distribution's Firefox is, or null. */
export const findFirefox = (): string | null => findProgram('firefox-esr') ?? findProgram('firefox')

interface Session {
  send(method: string, parameters?: unknown): Promise<unknown>
  emit(event: string, parameters?: object): boolean
}
/** The pinned Playwright's own parts, by the names they have there. */
const PARTS = { connection: '_connection', session: '_browserSession' } as const
interface Driven extends Browser {
  readonly [PARTS.connection]: { toImpl(browser: Browser): { readonly [PARTS.session]: Session } }
}

/** Asked of every page and not yet known to Firefox's long-term release; the refusal would keep the pinned Playwright from opening any. Motion and colours stay as they are set below. */
const UNKNOWN = 'emulation.setMediaFeaturesOverride'

/** Makes the pinned Playwright and the long-term release understand each other. */
function bridge(browser: Browser): void {
  const session = (browser as Driven)[PARTS.connection].toImpl(browser)[PARTS.session]
  const kind = Object.getPrototypeOf(session) as Session
  const { send, emit } = kind
  kind.send = function (method, parameters) {
    return method === UNKNOWN ? Promise.resolve({}) : send.call(this, method, parameters)
  }
  // A file made in the page has no navigation to be told apart by: its address does.
  kind.emit = function (event, parameters) {
    const given = event.startsWith('browsingContext.download') ? { download: (parameters as { readonly url: string }).url, ...parameters } : parameters
    return emit.call(this, event, given)
  }
}

/** Runs in every page: the pinned Playwright sets a field's value behind React's back, so that the page learns nothing; this writes as a person does, over what is selected. */
export function writeAsTyped(): void {
  const write = (text: string): Element | undefined => {
    let element = document.activeElement
    while (element?.shadowRoot) element = element.shadowRoot.activeElement
    if (element instanceof HTMLIFrameElement) return element
    document.execCommand('insertText', false, text)
  }
  Object.defineProperty(window, '__pw_bidiInsertText', { get: () => write, set: () => {} })
}

/**
 * Starts the distribution's own Firefox, headless, by WebDriver BiDi: Playwright's patched build is not needed.
 * Known of 153.7 driven so: keys and presses do not reach a frame of another site, and waiting for a heading by its accessible name while the check page
 * judges ends the browser (signal 11; waiting for its text does not).
 * @throws CodedError BROWSER_MISSING
 */
export async function launchFirefox(): Promise<Browser> {
  const executablePath = findFirefox()
  if (!executablePath) throw new CodedError<BrowserErrorCode>('BROWSER_MISSING', 'No Firefox. Type: sudo apt-get install -y --no-install-recommends firefox-esr')
  const browser = await firefox.launch({ channel: 'moz-firefox', executablePath, firefoxUserPrefs: { 'ui.prefersReducedMotion': 1 } })
  bridge(browser)
  return browser
}
