import { getDocument, PDFWorker } from 'pdfjs-dist'
import type { PDFDocumentProxy } from 'pdfjs-dist'
// oxlint-disable-next-line import/default -- the build answers the address
import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url'
import { startWorker } from '../worker/start.ts'

let shared: PDFWorker | null = null

/** One worker reads every file of the page. */
function sharedWorker(): PDFWorker {
  if (!shared || shared.destroyed) {
    const port = startWorker(workerAddress, 'pdf')
    // the constructor's declared type knows only null
    shared = PDFWorker.create({ port })
  }
  return shared
}

/**
 * Opens a file for showing; the bytes stay the caller's, and those of a file on disk are read once and handed to the worker. Needs neither
 * eval nor WebAssembly nor the network. Close with `loadingTask.destroy()`.
 */
export async function openPdf(source: Uint8Array | Blob): Promise<PDFDocumentProxy> {
  const data = source instanceof Blob ? new Uint8Array(await source.arrayBuffer()) : source.slice()
  return getDocument({
    data,
    worker: sharedWorker(),
    useWasm: false,
    useWorkerFetch: false,
    enableXfa: false,
    useSystemFonts: false,
    disableWorkerRendering: true,
    verbosity: 0,
  }).promise
}
