import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useRef, useState } from 'react'
import { m } from '../../messages/generated/messages.js'
import { findDifferences } from '../../pdf/difference.ts'
import type { DifferenceBox, Picture } from '../../pdf/difference.ts'
import { openPdf } from '../../pdf/open.ts'
import { drawPage } from '../../pdf/raster.ts'
import type { Raster } from '../../pdf/raster.ts'
import { Button } from '../../ui/button.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { ChangeItem } from './change-item.tsx'
import type { Layer } from './layer.ts'

interface Pair {
  readonly before: PDFDocumentProxy
  readonly after: PDFDocumentProxy
}

/** What is seen of one page in both revisions; null where a revision has no such page. */
interface Sight {
  readonly before: Raster | null
  readonly after: Raster | null
  /** In CSS pixels. */
  readonly seen: readonly DifferenceBox[]
}

const SCAN_WIDTH = 420
const MAX_SCANNED = 40

function readPicture({ canvas }: Raster): Picture {
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return context ? context.getImageData(0, 0, canvas.width, canvas.height) : { data: [], width: 0, height: 0 }
}

async function look({ before, after }: Pair, number: number, width: number, signal: AbortSignal, density?: number): Promise<Sight> {
  const draw = (file: PDFDocumentProxy) => (number <= file.numPages ? drawPage(file, number, width, signal, density) : null)
  const [old, now] = await Promise.all([draw(before), draw(after)])
  const scale = (old ?? now) ? (old ?? now)!.page.width / (old ?? now)!.canvas.width : 1
  const seen = old && now ? findDifferences(readPicture(old), readPicture(now)).map((box) => ({ left: box.left * scale, top: box.top * scale, width: box.width * scale, height: box.height * scale })) : []
  return { before: old, after: now, seen }
}

/** Pages that look different, looked for one after the other. */
async function scan(pair: Pair, signal: AbortSignal): Promise<number[]> {
  const count = Math.max(pair.before.numPages, pair.after.numPages)
  const found: number[] = []
  for (let number = 1; number <= Math.min(count, MAX_SCANNED); number++) {
    const { before, after, seen } = await look(pair, number, SCAN_WIDTH, signal, 1)
    if (seen.length > 0 || before === null || after === null) found.push(number)
  }
  return found
}

function useWidth() {
  const frame = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (!frame.current) return
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)))
    observer.observe(frame.current)
    return () => observer.disconnect()
  }, [])
  return { frame, width }
}

interface SheetProps {
  readonly raster: Raster | null
  readonly label: string
  readonly layer: Layer
  readonly number: number
  readonly seen: readonly DifferenceBox[]
}

/** One revision's page with the changes marked: numbered where the file says where they are, dashed where the eye sees them. */
function Sheet({ raster, label, layer, number, seen }: SheetProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const target = canvas.current
    if (!raster || !target) return
    target.width = raster.canvas.width
    target.height = raster.canvas.height
    target.getContext('2d')?.drawImage(raster.canvas, 0, 0)
  }, [raster])
  return (
    <figure className="grid min-w-0 content-start gap-2">
      <figcaption className="text-sm font-semibold">{label}</figcaption>
      {raster ? (
        <div className="paper relative overflow-hidden rounded-sheet bg-[#fff] shadow-lift" style={{ width: raster.page.width, height: raster.page.height }}>
          {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here */}
          <canvas ref={canvas} role="img" aria-label={`${label}: ${m.pdf_page({ number, count: number })}`} className="absolute inset-0 size-full" />
          <svg aria-hidden="true" className="pointer-events-none absolute inset-0 size-full text-doubt" fill="none" stroke="currentColor" strokeWidth="2">
            {seen.map((box) => <rect key={`${box.left} ${box.top}`} x={box.left - 3} y={box.top - 3} width={box.width + 6} height={box.height + 6} rx="4" strokeDasharray="6 4" />)}
            {layer.changes.map((change, index) => {
              const [left, bottom, right, top] = change.rect ?? []
              if (change.page !== number || left === undefined || bottom === undefined || right === undefined || top === undefined) return null
              const place = raster.page.toPixels([left, bottom, right, top])
              return (
                <g key={`${change.kind}${change.path}`}>
                  <rect x={place.left - 4} y={place.top - 4} width={place.width + 8} height={place.height + 8} rx="4" strokeWidth="3" />
                  <circle cx={Math.max(10, place.left - 4)} cy={Math.max(10, place.top - 4)} r="9" fill="currentColor" stroke="none" />
                  <text x={Math.max(10, place.left - 4)} y={Math.max(10, place.top - 4) + 4} textAnchor="middle" fontSize="11" fontWeight="600" fill="var(--surface)" stroke="none">{index + 1}</text>
                </g>
              )
            })}
          </svg>
        </div>
      ) : (
        <p className="grid min-h-40 place-items-center rounded-sheet border border-dashed border-rule-strong p-4 text-center text-sm text-soft">{m.verify_no_page()}</p>
      )}
    </figure>
  )
}

