import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { m } from '../messages/generated/messages.js'
import { drawPage } from './raster.ts'
import type { ShownPage } from './raster.ts'

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
    const stop = new AbortController()
    const draw = async () => {
      const { page, canvas: draft } = await drawPage(file, number, width, stop.signal)
      const target = canvas.current
      if (stop.signal.aborted || !target) return
      target.width = draft.width
      target.height = draft.height
      target.getContext('2d')?.drawImage(draft, 0, 0)
      setShown(page)
      drawn.current?.()
    }
    draw().catch(() => {
      // cancelled, or closed meanwhile: the next draw replaces it
    })
    return () => stop.abort()
  }, [file, number, width, near])

  return (
    <figure ref={frame} aria-label={m.pdf_page({ number, count })} className="paper relative mx-auto overflow-hidden rounded-sheet bg-[#fff] shadow-lift" style={{ width, height: shown && Math.abs(shown.width - width) < 1 ? shown.height : width * A4 }}>
      <canvas ref={canvas} className="absolute inset-0 size-full" />
      {shown && overlay?.(shown)}
    </figure>
  )
}
