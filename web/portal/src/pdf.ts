// Loaded only when a PDF is drawn.
import type { PDFDocumentProxy } from 'pdfjs-dist'

const files = `${import.meta.env.BASE_URL}pdfjs/`

/** Whether the browser has what pdf.js's legacy build still expects; older ones get it brought along. */
const recent = 'toSorted' in Array.prototype && 'any' in AbortSignal && 'structuredClone' in globalThis

async function load() {
  if (!recent) await import('./old-browsers.ts')
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const { default: PdfWorker } = recent
    ? await import('./pdf-worker.ts?worker')
    : await import('./pdf-worker-old.ts?worker')
  pdfjs.GlobalWorkerOptions.workerPort ??= new PdfWorker()
  return pdfjs
}

/** Opens a PDF by ranges: only the pages that are looked at are fetched. */
export async function getDocument(url: string): Promise<PDFDocumentProxy> {
  const pdfjs = await load()
  return pdfjs.getDocument({
    url,
    rangeChunkSize: 131_072,
    disableAutoFetch: true,
    disableStream: true,
    cMapUrl: `${files}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${files}standard_fonts/`,
    wasmUrl: `${files}wasm/`,
    iccUrl: `${files}iccs/`,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    disableWorkerRendering: true,
    enableXfa: false,
  }).promise
}
