import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { settle, type Told } from './episode.ts'
import { GRACE_MS, mergeClaim, noTotals, type ReadingTotals } from './merge.ts'

const sectionPage = new Map([
  ['1a', 1],
  ['1b', 1],
  ['2a', 2],
])
const bound = (elapsedMs: number) => ({ elapsedMs, pageCount: 2, sectionPage })

/** A reader's honest beats: totals that only grow, sections within their pages. */
const honest = fc
  .array(fc.record({ a: fc.nat(9_000), b: fc.nat(9_000), c: fc.nat(9_000) }), { minLength: 1, maxLength: 12 })
  .map(steps => {
    let [a, b, c, seq] = [0, 0, 0, 0]
    return steps.map(step => {
      ;[a, b, c, seq] = [a + step.a, b + step.b, c + step.c, seq + 1]
      const dwell = (ms: number) => ({ ms, visits: seq })
      const pages = { 1: dwell(a + b), 2: dwell(c) }
      const sections = { '1a': dwell(a), '1b': dwell(b), '2a': dwell(c) }
      return { seq, idleMs: 0, pages, sections, restarts: [] } satisfies ReadingTotals
    })
  })

const sum = (dwell: Record<string, { ms: number }>) =>
  Object.values(dwell).reduce((all, { ms }) => all + ms, 0)

describe('merging beats', () => {
  test('repeated, late and reordered beats end at the last honest totals', () => {
    fc.assert(
      fc.property(honest, fc.array(fc.nat(11), { maxLength: 30 }), (beats, order) => {
        const end = 12 * 27_000
        const arrivals = [...order.map(index => beats[index % beats.length]!), beats.at(-1)!, beats[0]!]
        const kept = arrivals.reduce((totals, beat) => mergeClaim(totals, beat, bound(end)).totals, noTotals)
        expect(kept.pages).toEqual(beats.at(-1)!.pages)
        expect(kept.sections).toEqual(beats.at(-1)!.sections)
      }),
    )
  })

  const anyClaim = fc.record({
    seq: fc.nat(),
    idleMs: fc.nat(),
    pages: fc.dictionary(fc.constantFrom('1', '2', '9'), fc.record({ ms: fc.nat(1e9), visits: fc.nat(9) })),
    sections: fc.dictionary(
      fc.constantFrom('1a', '1b', '2a', 'x'),
      fc.record({ ms: fc.nat(1e9), visits: fc.nat(9) }),
    ),
    restarts: fc.array(fc.record({ atMs: fc.nat(1e9), fromPage: fc.nat(9) }), { maxLength: 60 }),
  })

  test('whatever is claimed, the kept time fits the time the server saw, and never falls', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ claim: anyClaim, wait: fc.nat(60_000) }), { maxLength: 10 }),
        claims => {
          let elapsed = 0
          let kept: ReadingTotals = noTotals
          for (const { claim, wait } of claims) {
            elapsed += wait
            const next = mergeClaim(kept, claim, bound(elapsed)).totals
            expect(sum(next.pages)).toBeLessThanOrEqual(elapsed + GRACE_MS)
            expect(sum(next.sections)).toBeLessThanOrEqual(sum(next.pages))
            for (const [id, { ms }] of Object.entries(kept.pages))
              expect(next.pages[id]!.ms).toBeGreaterThanOrEqual(ms)
            for (const [id, { ms }] of Object.entries(kept.sections))
              expect(next.sections[id]!.ms).toBeGreaterThanOrEqual(ms)
            expect(next.pages['9'] ?? next.sections.x).toBeUndefined()
            expect(next.restarts.length).toBeLessThanOrEqual(50)
            kept = next
          }
        },
      ),
    )
  })

  test('a forged hour after ten seconds is cut to what went by, and flagged', () => {
    const forged = { ...noTotals, seq: 1, pages: { 1: { ms: 3_600_000, visits: 1 } } }
    const merged = mergeClaim(noTotals, forged, bound(10_000))
    expect(merged.clamped).toBe(true)
    expect(merged.totals.pages['1']!.ms).toBe(10_000 + GRACE_MS)
    expect(
      mergeClaim(noTotals, { ...forged, pages: { 1: { ms: 9_000, visits: 1 } } }, bound(10_000)).clamped,
    ).toBe(false)
  })
})

describe('episodes', () => {
  test('the events of a view sum exactly to its totals, up to a glimpse, each told once', () => {
    fc.assert(
      fc.property(
        honest,
        fc.array(fc.subarray(['1a', '1b', '2a']), { minLength: 12, maxLength: 12 }),
        (beats, screens) => {
          const told = new Map<string, Told>()
          const ids = new Set<string>()
          const tell = (totals: ReadingTotals, onScreen: string[]) => {
            for (const one of settle(totals, told, new Set(onScreen))) {
              const name = `${one.sectionId}/${one.number}`
              expect(ids.has(name)).toBe(false)
              ids.add(name)
              told.set(one.sectionId, {
                ms: (told.get(one.sectionId)?.ms ?? 0) + one.ms,
                episodes: one.number,
              })
            }
          }
          for (const [index, beat] of beats.entries()) tell(beat, screens[index]!)
          tell(beats.at(-1)!, [])
          tell(beats.at(-1)!, [])
          for (const [id, { ms }] of Object.entries(beats.at(-1)!.sections)) {
            const rest = ms - (told.get(id)?.ms ?? 0)
            expect(rest).toBeGreaterThanOrEqual(0)
            expect(rest).toBeLessThan(1_000)
          }
        },
      ),
    )
  })
})
