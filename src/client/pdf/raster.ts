import { TextLayer } from 'pdfjs-dist'
import type { PDFDocumentProxy } from 'pdfjs-dist'

/** A page as drawn: size in CSS pixels, and how its own units become them. */
export interface ShownPage {
  /** 1, 2, 3 … */
  readonly number: number
  readonly width: number
  readonly height: number
  /** The same in points, as it is seen: turned and cropped. */
  readonly points: { readonly width: number; readonly height: number }
  /** A rectangle [left, bottom, right, top] of the page's user space, in CSS pixels from the top left. */
  readonly toPixels: (rect: readonly [number, number, number, number]) => { left: number; top: number; width: number; height: number }
}

export interface Raster {
  readonly page: ShownPage
  readonly canvas: HTMLCanvasElement
}

/** A canvas over this is drawn coarser: phones refuse larger ones. */
const MAX_PIXELS = 9_000_000

/** Draws one page so many CSS pixels wide, `density` device pixels each. Rejects when cancelled by `signal`, or when the page cannot be drawn. */
export async function drawPage(file: PDFDocumentProxy, number: number, width: number, signal: AbortSignal, wanted = globalThis.devicePixelRatio || 1): Promise<Raster> {
  const page = await file.getPage(number)
  signal.throwIfAborted()
  const natural = page.getViewport({ scale: 1 })
  const view = page.getViewport({ scale: width / natural.width })
  const density = Math.min(wanted, Math.sqrt(MAX_PIXELS / (view.width * view.height)))
  const canvas = document.createElement('canvas')
  canvas.width = Math.floor(view.width * density)
  canvas.height = Math.floor(view.height * density)
  const task = page.render({ canvas, viewport: view, transform: [density, 0, 0, density, 0, 0] })
  signal.addEventListener('abort', () => task.cancel(), { once: true })
  await task.promise
  return {
    canvas,
    page: {
      number,
      width: view.width,
      height: view.height,
      points: { width: natural.width / page.userUnit, height: natural.height / page.userUnit },
      toPixels: ([left, bottom, right, top]) => {
        const [x1 = 0, y1 = 0] = view.convertToViewportPoint(left, bottom)
        const [x2 = 0, y2 = 0] = view.convertToViewportPoint(right, top)
        return { left: Math.min(x1, x2), top: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) }
      },
    },
  }
}

/** Lays a page's text over its drawing, unseen: for screen readers, search and copying. Rejects as drawPage does. */
export async function layText(file: PDFDocumentProxy, number: number, width: number, container: HTMLElement, signal: AbortSignal): Promise<void> {
  const page = await file.getPage(number)
  signal.throwIfAborted()
  const view = page.getViewport({ scale: width / page.getViewport({ scale: 1 }).width })
  container.replaceChildren()
  container.style.setProperty('--total-scale-factor', String(view.scale))
  const layer = new TextLayer({ textContentSource: page.streamTextContent({ includeMarkedContent: true }), container, viewport: view })
  signal.addEventListener('abort', () => layer.cancel(), { once: true })
  await layer.render()
}
