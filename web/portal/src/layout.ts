import type { VisiblePage } from '#lib/reading/box.ts'

interface Size {
  width: number
  height: number
}

/** Space between two pages, and around the first and last, in CSS pixels. */
export const GAP = 12

/** What the scrolling window shows, in CSS pixels. */
export interface Window {
  top: number
  left: number
  width: number
  height: number
}

/**
 * Where pages lie when each is `width` CSS pixels wide, one below the other. Nothing is measured in the document, so two
 * thousand pages cost two thousand additions.
 */
export class Layout {
  readonly #sizes: readonly Size[]
  readonly #tops: number[] = []
  readonly width: number
  readonly height: number

  constructor(sizes: readonly Size[], width: number) {
    this.#sizes = sizes
    this.width = width
    let top = GAP
    for (const size of sizes) {
      this.#tops.push(top)
      top += (size.height / size.width) * width + GAP
    }
    this.height = top
  }

  /** Upper edge of a page (from 1) in CSS pixels. */
  top(page: number): number {
    return this.#tops[page - 1] ?? 0
  }

  /** Height of a page (from 1) in CSS pixels. */
  pageHeight(page: number): number {
    const size = this.#sizes[page - 1]
    return size ? (size.height / size.width) * this.width : 0
  }

  /** CSS pixels per PDF unit on a page. */
  scale(page: number): number {
    return this.width / (this.#sizes[page - 1]?.width ?? this.width)
  }

  /** The page at a height (or the nearest above it), from 1. */
  pageAt(y: number): number {
    let low = 0
    let high = this.#tops.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#tops[middle]! <= y) low = middle
      else high = middle - 1
    }
    return low + 1
  }

  /** First and last page that touch a stretch. */
  range(from: number, to: number): [number, number] {
    return [this.pageAt(from), this.pageAt(to)]
  }

  /** What of which page is on screen, in PDF units. `left` is where pages begin within the scrolled content. */
  visible(window: Window, left: number): VisiblePage[] {
    const pages: VisiblePage[] = []
    const [first, last] = this.range(window.top, window.top + window.height)
    for (let page = first; page <= last; page++) {
      const shown = this.#visiblePage(page, window, left)
      if (shown) pages.push(shown)
    }
    return pages
  }

  #visiblePage(page: number, window: Window, left: number): VisiblePage | undefined {
    const scale = this.scale(page)
    const size = this.#sizes[page - 1]!
    const viewTop = (window.top - this.top(page)) / scale
    const viewLeft = (window.left - left) / scale
    const box = {
      x0: Math.max(0, viewLeft),
      y0: Math.max(0, viewTop),
      x1: Math.min(size.width, viewLeft + window.width / scale),
      y1: Math.min(size.height, viewTop + window.height / scale),
    }
    if (box.x1 <= box.x0 || box.y1 <= box.y0) return undefined
    return { page, box, viewTop, viewHeight: window.height / scale, scale }
  }
}
