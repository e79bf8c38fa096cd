import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { VisiblePage } from './box.ts'
import { IDLE_BASE_MS, MAX_TICK_MS, ReadingMeter, type Tick, type Totals } from './meter.ts'

const A4 = { width: 595, height: 842 }

/** A screen of `height` PDF units whose upper edge is `top` units below the start of a pile of A4 pages. */
function screen(top: number, height: number, scale = 1): VisiblePage[] {
  const pages: VisiblePage[] = []
  for (let page = 1; page <= 5; page++) {
    const pageTop = (page - 1) * A4.height
    const y0 = Math.max(0, top - pageTop)
    const y1 = Math.min(A4.height, top + height - pageTop)
    if (y1 > y0) {
      const box = { x0: 0, y0, x1: A4.width, y1 }
      pages.push({ page, box, viewTop: top - pageTop, viewHeight: height, scale })
    }
  }
  return pages
}

const halves = [1, 2, 3, 4, 5].flatMap(page => [
  { id: `${page}a`, page, x0: 0, y0: 0, x1: 595, y1: 421 },
  { id: `${page}b`, page, x0: 0, y0: 421, x1: 595, y1: 842 },
])

function run(ticks: Tick[], chars: number[] = []): ReadingMeter {
  const meter = new ReadingMeter({ sections: halves, chars })
  for (const tick of ticks) meter.tick(tick)
  return meter
}

function ticksOf(
  steps: { dt: number; top: number; visible: boolean; focused: boolean; input: boolean; height: number }[],
) {
  let now = 1_000
  let lastInput = now
  return steps.map(step => {
    now += step.dt
    if (step.input) lastInput = now
    const pages = screen(step.top, step.height)
    return { now, pages, visible: step.visible, focused: step.focused, lastInput }
  })
}

const anySteps = fc.array(
  fc.record({
    dt: fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 9_000_000 })),
    top: fc.integer({ min: 0, max: 3_600 }),
    height: fc.integer({ min: 50, max: 2_500 }),
    visible: fc.boolean(),
    focused: fc.boolean(),
    input: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60 },
)

const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0)

