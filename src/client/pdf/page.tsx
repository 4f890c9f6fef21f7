import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { m } from '../messages/generated/messages.js'

/** A page as shown: size in CSS pixels, and how its own units become them. */
export interface ShownPage {
  /** 1, 2, 3 … */
  readonly number: number
  readonly width: number
  readonly height: number
  /** A rectangle [left, bottom, right, top] of the page's user space, in CSS pixels from the top left. */
  readonly toPixels: (rect: readonly [number, number, number, number]) => { left: number; top: number; width: number; height: number }
}

interface PageProps {
  readonly file: PDFDocumentProxy
  readonly number: number
  readonly count: number
  /** CSS pixels the page may be wide. */
  readonly width: number
  readonly overlay?: ((page: ShownPage) => ReactNode) | undefined
  readonly onDrawn?: (() => void) | undefined
}

const A4 = Math.SQRT2
/** A canvas over this is drawn coarser: phones refuse larger ones. */
const MAX_PIXELS = 9_000_000

/** One page, drawn when it comes near the view; the old drawing stays until the new one is ready. */
export function PdfPage({ file, number, count, width, overlay, onDrawn }: PageProps) {
  const frame = useRef<HTMLElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [near, setNear] = useState(number === 1)
  const [shown, setShown] = useState<ShownPage | null>(null)
  const drawn = useRef(onDrawn)
  useEffect(() => {
    drawn.current = onDrawn
  })

  useEffect(() => {
    if (near || !frame.current) return
    const observer = new IntersectionObserver((entries) => setNear((was) => was || entries.some((entry) => entry.isIntersecting)), { rootMargin: '600px' })
    observer.observe(frame.current)
    return () => observer.disconnect()
  }, [near])

  useEffect(() => {
    if (!near || width < 40) return
    let stopped = false
    let stop = () => {}
    const draw = async () => {
      const page = await file.getPage(number)
      const natural = page.getViewport({ scale: 1 })
      const view = page.getViewport({ scale: width / natural.width })
      const density = Math.min(globalThis.devicePixelRatio || 1, Math.sqrt(MAX_PIXELS / (view.width * view.height)))
      const draft = document.createElement('canvas')
      draft.width = Math.floor(view.width * density)
      draft.height = Math.floor(view.height * density)
      const task = page.render({ canvas: draft, viewport: view, transform: [density, 0, 0, density, 0, 0] })
      stop = () => task.cancel()
      await task.promise
      const target = canvas.current
      if (stopped || !target) return
      target.width = draft.width
      target.height = draft.height
      target.getContext('2d')?.drawImage(draft, 0, 0)
      setShown({
        number,
        width: view.width,
        height: view.height,
        toPixels: ([left, bottom, right, top]) => {
          const [x1 = 0, y1 = 0] = view.convertToViewportPoint(left, top)
          const [x2 = 0, y2 = 0] = view.convertToViewportPoint(right, bottom)
          return { left: Math.min(x1, x2), top: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) }
        },
      })
      drawn.current?.()
    }
    draw().catch(() => {
      // cancelled, or closed meanwhile: the next draw replaces it
    })
    return () => {
      stopped = true
      stop()
    }
  }, [file, number, width, near])

  return (
    <figure ref={frame} aria-label={m.pdf_page({ number, count })} className="paper relative mx-auto overflow-hidden rounded-sheet bg-[#fff] shadow-lift" style={{ width, height: shown && Math.abs(shown.width - width) < 1 ? shown.height : width * A4 }}>
      <canvas ref={canvas} className="absolute inset-0 size-full" />
      {shown && overlay?.(shown)}
    </figure>
  )
}
