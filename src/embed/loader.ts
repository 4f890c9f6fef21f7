/**
 * What a host's page loads: `<countersign-agreement agreement="…" subject="…">`, with several agreements and as many subjects parted by spaces (all are accepted, or none); optionally `mode="notice"`, `lang="en"`,
 * `font`, and `ink` with `surface`, any two colours of CSS (7:1 at least, or the frame keeps its own). It draws nothing
 * itself: the controls stand in a frame of the service, which the page can neither read nor press. It says what happens as events
 * `countersign:displayed`, `:agreed`, `:declined`, `:withdrawn`, `:error`. Without an answer nothing is agreed, and the page is told.
 */

/** The service this script came from. */
const SERVICE = new URL(import.meta.url).origin
/** How long the frame may take to say that it is there, in milliseconds. */
const PATIENCE = 15_000
const EVENTS = new Set(['displayed', 'agreed', 'declined', 'withdrawn', 'error'])

interface Message {
  readonly countersign?: unknown
  readonly height?: unknown
}

class CountersignAgreement extends HTMLElement {
  #frame: HTMLIFrameElement | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  /** True only after the service has acknowledged an acceptance. */
  agreed = false
  readonly #hear = (event: MessageEvent<Message | null>): void => this.#take(event)

  connectedCallback(): void {
    const [agreement = '', ...others] = (this.getAttribute('agreement') ?? '').split(/\s+/).filter(Boolean)
    const frame = document.createElement('iframe')
    const query = new URLSearchParams({ host: location.origin, mode: this.getAttribute('mode') ?? 'click' })
    if (others.length > 0) query.set('with', others.join(' '))
    const language = this.lang || document.documentElement.lang
    if (language.startsWith('vi') || language.startsWith('en')) query.set('lang', language.slice(0, 2))
    frame.src = `${SERVICE}/embed/${encodeURIComponent(agreement)}?${query}`
    frame.title = this.getAttribute('label') ?? (language.startsWith('en') ? 'Terms' : 'Điều khoản')
    frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads')
    frame.referrerPolicy = 'origin'
    Object.assign(frame.style, { width: '100%', border: '0', display: 'block', height: this.getAttribute('mode') === 'notice' ? '3rem' : '20rem', colorScheme: 'auto' })
    addEventListener('message', this.#hear)
    this.#timer = setTimeout(() => this.#say('error', { code: 'UNREACHABLE' }), PATIENCE)
    this.#frame = frame
    this.replaceChildren(frame)
  }

  disconnectedCallback(): void {
    removeEventListener('message', this.#hear)
    clearTimeout(this.#timer)
    this.#frame = null
  }

  #say(name: string, detail: unknown): void {
    if (name === 'agreed') this.agreed = true
    if (name === 'withdrawn') this.agreed = false
    this.dispatchEvent(new CustomEvent(`countersign:${name}`, { detail, bubbles: true, composed: true }))
  }

  /** A colour as the browser computes it: the frame reads `rgb()` alone. */
  #computeColour(name: string): string | null {
    const before = this.style.color
    this.style.color = ''
    this.style.color = this.getAttribute(name) ?? ''
    const colour = this.style.color === '' ? null : getComputedStyle(this).color
    this.style.color = before
    return colour
  }

  #take({ origin, source, data }: MessageEvent<Message | null>): void {
    if (origin !== SERVICE || !this.#frame || source !== this.#frame.contentWindow || !data) return
    const { countersign: kind, height } = data
    if (kind === 'ready') {
      clearTimeout(this.#timer)
      const font = (this.getAttribute('font') ?? getComputedStyle(this).fontFamily).replace(/[^\w\s,'"-]/g, '').slice(0, 200) || null
      const message = { countersign: 'start', subject: this.getAttribute('subject'), font, ink: this.#computeColour('ink'), surface: this.#computeColour('surface') }
      this.#frame.contentWindow?.postMessage(message, SERVICE)
    } else if (kind === 'size' && typeof height === 'number' && this.getAttribute('mode') === 'notice') {
      this.#frame.style.height = `${Math.min(200, Math.max(32, height))}px`
    } else if (typeof kind === 'string' && EVENTS.has(kind)) {
      const { countersign: _, ...detail } = data as Message & Record<string, unknown>
      this.#say(kind, detail)
    }
  }
}

if (!customElements.get('countersign-agreement')) customElements.define('countersign-agreement', CountersignAgreement)
