// The legacy build carries the functions that browsers of 2020 lack; loaded only when a PDF is drawn.
import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs'
import PdfWorker from './pdf-worker.ts?worker'

const files = `${import.meta.env.BASE_URL}pdfjs/`

/** Opens a PDF by ranges: only the pages that are looked at are fetched. */
export async function getDocument(url: string): Promise<pdfjs.PDFDocumentProxy> {
  pdfjs.GlobalWorkerOptions.workerPort ??= new PdfWorker()
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
