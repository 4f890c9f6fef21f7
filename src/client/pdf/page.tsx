import type { PDFDocumentProxy } from 'pdfjs-dist'
import { memo, useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { m } from '../messages/generated/messages.js'
import { drawPage, layText } from './raster.ts'
import type { ShownPage } from './raster.ts'

interface PageProps {
  readonly file: PDFDocumentProxy
  readonly number: number
  readonly count: number
  /** CSS pixels the page may be wide. */
  readonly width: number
  /** Height over width of a page that was not drawn yet. */
  readonly ratio?: number | undefined
  readonly overlay?: ((page: ShownPage) => ReactNode) | undefined
  readonly onDrawn?: (() => void) | undefined
}

const A4 = Math.SQRT2
/** How far from the view a page is drawn, and from where on its drawing is let go. */
const REACH = '900px'

/**
 * One page, drawn when it comes near the view and let go when it is far again, so that a long file takes no more memory than what is seen;
 * the old drawing stays until the new one is ready. Its text lies over it for screen readers.
 */
export const PdfPage = memo(function PdfPage({ file, number, count, width, ratio = A4, overlay, onDrawn }: PageProps) {
  const frame = useRef<HTMLElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const text = useRef<HTMLDivElement>(null)
  const [near, setNear] = useState(number === 1)
  const [shown, setShown] = useState<ShownPage | null>(null)
  const drawn = useRef(onDrawn)
  useEffect(() => {
    drawn.current = onDrawn
  })

  useEffect(() => {
    if (!frame.current) return
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting ?? false), { rootMargin: REACH })
    observer.observe(frame.current)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    if (!near || width < 40) return
    const [target, layer] = [canvas.current, text.current]
    const stop = new AbortController()
    const draw = async () => {
      const { page, canvas: draft } = await drawPage(file, number, width, stop.signal)
      if (stop.signal.aborted || !target) return
      target.width = draft.width
      target.height = draft.height
      target.getContext('2d')?.drawImage(draft, 0, 0)
      draft.width = 0
      setShown(page)
      drawn.current?.()
      if (layer) await layText(file, number, width, layer, stop.signal)
    }
    draw().catch(() => {
      // cancelled, or closed meanwhile: the next draw replaces it
    })
    return () => stop.abort()
  }, [file, number, width, near])

  useEffect(() => {
    if (near || !canvas.current) return
    canvas.current.width = 0
    text.current?.replaceChildren()
  }, [near])

  const height = shown ? (width * shown.height) / shown.width : width * ratio
  return (
    <figure ref={frame} data-page={number} aria-label={m.pdf_page({ number, count })} className="paper relative mx-auto overflow-hidden rounded-sheet bg-[#fff] shadow-lift" style={{ width, height }}>
      <canvas ref={canvas} aria-hidden="true" className="absolute inset-0 size-full" />
      <div ref={text} className="pdf-text" />
      {shown && near && overlay?.(shown)}
    </figure>
  )
})
