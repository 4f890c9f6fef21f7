import { useEffect, useRef, useState } from 'react'
import * as z from 'zod/mini'
import { derivePalette } from './palette.ts'

/** What the host's page hands to its frame. */
const startSchema = z.object({
  countersign: z.literal('start'),
  subject: z.nullable(z.string().check(z.maxLength(8000))),
  font: z.nullable(z.string().check(z.regex(/^[\w\s,'"-]{1,200}$/))),
  ink: z.nullable(z.string().check(z.maxLength(60))),
  surface: z.nullable(z.string().check(z.maxLength(60))),
})
export type Start = z.infer<typeof startSchema>

/** The window that holds this page: a host's, or the frame that opened this window. */
function findHost(): Window | null {
  if (window.parent !== window) return window.parent
  // A window of another page is no Object of this one.
  const opener: unknown = window.opener
  return typeof opener === 'object' && opener !== null ? (opener as Window) : null
}

/** Tells the host; only the page of this origin hears it. */
export function tellHost(origin: string, message: Readonly<Record<string, unknown>>): void {
  findHost()?.postMessage(message, origin)
}

/** Takes the host's font, and its colours where what stands on them can be read. The contract's text keeps its own font. */
function inherit({ font, ink, surface }: Start): void {
  if (font !== null) document.body.style.fontFamily = `${font}, "Be Vietnam Pro", sans-serif`
  const palette = ink === null || surface === null ? null : derivePalette(ink, surface)
  if (!palette) return
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`:root, .paper { ${Object.entries(palette).map(([name, value]) => `${name}: ${value}`).join('; ')} }`)
  document.adoptedStyleSheets.push(sheet)
}

/** Waits for the host's word; says `ready` first, and how high the page is whenever that changes. */
export function useHost(origin: string): Start | null {
  const [start, setStart] = useState<Start | null>(null)
  const isStarted = useRef(false)
  useEffect(() => {
    const hear = (event: MessageEvent<unknown>) => {
      if (event.origin !== origin || event.source !== findHost()) return
      const parsed = startSchema.safeParse(event.data)
      if (!parsed.success || isStarted.current) return
      isStarted.current = true
      inherit(parsed.data)
      setStart(parsed.data)
    }
    addEventListener('message', hear)
    tellHost(origin, { countersign: 'ready' })
    const watch = new ResizeObserver(() => tellHost(origin, { countersign: 'size', height: Math.ceil(document.documentElement.scrollHeight) }))
    watch.observe(document.body)
    return () => {
      removeEventListener('message', hear)
      watch.disconnect()
    }
  }, [origin])
  return start
}
