import { getDocument, PDFDataRangeTransport, PDFWorker } from 'pdfjs-dist'
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

/** Up to here a file is handed over whole. */
const SMALL = 8 * 1024 * 1024
const CHUNK = 256 * 1024

/** A large file on disk or in the browser's keeping, of which only the parts that are shown are read. */
class BlobRange extends PDFDataRangeTransport {
  readonly #blob: Blob

  constructor(blob: Blob) {
    super(blob.size, null)
    this.#blob = blob
  }

  override requestDataRange(begin: number, end: number): void {
    this.#blob.slice(begin, end).arrayBuffer().then(
      (part) => this.onDataRange(begin, new Uint8Array(part)),
      () => this.onDataRange(begin, new Uint8Array()),
    )
  }
}

/**
 * Opens a file for showing; the bytes stay the caller's, those of a small file on disk are read once and handed to the worker, of a large one only what is shown. Needs neither
 * eval nor WebAssembly nor the network. Close with `loadingTask.destroy()`.
 */
export async function openPdf(source: Uint8Array | Blob): Promise<PDFDocumentProxy> {
  const isLarge = source instanceof Blob && source.size > SMALL
  const bytes = isLarge ? { range: new BlobRange(source), rangeChunkSize: CHUNK, disableAutoFetch: true, disableStream: true } : { data: source instanceof Blob ? new Uint8Array(await source.arrayBuffer()) : source.slice() }
  return getDocument({
    ...bytes,
    worker: sharedWorker(),
    useWasm: false,
    useWorkerFetch: false,
    enableXfa: false,
    useSystemFonts: false,
    disableWorkerRendering: true,
    verbosity: 0,
  }).promise
}
