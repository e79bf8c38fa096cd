import type { VisiblePage } from '#lib/reading/box.ts'
import { h } from './dom.ts'
import { GAP, Layout } from './layout.ts'
import type { Drawing, PageSource } from './source.ts'
import { t } from './texts.ts'

interface Size {
  width: number
  height: number
}

const WIDEST = 920
const LEAST_ZOOM = 0.5
const MOST_ZOOM = 4
/** After zooming pages are stretched at once and drawn anew when the hand rests. */
const REDRAW_AFTER_MS = 160

interface Mounted {
  element: HTMLElement
  holder: HTMLElement
  drawing: Drawing | undefined
  width: number
}

/** The scrolled pile of pages: only pages on or near the screen exist in the document. */
export class Scroller {
  readonly element: HTMLElement
  readonly #stage: HTMLElement
  readonly #sizes: readonly Size[]
  readonly #source: PageSource
  readonly #watermark: string | null
  readonly #mounted = new Map<number, Mounted>()
  #layout: Layout
  #zoom = 1
  #redraw = 0
  /** Called after anything moved. */
  onmove: () => void = () => undefined

  constructor(sizes: readonly Size[], source: PageSource, watermark: string | null) {
    this.#sizes = sizes
    this.#source = source
    this.#watermark = watermark
    this.#stage = h('div', { class: 'stage' })
    this.element = h('main', { class: 'pages', tabindex: 0 }, this.#stage)
    this.#layout = new Layout(sizes, 1)
    this.element.addEventListener('scroll', () => this.#moved(), { passive: true })
  }

  /** Takes its size from the document; call once attached and whenever the window changes. */
  resize(): void {
    this.#relayout(this.element.clientHeight / 2, this.element.clientWidth / 2, this.#zoom)
  }

  get zoom(): number {
    return this.#zoom
  }

  /** Zooms so that the point `x, y` of the element stays where it is. 1 fits the width. */
  zoomTo(zoom: number, x = this.element.clientWidth / 2, y = this.element.clientHeight / 2): void {
    this.#relayout(y, x, Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, zoom)))
  }

  /** Scrolls to a page (from 1), or to `y` PDF units below its upper edge. */
  goTo(page: number, y = 0): void {
    const at = Math.min(this.#sizes.length, Math.max(1, page))
    this.element.scrollTop = this.#layout.top(at) - GAP + y * this.#layout.scale(at)
    this.#moved()
  }

  /** What is on screen now, in PDF units by page. */
  visible(): VisiblePage[] {
    const { scrollTop, scrollLeft, clientWidth, clientHeight } = this.element
    const window = { top: scrollTop, left: scrollLeft, width: clientWidth, height: clientHeight }
    return this.#layout.visible(window, this.#left())
  }

  /** The page in the middle of the screen. */
  get middlePage(): number {
    return this.#layout.pageAt(this.element.scrollTop + this.element.clientHeight / 2)
  }

  #left(): number {
    return Math.max(GAP, (this.element.clientWidth - this.#layout.width) / 2)
  }

  #relayout(y: number, x: number, zoom: number): void {
    const { scrollTop, scrollLeft, clientWidth } = this.element
    const page = this.#layout.pageAt(scrollTop + y)
    const inPage = (scrollTop + y - this.#layout.top(page)) / this.#layout.width
    const across = (scrollLeft + x - this.#left()) / this.#layout.width
    const first = this.#layout.width === 1
    this.#zoom = zoom
    this.#layout = new Layout(this.#sizes, Math.min(WIDEST, Math.max(120, clientWidth - 2 * GAP)) * zoom)
    this.#stage.style.height = `${this.#layout.height}px`
    this.#stage.style.width = `${Math.max(clientWidth, this.#layout.width + 2 * GAP)}px`
    for (const [number, mounted] of this.#mounted) this.#place(number, mounted)
    if (!first) {
      this.element.scrollTop = this.#layout.top(page) + inPage * this.#layout.width - y
      this.element.scrollLeft = across * this.#layout.width + this.#left() - x
    }
    this.#moved()
    clearTimeout(this.#redraw)
    this.#redraw = window.setTimeout(() => this.#drawAll(), REDRAW_AFTER_MS)
  }

  #moved(): void {
    const { scrollTop, clientHeight } = this.element
    const [from, to] = this.#layout.range(scrollTop - clientHeight / 2, scrollTop + 1.5 * clientHeight)
    for (const [page, mounted] of this.#mounted) if (page < from || page > to) this.#unmount(page, mounted)
    for (let page = from; page <= to; page++) if (!this.#mounted.has(page)) this.#mount(page)
    this.onmove()
  }

  #mount(page: number): void {
    const holder = h('div', { class: 'ink' })
    const mark = this.#watermark ? h('div', { class: 'watermark', 'aria-hidden': 'true' }) : undefined
    if (mark && this.#watermark) mark.style.backgroundImage = watermarkImage(this.#watermark)
    const element = h('div', { class: 'page', 'data-page': page }, holder, mark)
    const mounted: Mounted = { element, holder, drawing: undefined, width: 0 }
    this.#mounted.set(page, mounted)
    this.#place(page, mounted)
    this.#stage.append(element)
    this.#draw(page, mounted)
  }

  #unmount(page: number, mounted: Mounted): void {
    mounted.drawing?.cancel()
    // iOS gives a canvas's memory back only when it has no size.
    for (const canvas of mounted.holder.querySelectorAll('canvas')) canvas.width = canvas.height = 0
    mounted.element.remove()
    this.#mounted.delete(page)
  }

  #place(page: number, { element }: Mounted): void {
    element.style.top = `${this.#layout.top(page)}px`
    element.style.left = `${this.#left()}px`
    element.style.width = `${this.#layout.width}px`
    element.style.height = `${this.#layout.pageHeight(page)}px`
  }

  #drawAll(): void {
    for (const [page, mounted] of this.#mounted) {
      if (Math.abs(mounted.width - this.#layout.width) >= 1) this.#draw(page, mounted)
    }
  }

  #draw(page: number, mounted: Mounted): void {
    mounted.drawing?.cancel()
    mounted.width = this.#layout.width
    const drawing = this.#source.draw(page, mounted.holder, this.#layout.width)
    mounted.drawing = drawing
    drawing.done.then(
      () => mounted.element.classList.add('drawn'),
      () => this.#failed(page, mounted),
    )
  }

  #failed(page: number, mounted: Mounted): void {
    const again = h('button', { type: 'button', onclick: () => this.#draw(page, mounted) }, t.again)
    mounted.holder.replaceChildren(h('p', { class: 'broken', role: 'alert' }, t.brokenPage, ' ', again))
  }
}

function watermarkImage(text: string): string {
  const safe = text.replace(/[<>&"']/g, character => `&#${character.charCodeAt(0)};`)
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="280" height="180">' +
    '<text x="140" y="96" text-anchor="middle" transform="rotate(-24 140 90)" font-family="sans-serif" font-size="14" ' +
    `fill="#6B645A" fill-opacity=".28">${safe}</text></svg>`
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`
}
