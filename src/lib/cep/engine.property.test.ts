import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BruteFiring, bruteLive, bruteReplay } from './brute.test-support.ts'
import {
  Engine,
  type Firing,
  type LogEntry,
  parseStrategies,
  Replay,
  replayAsReceived,
  restoreEngine,
  settleEvents,
  snapshotLines,
} from './index.ts'
import { event, log, profiles, strategy } from './random.test-support.ts'

const base = Date.UTC(2026, 0, 14, 12)

/** A firing in the terms of the brute-force matcher. */
function plain({ strategy: id, version, key, at, steps, measures, events }: Firing): BruteFiring {
  return { strategy: id, version, key, at, steps, measures, completing: events.map(step => step.event) }
}

describe('replay', () => {
  it('fires what the brute-force matcher fires', () => {
    const strategies = fc.tuple(strategy('s1'), strategy('s2'), strategy('s3'))
    const until = fc.option(
      fc.integer({ min: 0, max: 50 }).map(half => base + half * 500),
      { nil: undefined, freq: 1 },
    )
    fc.assert(
      fc.property(
        strategies,
        fc.array(event(base, 20, 80), { maxLength: 60, size: 'max' }),
        profiles,
        until,
        (all, events, known, end) => {
          const parsed = parseStrategies(all)
          if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
          const replay = new Replay(parsed.value, { profiles: known, until: end })
          const fired = [...replay.run(settleEvents(events))].map(plain)
          expect(fired).toEqual(bruteReplay(all, events, known, end).fired)
        },
      ),
      { numRuns: 3000 },
    )
  })
})

describe('live', () => {
  const grace = 5000

  it('fires what the brute-force matcher fires, late and imported events, profiles and versions included', () => {
    fc.assert(
      fc.property(log(90), entries => {
        const engine = new Engine({ grace })
        const fired = entries.map((entry, index) => {
          const intake = entry.kind === 'publish' ? engine.prepare(entry.strategy) : undefined
          for (const earlier of intake ? entries.slice(0, index) : []) intake!.feed(earlier)
          return engine.process(entry, intake).map(plain)
        })
        expect(fired).toEqual(bruteLive(entries, grace))
      }),
      { numRuns: 3000 },
    )
  })

  it('is what replay as received computes from the log, whenever the clock was asked', () => {
    fc.assert(
      fc.property(
        log(60),
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 70, maxLength: 70 }),
        (drafts, asks) => {
          const entries = withUniqueIds([...drafts, { kind: 'clock', r: drafts.at(-1)!.r }])
          const received = [...replayAsReceived(entries, { grace })]
          const engine = new Engine({ grace })
          const live = entries.flatMap((entry, index, all) => {
            const intake = entry.kind === 'publish' ? engine.prepare(entry.strategy) : undefined
            for (const earlier of intake ? all.slice(0, index) : []) intake!.feed(earlier)
            const fired = engine.process(entry, intake)
            const next = all[index + 1]?.r ?? entry.r
            for (let ask = 0; ask < asks[index]!; ask++)
              fired.push(...engine.advance(entry.r + ((next - entry.r) * ask) / 2))
            return fired
          })
          expect(live.map(firing => firing.id)).toEqual(received.map(firing => firing.id))
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('goes on from a snapshot taken anywhere as if nothing had been', () => {
    fc.assert(
      fc.property(log(90), fc.array(fc.nat(90), { minLength: 1, maxLength: 4 }), (all, places) => {
        const entries = withUniqueIds(all)
        const undisturbed = [...replayAsReceived(entries, { grace })]
        let engine = new Engine({ grace })
        const fired: Firing[] = []
        for (const [index, entry] of entries.entries()) {
          if (places.includes(index)) engine = restoreEngine([...snapshotLines(engine)], { grace })
          const intake = entry.kind === 'publish' ? engine.prepare(entry.strategy) : undefined
          for (const earlier of intake ? entries.slice(0, index) : []) intake!.feed(earlier)
          fired.push(...engine.process(entry, intake))
        }
        expect(fired).toEqual(undisturbed)
      }),
      { numRuns: 1500 },
    )
  })
})

/** The log as a host writes it: every event id once. */
function withUniqueIds(entries: LogEntry[]): LogEntry[] {
  const ids = new Set<string>()
  return entries.filter(
    entry => entry.kind !== 'event' || (!ids.has(entry.event.id) && ids.add(entry.event.id)),
  )
}
