import type { Beat, OpenedView } from '#decision/document/api.ts'
import type { VisiblePage } from '#lib/reading/box.ts'
import { type Dwell, ReadingMeter, type Totals } from '#lib/reading/meter.ts'
import { post, sendLast } from './http.ts'

const TICK_MS = 500
/** Leafing quickly must not become a request per section. */
const SOONEST_MS = 2_000
/** Beyond this a beat goes in several parts: browsers take beacons up to 64 kB. */
const MOST_ENTRIES = 1_200
/** Away for longer, coming back is a return: a view of its own. */
export const RETURN_MS = 30 * 60_000

/** Counts what shows that a person is there; kept across views of one page. */
export class Presence {
  gestures = 0
  inputs = 0
  last = performance.now()
  /** Called at the first deliberate act. */
  onfirst: () => void = () => undefined

  constructor() {
    for (const name of ['pointerdown', 'keydown', 'touchend']) this.#listen(name, true)
    for (const name of ['pointermove', 'wheel', 'touchmove', 'scroll']) this.#listen(name, false)
  }

  #listen(name: string, gesture: boolean): void {
    const heard = (event: Event) => {
      if (!event.isTrusted) return
      this.last = performance.now()
      this.inputs += 1
      if (!gesture) return
      this.gestures += 1
      if (this.gestures === 1) this.onfirst()
    }
    document.addEventListener(name, heard, { passive: true, capture: true })
  }
}

/**
 * Watches one view and tells the server: cumulative totals with a rising number every few seconds, when the section or
 * page changes, and once more when the page is hidden or left. What the server has confirmed is not sent again.
 */
export class Witness {
  readonly #view: OpenedView
  readonly #presence: Presence
  readonly #look: () => VisiblePage[]
  readonly #meter: ReadingMeter
  readonly #touch = matchMedia('(pointer: coarse)').matches
  #confirmed: Totals | undefined
  #seq = 0
  #sentAt = 0
  #place = ''
  #busy = false
  #timer = 0
  #stop = new AbortController()
  /** Called when the server no longer knows the view. */
  onlost: () => void = () => undefined

  constructor(view: OpenedView, presence: Presence, look: () => VisiblePage[]) {
    this.#view = view
    this.#presence = presence
    this.#look = look
    this.#meter = new ReadingMeter({ sections: view.sections, chars: view.pages.map(page => page.chars) })
    presence.onfirst = () => this.#send()
    this.#timer = window.setInterval(() => this.#pulse(), TICK_MS)
    const own = { signal: this.#stop.signal }
    document.addEventListener('visibilitychange', () => this.#visibility(), own)
    addEventListener('pagehide', () => this.#leave(), own)
    addEventListener('focus', () => this.tick(), own)
    addEventListener('blur', () => this.tick(), own)
    this.tick()
  }

  /** Takes in what the screen shows now; cheap, called after every scroll. */
  tick(): void {
    this.#meter.tick({
      now: performance.now(),
      pages: this.#look(),
      visible: document.visibilityState === 'visible',
      focused: this.#touch || document.hasFocus(),
      lastInput: this.#presence.last,
    })
  }

  /** Ends watching after a last message. */
  end(): void {
    this.#leave()
    clearInterval(this.#timer)
    this.#stop.abort()
  }

  #pulse(): void {
    this.tick()
    if (document.visibilityState !== 'visible') return
    const since = performance.now() - this.#sentAt
    const place = `${this.#meter.page} ${this.#meter.visibleSections.join()}`
    const moved = place !== this.#place && since >= SOONEST_MS
    if (moved || since >= this.#view.beatMs) this.#send()
  }

  #visibility(): void {
    this.tick()
    if (document.visibilityState === 'hidden') this.#leave()
  }

  #leave(): void {
    this.tick()
    for (const body of this.#bodies(true)) sendLast(this.#url, body)
  }

  async #send(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    this.tick()
    this.#sentAt = performance.now()
    this.#place = `${this.#meter.page} ${this.#meter.visibleSections.join()}`
    const totals = this.#meter.totals()
    try {
      for (const body of this.#bodies(false)) await post(this.#url, body)
      this.#confirmed = totals
    } catch (error) {
      // Totals are cumulative: the next beat says it all again.
      if ((error as { code?: string }).code === 'view.expired') this.onlost()
    } finally {
      this.#busy = false
    }
  }

  get #url(): string {
    return `/api/public/views/${this.#view.viewId}/beats`
  }

  #bodies(end: boolean): Beat[] {
    const totals = this.#meter.totals()
    const pages = changed(totals.pages, this.#confirmed?.pages)
    const sections = changed(totals.sections, this.#confirmed?.sections)
    const parts = Math.max(1, Math.ceil((pages.length + sections.length) / MOST_ENTRIES))
    return Array.from({ length: parts }, (_, part) => {
      const share = <T>(list: T[]) => list.filter((_, index) => index % parts === part)
      this.#seq += 1
      return {
        token: this.#view.token,
        seq: this.#seq,
        idleMs: totals.idleMs,
        visibleMs: totals.activeMs + totals.idleMs,
        pages: Object.fromEntries(share(pages)),
        sections: Object.fromEntries(share(sections)),
        restarts: totals.restarts.slice(0, 50),
        onScreen: end ? [] : this.#meter.visibleSections.slice(0, 500),
        gestures: this.#presence.gestures,
        inputs: this.#presence.inputs,
        end: end && part === parts - 1,
      }
    })
  }
}

/** Entries that grew since the server last confirmed them. */
function changed(
  now: Record<string, Dwell>,
  confirmed: Record<string, Dwell> | undefined,
): [string, Dwell][] {
  return Object.entries(now).filter(([id, { ms, visits }]) => {
    const before = confirmed?.[id]
    return before ? ms > before.ms || visits > before.visits : ms > 0 || visits > 0
  })
}
