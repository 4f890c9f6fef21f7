import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { m } from '../messages/generated/messages.js'
import { Waiting } from '../ui/progress.tsx'
import { Notice } from '../ui/verdict.tsx'
import { openPdf } from './open.ts'
import { PdfPage } from './page.tsx'
import type { ShownPage } from './raster.ts'

interface PdfPagesProps {
  readonly source: Blob
  /** What the file is, for screen readers. */
  readonly label: string
  readonly overlay?: (page: ShownPage) => ReactNode
  /** The first page is on the screen. */
  readonly onDrawn?: () => void
}

const MAX_WIDTH = 860

/** A file's pages below each other in the flow of the page they stand in. Load it lazily. */
export default function PdfPages({ source, label, overlay, onDrawn }: PdfPagesProps) {
  const frame = useRef<HTMLElement>(null)
  const [opened, setOpened] = useState<{ readonly file: PDFDocumentProxy; readonly ratio: number } | null>(null)
  const [failed, setFailed] = useState(false)
  const [width, setWidth] = useState(0)

  useEffect(() => {
    let stopped = false
    let file: PDFDocumentProxy | null = null
    const open = async () => {
      try {
        file = await openPdf(source)
        const view = (await file.getPage(1)).getViewport({ scale: 1 })
        if (stopped) return
        setFailed(false)
        setOpened({ file, ratio: view.height / view.width })
      } catch {
        if (!stopped) setFailed(true)
      }
    }
    void open()
    return () => {
      stopped = true
      // the page may still be drawing from it
      setTimeout(() => void file?.loadingTask.destroy(), 2000)
    }
  }, [source])

  useEffect(() => {
    if (!frame.current) return
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.min(MAX_WIDTH, Math.floor(entry.contentRect.width))))
    observer.observe(frame.current)
    return () => observer.disconnect()
  }, [])

  return (
    <section ref={frame} aria-label={label} className="min-w-0">
      {failed && <Notice kind="fail" title={m.pdf_failed()} />}
      {!opened && !failed && <Waiting label={m.pdf_opening()} />}
      {opened && width > 0 && (
        <div className="grid gap-4">
          {Array.from({ length: opened.file.numPages }, (_, index) => (
            <PdfPage key={index} file={opened.file} number={index + 1} count={opened.file.numPages} width={width} ratio={opened.ratio} overlay={overlay} onDrawn={index === 0 ? onDrawn : undefined} />
          ))}
        </div>
      )}
    </section>
  )
}
