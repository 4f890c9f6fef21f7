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

/** Opens a file for showing; the bytes stay the caller's. Needs neither eval nor WebAssembly nor the network. Close with `loadingTask.destroy()`. */
export function openPdf(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  return getDocument({
    data: bytes.slice(),
    worker: sharedWorker(),
    useWasm: false,
    useWorkerFetch: false,
    enableXfa: false,
    useSystemFonts: false,
    disableWorkerRendering: true,
    verbosity: 0,
  }).promise
}
