import { type SectionBox, type VisiblePage, weightedArea } from './box.ts'

/** How long after the last input someone still counts as reading, on a page without text. */
export const IDLE_BASE_MS = 30_000
/** The same on a page full of text. */
export const IDLE_MAX_MS = 45_000
/** Characters from which a page counts as full of text. */
export const FULL_PAGE_CHARS = 900
/** The longest stretch credited between two ticks: a laptop that slept was not read. */
export const MAX_TICK_MS = 5_000
/** How long a page must lead before the reader counts as being there: leafing past is no visit. */
export const SETTLE_MS = 1_000

/** What the browser saw at one instant. It holds from this tick to the next. */
export interface Tick {
  /** Milliseconds of a clock that never goes back (`performance.now()`). */
  now: number
  pages: readonly VisiblePage[]
  /** The document is visible (`document.visibilityState`). */
  visible: boolean
  /** The window has the focus; always true on touch devices, which have no windows. */
  focused: boolean
  /** When the reader last touched, scrolled, typed or moved the pointer; same clock as `now`. */
  lastInput: number
}

/** Milliseconds of reading, and how many times the reader came (back) to it. */
export interface Dwell {
  ms: number
  visits: number
}

/** A jump back to the first page after having read on. `atMs` counts from the start of the view. */
export interface Restart {
  atMs: number
  fromPage: number
}

/** Totals since the start of a view; each number only ever grows. `active + idle + away = elapsed`. */
export interface Totals {
  elapsedMs: number
  activeMs: number
  idleMs: number
  awayMs: number
  pages: Record<number, Dwell>
  sections: Record<string, Dwell>
  restarts: Restart[]
}

/** What the meter must know of a document. `chars` by page (index 0 is page 1) sets the idle allowance. */
export interface Measured {
  sections: readonly SectionBox[]
  chars: readonly number[]
}

/** How long one may look at a page without any input and still be reading it. */
export function idleLimit(chars: number): number {
  const share = Math.min(1, Math.max(0, chars) / FULL_PAGE_CHARS)
  return IDLE_BASE_MS + (IDLE_MAX_MS - IDLE_BASE_MS) * share
}

/**
 * Measures reading from ticks. Each stretch between two ticks is credited to what the *earlier* tick saw, split among
 * pages by visible area weighted to the middle of the screen, and on each page among its sections the same way.
 * Guarantees: no total ever falls; the pages sum to `activeMs`; the sections of a page sum to at most its time.
 * Pure: it reads no clock and touches no document.
 */
export class ReadingMeter {
  readonly #byPage = new Map<number, SectionBox[]>()
  readonly #chars: readonly number[]
  readonly #pages = new Map<number, Dwell>()
  readonly #sections = new Map<string, Dwell>()
  readonly #restarts: Restart[] = []
  #start: number | undefined
  #last: Tick | undefined
  #active = 0
  #idle = 0
  #away = 0
  #here = 0
  #lead = { page: 0, since: 0 }
  #onScreen = new Set<string>()

  constructor(document: Measured) {
    this.#chars = document.chars
    for (const section of document.sections) {
      const list = this.#byPage.get(section.page)
      if (list) list.push(section)
      else this.#byPage.set(section.page, [section])
    }
  }

  /** Takes in what the screen shows now. A tick that is older than the one before is ignored. */
  tick(tick: Tick): void {
    const last = this.#last
    this.#start ??= tick.now
    if (last && tick.now < last.now) return
    if (last) this.#credit(last, tick)
    this.#last = tick
    this.#look(tick)
  }

  /** The page the reader is on (from 1), 0 before the first has settled. */
  get page(): number {
    return this.#here
  }