interface ComparisonProps {
  readonly file: Blob
  readonly layers: readonly Layer[]
  /** The layer that is compared with the one before it; not the first. */
  readonly index: number
}

/** A revision beside the one before it, page by page, with what changed marked on the paper and told below. */
export function Comparison({ file, layers, index }: ComparisonProps) {
  const [pair, setPair] = useState<Pair | null>(null)
  const [failed, setFailed] = useState(false)
  const [pages, setPages] = useState<readonly number[] | null>(null)
  const [number, setNumber] = useState(1)
  const [sight, setSight] = useState<Sight | null>(null)
  const { frame, width } = useWidth()
  const layer = layers[index]!
  const start = layers[index - 1]!.end
  const { end, changes } = layer

  useEffect(() => {
    const stop = new AbortController()
    let opened: PDFDocumentProxy[] = []
    const open = async () => {
      opened = await Promise.all([openPdf(file.slice(0, start)), openPdf(file.slice(0, end))])
      const [before, after] = opened
      if (stop.signal.aborted || !before || !after) return
      setPair({ before, after })
      const named = [...new Set(changes.flatMap(({ page }) => (page === undefined ? [] : [page])))].toSorted((a, b) => a - b)
      setNumber(named[0] ?? 1)
      const seen = await scan({ before, after }, stop.signal)
      const all = [...new Set([...named, ...seen])].toSorted((a, b) => a - b)
      if (stop.signal.aborted) return
      setPages(all)
      if (named.length === 0) setNumber(all[0] ?? 1)
    }
    open().catch(() => {
      if (!stop.signal.aborted) setFailed(true)
    })
    return () => {
      stop.abort()
      // a page may still be drawing from it
      setTimeout(() => {
        for (const one of opened) void one.loadingTask.destroy()
      }, 2000)
    }
  }, [file, start, end, changes])

  const sheetWidth = Math.floor(width < 620 ? width : (width - 20) / 2)
  useEffect(() => {
    if (!pair || sheetWidth < 60) return
    const stop = new AbortController()
    look(pair, number, sheetWidth, stop.signal).then((seen) => !stop.signal.aborted && setSight(seen), () => !stop.signal.aborted && setFailed(true))
    return () => stop.abort()
  }, [pair, number, sheetWidth])

  const count = pair ? Math.max(pair.before.numPages, pair.after.numPages) : 1
  const [before, after] = [m.verify_before_layer({ number: String(index) }), m.verify_after_layer({ number: String(index + 1) })]
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button disabled={number <= 1} onClick={() => setNumber(number - 1)} aria-label={m.verify_page_previous()}>‹</Button>
        <output className="num text-sm">{m.pdf_page({ number, count })}</output>
        <Button disabled={number >= count} onClick={() => setNumber(number + 1)} aria-label={m.verify_page_next()}>›</Button>
        <output className="text-sm text-soft">{pages === null ? m.verify_looking() : pages.length === 0 ? m.verify_looks_same() : m.verify_pages_differ({ pages: pages.join(', ') })}</output>
      </div>
      <div ref={frame} className="min-h-40">
        {failed && <Notice kind="fail" title={m.pdf_failed()} />}
        {!sight && !failed && <Waiting label={m.pdf_opening()} />}
        {sight && (
          <div className={`grid gap-5 ${width < 620 ? '' : 'grid-cols-2'}`}>
            <Sheet raster={sight.before} label={before} layer={layer} number={number} seen={sight.seen} />
            <Sheet raster={sight.after} label={after} layer={layer} number={number} seen={sight.seen} />
          </div>
        )}
      </div>
      {changes.length > 0 && (
        <ol className="grid gap-3 border-t border-rule pt-4">
          {changes.map((change, at) => <li key={`${change.kind}${change.path}${change.field ?? ''}`}><ChangeItem change={change} mark={at + 1} /></li>)}
        </ol>
      )}
    </div>
  )
}
