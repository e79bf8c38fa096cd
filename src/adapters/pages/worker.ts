// Runs in a worker thread of its own: PDF files are hostile, and drawing is slow.
import { readFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parentPort } from 'node:worker_threads'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { getDocument, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { FileContent, FileFault, PageSize } from '#kernel/ports/page-reader.ts'
import { findSections, type OutlineEntry, type TextPage, type TextRun } from '#lib/reading/section.ts'

/** A task for the worker, and what it answers. */
export type Task =
  | { kind: 'check'; path: string }
  | { kind: 'read'; path: string }
  | { kind: 'draw'; path: string; width: number; page?: number }
export type Answer = { pages: number } | FileContent | { image: Uint8Array } | { fault: FileFault }

const MOST_PAGES = 5_000
const MOST_OUTLINE = 2_000
const MOST_PIXELS = 16_000_000

const pdfjs = fileURLToPath(new URL('../../../node_modules/pdfjs-dist/', import.meta.url))

async function open(path: string): Promise<PDFDocumentProxy> {
  return getDocument({
    url: pathToFileURL(path).href,
    cMapUrl: `${pdfjs}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${pdfjs}standard_fonts/`,
    wasmUrl: `${pdfjs}wasm/`,
    iccUrl: `${pdfjs}iccs/`,
    useSystemFonts: false,
    enableXfa: false,
    verbosity: 0,
  }).promise
}

async function check(path: string): Promise<Answer> {
  const pdf = await open(path)
  const pages = pdf.numPages
  // A file may open and yet have no page that can be read.
  await pdf.getPage(1)
  await pdf.loadingTask.destroy()
  return pages > MOST_PAGES ? { fault: 'too-many-pages' } : { pages }
}

async function read(path: string): Promise<Answer> {
  const pdf = await open(path)
  const texts: TextPage[] = []
  const pages: PageSize[] = []
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number)
    const text = await textPage(page)
    texts.push(text)
    const chars = text.runs.reduce((sum, run) => sum + run.text.trim().length, 0)
    pages.push({ width: text.width, height: text.height, chars })
    page.cleanup()
  }
  const outline = await outlineOf(pdf)
  await pdf.loadingTask.destroy()
  return { pages, outline, sections: findSections(texts, outline) }
}

async function textPage(page: PDFPageProxy): Promise<TextPage> {
  const viewport = page.getViewport({ scale: 1 })
  const { items } = await page.getTextContent()
  const runs: TextRun[] = []
  for (const item of items) {
    if (!('str' in item) || !item.str) continue
    const [, , c = 0, d = 0, e = 0, f = 0] = item.transform as number[]
    const size = Math.hypot(c, d)
    const [x = 0, baseline = 0] = viewport.convertToViewportPoint(e, f) as number[]
    runs.push({ text: item.str, x, y: baseline - 0.85 * size, size })
  }
  return { width: viewport.width, height: viewport.height, runs }
}

type Node = Awaited<ReturnType<PDFDocumentProxy['getOutline']>>[number]

async function outlineOf(pdf: PDFDocumentProxy): Promise<OutlineEntry[]> {
  const entries: OutlineEntry[] = []
  const walk = async (nodes: readonly Node[], depth: number): Promise<void> => {
    for (const node of nodes) {
      if (entries.length >= MOST_OUTLINE || depth > 6) return
      const target = await targetOf(pdf, node.dest).catch(() => undefined)
      if (target) entries.push({ title: node.title, ...target, depth })
      await walk(node.items as Node[], depth + 1)
    }
  }
  await walk((await pdf.getOutline()) ?? [], 0)
  return entries
}

async function targetOf(pdf: PDFDocumentProxy, dest: Node['dest']) {
  const explicit: unknown[] | null = typeof dest === 'string' ? await pdf.getDestination(dest) : dest
  const ref = explicit?.[0]
  if (!explicit || ref === null || ref === undefined) return undefined
  const index = typeof ref === 'number' ? ref : await pdf.getPageIndex(ref as { num: number; gen: number })
  const viewport = (await pdf.getPage(index + 1)).getViewport({ scale: 1 })
  const mode = (explicit[1] as { name?: string } | undefined)?.name
  const top = mode === 'XYZ' ? explicit[3] : mode === 'FitH' ? explicit[2] : undefined
  const y = typeof top === 'number' ? (viewport.convertToViewportPoint(0, top)[1] as number) : 0
  return { page: index + 1, y: Math.min(viewport.height, Math.max(0, y)) }
}

async function draw(path: string, width: number, number: number | undefined): Promise<Answer> {
  return {
    image: number === undefined ? await drawPicture(path, width) : await drawPage(path, width, number),
  }
}

/** The document that was drawn last: pages are drawn one after another, and opening a long file takes longest. */
let drawn: { path: string; pdf: PDFDocumentProxy } | undefined

async function openToDraw(path: string): Promise<PDFDocumentProxy> {
  if (drawn?.path === path) return drawn.pdf
  await drawn?.pdf.loadingTask.destroy()
  drawn = undefined
  drawn = { path, pdf: await open(path) }
  return drawn.pdf
}

async function drawPage(path: string, width: number, number: number): Promise<Uint8Array> {
  const pdf = await openToDraw(path)
  const page = await pdf.getPage(number)
  const natural = page.getViewport({ scale: 1 })
  const wanted = width / natural.width
  const scale = Math.min(wanted, Math.sqrt(MOST_PIXELS / (natural.width * natural.height)))
  const viewport = page.getViewport({ scale })
  const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height))
  // pdf.js declares the browser's canvas and takes this one.
  const own = canvas as unknown as Parameters<typeof page.render>[0]['canvas']
  await page.render({ canvas: own, viewport }).promise
  page.cleanup()
  return canvas.encode('jpeg', 82)
}

async function drawPicture(path: string, width: number): Promise<Uint8Array> {
  const image = await loadImage(await readFile(path))
  const scale = Math.min(1, width / image.width)
  const canvas = createCanvas(Math.ceil(image.width * scale), Math.ceil(image.height * scale))
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas.encode('jpeg', 82)
}

async function run(task: Task): Promise<Answer> {
  try {
    if (task.kind === 'check') return await check(task.path)
    if (task.kind === 'read') return await read(task.path)
    return await draw(task.path, task.width, task.page)
  } catch (error) {
    return { fault: (error as Error).name === 'PasswordException' ? 'encrypted' : 'broken' }
  }
}

parentPort?.on('message', async (task: Task) => parentPort?.postMessage(await run(task)))
