import type { VisiblePage } from '../../src/lib/reading/box.ts'
import { ReadingMeter } from '../../src/lib/reading/meter.ts'

const TICK_MS = 1_000
/** Shorter than this is a glimpse while scrolling past. */
const GLIMPSE_MS = 1_000

/** A stretch of reading one section. `total` is cumulative for the page view, `number` counts the stretches from 1. */
export interface Stretch {
  section: string
  seconds: number
  total: number
  number: number
}

/**
 * Measures how long sections (`data-loam-section="name"`) are read, by the same rules as Loam's viewer: visible area
 * weighted to the middle of the screen, only while the page is in front and the reader is active.
 * A stretch is told when its section leaves the screen, or the page is hidden or left.
 */
export class Sections {
  readonly #tell: (stretch: Stretch) => void
  readonly #names: string[] = []
  readonly #chars: number[] = []
  readonly #told: { ms: number; count: number }[] = []
  readonly #meter = new ReadingMeter({ sections: [], chars: this.#chars })
  readonly #touch = matchMedia('(pointer: coarse)').matches
  #lastInput = performance.now()
  #timer: ReturnType<typeof setInterval>

  constructor(tell: (stretch: Stretch) => void) {
    this.#tell = tell
    for (const name of inputs) addEventListener(name, this, { passive: true, capture: true })
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
    this.#tick()
  }

  /** Any input: the reader is there, and what is on screen may have moved. */
  handleEvent(): void {
    const now = performance.now()
    const due = now - this.#lastInput > 200
    this.#lastInput = now
    if (due) this.#tick()
  }

  /** Tells everything that is left, as when the page is hidden. */
  settle(): void {
    this.#tick()
    this.#tellExcept([])
  }

  /** Ends measuring. */
  end(): void {
    this.settle()
    clearInterval(this.#timer)
    for (const name of inputs) removeEventListener(name, this, { capture: true })
  }

  #tick(): void {
    const pages = this.#look()
    const visible = document.visibilityState === 'visible'
    const focused = this.#touch || document.hasFocus()
    this.#meter.tick({ now: performance.now(), pages, visible, focused, lastInput: this.#lastInput })
    if (visible) this.#tellExcept(pages.map(page => page.page))
  }

  #look(): VisiblePage[] {
    const pages: VisiblePage[] = []
    for (const element of document.querySelectorAll<HTMLElement>('[data-loam-section]')) {
      const { top, left, width, height } = element.getBoundingClientRect()
      const box = {
        x0: Math.max(0, -left),
        y0: Math.max(0, -top),
        x1: Math.min(width, innerWidth - left),
        y1: Math.min(height, innerHeight - top),
      }
      if (box.y1 <= box.y0 || box.x1 <= box.x0) continue
      pages.push({ page: this.#number(element), box, viewTop: -top, viewHeight: innerHeight, scale: 1 })
    }
    return pages
  }

  /** To the meter each named section is a page of its own. */
  #number(element: HTMLElement): number {
    const name = element.dataset.loamSection || 'section'
    let at = this.#names.indexOf(name)
    if (at < 0) {
      at = this.#names.push(name) - 1
      this.#chars.push(element.textContent?.length ?? 0)
      this.#told.push({ ms: 0, count: 0 })
    }
    return at + 1
  }

  #tellExcept(onScreen: number[]): void {
    const totals = this.#meter.totals().pages
    this.#told.forEach((told, at) => {
      const total = totals[at + 1]?.ms ?? 0
      const ms = total - told.ms
      if (ms < GLIMPSE_MS || onScreen.includes(at + 1)) return
      told.ms = total
      told.count += 1
      this.#tell({
        section: this.#names[at] as string,
        seconds: ms / 1_000,
        total: total / 1_000,
        number: told.count,
      })
    })
  }
}

const inputs = ['pointerdown', 'pointermove', 'keydown', 'scroll', 'touchmove', 'wheel']
