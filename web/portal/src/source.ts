import type { PDFDocumentProxy, RenderTask } from 'pdfjs-dist'
import type { OpenedView } from '#decision/document/api.ts'

/** Draws pages of a document. Each drawing can be given up. */
export interface PageSource {
  /** Draws a page (from 1) `width` CSS pixels wide into `holder`, replacing what was there. */
  draw(page: number, holder: HTMLElement, width: number): Drawing
}

export interface Drawing {
  done: Promise<void>
  cancel(): void
}

/** The source for a view: pdf.js is fetched only when the first page of a PDF is drawn. */
export function sourceOf(view: OpenedView, label: (page: number) => string): PageSource {
  return view.format === 'pdf' ? new PdfSource(view.fileUrl, label) : new PictureSource(view.pageUrl, label)
}

class PictureSource implements PageSource {
  readonly #url: string
  readonly #label: (page: number) => string

  constructor(url: string, label: (page: number) => string) {
    this.#url = url
    this.#label = label
  }

  draw(page: number, holder: HTMLElement): Drawing {
    const image = new Image()
    image.alt = this.#label(page)
    image.draggable = false
    const done = new Promise<void>((resolve, reject) => {
      image.onload = () => resolve()
      image.onerror = () => reject(new Error('picture'))
    })
    image.src = this.#url.replace('{page}', String(page))
    holder.replaceChildren(image)
    return { done, cancel: () => undefined }
  }
}

/** Phones end a page that holds too large canvases: four megapixels each, a few alive at once. */
const MOST_PIXELS = 4_000_000

class PdfSource implements PageSource {
  readonly #url: string
  readonly #label: (page: number) => string
  #document: Promise<PDFDocumentProxy> | undefined

  constructor(url: string, label: (page: number) => string) {
    this.#url = url
    this.#label = label
  }

  draw(page: number, holder: HTMLElement, width: number): Drawing {
    let task: RenderTask | undefined
    let cancelled = false
    const draw = async () => {
      const proxy = await (await this.#open()).getPage(page)
      if (cancelled) return
      const natural = proxy.getViewport({ scale: 1 })
      const scale = (width / natural.width) * pixelRatio(width, natural.height / natural.width)
      const viewport = proxy.getViewport({ scale })
      const canvas = document.createElement('canvas')
      canvas.width = Math.round(viewport.width)
      canvas.height = Math.round(viewport.height)
      canvas.setAttribute('role', 'img')
      canvas.setAttribute('aria-label', this.#label(page))
      task = proxy.render({ canvas, viewport })
      await task.promise
      if (!cancelled) holder.replaceChildren(canvas)
    }
    const cancel = () => {
      cancelled = true
      task?.cancel()
    }
    const done = draw().catch(error => {
      if (!cancelled) throw error
    })
    return { done, cancel }
  }

  #open(): Promise<PDFDocumentProxy> {
    this.#document ??= openPdf(this.#url).catch(error => {
      this.#document = undefined
      throw error
    })
    return this.#document
  }
}

function pixelRatio(width: number, aspect: number): number {
  const wanted = Math.min(3, window.devicePixelRatio || 1)
  return Math.min(wanted, Math.sqrt(MOST_PIXELS / (width * width * aspect)))
}

async function openPdf(url: string): Promise<PDFDocumentProxy> {
  const { getDocument } = await import('./pdf.ts')
  return getDocument(url)
}