describe('reading meter', () => {
  test('pages sum to the active time, sections never exceed their page, parts sum to the whole', () => {
    fc.assert(
      fc.property(anySteps, steps => {
        const totals = run(ticksOf(steps)).totals()
        const pages = Object.values(totals.pages).map(dwell => dwell.ms)
        expect(sum(pages)).toBeLessThanOrEqual(totals.activeMs)
        expect(totals.activeMs - sum(pages)).toBeLessThanOrEqual(pages.length + 1)
        expect(totals.activeMs + totals.idleMs + totals.awayMs).toBeLessThanOrEqual(totals.elapsedMs)
        expect(totals.elapsedMs - totals.activeMs - totals.idleMs - totals.awayMs).toBeLessThanOrEqual(3)
        for (const page of [1, 2, 3, 4, 5]) {
          const own = sum([`${page}a`, `${page}b`].map(id => totals.sections[id]?.ms ?? 0))
          expect(own).toBeLessThanOrEqual(totals.pages[page]?.ms ?? 0)
        }
      }),
    )
  })

  test('no total ever falls', () => {
    fc.assert(
      fc.property(anySteps, steps => {
        const meter = new ReadingMeter({ sections: halves, chars: [] })
        let before: Totals = meter.totals()
        for (const tick of ticksOf(steps)) {
          meter.tick(tick)
          const after = meter.totals()
          for (const [page, dwell] of Object.entries(before.pages)) {
            expect(after.pages[Number(page)]!.ms).toBeGreaterThanOrEqual(dwell.ms)
            expect(after.pages[Number(page)]!.visits).toBeGreaterThanOrEqual(dwell.visits)
          }
          for (const [id, dwell] of Object.entries(before.sections)) {
            expect(after.sections[id]!.ms).toBeGreaterThanOrEqual(dwell.ms)
          }
          before = after
        }
      }),
    )
  })

  test('zoom changes nothing about who gets the time', () => {
    const at = (scale: number) => {
      const tick = (now: number) => ({
        now,
        pages: screen(600, 700, scale),
        visible: true,
        focused: true,
        lastInput: now,
      })
      return run([tick(0), tick(4_000)]).totals()
    }
    expect(at(0.37)).toEqual(at(1))
    expect(at(3)).toEqual(at(1))
  })

  test('two pages on screen share the time, the middle weighs more than the edges', () => {
    const tick = (now: number) => ({
      now,
      pages: screen(421, 842),
      visible: true,
      focused: true,
      lastInput: now,
    })
    const even = run([tick(0), tick(4_000)]).totals()
    expect(even.pages[1]!.ms).toBe(2_000)
    expect(even.pages[2]!.ms).toBe(2_000)
    const low = (now: number) => ({
      now,
      pages: screen(750, 842),
      visible: true,
      focused: true,
      lastInput: now,
    })
    const mostlySecond = run([low(0), low(4_000)]).totals()
    // 92 of 842 units are page 1, at the screen's edge: less than its 10.9 % of the area.
    expect(mostlySecond.pages[1]!.ms).toBeLessThan(4_000 * 0.109)
  })

  test('a tab left open overnight counts as read for the idle limit only', () => {
    const ticks: Tick[] = []
    for (let now = 0; now <= 8 * 3_600_000; now += 1_000) {
      ticks.push({ now, pages: screen(0, 842), visible: true, focused: true, lastInput: 0 })
    }
    const totals = run(ticks).totals()
    expect(totals.activeMs).toBe(IDLE_BASE_MS)
    expect(totals.idleMs).toBe(8 * 3_600_000 - IDLE_BASE_MS)
  })

  test('a page full of text is given longer before it counts as idle', () => {
    const ticks = [...Array(61).keys()].map(second => {
      const now = second * 1_000
      return { now, pages: screen(0, 842), visible: true, focused: true, lastInput: 0 }
    })
    expect(run(ticks, [900]).totals().activeMs).toBe(45_000)
    expect(run(ticks, [450]).totals().activeMs).toBe(37_500)
  })

  test('a laptop that slept is credited one tick at most', () => {
    const ticks = [0, 1_000, 7_200_000].map(now => {
      return { now, pages: screen(0, 842), visible: true, focused: true, lastInput: now }
    })
    expect(run(ticks).totals().activeMs).toBeLessThanOrEqual(1_000 + MAX_TICK_MS)
  })

  test('hidden or unfocused time is neither reading nor idling', () => {
    const tick = (now: number, visible: boolean, focused: boolean): Tick => {
      return { now, pages: screen(0, 842), visible, focused, lastInput: now }
    }
    const totals = run([
      tick(0, true, true),
      tick(2_000, false, true),
      tick(4_000, true, false),
      tick(6_000, true, true),
      tick(7_000, true, true),
    ]).totals()
    expect(totals).toMatchObject({ activeMs: 3_000, idleMs: 0, awayMs: 4_000 })
  })

  test('returns and the way back to the start are counted once settled, leafing past is not', () => {
    let now = 0
    const ticks: Tick[] = []
    const stay = (page: number, ms: number) => {
      for (const end = now + ms; now < end; now += 250) {
        ticks.push({
          now,
          pages: screen((page - 1) * 842, 842),
          visible: true,
          focused: true,
          lastInput: now,
        })
      }
    }
    stay(1, 3_000)
    stay(2, 500)
    stay(4, 5_000)
    stay(1, 3_000)
    stay(4, 3_000)
    const meter = run(ticks)
    const totals = meter.totals()
    expect(totals.pages[1]!.visits).toBe(2)
    expect(totals.pages[2]!.visits).toBe(0)
    expect(totals.pages[4]!.visits).toBe(2)
    expect(totals.restarts).toEqual([{ atMs: 8_500, fromPage: 4 }])
    expect(meter.visibleSections.sort()).toEqual(['4a', '4b'])
  })
})
