import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { m } from '../messages/generated/messages.js'
import { Waiting } from '../ui/progress.tsx'
import { Notice } from '../ui/verdict.tsx'
import { openPdf } from './open.ts'
import { PdfPage } from './page.tsx'
import type { ShownPage } from './raster.ts'

interface PdfViewerProps {
  /** The file as it is; a new array or file is shown in place of the old. */
  readonly bytes: Uint8Array | Blob
  /** What the file is, for screen readers. */
  readonly label: string
  /** Something laid over a page: highlights, marks. */
  readonly overlay?: (page: ShownPage) => ReactNode
  /** The first page is on the screen. */
  readonly onDrawn?: () => void
  readonly className?: string
}

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3]

/** Pages of a PDF below each other, as wide as the place allows; zoom by buttons; scrolls by keyboard. Load it lazily. */
export default function PdfViewer({ bytes, label, overlay, onDrawn, className = '' }: PdfViewerProps) {
  const frame = useRef<HTMLElement>(null)
  const [file, setFile] = useState<PDFDocumentProxy | null>(null)
  const [failed, setFailed] = useState(false)
  const [width, setWidth] = useState(0)
  const [zoom, setZoom] = useState(1)

  useEffect(() => {
    let stopped = false
    let opened: PDFDocumentProxy | null = null
    const open = async () => {
      try {
        opened = await openPdf(bytes)
        if (stopped) return
        setFailed(false)
        setFile(opened)
      } catch {
        if (!stopped) setFailed(true)
      }
    }
    void open()
    return () => {
      stopped = true
      // the page may still be drawing from it
      setTimeout(() => void opened?.loadingTask.destroy(), 2000)
    }
  }, [bytes])

  useEffect(() => {
    if (!frame.current) return
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)))
    observer.observe(frame.current)
    return () => observer.disconnect()
  }, [])

  const step = (direction: 1 | -1) => setZoom((now) => ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, ZOOMS.indexOf(now) + direction))] ?? 1)
  const pageWidth = Math.floor(Math.min(width, 860) * zoom)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <section ref={frame} aria-label={label} tabIndex={0} className={`relative min-h-0 overflow-auto ${className}`}>
      {failed && <Notice kind="fail" title={m.pdf_failed()} />}
      {!file && !failed && <Waiting label={m.pdf_opening()} />}
      {file && (
        <>
          <div className="sticky left-0 top-0 z-10 mb-2 flex items-center gap-1 text-[.8125rem] text-soft">
            <span className="num rounded-control bg-surface px-2 py-1 shadow-lift">{m.pdf_count({ count: file.numPages })}</span>
            <span className="ml-auto flex items-center rounded-control bg-surface shadow-lift">
              <button type="button" className="grid size-9 place-items-center text-lg" aria-label={m.pdf_smaller()} onClick={() => step(-1)}>−</button>
              <output className="num w-12 text-center">{Math.round(zoom * 100)}%</output>
              <button type="button" className="grid size-9 place-items-center text-lg" aria-label={m.pdf_larger()} onClick={() => step(1)}>+</button>
            </span>
          </div>
          <div className="grid gap-4 pb-4">
            {Array.from({ length: file.numPages }, (_, index) => (
              <PdfPage key={index} file={file} number={index + 1} count={file.numPages} width={pageWidth} overlay={overlay} onDrawn={index === 0 ? onDrawn : undefined} />
            ))}
          </div>
        </>
      )}
    </section>
  )
}