  /** Ids of the sections on screen as of the last tick; none while the document is hidden. */
  get visibleSections(): string[] {
    return [...this.#onScreen]
  }

  /** A copy of the totals so far, in whole milliseconds rounded down. */
  totals(): Totals {
    const whole = ({ ms, visits }: Dwell) => ({ ms: Math.floor(ms), visits })
    return {
      elapsedMs: Math.floor((this.#last?.now ?? 0) - (this.#start ?? 0)),
      activeMs: Math.floor(this.#active),
      idleMs: Math.floor(this.#idle),
      awayMs: Math.floor(this.#away),
      pages: Object.fromEntries([...this.#pages].map(([page, dwell]) => [page, whole(dwell)])),
      sections: Object.fromEntries([...this.#sections].map(([id, dwell]) => [id, whole(dwell)])),
      restarts: [...this.#restarts],
    }
  }

  #credit(last: Tick, tick: Tick): void {
    const span = tick.now - last.now
    const counted = last.visible && last.focused ? Math.min(span, MAX_TICK_MS) : 0
    this.#away += span - counted
    if (counted === 0) return
    const limit = idleLimit(this.#chars[leading(last.pages) - 1] ?? 0)
    const active = last.pages.length === 0 ? 0 : readingTime(last, tick, last.now + counted, limit)
    this.#active += active
    this.#idle += counted - active
    if (active > 0) this.#share(last.pages, active)
  }

  #share(pages: readonly VisiblePage[], active: number): void {
    const weights = pages.map(page => weightedArea(page.box, page))
    const all = weights.reduce((sum, weight) => sum + weight, 0)
    pages.forEach((page, index) => {
      const weight = weights[index]!
      const ms = all > 0 ? (active * weight) / all : active / pages.length
      dwell(this.#pages, page.page).ms += ms
      this.#shareSections(page, weight, ms)
    })
  }

  #shareSections(page: VisiblePage, pageWeight: number, ms: number): void {
    const sections = this.#byPage.get(page.page) ?? []
    const weights = sections.map(section => weightedArea(section, page))
    // Boxes drawn by hand may overlap or leave gaps: never hand out more than the page got.
    const whole = Math.max(
      pageWeight,
      weights.reduce((sum, weight) => sum + weight, 0),
    )
    sections.forEach((section, index) => {
      if (weights[index]! > 0) dwell(this.#sections, section.id).ms += (ms * weights[index]!) / whole
    })
  }

  #look(tick: Tick): void {
    this.#seeSections(tick)
    const page = tick.visible ? leading(tick.pages) : 0
    if (page !== this.#lead.page) this.#lead = { page, since: tick.now }
    const settled = page !== 0 && page !== this.#here && tick.now - this.#lead.since >= SETTLE_MS
    if (settled) this.#arrive(page)
  }

  #arrive(page: number): void {
    if (page === 1 && this.#here >= 3) {
      this.#restarts.push({ atMs: Math.floor(this.#lead.since - this.#start!), fromPage: this.#here })
    }
    this.#here = page
    dwell(this.#pages, page).visits += 1
  }

  #seeSections(tick: Tick): void {
    const seen = new Set<string>()
    for (const page of tick.visible ? tick.pages : []) {
      for (const section of this.#byPage.get(page.page) ?? []) {
        if (weightedArea(section, page) > 0) seen.add(section.id)
      }
    }
    for (const id of seen) if (!this.#onScreen.has(id)) dwell(this.#sections, id).visits += 1
    this.#onScreen = seen
  }
}

/** How much of `last.now … end` lies within the idle limit after an input, old or new. */
function readingTime(last: Tick, tick: Tick, end: number, limit: number): number {
  const before = overlap(last.now, end, last.lastInput, last.lastInput + limit)
  if (tick.lastInput <= last.lastInput) return before
  const from = Math.max(tick.lastInput, Math.min(end, Math.max(last.now, last.lastInput + limit)))
  return before + overlap(last.now, end, from, tick.lastInput + limit)
}

function overlap(a0: number, a1: number, b0: number, b1: number): number {
  return Math.max(0, Math.min(a1, b1) - Math.max(a0, b0))
}

/** The page with the largest weighted area, 0 if none is visible. */
function leading(pages: readonly VisiblePage[]): number {
  let best = 0
  let most = -1
  for (const page of pages) {
    const weight = weightedArea(page.box, page)
    if (weight > most) {
      best = page.page
      most = weight
    }
  }
  return best
}

function dwell<K>(map: Map<K, Dwell>, key: K): Dwell {
  let entry = map.get(key)
  if (!entry) {
    entry = { ms: 0, visits: 0 }
    map.set(key, entry)
  }
  return entry
}
